//! The first bytes of sorted keys as numbers that sort like them.
//!
//! A binary search over these touches a few cache lines, where one over the keys themselves touches a line or two for
//! every step.

use std::cmp::Ordering;
use std::ops::Range;

use crate::key::{common_prefix_len, key_head};
use crate::slice::Slice;

/// Heads of sorted keys: the eight bytes behind what all keys have in common.
#[derive(Debug)]
pub(super) struct KeyHeads {
    common_prefix: Slice,
    heads: Vec<u64>,
}

impl KeyHeads {
    /// Prepares for keys between `first` and `last`.
    pub(super) fn between(first: &[u8], last: &[u8], count: usize) -> Self {
        let common = common_prefix_len(first, last);
        let common_prefix = Slice::new(first.get(..common).unwrap_or_default());
        Self { common_prefix, heads: Vec::with_capacity(count) }
    }

    /// How many bytes of every key are left out.
    pub(super) fn common_len(&self) -> usize {
        self.common_prefix.len()
    }

    /// Appends a key, without its first [`common_len`](Self::common_len) bytes. `false` if it sorts before the one
    /// appended last, or could not be between the first and the last key.
    pub(super) fn push(&mut self, rest: &[u8]) -> bool {
        let head = key_head(rest);
        let is_sorted = self.heads.last().is_none_or(|&last| last <= head);
        self.heads.push(head);
        is_sorted
    }

    /// The keys that can't be told from `key` by their heads; those before are smaller, those behind are greater.
    #[inline]
    pub(super) fn candidates(&self, key: &[u8]) -> Range<usize> {
        let common = self.common_prefix.as_slice();
        let end = self.heads.len();
        match key.get(..common.len()).map(|start| start.cmp(common)) {
            Some(Ordering::Equal) => {
                let head = key_head(key.get(common.len()..).unwrap_or_default());
                let low = lower_bound(&self.heads, head);
                let rest = self.heads.get(low..).unwrap_or_default();
                // Nearly always none or one, so a walk beats a second search.
                low..low + rest.iter().take_while(|&&other| other == head).count()
            }
            Some(Ordering::Less) => 0..0,
            Some(Ordering::Greater) => end..end,
            // Shorter than what all keys begin with.
            None if key < common => 0..0,
            None => end..end,
        }
    }
}

/// How far off a guess may be to be of use: for evenly spread keys it is off by less than half the square root of their
/// number.
const GUESS_ERROR_MAX: usize = 64;

/// Place of the first head that is not below `head`.
#[inline]
fn lower_bound(heads: &[u64], head: u64) -> usize {
    let around = guess(heads, head).unwrap_or(0..heads.len());
    let start = around.start;
    start + heads.get(around).unwrap_or_default().partition_point(|&other| other < head)
}

/// Where to look first, if heads are spread evenly: a binary search over all of them would go to memory far more often.
#[inline]
fn guess(heads: &[u64], head: u64) -> Option<Range<usize>> {
    let (&first, &last) = (heads.first()?, heads.last()?);
    if heads.len() <= 2 * GUESS_ERROR_MAX || head <= first || head > last {
        return None;
    }
    let share = (head - first) as f64 / (last - first) as f64;
    let place = (share * (heads.len() - 1) as f64) as usize;
    let start = place.saturating_sub(GUESS_ERROR_MAX);
    let end = (place + GUESS_ERROR_MAX).min(heads.len() - 1);
    let is_right = *heads.get(start)? < head && head <= *heads.get(end)?;
    is_right.then_some(start + 1..end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn guesses_change_no_search(
            mut heads in prop_oneof![
                proptest::collection::vec(any::<u64>(), 1..2_000),
                proptest::collection::vec(0..500u64, 1..2_000),
                // Most of them far from where they would be if they were spread evenly.
                (1..2_000usize).prop_map(|count| (0..count as u32).map(|i| 1u64 << (i % 64)).collect()),
            ],
            needles in proptest::collection::vec(any::<(prop::sample::Index, i8)>(), 50),
        ) {
            heads.sort_unstable();
            for (index, offset) in needles {
                let needle = index.get(&heads).wrapping_add_signed(offset.into());
                prop_assert_eq!(lower_bound(&heads, needle), heads.partition_point(|&head| head < needle));
            }
        }

        #[test]
        fn candidates_are_framed_by_smaller_and_greater_keys(
            mut keys in proptest::collection::vec("(user:)?[ab]{0,12}", 1..40), needle in "(user:)?[ab]{0,12}",
        ) {
            keys.sort();
            let mut heads = KeyHeads::between(keys[0].as_bytes(), keys[keys.len() - 1].as_bytes(), keys.len());
            for key in &keys {
                prop_assert!(heads.push(&key.as_bytes()[heads.common_len()..]));
            }
            let candidates = heads.candidates(needle.as_bytes());
            prop_assert!(keys[..candidates.start].iter().all(|key| *key < needle));
            prop_assert!(keys[candidates.end..].iter().all(|key| *key > needle));
        }
    }
}
