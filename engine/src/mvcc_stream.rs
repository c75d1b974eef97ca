//! [`MvccStream`]: of all versions of a key, only the newest.

use crate::error::Result;
use crate::merge::Merger;
use crate::value::InternalValue;

/// Reduces a merged stream to the newest version of each key; tombstones count as versions and are passed on.
///
/// Whichever end a key is taken from, all its versions are consumed before it is returned: the other end can't meet it
/// again.
pub(crate) struct MvccStream<I>(Merger<I>);

impl<I> MvccStream<I> {
    pub(crate) fn new(merger: Merger<I>) -> Self {
        Self(merger)
    }
}

impl<I: Iterator<Item = Result<InternalValue>>> Iterator for MvccStream<I> {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let newest = match self.0.next()? {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        while self.0.peek().is_some_and(|older| older.key.user_key == newest.key.user_key) {
            if let Err(error) = self.0.next()? {
                return Some(Err(error));
            }
        }
        Some(Ok(newest))
    }
}

impl<I: DoubleEndedIterator<Item = Result<InternalValue>>> DoubleEndedIterator for MvccStream<I> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        // Backwards the oldest version comes first.
        let mut newest = match self.0.next_back()? {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        while self.0.peek_back().is_some_and(|newer| newer.key.user_key == newest.key.user_key) {
            newest = match self.0.next_back()? {
                Ok(item) => item,
                Err(error) => return Some(Err(error)),
            };
        }
        Some(Ok(newest))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, VecDeque};

    use proptest::prelude::*;

    use super::*;
    use crate::value_type::ValueType;

    proptest! {
        #[test]
        fn each_key_appears_once_with_its_newest_version(
            versions in prop::collection::btree_map((0u8..12, 0u64..6), 0usize..4, 0..50),
            from_front in prop::collection::vec(any::<bool>(), 0..20),
        ) {
            let mut sources = vec![Vec::new(); 4];
            let mut newest = BTreeMap::new();
            for (&(key, seqno), &source) in &versions {
                sources[source].push(InternalValue::from_components([key], [], seqno, ValueType::Value));
                let highest = newest.entry(key).or_insert(seqno);
                *highest = seqno.max(*highest);
            }
            for source in &mut sources {
                source.sort_by(|a, b| a.key.cmp(&b.key));
            }
            let mut expected: VecDeque<_> = newest.into_iter().collect();
            let mut stream = MvccStream::new(Merger::new(sources.into_iter().map(|s| s.into_iter().map(Ok)).collect()));
            for front in from_front {
                let (got, wanted) = if front {
                    (stream.next(), expected.pop_front())
                } else {
                    (stream.next_back(), expected.pop_back())
                };
                let got = got.transpose().unwrap().map(|item| (item.key.user_key[0], item.key.seqno));
                prop_assert_eq!(got, wanted);
            }
        }
    }
}
