//! Moves a level into another one; for tests that want tables in a certain place.

use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use crate::config::Config;
use crate::version::Version;

/// Size recorded in orders that write nothing.
const NO_TARGET_SIZE: u64 = u64::MAX;

/// Moves all tables of level `.0` into level `.1` as they are. Does nothing if the level is in use or doesn't exist.
pub struct Strategy(pub u8, pub u8);

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        "MoveDownCompaction"
    }

    fn choose(&self, version: &Version, _: &Config, state: &CompactionState) -> Choice {
        let Some(level) = version.level(self.0.into()) else { return Choice::DoNothing };
        if version.level_is_busy(self.0.into(), state.hidden_set()) {
            return Choice::DoNothing;
        }
        Choice::Move(Input {
            table_ids: level.list_ids(),
            dest_level: self.1,
            canonical_level: self.1,
            target_size: NO_TARGET_SIZE,
        })
    }
}
