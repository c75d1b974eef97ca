//! [`Run`]: tables side by side.

use std::ops::{Bound, Deref, RangeBounds};

use crate::key_range::{KeyRange, Ranged};

/// A list of tables, sorted by key, no two of which share a key. Never empty, unless made so by `retain` or `remove`.
///
/// Generic over what a table is, so that everything about runs can be tested without files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run<T: Ranged>(Vec<T>);

impl<T: Ranged> Deref for Run<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ranged> Run<T> {
    /// A run of these tables, which must be sorted and disjoint; `None` without tables.
    pub fn new(items: Vec<T>) -> Option<Self> {
        if items.is_empty() { None } else { Some(Self(items)) }
    }

    /// The list itself. Whoever changes it keeps it sorted and disjoint.
    pub fn inner_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }

    /// Adds a table at its place.
    pub fn push(&mut self, item: T) {
        let place = self.0.partition_point(|other| other.key_range().min() <= item.key_range().min());
        self.0.insert(place, item);
    }

    /// Adds tables at the end.
    pub fn extend(&mut self, items: Vec<T>) {
        self.0.extend(items);
    }

    /// Keeps the tables for which `f` holds.
    pub fn retain<F: FnMut(&T) -> bool>(&mut self, f: F) {
        self.0.retain(f);
    }

    /// Removes a table by its place.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn remove(&mut self, idx: usize) -> T {
        self.0.remove(idx)
    }

    /// The one table that can hold `key`.
    #[inline]
    pub fn get_for_key(&self, key: &[u8]) -> Option<&T> {
        let place = self.0.partition_point(|table| table.key_range().max().as_slice() < key);
        self.0.get(place).filter(|table| table.key_range().min().as_slice() <= key)
    }

    /// From the smallest to the largest key of all tables.
    ///
    /// # Panics
    /// If the run was emptied.
    #[expect(
        clippy::expect_used,
        reason = "documented panic of the mirrored API; runs in a version are never empty"
    )]
    pub fn aggregate_key_range(&self) -> KeyRange {
        let first = self.0.first().expect("run should not be empty").key_range();
        let last = self.0.last().expect("run should not be empty").key_range();
        KeyRange::new((first.min().clone(), last.max().clone()))
    }

    /// The tables that share a key with a range.
    pub fn get_overlapping<'a>(&'a self, key_range: &'a KeyRange) -> &'a [T] {
        let start = self.0.partition_point(|table| table.key_range().max() < key_range.min());
        let end = self.0.partition_point(|table| table.key_range().min() <= key_range.max());
        self.0.get(start..end).unwrap_or_default()
    }

    /// The tables that lie inside a range with all their keys.
    pub fn get_contained<'a>(&'a self, key_range: &KeyRange) -> &'a [T] {
        let start = self.0.partition_point(|table| table.key_range().min() < key_range.min());
        let end = self.0.partition_point(|table| table.key_range().max() <= key_range.max());
        self.0.get(start..end).unwrap_or_default()
    }

    /// Places of the first and the last table that can hold a key inside the bounds.
    pub fn range_overlap_indexes<K: AsRef<[u8]>, R: RangeBounds<K>>(
        &self,
        key_range: &R,
    ) -> Option<(usize, usize)> {
        let start = match key_range.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(key) => self.0.partition_point(|t| t.key_range().max().as_slice() < key.as_ref()),
            Bound::Excluded(key) => {
                self.0.partition_point(|t| t.key_range().max().as_slice() <= key.as_ref())
            }
        };
        let end = match key_range.end_bound() {
            Bound::Unbounded => self.0.len(),
            Bound::Included(key) => {
                self.0.partition_point(|t| t.key_range().min().as_slice() <= key.as_ref())
            }
            Bound::Excluded(key) => self.0.partition_point(|t| t.key_range().min().as_slice() < key.as_ref()),
        };
        (start < end).then(|| (start, end - 1))
    }

    /// Whether the tables are sorted and no two of them share a key.
    pub(crate) fn is_sorted_and_disjoint(&self) -> bool {
        self.0.iter().all(|table| table.key_range().min() <= table.key_range().max())
            && self.0.is_sorted_by(|left, right| left.key_range().max() < right.key_range().min())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::version::fake_table::FakeTable;

    /// Disjoint tables out of sorted distinct bounds: each pair is a table.
    fn run_of(bounds: &[u8]) -> Run<FakeTable> {
        let tables = bounds
            .chunks_exact(2)
            .enumerate()
            .map(|(id, pair)| FakeTable::new(id as u64, &pair[..1], &pair[1..]));
        Run::new(tables.collect()).unwrap()
    }

    fn bound(kind: u8, key: u8) -> Bound<[u8; 1]> {
        match kind {
            0 => Bound::Included([key]),
            1 => Bound::Excluded([key]),
            _ => Bound::Unbounded,
        }
    }

    proptest! {
        #[test]
        fn searches_agree_with_looking_at_every_table(
            bounds in prop::collection::btree_set(0u8..60, 2..20),
            key in 0u8..60,
            other in 0u8..60,
            kinds in (0u8..3, 0u8..3),
        ) {
            let run = run_of(&bounds.into_iter().collect::<Vec<_>>());
            prop_assert!(run.is_sorted_and_disjoint());
            let ids = |tables: &[FakeTable]| tables.iter().map(|t| t.id).collect::<Vec<_>>();

            let found = run.get_for_key(&[key]).map(|t| t.id);
            prop_assert_eq!(found, run.iter().find(|t| t.key_range().contains_key(&[key])).map(|t| t.id));

            let range = KeyRange::new(([key.min(other)].into(), [key.max(other)].into()));
            let overlapping: Vec<_> = run.iter().filter(|t| t.key_range().overlaps_with_key_range(&range)).map(|t| t.id).collect();
            prop_assert_eq!(ids(run.get_overlapping(&range)), overlapping);
            let contained: Vec<_> = run.iter().filter(|t| range.contains_range(t.key_range())).map(|t| t.id).collect();
            prop_assert_eq!(ids(run.get_contained(&range)), contained);

            let limits = (bound(kinds.0, key), bound(kinds.1, other));
            let indexes = run.range_overlap_indexes::<[u8; 1], _>(&limits);
            let limits = (limits.0.as_ref().map(|k| k.as_slice()), limits.1.as_ref().map(|k| k.as_slice()));
            let expected: Vec<_> = (0..run.len()).filter(|&i| run[i].key_range().overlaps_with_bounds(&limits)).collect();
            // Bounds in the wrong order may still touch single tables; what matters is that none is left out.
            match indexes {
                None => prop_assert!(expected.is_empty() || key > other),
                Some((first, last)) => prop_assert_eq!((first..=last).collect::<Vec<_>>(), expected),
            }
        }
    }

    #[test]
    fn pushing_keeps_the_order() {
        let mut run = run_of(&[10, 20]);
        run.push(FakeTable::new(7, &[1], &[2]));
        run.push(FakeTable::new(8, &[30], &[40]));
        assert_eq!(run.iter().map(|t| t.id).collect::<Vec<_>>(), [7, 0, 8]);
        assert_eq!(run.aggregate_key_range(), KeyRange::new(([1].into(), [40].into())));
    }
}
