//! The memtables that are full: nobody writes to them any more, and the next flush takes all of them.

use std::sync::Arc;

use super::Memtable;
use crate::ids::MemtableId;

/// Sealed memtables, oldest first. Immutable: every change makes a new list, as old super versions keep theirs.
#[derive(Clone, Default)]
pub(crate) struct SealedMemtables(Vec<Arc<Memtable>>);

impl SealedMemtables {
    /// The list with one more, the newest.
    pub(crate) fn with(&self, memtable: Arc<Memtable>) -> Self {
        let mut memtables = Vec::with_capacity(self.0.len() + 1);
        memtables.extend_from_slice(&self.0);
        memtables.push(memtable);
        Self(memtables)
    }

    /// The list without those that were flushed.
    pub(crate) fn without(&self, ids: &[MemtableId]) -> Self {
        Self(self.0.iter().filter(|memtable| !ids.contains(&memtable.id())).map(Arc::clone).collect())
    }

    /// `true` if all of `ids` are in the list.
    pub(crate) fn contains_all(&self, ids: &[MemtableId]) -> bool {
        ids.iter().all(|id| self.0.iter().any(|memtable| memtable.id() == *id))
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Memtable>> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
