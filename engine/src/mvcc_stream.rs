//! [`MvccStream`]: of all versions of a key, only the newest.

use crate::error::Result;
use crate::merge::Merger;
use crate::value::InternalValue;

/// Reduces a merged stream to the newest version of each key; tombstones count as versions and are passed on.
///
/// From the front, the newest version of a key comes first, and the others are passed over before it is returned: so there
/// is no key to be remembered until the next call. From the back the newest version comes last, which only the next key
/// shows.
pub(crate) struct MvccStream<I> {
    merger: Merger<I>,
    /// Read ahead from the back: the oldest version of a key that has not been returned.
    back: Option<InternalValue>,
}

impl<I> MvccStream<I> {
    pub(crate) fn new(merger: Merger<I>) -> Self {
        Self { merger, back: None }
    }
}

impl<I: Iterator<Item = Result<InternalValue>>> Iterator for MvccStream<I> {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let newest = match self.merger.next() {
            Some(Ok(item)) => item,
            // What was read ahead from the back is the last of all.
            None => return self.back.take().map(Ok),
            error => {
                // It ends the stream, so that is not the neighbour of what came before.
                self.back = None;
                return error;
            }
        };
        while self.merger.peek().is_some_and(|item| item.key.user_key == newest.key.user_key) {
            // It was there to be looked at, so it comes; a failure to read what follows it shows in the next call.
            let _ = self.merger.next();
        }
        self.back.take_if(|item| item.key.user_key == newest.key.user_key);
        Some(Ok(newest))
    }
}

impl<I: DoubleEndedIterator<Item = Result<InternalValue>>> DoubleEndedIterator for MvccStream<I> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        let mut newest = match self.back.take() {
            Some(item) => item,
            None => match self.merger.next_back()? {
                Ok(item) => item,
                error => return Some(error),
            },
        };
        loop {
            match self.merger.next_back() {
                Some(Ok(item)) if item.key.user_key == newest.key.user_key => newest = item,
                Some(Ok(item)) => {
                    self.back = Some(item);
                    return Some(Ok(newest));
                }
                None => return Some(Ok(newest)),
                error => return error,
            }
        }
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
