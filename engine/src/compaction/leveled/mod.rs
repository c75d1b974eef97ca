//! Leveled compaction: every level is one run, about ten times as large as the one above.
//!
//! Levels fill from the bottom: a small tree has its first level at L6, and opens a new one above when all levels are
//! full. The *canonical* number of a level says what it is used as: the first level in use counts as L1, whichever it
//! is.

mod windows;

use self::windows::{Candidate, pick_minimal};
use super::state::CompactionState;
use super::strategy::{Choice, CompactionStrategy, Input};
use crate::config::{Config, LEVEL_COUNT};
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::table::Table;
use crate::value::KvPair;
use crate::version::{Level, Version};

/// Name of the strategy.
pub const NAME: &str = "LeveledCompaction";

const DEFAULT_L0_THRESHOLD: u8 = 4;
const DEFAULT_TARGET_SIZE: u64 = 64 * 1_024 * 1_024;
const DEFAULT_RATIO: f32 = 10.0;

/// Score of a level that is too large while the next one is empty: it beats every other, as moving costs nothing.
const SCORE_TRIVIAL_MOVE: f64 = 99.99;

const LAST_LEVEL: usize = LEVEL_COUNT as usize - 1;

/// Leveled compaction.
///
/// When a level is too large, some of its tables are merged into the tables of the next level that they overlap, or
/// moved there where they overlap none. Costs more writes than other strategies and needs little space.
#[derive(Clone)]
pub struct Strategy {
    l0_threshold: u8,
    target_size: u64,
    level_ratio_policy: Vec<f32>,
}

impl Default for Strategy {
    fn default() -> Self {
        Self {
            l0_threshold: DEFAULT_L0_THRESHOLD,
            target_size: DEFAULT_TARGET_SIZE,
            level_ratio_policy: vec![DEFAULT_RATIO],
        }
    }
}

impl Strategy {
    /// Growth from level to level, beginning with L1 to L2; the last one holds for all deeper levels. Default: 10.
    #[must_use]
    pub fn with_level_ratio_policy(mut self, policy: Vec<f32>) -> Self {
        self.level_ratio_policy = policy;
        self
    }

    /// Number of tables in L0 from which on they are merged into L1. Default: 4.
    #[must_use]
    pub fn with_l0_threshold(mut self, threshold: u8) -> Self {
        self.l0_threshold = threshold;
        self
    }

    /// Size of tables in bytes. Default: 64 MiB.
    #[must_use]
    pub fn with_table_target_size(mut self, bytes: u64) -> Self {
        self.target_size = bytes;
        self
    }

    /// Bytes that a level may have, by its canonical number from 1 on. The arithmetic, 32-bit floats, decides when
    /// compactions run and is part of what is mirrored.
    fn level_target_size(&self, canonical_level: usize) -> u64 {
        let base = self.target_size.saturating_mul(self.l0_threshold.into());
        if canonical_level <= 1 {
            return base;
        }
        let ratio = |n: usize| {
            self.level_ratio_policy.get(n).or(self.level_ratio_policy.last()).unwrap_or(&DEFAULT_RATIO)
        };
        (0..canonical_level - 1).fold(base as f32, |size, n| size * ratio(n)) as u64
    }

    fn input(&self, table_ids: HashSet<TableId>, dest_level: usize, canonical_level: usize) -> Input {
        // Both are level numbers, below 7.
        let (dest_level, canonical_level) = (dest_level as u8, canonical_level as u8);
        Input { table_ids, dest_level, canonical_level, target_size: self.target_size }
    }

    /// What is in L0 goes to the bottom of a tree that has nothing else, or nothing else there.
    fn move_to_bottom(&self, levels: &[Level]) -> Option<Choice> {
        let (l0, middle, last) = (levels.first()?, levels.get(1..LAST_LEVEL)?, levels.get(LAST_LEVEL)?);
        if !l0.is_disjoint() || middle.iter().any(|level| !level.is_empty()) || overlaps(l0, last) {
            return None;
        }
        Some(Choice::Move(self.input(l0.list_ids(), LAST_LEVEL, 1)))
    }

    /// Where the levels are: which one is used as L1.
    fn locate(&self, levels: &[Level], sizes: &[u64]) -> Placement {
        let in_use: Vec<usize> = (1..levels.len()).filter(|&n| !is_empty(levels, n)).collect();
        let first_in_use = in_use.first().copied().unwrap_or(LAST_LEVEL);
        let mut placement = Placement { first_in_use, l1: first_in_use };
        let is_full = |&n: &usize| size(sizes, n) > self.level_target_size(placement.canonical(n));
        if first_in_use > 1 && !in_use.is_empty() && in_use.iter().all(is_full) {
            placement.l1 -= 1;
        }
        placement
    }

