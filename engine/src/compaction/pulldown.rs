//! Merges a level into another one; for tests that want tables in a certain place.

use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use crate::config::{Config, LEVEL_COUNT};
use crate::version::{Level, Version};

/// Size from which on a new table is begun, in bytes.
const TARGET_SIZE: u64 = 64_000_000;

/// Merges all tables of levels `.0` and `.1` into level `.1`.
pub struct Strategy(pub u8, pub u8);

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        "PullDownCompaction"
    }

    /// # Panics
    /// If one of the levels doesn't exist.
    fn choose(&self, version: &Version, _: &Config, _: &CompactionState) -> Choice {
        #[expect(clippy::expect_used, reason = "documented panic of the mirrored API")]
        let ids = |level: u8| version.level(level.into()).map(Level::list_ids).expect("level should exist");
        let mut table_ids = ids(self.0);
        table_ids.extend(ids(self.1));
        Choice::Merge(Input {
            table_ids,
            dest_level: self.1,
            canonical_level: LEVEL_COUNT - 1,
            target_size: TARGET_SIZE,
        })
    }
}
