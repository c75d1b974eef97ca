//! FIFO: never merges, drops what is too old or too much.

use std::cmp::Reverse;
use std::time::{SystemTime, UNIX_EPOCH};

use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy};
use crate::config::Config;
use crate::hash::HashSet;
use crate::table::Table;
use crate::value::KvPair;
use crate::version::Version;

/// Name of the strategy.
pub const NAME: &str = "FifoCompaction";

/// Drops the oldest tables when the tree is larger than a limit, and tables that are older than a time to live.
///
/// Made for logs: keys must be written in ascending order, so that no two tables overlap, as nothing is ever merged.
#[derive(Clone)]
pub struct Strategy {
    /// Size limit of the tree in bytes.
    pub limit: u64,

    /// Time to live in seconds; `None` and 0 mean forever.
    pub ttl_seconds: Option<u64>,
}

impl Strategy {
    /// With a size limit in bytes, and a time to live.
    #[must_use]
    pub fn new(limit: u64, ttl_seconds: Option<u64>) -> Self {
        Self { limit, ttl_seconds }
    }

    /// Time of creation, in nanoseconds since 1970, at or before which tables have lived too long.
    fn expired_until(&self) -> Option<u128> {
        let ttl = self.ttl_seconds.filter(|&seconds| seconds > 0)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        now.checked_sub(u128::from(ttl) * 1_000_000_000)
    }
}

/// Bytes that disappear with a table.
fn size_with_blobs(table: &Table) -> u64 {
    table.metadata.file_size + table.linked_blob_bytes()
}

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        NAME
    }

    fn get_config(&self) -> Vec<KvPair> {
        vec![
            ("fifo_limit".into(), self.limit.to_le_bytes().into()),
            ("fifo_ttl".into(), [u8::from(self.ttl_seconds.is_some())].into()),
            ("fifo_ttl_seconds".into(), self.ttl_seconds.unwrap_or_default().to_le_bytes().into()),
        ]
    }

    /// # Panics
    /// "L0 needs to be disjoint" if tables of L0 overlap: the tree is not used in the way this strategy is made for.
    fn choose(&self, version: &Version, _: &Config, state: &CompactionState) -> Choice {
        let l0 = version.l0();
        let Some(run) = l0.first_run() else { return Choice::DoNothing };
        assert!(l0.is_disjoint(), "L0 needs to be disjoint");
        // Another thread is dropping tables already, or the client compacts in some other way, too: its turn comes again.
        if version.level_is_busy(0, state.hidden_set()) {
            return Choice::DoNothing;
        }

        let expired_until = self.expired_until();
        let is_expired = |table: &Table| expired_until.is_some_and(|time| *table.metadata.created_at <= time);
        let (expired, mut alive): (Vec<&Table>, Vec<&Table>) =
            run.iter().partition(|table| is_expired(table));

        // Blobs count until their file goes, dead ones too.
        let size =
            run.iter().map(|table| table.metadata.file_size).sum::<u64>() + version.blob_files.on_disk_size();
        let expired_size: u64 = expired.iter().map(|table| size_with_blobs(table)).sum();
        let mut excess = size.saturating_sub(expired_size).saturating_sub(self.limit);
        let mut drop: HashSet<_> = expired.iter().map(|table| table.id()).collect();
        alive.sort_by_key(|table| Reverse(*table.metadata.created_at));
        while excess > 0 {
            let Some(oldest) = alive.pop() else { break };
            excess = excess.saturating_sub(size_with_blobs(oldest));
            drop.insert(oldest.id());
        }
        if drop.is_empty() { Choice::DoNothing } else { Choice::Drop(drop) }
    }
}
