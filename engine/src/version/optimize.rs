//! Packs the tables of a level into as few runs as their overlaps allow.

use std::sync::Arc;

use super::run::Run;
use crate::key_range::{KeyRange, Ranged};

/// Rebuilds the runs of a level, newest first.
///
/// Tables are taken from the newest run to the oldest. Each goes into the run right behind the last one that holds a
/// table it overlaps, or into the first run if it overlaps none: newer data stays in front of older data for the same
/// keys, and tables that have nothing to do with each other end up side by side.
///
/// A level that is packed already comes out as it went in.
#[must_use]
pub(crate) fn optimize_runs<T: Clone + Ranged>(runs: Vec<Arc<Run<T>>>) -> Vec<Arc<Run<T>>> {
    if runs.len() <= 1 {
        return runs;
    }
    let mut packed: Vec<Vec<T>> = Vec::new();
    for table in runs.iter().flat_map(|run| run.iter()) {
        let range = table.key_range();
        let behind = packed.iter().rposition(|run| overlaps(run, range)).map_or(0, |last| last + 1);
        match packed.get_mut(behind) {
            Some(run) => {
                let place = run.partition_point(|other| other.key_range().min() < range.min());
                run.insert(place, table.clone());
            }
            None => packed.push(vec![table.clone()]),
        }
    }
    packed.into_iter().filter_map(Run::new).map(Arc::new).collect()
}

/// Whether a table of a sorted, disjoint list shares a key with `range`.
fn overlaps<T: Ranged>(tables: &[T], range: &KeyRange) -> bool {
    let first_reaching = tables.partition_point(|table| table.key_range().max() < range.min());
    tables.get(first_reaching).is_some_and(|table| table.key_range().min() <= range.max())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::version::fake_table::FakeTable;

    fn ids(runs: &[Arc<Run<FakeTable>>]) -> Vec<Vec<u64>> {
        runs.iter().map(|run| run.iter().map(|table| table.id).collect()).collect()
    }

    fn flush(runs: Vec<Arc<Run<FakeTable>>>, table: FakeTable) -> Vec<Arc<Run<FakeTable>>> {
        let mut with_new = vec![Arc::new(Run::new(vec![table]).unwrap())];
        with_new.extend(runs);
        optimize_runs(with_new)
    }

    #[test]
    fn flushes_are_packed_as_documented() {
        let mut runs = Vec::new();
        let mut seen = Vec::new();
        for (id, (min, max)) in
            [("a", "c"), ("d", "f"), ("b", "e"), ("x", "z"), ("a", "b")].into_iter().enumerate()
        {
            runs = flush(runs, FakeTable::new(id as u64, min.as_bytes(), max.as_bytes()));
            seen.push(ids(&runs));
        }
        assert_eq!(
            seen,
            [
                vec![vec![0]],
                vec![vec![0, 1]],
                vec![vec![2], vec![0, 1]],
                vec![vec![2, 3], vec![0, 1]],
                vec![vec![4, 3], vec![2], vec![0, 1]],
            ]
        );
    }

    proptest! {
        #[test]
        fn packing_keeps_newer_tables_in_front_and_is_stable(
            tables in prop::collection::vec((0u8..40, 0u8..10), 0..40),
        ) {
            let mut runs = Vec::new();
            for (id, &(min, len)) in tables.iter().enumerate() {
                runs = flush(runs, FakeTable::new(id as u64, &[min], &[min + len]));
            }
            prop_assert_eq!(runs.iter().map(|run| run.len()).sum::<usize>(), tables.len());
            prop_assert!(runs.iter().all(|run| run.is_sorted_and_disjoint()));
            for (depth, run) in runs.iter().enumerate() {
                for table in run.iter() {
                    for older in runs.iter().skip(depth + 1).flat_map(|run| run.iter()) {
                        let overlap = older.key_range().overlaps_with_key_range(table.key_range());
                        prop_assert!(!overlap || older.id < table.id);
                    }
                }
            }
            prop_assert_eq!(ids(&optimize_runs(runs.clone())), ids(&runs));
        }
    }
}
