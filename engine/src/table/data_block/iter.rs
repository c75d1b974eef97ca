//! Iterates over the entries of a block from both ends.

use std::cmp::Ordering;
use std::ops::{Bound, Range};

use super::{CORRUPT, DataBlock, Decoded};
use crate::coding::Malformed;
use crate::error::Result;
use crate::key::InternalKey;
use crate::value::InternalValue;

/// Owns the block; entries share its memory.
#[derive(Clone, Debug)]
pub(crate) struct Iter {
    block: DataBlock,
    front: Front,
    back: Back,
}

/// Where the next item is. `base` is valid unless `index` is a head's.
#[derive(Clone, Debug)]
struct Front {
    index: u32,
    offset: usize,
    base: Range<usize>,
}

/// Items can only be decoded forwards, so going backwards decodes an interval once and remembers its offsets.
#[derive(Clone, Debug)]
struct Back {
    /// Number of the first item that is *not* to be returned.
    end: u32,
    /// Offsets of the current interval's items that are still to be returned; the last one is item `end - 1`.
    offsets: Vec<usize>,
    base: Range<usize>,
}

impl Iter {
    pub(crate) fn new(block: DataBlock) -> Self {
        let front = Front { index: 0, offset: 0, base: 0..0 };
        let back = Back { end: block.len(), offsets: Vec::new(), base: 0..0 };
        Self { block, front, back }
    }

    /// Leaves out everything before `lower` and behind `upper`. Call it before iterating.
    ///
    /// # Errors
    /// `InvalidHeader` if an item on the way is malformed.
    pub(crate) fn seek(&mut self, lower: Bound<&[u8]>, upper: Bound<&[u8]>) -> Result<()> {
        self.try_seek(lower, upper).map_err(|Malformed| CORRUPT)
    }

    fn try_seek(&mut self, lower: Bound<&[u8]>, upper: Bound<&[u8]>) -> Decoded<()> {
        let found = match lower {
            Bound::Unbounded => None,
            Bound::Included(key) => Some(self.block.search(key, |ordering, _| ordering == Ordering::Less)?),
            Bound::Excluded(key) => {
                Some(self.block.search(key, |ordering, _| ordering != Ordering::Greater)?)
            }
        };
        match found {
            None => {}
            Some(Some(found)) => {
                self.front = Front { index: found.index, offset: found.offset, base: found.base };
            }
            Some(None) => self.front.index = self.block.len(),
        }
        let found = match upper {
            Bound::Unbounded => None,
            Bound::Included(key) => self.block.search(key, |ordering, _| ordering != Ordering::Greater)?,
            Bound::Excluded(key) => self.block.search(key, |ordering, _| ordering == Ordering::Less)?,
        };
        if let Some(found) = found {
            self.back.end = found.index;
        }
        // Bounds in the wrong order leave nothing.
        self.back.end = self.back.end.max(self.front.index);
        Ok(())
    }

    /// Where the next item begins.
    pub(super) fn front_offset(&self) -> usize {
        self.front.offset
    }

    fn is_exhausted(&self) -> bool {
        self.front.index >= self.back.end
    }

    #[inline]
    fn decode_front(&mut self) -> Decoded<InternalValue> {
        let is_head = self.block.is_head(self.front.index);
        let item = self.block.item_at(self.front.offset, is_head)?;
        if is_head {
            self.front.base = item.rest.clone();
        }
        self.front.index += 1;
        self.front.offset = item.end;
        self.entry(&item, &self.front.base)
    }

    fn decode_back(&mut self) -> Decoded<InternalValue> {
        let last = self.back.end - 1;
        if self.back.offsets.is_empty() {
            self.load_interval_of(last)?;
        }
        let offset = self.back.offsets.pop().ok_or(Malformed)?;
        let item = self.block.item_at(offset, self.block.is_head(last))?;
        self.back.end = last;
        self.entry(&item, &self.back.base)
    }

    /// Collects the offsets of the items from the head of the interval to item `last`.
    fn load_interval_of(&mut self, last: u32) -> Decoded<()> {
        let layout = &self.block.layout;
        let interval = last / layout.restart_interval;
        let mut offset = layout.head_offset(&self.block.data, interval)?;
        for index in interval * layout.restart_interval..=last {
            let is_head = self.block.is_head(index);
            let item = self.block.item_at(offset, is_head)?;
            if is_head {
                self.back.base = item.rest.clone();
            }
            self.back.offsets.push(offset);
            offset = item.end;
        }
        Ok(())
    }

    #[inline]
    fn entry(&self, item: &super::Item, base: &Range<usize>) -> Decoded<InternalValue> {
        let user_key = self.block.key_of(item, base)?;
        Ok(InternalValue {
            key: InternalKey { user_key, seqno: item.seqno, value_type: item.value_type },
            value: self.block.data.slice(item.value.clone()),
        })
    }

    /// An error ends the iteration: nothing behind a malformed item can be trusted.
    fn stop(&mut self) -> crate::error::Error {
        self.front.index = self.back.end;
        CORRUPT
    }
}

impl Iterator for Iter {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.is_exhausted() {
            return None;
        }
        Some(self.decode_front().map_err(|Malformed| self.stop()))
    }
}

impl DoubleEndedIterator for Iter {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.is_exhausted() {
            return None;
        }
        Some(self.decode_back().map_err(|Malformed| self.stop()))
    }
}
