//! Ways from the top level of a partitioned index or filter to its partitions that lead past the cache's map.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::cached_block::CachedBlock;

/// For each partition where it is in memory, if it still is.
///
/// Only for partitions: a slot keeps some hundred bytes of a block that the cache has dropped, which is nothing beside a
/// partition's worth of data blocks, but would not be nothing beside a data block.
pub(super) struct Shortcuts(Box<[Mutex<Slot>]>);

#[derive(Default)]
struct Slot {
    block: Weak<CachedBlock>,
    use_count: u8,
}

// Whatever a panic leaves a slot with, it leads to a block or nowhere.
impl UnwindSafe for Shortcuts {}
impl RefUnwindSafe for Shortcuts {}

/// The cache learns of every eighth use, so that it doesn't take what is used most for forgotten.
const USES_PER_REPORT: u8 = 8;

/// A partition that was found.
pub(super) struct Found {
    pub(super) block: Arc<CachedBlock>,
    /// The cache should be asked for the block, too.
    pub(super) is_report_due: bool,
}

impl Shortcuts {
    pub(super) fn new(count: u32) -> Self {
        Self((0..count).map(|_| Mutex::default()).collect())
    }

    /// A partition by number. `None` also if somebody else is looking at it: the cache is quicker than waiting.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<Found> {
        let mut slot = self.0.get(number as usize)?.try_lock()?;
        let block = slot.block.upgrade()?;
        slot.use_count = slot.use_count.wrapping_add(1);
        Some(Found { block, is_report_due: slot.use_count.is_multiple_of(USES_PER_REPORT) })
    }

    pub(super) fn set(&self, number: u32, block: &Arc<CachedBlock>) {
        if let Some(mut slot) = self.0.get(number as usize).and_then(|slot| slot.try_lock()) {
            slot.block = Arc::downgrade(block);
        }
    }
}
