//! Iteration over a part of a memtable.

use std::collections::VecDeque;
use std::ops::Bound;

use super::leaf_map::{Bounds, LeafMap, Start};
use crate::value::InternalValue;

/// How many entries are copied at first: short scans should not pay for a whole leaf.
const FIRST_CHUNK_LEN: usize = 8;

/// How many entries are copied at once in the end.
const CHUNK_LEN_MAX: usize = 64;

/// Entries of a memtable between two bounds, from both ends. Entries that are inserted meanwhile are seen if they belong
/// behind what was copied last.
pub(crate) struct MemtableRange<'a> {
    map: &'a LeafMap,
    /// What has not been copied yet.
    bounds: Bounds,
    start: Start,
    is_exhausted: bool,
    chunk_len: usize,
    /// Copied from the front, in order.
    front: VecDeque<InternalValue>,
    /// Copied from the back, the last one first.
    back: VecDeque<InternalValue>,
}

impl<'a> MemtableRange<'a> {
    pub(super) fn new(map: &'a LeafMap, bounds: Bounds) -> Self {
        Self {
            map,
            bounds,
            start: Start::default(),
            is_exhausted: false,
            chunk_len: FIRST_CHUNK_LEN,
            front: VecDeque::new(),
            back: VecDeque::new(),
        }
    }

    fn next_chunk_len(&mut self) -> usize {
        let len = self.chunk_len;
        self.chunk_len = (len * 4).min(CHUNK_LEN_MAX);
        len
    }

    fn fill_front(&mut self) {
        let limit = self.next_chunk_len();
        // Keeps the allocation.
        let mut chunk = Vec::from(std::mem::take(&mut self.front));
        self.map.read_front(&self.bounds, &mut self.start, limit, &mut chunk);
        match chunk.last() {
            Some(last) => self.bounds.0 = Bound::Excluded(last.key.clone()),
            None => self.is_exhausted = true,
        }
        self.front = chunk.into();
    }

    fn fill_back(&mut self) {
        let limit = self.next_chunk_len();
        let mut chunk = Vec::from(std::mem::take(&mut self.back));
        self.map.read_back(&self.bounds, limit, &mut chunk);
        match chunk.last() {
            Some(first) => self.bounds.1 = Bound::Excluded(first.key.clone()),
            None => self.is_exhausted = true,
        }
        self.back = chunk.into();
    }
}

impl Iterator for MemtableRange<'_> {
    type Item = InternalValue;

    #[inline]
    fn next(&mut self) -> Option<InternalValue> {
        if self.front.is_empty() && !self.is_exhausted {
            self.fill_front();
        }
        self.front.pop_front().or_else(|| self.back.pop_back())
    }
}

impl DoubleEndedIterator for MemtableRange<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<InternalValue> {
        if self.back.is_empty() && !self.is_exhausted {
            self.fill_back();
        }
        self.back.pop_front().or_else(|| self.front.pop_back())
    }
}
