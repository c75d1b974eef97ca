//! Closed ranges of user keys, and things that span one.

use std::ops::Bound;

use crate::key::UserKey;

/// From the smallest to the largest key, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange(UserKey, UserKey);

/// Anything that covers a range of keys.
pub trait Ranged {
    /// The range it covers.
    fn key_range(&self) -> &KeyRange;
}

impl KeyRange {
    /// From `min` to `max`.
    #[must_use]
    pub fn new((min, max): (UserKey, UserKey)) -> Self {
        Self(min, max)
    }

    /// From the empty key to the empty key, which no entry can have.
    #[must_use]
    pub fn empty() -> Self {
        Self(UserKey::empty(), UserKey::empty())
    }

    /// The smallest key.
    #[must_use]
    pub fn min(&self) -> &UserKey {
        &self.0
    }

    /// The largest key.
    #[must_use]
    pub fn max(&self) -> &UserKey {
        &self.1
    }

    /// `true` if no two of the ranges share a key.
    #[must_use]
    pub fn is_disjoint(ranges: &[&Self]) -> bool {
        let mut sorted = ranges.to_vec();
        sorted.sort_by(|a, b| a.min().cmp(b.min()));
        sorted.is_sorted_by(|left, right| left.max() < right.min())
    }

    /// `true` if `key` lies inside.
    #[must_use]
    pub fn contains_key(&self, key: &[u8]) -> bool {
        self.min().as_slice() <= key && key <= self.max().as_slice()
    }

    /// `true` if all of `other` lies inside.
    #[must_use]
    pub fn contains_range(&self, other: &Self) -> bool {
        self.contains_key(other.min()) && self.contains_key(other.max())
    }

    /// `true` if the two share a key.
    #[must_use]
    pub fn overlaps_with_key_range(&self, other: &Self) -> bool {
        self.min() <= other.max() && other.min() <= self.max()
    }

    /// `true` if a key inside can satisfy both bounds.
    #[must_use]
    pub fn overlaps_with_bounds(&self, (lower, upper): &(Bound<&[u8]>, Bound<&[u8]>)) -> bool {
        let reaches_lower = match *lower {
            Bound::Included(key) => key <= self.max().as_slice(),
            Bound::Excluded(key) => key < self.max().as_slice(),
            Bound::Unbounded => true,
        };
        let reaches_upper = match *upper {
            Bound::Included(key) => self.min().as_slice() <= key,
            Bound::Excluded(key) => self.min().as_slice() < key,
            Bound::Unbounded => true,
        };
        reaches_lower && reaches_upper
    }

    /// The smallest range around all of `ranges`; [`empty`](Self::empty) if there are none.
    pub fn aggregate<'a>(mut ranges: impl Iterator<Item = &'a Self>) -> Self {
        let Some(first) = ranges.next() else { return Self::empty() };
        let (min, max) = ranges.fold((first.min(), first.max()), |(min, max), range| {
            (min.min(range.min()), max.max(range.max()))
        });
        Self(min.clone(), max.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min: &str, max: &str) -> KeyRange {
        KeyRange::new((min.into(), max.into()))
    }

    #[test]
    fn touching_ranges_overlap_and_neighbours_do_not() {
        assert!(range("a", "c").overlaps_with_key_range(&range("c", "d")));
        assert!(!range("a", "c").overlaps_with_key_range(&range("ca", "d")));
        assert!(range("a", "z").contains_range(&range("a", "z")));
        assert!(!range("a", "y").contains_range(&range("b", "z")));
        assert!(KeyRange::is_disjoint(&[&range("x", "z"), &range("a", "b"), &range("c", "d")]));
        assert!(!KeyRange::is_disjoint(&[&range("c", "d"), &range("a", "c")]));
    }

    #[test]
    fn an_excluded_bound_on_the_edge_does_not_overlap() {
        let key = b"c".as_slice();
        for (bounds, expected) in [
            ((Bound::Included(key), Bound::Unbounded), true),
            ((Bound::Excluded(key), Bound::Unbounded), false),
            ((Bound::Unbounded, Bound::Excluded(b"a".as_slice())), false),
            ((Bound::Unbounded, Bound::Included(b"a".as_slice())), true),
        ] {
            assert_eq!(range("a", "c").overlaps_with_bounds(&bounds), expected, "{bounds:?}");
        }
    }

    #[test]
    fn the_hull_spans_all_ranges() {
        let ranges = [range("d", "e"), range("a", "b"), range("c", "x")];
        assert_eq!(KeyRange::aggregate(ranges.iter()), range("a", "x"));
        assert_eq!(KeyRange::aggregate([].iter()), KeyRange::empty());
    }
}
