//! [`RunReader`]: the entries of a run within bounds, from both ends.

use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use crate::error::Result;
use crate::key::UserKey;
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

impl Iterator for RunReader {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(front) = &mut self.front {
                if let Some(item) = front.next() {
                    return Some(item);
                }
                self.front = None;
            }
            match self.unread.next() {
                Some(place) => self.front = self.open(place),
                None => return self.back.as_mut()?.next(),
            }
        }
    }
}

impl DoubleEndedIterator for RunReader {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(back) = &mut self.back {
                if let Some(item) = back.next_back() {
                    return Some(item);
                }
                self.back = None;
            }
            match self.unread.next_back() {
                Some(place) => self.back = self.open(place),
                None => return self.front.as_mut()?.next_back(),
            }
        }
    }
}
