//! Makes one run out of the newest runs of L0, where they are: the last resort of a flush that finds L0 full while other
//! compactions hold what would have to move.

use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use crate::config::Config;
use crate::version::Version;

/// Merges the newest runs of L0, down to the first that is in use by another compaction, into one run of L0. Needs
/// nothing of any other level. `.0` is the size in bytes from which on a new table is begun.
pub(crate) struct Strategy(pub(crate) u64);

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        "ConsolidateCompaction"
    }

    fn choose(&self, version: &Version, _: &Config, state: &CompactionState) -> Choice {
        let is_free = |table_id| !state.hidden_set().is_hidden(table_id);
        let runs = version.l0().iter().take_while(|run| run.iter().all(|table| is_free(table.id())));
        let runs: Vec<_> = runs.collect();
        if runs.len() < 2 {
            return Choice::DoNothing;
        }
        Choice::Merge(Input {
            table_ids: runs.into_iter().flat_map(|run| run.iter()).map(|table| table.id()).collect(),
            dest_level: 0,
            canonical_level: 0,
            target_size: self.0,
        })
    }
}
