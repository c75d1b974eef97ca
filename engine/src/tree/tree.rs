//! [`Tree`]: the handle, and what it offers beyond [`AbstractTree`].

use std::ops::{Deref, RangeBounds};
use std::sync::Arc;

use super::inner::TreeInner;
use crate::error::Result;
use crate::memtable::Memtable;
use crate::range::{IterState, TreeIter, UserBounds};
use crate::seqno::SeqNo;
use crate::util::prefix_to_range;
use crate::value::{InternalValue, KvPair};
use crate::version::{SuperVersion, Version};

/// A standard tree. Cheap to clone; the last handle closes the tree when it is dropped, without flushing it.
#[derive(Clone)]
pub struct Tree(#[doc(hidden)] pub Arc<TreeInner>);

impl Deref for Tree {
    type Target = TreeInner;

    fn deref(&self) -> &TreeInner {
        &self.0
    }
}

/// A memtable outside the tree that takes part in a read, and the snapshot at which it is read.
pub(crate) type Ephemeral = Option<(Arc<Memtable>, SeqNo)>;

pub(crate) fn owned_bounds<K: AsRef<[u8]>, R: RangeBounds<K>>(range: &R) -> UserBounds {
    (range.start_bound().map(|key| key.as_ref().into()), range.end_bound().map(|key| key.as_ref().into()))
}

fn to_pair(item: InternalValue) -> KvPair {
    (item.key.user_key, item.value)
}

impl Tree {
    /// A scan over a given super version.
    #[doc(hidden)]
    pub fn create_internal_range<'a, K: AsRef<[u8]> + 'a, R: RangeBounds<K> + 'a>(
        version: SuperVersion,
        range: &'a R,
        seqno: SeqNo,
        ephemeral: Option<(Arc<Memtable>, SeqNo)>,
    ) -> impl DoubleEndedIterator<Item = Result<InternalValue>> + use<K, R> + 'static {
        TreeIter::create_range(
            IterState { version: Arc::new(version), ephemeral },
            &owned_bounds(range),
            seqno,
        )
    }

    /// Whether a compaction is using tables.
    #[doc(hidden)]
    #[must_use]
    pub fn is_compacting(&self) -> bool {
        !self.compaction_state.lock().hidden_set().is_empty()
    }

    /// A scan, and the version it reads from.
    pub(crate) fn scan_of_version(
        &self,
        bounds: &UserBounds,
        seqno: SeqNo,
        ephemeral: Ephemeral,
    ) -> (TreeIter, Version) {
        let super_version = self.version_history.for_snapshot(seqno);
        let version = super_version.version.clone();
        (TreeIter::create_range(IterState { version: super_version, ephemeral }, bounds, seqno), version)
    }

    pub(super) fn scan(&self, bounds: &UserBounds, seqno: SeqNo, ephemeral: Ephemeral) -> TreeIter {
        let version = self.version_history.for_snapshot(seqno);
        TreeIter::create_range(IterState { version, ephemeral }, bounds, seqno)
    }

    fn pairs(
        &self,
        bounds: &UserBounds,
        seqno: SeqNo,
        ephemeral: Ephemeral,
    ) -> impl DoubleEndedIterator<Item = Result<KvPair>> + use<> {
        self.scan(bounds, seqno, ephemeral).map(|item| item.map(to_pair))
    }

    /// A full scan over pairs.
    #[doc(hidden)]
    #[must_use]
    pub fn create_iter(
        &self,
        seqno: SeqNo,
        ephemeral: Option<(Arc<Memtable>, SeqNo)>,
    ) -> impl DoubleEndedIterator<Item = Result<KvPair>> + use<> + 'static {
        self.create_range::<&[u8], _>(&.., seqno, ephemeral)
    }

    /// A range scan over pairs.
    #[doc(hidden)]
    pub fn create_range<'a, K: AsRef<[u8]> + 'a, R: RangeBounds<K> + 'a>(
        &self,
        range: &'a R,
        seqno: SeqNo,
        ephemeral: Option<(Arc<Memtable>, SeqNo)>,
    ) -> impl DoubleEndedIterator<Item = Result<KvPair>> + use<K, R> + 'static {
        self.pairs(&owned_bounds(range), seqno, ephemeral)
    }

    /// A prefix scan over pairs.
    #[doc(hidden)]
    pub fn create_prefix<'a, K: AsRef<[u8]> + 'a>(
        &self,
        prefix: K,
        seqno: SeqNo,
        ephemeral: Option<(Arc<Memtable>, SeqNo)>,
    ) -> impl DoubleEndedIterator<Item = Result<KvPair>> + use<K> + 'static {
        self.pairs(&prefix_to_range(prefix.as_ref()), seqno, ephemeral)
    }

    /// Adds an entry to the active memtable. Returns the bytes it is accounted with, and those of the memtable.
    #[doc(hidden)]
    #[must_use]
    pub fn append_entry(&self, value: InternalValue) -> (u64, u64) {
        // The history stays locked for reading until the entry is in: a rotation can't get in between, so a sealed
        // memtable is one that nobody writes to.
        self.version_history.read().latest().active_memtable.insert(value)
    }
}
