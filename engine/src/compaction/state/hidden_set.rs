//! The tables that are in use by a compaction: no other may take them. They can be read as ever.

use crate::hash::HashSet;
use crate::ids::TableId;

/// Set of hidden tables.
#[derive(Clone, Default)]
pub struct HiddenSet {
    set: HashSet<TableId>,
}

impl HiddenSet {
    pub(crate) fn hide(&mut self, ids: impl IntoIterator<Item = TableId>) {
        self.set.extend(ids);
    }

    pub(crate) fn show<'a>(&mut self, ids: impl IntoIterator<Item = &'a TableId>) {
        for id in ids {
            self.set.remove(id);
        }
    }

    pub(crate) fn is_hidden(&self, id: TableId) -> bool {
        self.set.contains(&id)
    }

    /// Whether one of the tables is hidden.
    pub(crate) fn is_blocked(&self, ids: impl IntoIterator<Item = TableId>) -> bool {
        ids.into_iter().any(|id| self.is_hidden(id))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}
