//! Point reads in a block that is read often: heads of all keys, so that a lookup decodes one or two items.

use std::cmp::Ordering;

use super::{CORRUPT, DataBlock, Decoded, Item, Iter};
use crate::coding::Malformed;
use crate::error::Result;
use crate::seqno::SeqNo;
use crate::table::key_heads::KeyHeads;

/// Built on top of a block for as long as the block stays in memory.
#[derive(Debug)]
pub(crate) struct PointIndex {
    heads: KeyHeads,
    offsets: Vec<u32>,
}

/// What an item costs in memory: a head and an offset.
const BYTES_PER_ITEM: usize = 12;

/// The index may take this share of the block's own size, at most: blocks of tiny items go without.
const SHARE_MAX: usize = 8;

impl PointIndex {
    /// `None` if it would be too large, or the block is not what it should be: then searches without an index say so.
    pub(crate) fn new(block: &DataBlock) -> Option<Self> {
        if block.len() as usize * BYTES_PER_ITEM > block.data.len() / SHARE_MAX {
            return None;
        }
        Self::build(block).ok()
    }

    #[cfg(test)]
    pub(super) fn of_any_size(block: &DataBlock) -> Option<Self> {
        Self::build(block).ok()
    }

    fn build(block: &DataBlock) -> Result<Self> {
        let first = Iter::new(block.clone(), 0).next().ok_or(CORRUPT)??;
        let last = Iter::new(block.clone(), 0).next_back().ok_or(CORRUPT)??;
        let mut heads = KeyHeads::between(&first.key.user_key, &last.key.user_key, block.len() as usize);

        let mut offsets = Vec::with_capacity(block.len() as usize);
        let mut entries = Iter::new(block.clone(), 0);
        loop {
            let offset = entries.front_offset();
            let Some(entry) = entries.next() else { break };
            let key = entry?.key.user_key;
            if !heads.push(key.get(heads.common_len()..).ok_or(CORRUPT)?) {
                return Err(CORRUPT);
            }
            offsets.push(offset);
        }
        Ok(Self { heads, offsets })
    }

    /// The newest version of a key with a stored seqno below `seqno`.
    #[inline]
    pub(super) fn first_visible(&self, block: &DataBlock, key: &[u8], seqno: SeqNo) -> Decoded<Option<Item>> {
        for index in self.heads.candidates(key) {
            let item = self.item(block, index)?;
            let interval = index - index % block.layout.restart_interval as usize;
            let ordering = if interval == index {
                block.bytes(item.rest).cmp(key)
            } else {
                let base = self.item(block, interval)?.rest;
                let shared = block.bytes(base).get(..item.shared.into()).ok_or(Malformed)?;
                let (start, end) = key.split_at(usize::from(item.shared).min(key.len()));
                shared.cmp(start).then_with(|| block.bytes(item.rest).cmp(end))
            };
            match ordering {
                Ordering::Equal if item.seqno < seqno => return Ok(Some(item)),
                Ordering::Greater => break,
                _ => {}
            }
        }
        Ok(None)
    }

    fn item(&self, block: &DataBlock, index: usize) -> Decoded<Item> {
        let offset = *self.offsets.get(index).ok_or(Malformed)?;
        block.item_at(offset, block.is_head(index as u32))
    }
}