    /// A single run in L0 that overlaps nothing in the first level goes there as it is.
    fn move_from_l0(
        &self,
        version: &Version,
        levels: &[Level],
        placement: &Placement,
        state: &CompactionState,
    ) -> Option<Choice> {
        let target = placement.first_in_use.min(placement.l1);
        let (l0, target_level) = (levels.first()?, levels.get(target)?);
        let is_busy = |n| version.level_is_busy(n, state.hidden_set());
        if !l0.is_disjoint() || !target_level.is_disjoint() || is_busy(0) || is_busy(target) {
            return None;
        }
        let hull = l0.aggregate_key_range();
        if target_level.iter().any(|run| !run.get_overlapping(&hull).is_empty()) {
            return None;
        }
        Some(Choice::Move(self.input(l0.list_ids(), target, 1)))
    }

    /// The level that is worst off; of equals, the deepest.
    fn highest_score(&self, levels: &[Level], sizes: &[u64], placement: &Placement) -> (usize, f64) {
        let score = |n: usize, level: &Level| {
            if n == 0 {
                let count = level.table_count();
                let threshold = usize::from(self.l0_threshold);
                return if count >= threshold { count as f64 / threshold as f64 } else { 0.0 };
            }
            // Levels above the one used as L1 are empty, and have no canonical number.
            if n == LAST_LEVEL || level.is_empty() {
                return 0.0;
            }
            let target = self.level_target_size(placement.canonical(n));
            if size(sizes, n) <= target {
                0.0
            } else if is_empty(levels, n + 1) {
                SCORE_TRIVIAL_MOVE
            } else {
                size(sizes, n) as f64 / target as f64
            }
        };
        let scores = levels.iter().enumerate().map(|(n, level)| (n, score(n, level)));
        scores.fold((0, 0.0), |best, other| if other.1 >= best.1 { other } else { best })
    }

    /// All of L0 goes into L1, with the tables there that it overlaps.
    fn merge_l0(
        &self,
        version: &Version,
        levels: &[Level],
        placement: &Placement,
        state: &CompactionState,
    ) -> Choice {
        let is_busy = |n| version.level_is_busy(n, state.hidden_set());
        let (Some(l0), Some(l1)) = (levels.first(), levels.get(placement.l1)) else {
            return Choice::DoNothing;
        };
        if is_busy(0) || is_busy(placement.l1) {
            return Choice::DoNothing;
        }
        let hull = l0.aggregate_key_range();
        let overlapping: Vec<TableId> =
            l1.iter().flat_map(|run| run.get_overlapping(&hull)).map(Table::id).collect();
        let mut ids = l0.list_ids();
        ids.extend(&overlapping);
        let input = self.input(ids, placement.l1, 1);
        if overlapping.is_empty() && l0.is_disjoint() { Choice::Move(input) } else { Choice::Merge(input) }
    }

    /// Below L0 every level is one run, and the rest of the strategy relies on it. [`MoveDown`](super::MoveDown) can put
    /// several into a level: then these are merged before anything else, as moving the first of them on would bring it
    /// below older ones.
    fn merge_runs(
        &self,
        version: &Version,
        levels: &[Level],
        placement: &Placement,
        state: &CompactionState,
    ) -> Option<Choice> {
        let (n, level) = levels.iter().enumerate().skip(1).find(|(_, level)| level.run_count() > 1)?;
        if version.level_is_busy(n, state.hidden_set()) {
            return Some(Choice::DoNothing);
        }
        Some(Choice::Merge(self.input(level.list_ids(), n, placement.canonical(n))))
    }

    /// Some tables of a deeper level go into the next one: as they are if they can, otherwise where it costs least.
    fn push_down(
        &self,
        levels: &[Level],
        n: usize,
        placement: &Placement,
        state: &CompactionState,
    ) -> Choice {
        let run_of = |n: usize| levels.get(n).and_then(|level| level.first_run());
        let Some(run) = run_of(n) else { return Choice::DoNothing };
        let candidates = |run: &[Table]| {
            run.iter().map(|table| Candidate::of(table, state.hidden_set())).collect::<Vec<_>>()
        };
        let (upper, lower) = (candidates(run), run_of(n + 1).map(|run| candidates(run)).unwrap_or_default());
        let input = |ids| self.input(ids, n + 1, placement.canonical(n + 1));
        match pick_minimal(&upper, &lower, self.target_size) {
            None => Choice::DoNothing,
            Some(windows::Pick::Move(window)) => Choice::Move(input(window.iter().map(|c| c.id).collect())),
            Some(windows::Pick::Merge { upper, lower }) => {
                Choice::Merge(input(lower.iter().chain(upper).map(|c| c.id).collect()))
            }
        }
    }
}

