//! What the cache keeps of a block: the block, and what makes searching it faster.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::block::{Block, BlockType};
use super::data_block::{DataBlock, PointIndex};
use crate::error::Result;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value_type::ValueType;

/// A block in memory, shared by all who read it.
#[derive(Debug)]
pub(crate) struct CachedBlock {
    block: Block,
    /// The parsed block, if it holds data.
    data: Option<DataBlock>,
    was_searched: AtomicBool,
    point_index: OnceLock<Option<PointIndex>>,
}

impl CachedBlock {
    /// # Errors
    /// `InvalidHeader` if it is a data block that doesn't describe its payload.
    pub(crate) fn new(block: Block) -> Result<Self> {
        let data = match block.header.block_type {
            BlockType::Data => Some(DataBlock::new(block.clone())?),
            _ => None,
        };
        Ok(Self { block, data, was_searched: AtomicBool::new(false), point_index: OnceLock::new() })
    }

    pub(crate) fn block(&self) -> &Block {
        &self.block
    }

    /// The data block; `None` if it is of another type.
    pub(crate) fn data(&self) -> Option<&DataBlock> {
        self.data.as_ref()
    }

    /// As [`DataBlock::point_read`]. The second search of a block prepares it for more: a block that is searched once
    /// is not worth it, and one that is only scanned never gets there.
    #[inline]
    pub(crate) fn point_read(&self, key: &[u8], seqno: SeqNo) -> Result<Option<(ValueType, SeqNo, Slice)>> {
        let Some(data) = &self.data else { return Ok(None) };
        let index = match self.point_index.get() {
            Some(index) => index.as_ref(),
            None if self.was_searched.swap(true, Ordering::Relaxed) => {
                self.point_index.get_or_init(|| PointIndex::new(data)).as_ref()
            }
            None => None,
        };
        data.point_read(key, seqno, index)
    }
}
