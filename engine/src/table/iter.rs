//! Reads a key range of a table from both ends, through the cache.

use std::ops::Bound;

use super::block::{BlockType, KeyedBlockHandle};
use super::block_index::IndexIter;
use super::data_block;
use super::reader::Table;
use crate::error::Result;
use crate::key::UserKey;
use crate::value::InternalValue;

/// The entries of a table within bounds, in internal key order.
///
/// Keeps the table alive. Nothing is read before the first entry is asked for.
pub struct Iter {
    table: Table,
    lower: Bound<UserKey>,
    upper: Bound<UserKey>,
    index: Option<IndexIter>,
    front: Option<OpenBlock>,
    back: Option<OpenBlock>,
    is_done: bool,
}

struct OpenBlock {
    entries: data_block::Iter,
    handle: KeyedBlockHandle,
}

impl Iter {
    pub(super) fn new(table: Table, lower: Bound<UserKey>, upper: Bound<UserKey>) -> Self {
        Self { table, lower, upper, index: None, front: None, back: None, is_done: false }
    }

    /// The next data block from one end of the index.
    fn next_block(&mut self, from_back: bool) -> Option<Result<OpenBlock>> {
        let table = &*self.table;
        if self.index.is_none() {
            match IndexIter::new(table, self.lower.clone(), self.upper.clone()) {
                Ok(index) => self.index = Some(index),
                Err(error) => return Some(Err(error)),
            }
        }
        let index = self.index.as_mut()?;
        let handle = if from_back { index.next_back(table) } else { index.next(table) }?;
        Some(handle.and_then(|handle| self.open(handle)))
    }

    fn open(&self, handle: KeyedBlockHandle) -> Result<OpenBlock> {
        let table = &*self.table;
        let block = table.block(handle.handle(), BlockType::Data)?;
        let locate = |error| table.locate(error, handle.handle());
        let block = block.data().ok_or(data_block::CORRUPT).map_err(locate)?;
        let mut entries = data_block::Iter::new(block.clone());
        // Only blocks at the edges of the range can hold entries outside it. The first block is opened once, by
        // whichever end gets there; the last one is told by its end key.
        let lower =
            if self.front.is_some() { Bound::Unbounded } else { self.lower.as_ref().map(|k| k.as_slice()) };
        let upper = match &self.upper {
            Bound::Included(key) if handle.end_key() > key => Bound::Included(key.as_slice()),
            Bound::Excluded(key) if handle.end_key() >= key => Bound::Excluded(key.as_slice()),
            _ => Bound::Unbounded,
        };
        entries.seek(lower, upper).map_err(locate)?;
        Ok(OpenBlock { entries, handle })
    }

    /// Finishes an entry that a block yielded.
    #[inline]
    fn entry(&mut self, entry: Result<InternalValue>, from_back: bool) -> Result<InternalValue> {
        match entry {
            Ok(mut entry) => {
                entry.key.seqno = entry.key.seqno.saturating_add(self.table.global_seqno);
                Ok(entry)
            }
            Err(error) => {
                self.is_done = true;
                let block = if from_back { &self.back } else { &self.front };
                let handle = block.as_ref().map(|block| block.handle.handle()).unwrap_or_default();
                Err(self.table.locate(error, handle))
            }
        }
    }

    fn fail(&mut self, error: crate::Error) -> Option<Result<InternalValue>> {
        // What lies behind a block that can't be read must not be passed off as its neighbour.
        self.is_done = true;
        Some(Err(error))
    }
}

impl Iterator for Iter {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        loop {
            if let Some(entry) = self.front.as_mut().and_then(|block| block.entries.next()) {
                return Some(self.entry(entry, false));
            }
            match self.next_block(false) {
                Some(Ok(block)) => self.front = Some(block),
                Some(Err(error)) => return self.fail(error),
                None => {
                    let entry = self.back.as_mut()?.entries.next()?;
                    return Some(self.entry(entry, true));
                }
            }
        }
    }
}

impl DoubleEndedIterator for Iter {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        loop {
            if let Some(entry) = self.back.as_mut().and_then(|block| block.entries.next_back()) {
                return Some(self.entry(entry, true));
            }
            match self.next_block(true) {
                Some(Ok(block)) => self.back = Some(block),
                Some(Err(error)) => return self.fail(error),
                None => {
                    let entry = self.front.as_mut()?.entries.next_back()?;
                    return Some(self.entry(entry, false));
                }
            }
        }
    }
}
