//! Reads a key range of a table from both ends, through the cache.

use std::ops::Bound;

use super::block::{BlockType, KeyedBlockHandle};
use super::block_index::IndexIter;
use super::data_block;
use super::reader::Table;
use crate::error::Result;
use crate::key::UserKey;
use crate::seqno::SeqNo;
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
    /// Key of the last visible entry in the blocks that the front has left behind.
    previous: Option<UserKey>,
    is_done: bool,
}

struct OpenBlock {
    entries: data_block::Iter,
    handle: KeyedBlockHandle,
}

impl OpenBlock {
    fn ends_with(&mut self, table: &Table, key: &[u8], stored: SeqNo) -> Result<Option<bool>> {
        let ends_with = self.entries.ends_with(key, stored);
        ends_with.map_err(|error| table.locate(error, self.handle.handle()))
    }
}

impl Iter {
    pub(super) fn new(table: Table, lower: Bound<UserKey>, upper: Bound<UserKey>) -> Self {
        Self { table, lower, upper, index: None, front: None, back: None, previous: None, is_done: false }
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
        Some(handle.and_then(|handle| self.open(handle, from_back)))
    }

    fn open(&self, handle: KeyedBlockHandle, from_back: bool) -> Result<OpenBlock> {
        let table = &*self.table;
        let block = table.block(handle.handle(), BlockType::Data)?;
        let locate = |error| table.locate(error, handle.handle());
        let block = block.data().ok_or(data_block::CORRUPT).map_err(locate)?;
        if from_back {
            // Processors foresee that memory is read upwards, but not in the jumps of a scan downwards.
            block.touch();
        }
        let mut entries = data_block::Iter::new(block.clone(), table.global_seqno);
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

    /// Ends the iteration with an error about a block that is open.
    #[cold]
    fn fail_in_block(&mut self, error: crate::Error, from_back: bool) -> Option<Result<InternalValue>> {
        let block = if from_back { &self.back } else { &self.front };
        let handle = block.as_ref().map(|block| block.handle.handle()).unwrap_or_default();
        let error = self.table.locate(error, handle);
        self.fail(error)
    }

    #[cold]
    fn fail(&mut self, error: crate::Error) -> Option<Result<InternalValue>> {
        // What lies behind a block that can't be read must not be passed off as its neighbour.
        self.is_done = true;
        Some(Err(error))
    }
}

impl Iter {
    /// The next entry that is the newest of its key among those below seqno `snapshot`, unless that is a tombstone.
    ///
    /// It is what merging, filtering by snapshot and leaving out older versions make of a single table, without an
    /// entry ever being built that nobody gets to see. Not to be mixed with `next` and `next_back`.
    #[inline]
    pub(crate) fn next_newest(&mut self, snapshot: SeqNo) -> Option<Result<InternalValue>> {
        if self.is_done {
            return None;
        }
        // Stored seqnos count from the table's own, which saturates when added.
        let stored = snapshot.saturating_sub(self.table.global_seqno);
        loop {
            if let Some(block) = &mut self.front {
                match block.entries.next_newest(stored, self.previous.as_ref()) {
                    Some(Ok(entry)) => return Some(Ok(entry)),
                    Some(Err(error)) => return self.fail_in_block(error, false),
                    None => {}
                }
                match block.entries.last_key() {
                    Ok(None) => {}
                    Ok(last) => self.previous = last,
                    Err(error) => return self.fail_in_block(error, false),
                }
            }
            match self.next_block(false) {
                Some(Ok(block)) => self.front = Some(block),
                Some(Err(error)) => return self.fail(error),
                None => {
                    let entries = &mut self.back.as_mut()?.entries;
                    return match entries.next_newest(stored, self.previous.as_ref())? {
                        Err(error) => self.fail_in_block(error, true),
                        entry => Some(entry),
                    };
                }
            }
        }
    }

    /// As [`next_newest`](Self::next_newest), from the other end.
    #[inline]
    pub(crate) fn next_back_newest(&mut self, snapshot: SeqNo) -> Option<Result<InternalValue>> {
        let stored = snapshot.saturating_sub(self.table.global_seqno);
        while !self.is_done {
            if let Some(block) = &mut self.back {
                match block.entries.next_back_newest(stored) {
                    Some(Ok(entry)) if !block.entries.is_undecided() => return Some(Ok(entry)),
                    Some(entry) => match self.settle(entry, stored, true) {
                        None => continue,
                        settled => return settled,
                    },
                    None => {}
                }
            }
            match self.next_block(true) {
                Some(Ok(block)) => self.back = Some(block),
                Some(Err(error)) => return self.fail(error),
                None => {
                    let entries = &mut self.front.as_mut()?.entries;
                    match entries.next_back_newest(stored)? {
                        Ok(entry) if !entries.is_undecided() => return Some(Ok(entry)),
                        entry => match self.settle(entry, stored, false) {
                            None => continue,
                            settled => return settled,
                        },
                    }
                }
            }
        }
        None
    }

    /// Decides about the first entry of a block, from what comes before the block. `None` if it is not to be returned.
    #[cold]
    fn settle(
        &mut self,
        entry: Result<InternalValue>,
        stored: SeqNo,
        from_back: bool,
    ) -> Option<Result<InternalValue>> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.fail_in_block(error, from_back),
        };
        match self.is_preceded(&entry.key.user_key, stored, from_back) {
            Ok(is_older) => (!is_older && !entry.is_tombstone()).then_some(Ok(entry)),
            Err(error) => self.fail(error),
        }
    }

    /// Whether the entry before the back's current block is a visible version of `key`, too.
    fn is_preceded(&mut self, key: &[u8], stored: SeqNo, from_back: bool) -> Result<bool> {
        if from_back {
            while let Some(block) = self.next_block(true) {
                let block = self.back.insert(block?);
                if let Some(is_version) = block.ends_with(&self.table, key, stored)? {
                    return Ok(is_version);
                }
            }
            // All blocks are taken: what comes before is what the front has not returned yet, or has returned last.
            if let Some(block) = &mut self.front {
                if let Some(is_version) = block.ends_with(&self.table, key, stored)? {
                    return Ok(is_version);
                }
                let last = block.entries.last_key();
                if let Some(last) = last.map_err(|error| self.table.locate(error, block.handle.handle()))? {
                    return Ok(last.as_slice() == key);
                }
            }
        }
        Ok(self.previous.as_ref().is_some_and(|previous| previous.as_slice() == key))
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
            match self.front.as_mut().and_then(|block| block.entries.next()) {
                Some(Ok(entry)) => return Some(Ok(entry)),
                Some(Err(error)) => return self.fail_in_block(error, false),
                None => {}
            }
            match self.next_block(false) {
                Some(Ok(block)) => self.front = Some(block),
                Some(Err(error)) => return self.fail(error),
                None => {
                    return match self.back.as_mut()?.entries.next()? {
                        Err(error) => self.fail_in_block(error, true),
                        entry => Some(entry),
                    };
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
            match self.back.as_mut().and_then(|block| block.entries.next_back()) {
                Some(Ok(entry)) => return Some(Ok(entry)),
                Some(Err(error)) => return self.fail_in_block(error, true),
                None => {}
            }
            match self.next_block(true) {
                Some(Ok(block)) => self.back = Some(block),
                Some(Err(error)) => return self.fail(error),
                None => {
                    return match self.front.as_mut()?.entries.next_back()? {
                        Err(error) => self.fail_in_block(error, false),
                        entry => Some(entry),
                    };
                }
            }
        }
    }
}
