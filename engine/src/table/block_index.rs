//! From a key to the data blocks that may hold it.

use std::cmp::Ordering;
use std::ops::Bound;

use super::block::{BlockHandle, BlockType, KeyedBlockHandle};
use super::index_block::IndexBlock;
use super::inner::Inner;
use super::shortcuts::Shortcuts;
use crate::error::Result;
use crate::key::UserKey;
use crate::seqno::SeqNo;

/// The block index of a table.
pub(super) enum BlockIndex {
    /// All of it stays in memory.
    Full(IndexBlock),
    /// All of it is one block that goes through the cache.
    VolatileFull(BlockHandle),
    /// The top level stays in memory, partitions go through the cache.
    TwoLevel(IndexBlock, Shortcuts),
}

impl BlockIndex {
    /// Bytes that stay in memory.
    pub(super) fn pinned_size(&self) -> usize {
        match self {
            Self::Full(block) | Self::TwoLevel(block, _) => block.size_bytes(),
            Self::VolatileFull(_) => 0,
        }
    }
}

/// What to do after looking into a data block.
pub(super) enum Visit<T> {
    Done(T),
    Continue,
}

impl Inner {
    /// Visits the data blocks in which the newest version of `key` with a stored seqno below `seqno` can be.
    #[inline]
    pub(super) fn visit_blocks<T>(
        &self,
        key: &[u8],
        seqno: SeqNo,
        mut visit: impl FnMut(BlockHandle) -> Result<Visit<T>>,
    ) -> Result<Option<T>> {
        match &self.block_index {
            BlockIndex::Full(block) => {
                self.visit_leaf(block, self.regions.tli, key, seqno, &mut |_, handle| visit(handle))
            }
            BlockIndex::VolatileFull(handle) => {
                let cached = self.block(*handle, BlockType::Index)?;
                let Some(block) = cached.index() else { return Ok(None) };
                self.visit_leaf(block, *handle, key, seqno, &mut |_, handle| visit(handle))
            }
            BlockIndex::TwoLevel(top, shortcuts) => {
                self.visit_leaf(top, self.regions.tli, key, seqno, &mut |number, partition| {
                    let cached = self.partition(shortcuts, number, partition, BlockType::Index)?;
                    let Some(block) = cached.index() else { return Ok(Visit::Continue) };
                    let found =
                        self.visit_leaf(block, partition, key, seqno, &mut |_, handle| visit(handle))?;
                    Ok(found.map_or(Visit::Continue, Visit::Done))
                })
            }
        }
    }

    #[inline]
    fn visit_leaf<T>(
        &self,
        block: &IndexBlock,
        place: BlockHandle,
        key: &[u8],
        seqno: SeqNo,
        visit: &mut impl FnMut(u32, BlockHandle) -> Result<Visit<T>>,
    ) -> Result<Option<T>> {
        let first = block
            .partition_point(key, |ordering, last_seqno| match ordering {
                Ordering::Less => true,
                // The block ends with a version that is too new: the one looked for is in a later block.
                Ordering::Equal => last_seqno >= seqno,
                Ordering::Greater => false,
            })
            .map_err(|error| self.locate(error, place))?;
        for index in first..block.len() {
            let (handle, ordering) = block.locate(index, key).map_err(|error| self.locate(error, place))?;
            if let Visit::Done(found) = visit(index, handle)? {
                return Ok(Some(found));
            }
            if ordering == Ordering::Greater {
                break;
            }
        }
        Ok(None)
    }
}

/// The data blocks of a key range, from both ends.
pub(super) struct IndexIter {
    lower: Bound<UserKey>,
    upper: Bound<UserKey>,
    /// Partitions nobody has opened yet; empty if the index has one level.
    top: Option<Leaf>,
    front: Option<Leaf>,
    back: Option<Leaf>,
}

/// The part of an index block that is still to be returned.
struct Leaf {
    block: IndexBlock,
    place: BlockHandle,
    low: u32,
    high: u32,
}