/// Which physical levels are used as which canonical ones.
struct Placement {
    first_in_use: usize,
    /// The level that is used as L1.
    l1: usize,
}

impl Placement {
    fn canonical(&self, level: usize) -> usize {
        level + 1 - self.l1
    }
}

fn is_empty(levels: &[Level], n: usize) -> bool {
    levels.get(n).is_some_and(|level| level.is_empty())
}

fn size(sizes: &[u64], n: usize) -> u64 {
    sizes.get(n).copied().unwrap_or_default()
}

/// Whether the key ranges spanned by two levels overlap; an empty level overlaps nothing.
fn overlaps(a: &Level, b: &Level) -> bool {
    !a.is_empty()
        && !b.is_empty()
        && a.aggregate_key_range().overlaps_with_key_range(&b.aggregate_key_range())
}

impl CompactionStrategy for Strategy {
    fn get_name(&self) -> &'static str {
        NAME
    }

    fn get_config(&self) -> Vec<KvPair> {
        let ratios = self.level_ratio_policy.iter().flat_map(|ratio| ratio.to_le_bytes());
        let ratios: Vec<u8> = std::iter::once(self.level_ratio_policy.len() as u8).chain(ratios).collect();
        vec![
            ("leveled_l0_threshold".into(), [self.l0_threshold].into()),
            ("leveled_target_size".into(), self.target_size.to_le_bytes().into()),
            ("leveled_level_ratio_policy".into(), ratios.into()),
        ]
    }

    fn choose(&self, version: &Version, _: &Config, state: &CompactionState) -> Choice {
        let levels: Vec<Level> = version.iter_levels().cloned().collect();
        assert!(levels.len() == usize::from(LEVEL_COUNT), "should have exactly 7 levels");

        if let Some(choice) = self.move_to_bottom(&levels) {
            return choice;
        }
        // What other compactions are about to take away doesn't count any more.
        let sizes: Vec<u64> = levels.iter().map(|level| visible_size(level, state)).collect();
        let placement = self.locate(&levels, &sizes);
        if let Some(choice) = self.merge_runs(version, &levels, &placement, state) {
            return choice;
        }
        if let Some(choice) = self.move_from_l0(version, &levels, &placement, state) {
            return choice;
        }
        match self.highest_score(&levels, &sizes, &placement) {
            (_, score) if score < 1.0 => Choice::DoNothing,
            (0, _) => self.merge_l0(version, &levels, &placement, state),
            (n, _) => self.push_down(&levels, n, &placement, state),
        }
    }
}

fn visible_size(level: &Level, state: &CompactionState) -> u64 {
    let visible = level.tables().filter(|table| !state.hidden_set().is_hidden(table.id()));
    visible.map(|table| table.metadata.file_size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_grow_by_the_ratios() {
        let strategy = Strategy::default().with_l0_threshold(2).with_table_target_size(100);
        let targets = |strategy: &Strategy| [1, 2, 3, 4].map(|n| strategy.level_target_size(n));
        assert_eq!(targets(&strategy), [200, 2_000, 20_000, 200_000]);
        assert_eq!(
            targets(&strategy.clone().with_level_ratio_policy(vec![2.0, 3.5])),
            [200, 400, 1_400, 4_900]
        );
        assert_eq!(targets(&strategy.with_level_ratio_policy(vec![])), [200, 2_000, 20_000, 200_000]);
    }

    #[test]
    fn options_can_be_stored() {
        let strategy = Strategy::default().with_l0_threshold(5).with_level_ratio_policy(vec![1.0, 2.0]);
        let config: Vec<(String, Vec<u8>)> = strategy
            .get_config()
            .into_iter()
            .map(|(key, value)| (String::from_utf8(key.to_vec()).unwrap(), value.to_vec()))
            .collect();
        assert_eq!(
            config,
            [
                ("leveled_l0_threshold".into(), vec![5]),
                ("leveled_target_size".into(), vec![0, 0, 0, 4, 0, 0, 0, 0]),
                ("leveled_level_ratio_policy".into(), vec![2, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]),
            ]
        );
    }
}
