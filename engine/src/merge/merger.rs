//! [`Merger`]: one sorted stream out of several, from either end.

use super::loser_tree::LoserTree;
use crate::error::{Error, Result};
use crate::value::InternalValue;

/// Merges sources that are sorted by internal key.
///
/// Nothing is read before the first item is asked for. Entries with the same key and seqno come in the order of their
/// sources. An error ends the stream.
///
/// Changing direction costs one comparison per source, going on in it one per doubling of the sources; a single source
/// costs none.
pub(crate) struct Merger<I> {
    sources: Vec<Source<I>>,
    tournament: LoserTree,
    /// The end for which the tournament was played.
    end: Option<End>,
    state: State,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

enum State {
    Reading,
    /// To be delivered by the next call, after which the stream is over.
    Failed(Error),
    Over,
}

/// A source with what has been read ahead from either of its ends.
struct Source<I> {
    iter: I,
    front: Option<InternalValue>,
    back: Option<InternalValue>,
    is_exhausted: bool,
}

impl<I: Iterator<Item = Result<InternalValue>>> Source<I> {
    /// Makes sure that `front` holds the first entry that is left, if any is left.
    #[inline]
    fn fill_front(&mut self) -> Result<()> {
        if self.front.is_none() {
            if !self.is_exhausted {
                self.front = self.iter.next().transpose()?;
                self.is_exhausted = self.front.is_none();
            }
            // The last one left may have been read ahead from the other end.
            if self.front.is_none() {
                self.front = self.back.take();
            }
        }
        Ok(())
    }

    /// The first entry that is left, without reading ahead. An error is the last item.
    #[inline]
    fn next(&mut self) -> Option<Result<InternalValue>> {
        if let Some(item) = self.front.take() {
            return Some(Ok(item));
        }
        if !self.is_exhausted {
            match self.iter.next() {
                Some(Ok(item)) => return Some(Ok(item)),
                last => {
                    self.is_exhausted = true;
                    if last.is_some() {
                        self.back = None;
                        return last;
                    }
                }
            }
        }
        self.back.take().map(Ok)
    }
}

impl<I: DoubleEndedIterator<Item = Result<InternalValue>>> Source<I> {
    /// The last entry that is left, without reading ahead. An error is the last item.
    #[inline]
    fn next_back(&mut self) -> Option<Result<InternalValue>> {
        if let Some(item) = self.back.take() {
            return Some(Ok(item));
        }
        if !self.is_exhausted {
            match self.iter.next_back() {
                Some(Ok(item)) => return Some(Ok(item)),
                last => {
                    self.is_exhausted = true;
                    if last.is_some() {
                        self.front = None;
                        return last;
                    }
                }
            }
        }
        self.front.take().map(Ok)
    }

    /// Makes sure that `back` holds the last entry that is left, if any is left.
    #[inline]
    fn fill_back(&mut self) -> Result<()> {
        if self.back.is_none() {
            if !self.is_exhausted {
                self.back = self.iter.next_back().transpose()?;
                self.is_exhausted = self.back.is_none();
            }
            if self.back.is_none() {
                self.back = self.front.take();
            }
        }
        Ok(())
    }
}

/// Whether the front of source `a` comes before that of source `b`. An exhausted source comes last.
#[inline]
fn comes_first<I>(sources: &[Source<I>], a: usize, b: usize) -> bool {
    let front = |i: usize| sources.get(i).and_then(|source| source.front.as_ref());
    match (front(a), front(b)) {
        (Some(left), Some(right)) => left.key.cmp(&right.key).then_with(|| a.cmp(&b)).is_lt(),
        (left, _) => left.is_some(),
    }
}

/// Whether the back of source `a` comes after that of source `b`. An exhausted source comes first.
#[inline]
fn comes_last<I>(sources: &[Source<I>], a: usize, b: usize) -> bool {
    let back = |i: usize| sources.get(i).and_then(|source| source.back.as_ref());
    match (back(a), back(b)) {
        (Some(left), Some(right)) => left.key.cmp(&right.key).then_with(|| a.cmp(&b)).is_gt(),
        (left, _) => left.is_some(),
    }
}

impl<I> Merger<I> {
    /// Takes the sources; of two with the same entry the earlier one comes first.
    #[must_use]
    pub(crate) fn new(iterators: Vec<I>) -> Self {
        let sources = iterators
            .into_iter()
            .map(|iter| Source { iter, front: None, back: None, is_exhausted: false })
            .collect();
        Self { sources, tournament: LoserTree::default(), end: None, state: State::Reading }
    }

    fn fail(&mut self, error: Error) {
        self.sources.clear();
        self.state = State::Failed(error);
    }

    fn take_failure(&mut self) -> Option<Error> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Failed(error) => Some(error),
            State::Reading => {
                self.state = State::Reading;
                None
            }
            State::Over => None,
        }
    }
}

impl<I: Iterator<Item = Result<InternalValue>>> Merger<I> {
    /// Brings the first entry to the front of the winning source. After a failure there is no source left.
    #[inline]
    fn turn_to_front(&mut self) {
        if self.end == Some(End::Front) {
            return;
        }
        if let Err(error) = self.sources.iter_mut().try_for_each(Source::fill_front) {
            return self.fail(error);
        }
        let sources = &self.sources;
        self.tournament.play(sources.len(), |a, b| comes_first(sources, a, b));
        self.end = Some(End::Front);
    }

