//! Iteration over a part of a memtable.

use std::ops::Bound;

use crossbeam_skiplist::SkipMap;
use crossbeam_skiplist::map::{Entry, Range};

use crate::key::InternalKey;
use crate::slice::Slice;
use crate::value::InternalValue;

type Bounds = (Bound<InternalKey>, Bound<InternalKey>);

/// Entries of a memtable between two bounds. Entries that are inserted meanwhile are seen if the iterator hasn't passed
/// their place yet.
pub(crate) struct MemtableRange<'a>(Range<'a, InternalKey, Bounds, InternalKey, Slice>);

impl<'a> MemtableRange<'a> {
    pub(super) fn new(items: &'a SkipMap<InternalKey, Slice>, bounds: Bounds) -> Self {
        Self(items.range(bounds))
    }
}

fn to_value(entry: Entry<'_, InternalKey, Slice>) -> InternalValue {
    InternalValue { key: entry.key().clone(), value: entry.value().clone() }
}

impl Iterator for MemtableRange<'_> {
    type Item = InternalValue;

    #[inline]
    fn next(&mut self) -> Option<InternalValue> {
        self.0.next().map(to_value)
    }
}

impl DoubleEndedIterator for MemtableRange<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<InternalValue> {
        self.0.next_back().map(to_value)
    }
}
