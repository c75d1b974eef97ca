//! Merges everything into the last level.

use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use crate::config::Config;
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::table::Table;
use crate::version::Version;

/// Merges all tables.
pub(crate) struct Strategy {
    target_size: u64,
}

impl Strategy {
    /// With a size in bytes from which on a new table is begun.
    pub(crate) fn new(target_size: u64) -> Self {
        Self { target_size }
    }
}

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        "MajorCompaction"
    }

    fn choose(&self, version: &Version, config: &Config, state: &CompactionState) -> Choice {
        let table_ids: HashSet<TableId> = version.iter_tables().map(Table::id).collect();
        if state.hidden_set().is_blocked(table_ids.iter().copied()) {
            return Choice::DoNothing;
        }
        let last_level = config.level_count - 1;
        Choice::Merge(Input {
            table_ids,
            dest_level: last_level,
            canonical_level: last_level,
            target_size: self.target_size,
        })
    }
}
