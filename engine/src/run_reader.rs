//! [`RunReader`]: the entries of a run within bounds, from both ends.

use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use crate::error::Result;
use crate::key::UserKey;
use crate::seqno::SeqNo;
use crate::table::{Iter, Table};
use crate::value::InternalValue;
use crate::version::Run;

/// Reads a run table by table. At most one table per end is open, and none before it is needed.
pub(crate) struct RunReader {
    run: Arc<Run<Table>>,
    bounds: (Bound<UserKey>, Bound<UserKey>),
    /// Places of the tables that neither end has begun to read.
    unread: std::ops::Range<usize>,
    front: Option<Iter>,
    back: Option<Iter>,
}

impl RunReader {
    /// `None` if no table of the run can hold a key inside the bounds.
    pub(crate) fn new(run: Arc<Run<Table>>, bounds: (Bound<UserKey>, Bound<UserKey>)) -> Option<Self> {
        let (first, last) =
            run.range_overlap_indexes::<UserKey, _>(&(bounds.0.as_ref(), bounds.1.as_ref()))?;
        Some(Self { run, bounds, unread: first..last + 1, front: None, back: None })
    }

    /// Opens a table. Every table gets both bounds: those within the run ignore them at no cost.
    fn open(&self, place: usize) -> Option<Iter> {
        self.run.get(place).map(|table| table.range((self.bounds.start_bound(), self.bounds.end_bound())))
    }
}

impl RunReader {
    /// What one end yields next: `step` advances a table's iterator, `None` if no table is left on that end.
    #[inline]
    fn advance(&mut self, from_back: bool, step: impl Fn(&mut Iter) -> Option<Item>) -> Option<Item> {
        loop {
            let (own, other) =
                if from_back { (&mut self.back, &mut self.front) } else { (&mut self.front, &mut self.back) };
            if let Some(iter) = own {
                if let Some(item) = step(iter) {
                    return Some(self.ended_by_error(item));
                }
                *own = None;
            }
            let place = if from_back { self.unread.next_back() } else { self.unread.next() };
            let Some(place) = place else {
                let item = step(other.as_mut()?)?;
                return Some(self.ended_by_error(item));
            };
            let opened = self.open(place);
            if from_back { self.back = opened } else { self.front = opened }
        }
    }

    /// An error ends the iteration: what lies behind it must not be passed off as the neighbour of what came before.
    #[inline]
    fn ended_by_error(&mut self, item: Item) -> Item {
        if item.is_err() {
            (self.front, self.back, self.unread) = (None, None, 0..0);
        }
        item
    }

    /// As [`Iter::next_newest`]: tables of a run share no key.
    #[inline]
    pub(crate) fn next_newest(&mut self, snapshot: SeqNo) -> Option<Item> {
        self.advance(false, |iter| iter.next_newest(snapshot))
    }

    /// As [`Iter::next_back_newest`].
    #[inline]
    pub(crate) fn next_back_newest(&mut self, snapshot: SeqNo) -> Option<Item> {
        self.advance(true, |iter| iter.next_back_newest(snapshot))
    }
}

type Item = Result<InternalValue>;

impl Iterator for RunReader {
    type Item = Item;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.advance(false, Iter::next)
    }
}

impl DoubleEndedIterator for RunReader {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.advance(true, Iter::next_back)
    }
}
