//! Drops the tables that lie completely inside a range.

use std::ops::{Bound, RangeBounds};

use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy};
use crate::config::Config;
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::key::UserKey;
use crate::key_range::{KeyRange, Ranged};
use crate::table::Table;
use crate::version::Version;

/// Drops tables by key range.
pub(crate) struct Strategy {
    bounds: (Bound<UserKey>, Bound<UserKey>),
}

impl Strategy {
    pub(crate) fn new(bounds: (Bound<UserKey>, Bound<UserKey>)) -> Self {
        Self { bounds }
    }

    fn contains(&self, range: &KeyRange) -> bool {
        self.bounds.contains(range.min()) && self.bounds.contains(range.max())
    }
}

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        "DropRangeCompaction"
    }

    fn choose(&self, version: &Version, _: &Config, state: &CompactionState) -> Choice {
        let inside = version.iter_tables().filter(|table| self.contains(table.key_range()));
        let ids: HashSet<TableId> = inside.map(Table::id).collect();
        if state.hidden_set().is_blocked(ids.iter().copied()) {
            return Choice::DoNothing;
        }
        Choice::Drop(ids)
    }
}