impl Leaf {
    fn next(&mut self) -> Option<u32> {
        (self.low < self.high).then(|| {
            self.low += 1;
            self.low - 1
        })
    }

    fn next_back(&mut self) -> Option<u32> {
        (self.low < self.high).then(|| {
            self.high -= 1;
            self.high
        })
    }

    fn handle(&self, table: &Inner, index: u32) -> Result<KeyedBlockHandle> {
        self.block.handle(index).map_err(|error| table.locate(error, self.place))
    }
}

impl IndexIter {
    pub(super) fn new(table: &Inner, lower: Bound<UserKey>, upper: Bound<UserKey>) -> Result<Self> {
        let mut iter = Self { lower, upper, top: None, front: None, back: None };
        match &table.block_index {
            BlockIndex::Full(block) => {
                iter.front = Some(iter.leaf(table, block.clone(), table.regions.tli)?)
            }
            BlockIndex::VolatileFull(handle) => {
                iter.front = iter.open(table, *handle)?;
            }
            BlockIndex::TwoLevel(top, _) => {
                iter.top = Some(iter.leaf(table, top.clone(), table.regions.tli)?)
            }
        }
        Ok(iter)
    }

    /// Cuts off what the bounds exclude. A block that ends behind the upper bound still belongs in, once.
    fn leaf(&self, table: &Inner, block: IndexBlock, place: BlockHandle) -> Result<Leaf> {
        let at = |error| table.locate(error, place);
        let low = match &self.lower {
            Bound::Unbounded => 0,
            Bound::Included(key) => block.partition_point(key, |o, _| o == Ordering::Less).map_err(at)?,
            Bound::Excluded(key) => block.partition_point(key, |o, _| o != Ordering::Greater).map_err(at)?,
        };
        let last = match &self.upper {
            Bound::Unbounded => block.len(),
            Bound::Included(key) => block.partition_point(key, |o, _| o != Ordering::Greater).map_err(at)?,
            Bound::Excluded(key) => block.partition_point(key, |o, _| o == Ordering::Less).map_err(at)?,
        };
        let high = last.saturating_add(1).min(block.len());
        Ok(Leaf { block, place, low, high })
    }

    /// `None` if there is no index block, which its loading would have found out.
    fn open(&self, table: &Inner, handle: BlockHandle) -> Result<Option<Leaf>> {
        let cached = table.block(handle, BlockType::Index)?;
        cached.index().map(|block| self.leaf(table, block.clone(), handle)).transpose()
    }

    pub(super) fn next(&mut self, table: &Inner) -> Option<Result<KeyedBlockHandle>> {
        loop {
            if let Some(leaf) = &mut self.front
                && let Some(index) = leaf.next()
            {
                return Some(leaf.handle(table, index));
            }
            if let Some((top, index)) =
                self.top.as_mut().and_then(|top| top.next().map(|index| (&*top, index)))
            {
                match top.handle(table, index).and_then(|partition| self.open(table, partition.handle())) {
                    Ok(leaf) => self.front = leaf,
                    Err(error) => return Some(Err(error)),
                }
                continue;
            }
            let leaf = self.back.as_mut()?;
            let index = leaf.next()?;
            return Some(leaf.handle(table, index));
        }
    }

    pub(super) fn next_back(&mut self, table: &Inner) -> Option<Result<KeyedBlockHandle>> {
        loop {
            if let Some(leaf) = &mut self.back
                && let Some(index) = leaf.next_back()
            {
                return Some(leaf.handle(table, index));
            }
            if let Some((top, index)) =
                self.top.as_mut().and_then(|top| top.next_back().map(|index| (&*top, index)))
            {
                match top.handle(table, index).and_then(|partition| self.open(table, partition.handle())) {
                    Ok(leaf) => self.back = leaf,
                    Err(error) => return Some(Err(error)),
                }
                continue;
            }
            let leaf = self.front.as_mut()?;
            let index = leaf.next_back()?;
            return Some(leaf.handle(table, index));
        }
    }
}