    /// The next entry, which stays where it is. `None` at the end, and where [`next`](Iterator::next) would fail.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<&InternalValue> {
        self.turn_to_front();
        self.sources.get(self.tournament.winner())?.front.as_ref()
    }
}

impl<I: Iterator<Item = Result<InternalValue>>> Iterator for Merger<I> {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let [only] = self.sources.as_mut_slice() {
            // A peek has to look again.
            self.end = None;
            return only.next();
        }
        self.turn_to_front();
        let Some(source) = self.sources.get_mut(self.tournament.winner()) else {
            return self.take_failure().map(Err);
        };
        let item = source.front.take()?;
        match source.fill_front() {
            Ok(()) => {
                let sources = &self.sources;
                self.tournament.replay(|a, b| comes_first(sources, a, b));
            }
            Err(error) => self.fail(error),
        }
        Some(Ok(item))
    }
}

impl<I: DoubleEndedIterator<Item = Result<InternalValue>>> Merger<I> {
    #[inline]
    fn turn_to_back(&mut self) {
        if self.end == Some(End::Back) {
            return;
        }
        if let Err(error) = self.sources.iter_mut().try_for_each(Source::fill_back) {
            return self.fail(error);
        }
        let sources = &self.sources;
        self.tournament.play(sources.len(), |a, b| comes_last(sources, a, b));
        self.end = Some(End::Back);
    }
}

impl<I: DoubleEndedIterator<Item = Result<InternalValue>>> DoubleEndedIterator for Merger<I> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if let [only] = self.sources.as_mut_slice() {
            // A peek has to look again.
            self.end = None;
            return only.next_back();
        }
        self.turn_to_back();
        let Some(source) = self.sources.get_mut(self.tournament.winner()) else {
            return self.take_failure().map(Err);
        };
        let item = source.back.take()?;
        match source.fill_back() {
            Ok(()) => {
                let sources = &self.sources;
                self.tournament.replay(|a, b| comes_last(sources, a, b));
            }
            Err(error) => self.fail(error),
        }
        Some(Ok(item))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;
    use crate::value_type::ValueType;

    fn entry(key: u8, seqno: u64, source: usize) -> InternalValue {
        InternalValue::from_components([key], [source as u8], seqno, ValueType::Value)
    }

    fn describe(item: &InternalValue) -> (u8, u64, u8) {
        (item.key.user_key[0], item.key.seqno, item.value[0])
    }

    proptest! {
        /// Any mix of directions yields what sorting everything and taking from its ends yields.
        #[test]
        fn merging_is_sorting(
            sources in prop::collection::vec(prop::collection::vec((0u8..20, 0u64..8), 0..12), 0..7),
            from_front in prop::collection::vec(any::<bool>(), 0..100),
        ) {
            let sources: Vec<Vec<InternalValue>> = sources
                .into_iter()
                .enumerate()
                .map(|(i, keys)| {
                    let mut items: Vec<_> = keys.into_iter().map(|(key, seqno)| entry(key, seqno, i)).collect();
                    items.sort_by(|a, b| a.key.cmp(&b.key));
                    items.dedup_by(|a, b| a.key == b.key);
                    items
                })
                .collect();
            let mut expected: Vec<_> = sources.iter().flatten().cloned().collect();
            expected.sort_by(|a, b| a.key.cmp(&b.key));
            let mut expected: VecDeque<_> = expected.iter().map(describe).collect();
            let mut merger = Merger::new(sources.into_iter().map(|s| s.into_iter().map(Ok)).collect());
            for front in from_front {
                let (peeked, got, wanted) = if front {
                    (merger.peek().map(describe), merger.next(), expected.pop_front())
                } else {
                    (expected.back().copied(), merger.next_back(), expected.pop_back())
                };
                let got = got.transpose().unwrap().as_ref().map(describe);
                prop_assert_eq!(got, wanted);
                prop_assert_eq!(peeked, got);
            }
        }
    }

    #[test]
    fn an_error_is_delivered_once_and_ends_the_stream() {
        let failing = vec![Ok(entry(1, 0, 0)), Err(Error::Unrecoverable), Ok(entry(3, 0, 0))];
        let whole = vec![Ok(entry(2, 0, 1)), Ok(entry(4, 0, 1))];
        let mut merger = Merger::new(vec![failing.into_iter(), whole.into_iter()]);
        assert_eq!(describe(&merger.next().unwrap().unwrap()), (1, 0, 0));
        assert!(merger.peek().is_none());
        assert!(matches!(merger.next(), Some(Err(Error::Unrecoverable))));
        assert!(merger.next().is_none() && merger.next_back().is_none());
    }

    #[test]
    fn no_sources_yield_nothing() {
        let mut merger = Merger::new(Vec::<std::vec::IntoIter<Result<InternalValue>>>::new());
        assert!(merger.next().is_none() && merger.next_back().is_none() && merger.peek().is_none());
    }
}
