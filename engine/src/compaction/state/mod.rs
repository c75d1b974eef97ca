//! What compactions of a tree have to know of each other.

pub(crate) mod hidden_set;

use hidden_set::HiddenSet;

/// State that the compactions of a tree share.
#[derive(Default)]
pub struct CompactionState {
    hidden_set: HiddenSet,
}

impl CompactionState {
    /// The tables that are in use by compactions.
    pub fn hidden_set(&self) -> &HiddenSet {
        &self.hidden_set
    }

    /// The tables that are in use by compactions, to be changed.
    pub fn hidden_set_mut(&mut self) -> &mut HiddenSet {
        &mut self.hidden_set
    }
}
