//! Point reads in a block that is read often: heads of all keys, so that a lookup decodes one item.

use super::{CORRUPT, DataBlock, Decoded, Item, Iter};
use crate::coding::Malformed;
use crate::error::Result;
use crate::key::{common_prefix_len, key_head};
use crate::seqno::SeqNo;
use crate::slice::Slice;

/// Built on top of a block for as long as the block stays in memory.
///
/// All in one sorted piece of memory: a lookup touches two or three of its cache lines, and then those of the item.
#[derive(Debug)]
pub(crate) struct PointIndex {
    /// What all keys begin with.
    common_prefix: Slice,
    /// For each item the six bytes of its key behind that, and where it begins.
    entries: Box<[u64]>,
}

/// How many bytes of a key an entry holds, in its upper bits.
const HEAD_LEN: usize = 6;

/// The lower bits of an entry.
const OFFSET_BITS: u32 = 16;

/// The index may take this share of the block's own size, at most: blocks of tiny items go without.
const SHARE_MAX: usize = 8;

impl PointIndex {
    /// `None` if it would be too large, the block is, or the block is not what it should be: then searches without an
    /// index say so.
    pub(crate) fn new(block: &DataBlock) -> Option<Self> {
        let size = block.len() as usize * size_of::<u64>();
        if size > block.data.len() / SHARE_MAX { None } else { Self::of_any_size(block) }
    }

    pub(super) fn of_any_size(block: &DataBlock) -> Option<Self> {
        if block.data.len() > 1 << OFFSET_BITS { None } else { Self::build(block).ok() }
    }

    fn build(block: &DataBlock) -> Result<Self> {
        let first = Iter::new(block.clone(), 0).next().ok_or(CORRUPT)??.key.user_key;
        let last = Iter::new(block.clone(), 0).next_back().ok_or(CORRUPT)??.key.user_key;
        let common_prefix = Slice::new(first.get(..common_prefix_len(&first, &last)).unwrap_or_default());

        let mut index = Vec::with_capacity(block.len() as usize);
        let (mut entries, mut key) = (Iter::new(block.clone(), 0), Vec::new());
        loop {
            let offset = u64::from(entries.front_offset());
            if !entries.read_key(&mut key)? {
                break;
            }
            let head = entry_head(key.strip_prefix(&*common_prefix).ok_or(CORRUPT)?);
            if index.last().is_some_and(|last| last >> OFFSET_BITS > head >> OFFSET_BITS) {
                return Err(CORRUPT);
            }
            index.push(head | offset);
        }
        Ok(Self { common_prefix, entries: index.into() })
    }

    /// The newest version of a key with a stored seqno below `seqno`.
    #[inline]
    pub(super) fn first_visible(&self, block: &DataBlock, key: &[u8], seqno: SeqNo) -> Decoded<Option<Item>> {
        let Some(rest) = key.strip_prefix(&*self.common_prefix) else { return Ok(None) };
        let head = entry_head(rest);
        let first = self.entries.partition_point(|&entry| entry < head);
        for (entry, index) in self.entries.get(first..).unwrap_or_default().iter().zip(first..) {
            if entry >> OFFSET_BITS != head >> OFFSET_BITS {
                break;
            }
            let item = self.item(block, index)?;
            if item.seqno < seqno && self.is_key(block, index, &item, key)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Whether an item whose entry has the head of `key` has the whole of it.
    #[inline]
    fn is_key(&self, block: &DataBlock, index: usize, item: &Item, key: &[u8]) -> Decoded<bool> {
        let shared = usize::from(item.shared);
        // Of what is shared with the interval's first item, the common prefix and the entry show this much already. In
        // bytes that both keys have, that is: a shorter key's head is filled up.
        let is_shown = shared <= self.common_prefix.len() + HEAD_LEN;
        if key.get(shared..) != Some(block.bytes(item.rest)) {
            return Ok(false);
        }
        if is_shown {
            return Ok(true);
        }
        let first = index - index % block.layout.restart_interval as usize;
        let base = self.item(block, first)?.rest;
        Ok(block.bytes(base).get(..shared).ok_or(Malformed)? == key.get(..shared).unwrap_or_default())
    }

    #[inline]
    fn item(&self, block: &DataBlock, index: usize) -> Decoded<Item> {
        let offset = *self.entries.get(index).ok_or(Malformed)? as u16;
        block.item_at(offset.into(), block.is_head(index as u32))
    }
}

/// The upper bits of the entry of a key without the common prefix.
#[inline]
fn entry_head(rest: &[u8]) -> u64 {
    key_head(rest) >> OFFSET_BITS << OFFSET_BITS
}
