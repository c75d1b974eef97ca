//! What the cache keeps of a block: the block, and what makes searching it faster.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::block::{Block, BlockType};
use super::data_block::{DataBlock, PointIndex};
use super::filter::FilterBlock;
use super::index_block::IndexBlock;
use crate::error::Result;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value_type::ValueType;

/// A block in memory, shared by all who read it.
#[derive(Debug)]
pub(crate) struct CachedBlock {
    content: Content,
    was_searched: AtomicBool,
    block: Block,
}

/// The block, parsed.
#[derive(Debug)]
enum Content {
    Data { block: DataBlock, index: OnceLock<Option<PointIndex>> },
    Index { block: IndexBlock, prepared: OnceLock<Option<IndexBlock>> },
    Filter(FilterBlock),
    Meta,
}

impl CachedBlock {
    /// # Errors
    /// `InvalidHeader` or `InvalidTag` if the payload is not what the block's type says.
    pub(crate) fn new(block: Block) -> Result<Self> {
        let content = match block.header.block_type {
            BlockType::Data => {
                Content::Data { block: DataBlock::new(block.clone())?, index: OnceLock::new() }
            }
            BlockType::Index => {
                Content::Index { block: IndexBlock::new(block.clone())?, prepared: OnceLock::new() }
            }
            BlockType::Filter => Content::Filter(FilterBlock::new(block.clone())?),
            BlockType::Meta => Content::Meta,
        };
        Ok(Self { content, was_searched: AtomicBool::new(false), block })
    }

    pub(crate) fn block(&self) -> &Block {
        &self.block
    }

    /// The data block; `None` if it is of another type.
    pub(crate) fn data(&self) -> Option<&DataBlock> {
        match &self.content {
            Content::Data { block, .. } => Some(block),
            _ => None,
        }
    }

    /// The filter; `None` if it is a block of another type.
    #[inline]
    pub(crate) fn filter(&self) -> Option<&FilterBlock> {
        match &self.content {
            Content::Filter(filter) => Some(filter),
            _ => None,
        }
    }

    /// The index block, prepared from the second time on; `None` if it is a block of another type.
    #[inline]
    pub(crate) fn index(&self) -> Option<&IndexBlock> {
        let Content::Index { block, prepared } = &self.content else { return None };
        let prepared = match prepared.get() {
            Some(prepared) => prepared.as_ref(),
            // One that can't be prepared is damaged: searching it says so.
            None if self.is_used_again() => prepared.get_or_init(|| block.clone().with_heads().ok()).as_ref(),
            None => None,
        };
        Some(prepared.unwrap_or(block))
    }

    /// As [`DataBlock::point_read`], prepared from the second time on.
    #[inline]
    pub(crate) fn point_read(&self, key: &[u8], seqno: SeqNo) -> Result<Option<(ValueType, SeqNo, Slice)>> {
        let Content::Data { block, index } = &self.content else { return Ok(None) };
        let index = match index.get() {
            Some(index) => index.as_ref(),
            None if self.is_used_again() => index.get_or_init(|| PointIndex::new(block)).as_ref(),
            None => None,
        };
        block.point_read(key, seqno, index)
    }

    /// A block that is searched once is not worth being prepared for more, and one that is only scanned never gets here.
    fn is_used_again(&self) -> bool {
        self.was_searched.swap(true, Ordering::Relaxed)
    }
}
