//! The state that all handles of a table share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::block::{Block, BlockHandle, BlockType};
use super::block_index::BlockIndex;
use super::cached_block::CachedBlock;
use super::filter::FilterBlock;
use super::index_block::IndexBlock;
use super::linked_blob_files::LinkedFile;
use super::load::read_block;
use super::meta::ParsedMeta;
use super::regions::ParsedRegions;
use super::shortcuts::{Found, Shortcuts};
use crate::cache::Cache;
use crate::checksum::Checksum;
use crate::compression::CompressionType;
use crate::descriptor_table::FileKind;
use crate::error::{Error, Result};
use crate::file_accessor::FileAccessor;
use crate::folder_owner::FolderOwner;
use crate::fs::{Fs, RandomAccessFile};
use crate::ids::{GlobalTableId, TreeId};
#[cfg(feature = "metrics")]
use crate::metrics::{BlockKind, BlockSource, Metrics};
use crate::seqno::SeqNo;

/// Shared state of a table. When the last handle goes, so does the file, if it was marked as deleted.
pub struct Inner {
    /// The file.
    pub path: Arc<PathBuf>,
    /// What the table says about itself.
    pub metadata: ParsedMeta,
    /// Where its sections are.
    pub regions: ParsedRegions,
    /// Set when no later version refers to the table.
    pub is_deleted: AtomicBool,
    /// The cache its blocks go through.
    pub cache: Arc<Cache>,

    pub(super) tree_id: TreeId,
    /// `None` for a table outside a tree.
    pub(super) folder_owner: Option<Arc<FolderOwner>>,
    pub(super) fs: Arc<dyn Fs>,
    pub(super) file_accessor: FileAccessor,
    pub(super) block_index: BlockIndex,
    pub(super) filter: Filter,
    pub(super) checksum: Checksum,
    pub(super) global_seqno: SeqNo,
    /// What the table points to in blob files.
    pub(super) linked_blob_files: Vec<LinkedFile>,
    #[cfg(feature = "metrics")]
    pub(super) metrics: Arc<Metrics>,
}

/// How a table answers "do you have this key?".
pub(super) enum Filter {
    /// It can't.
    None,
    /// The filter stays in memory.
    Pinned(FilterBlock),
    /// The filter goes through the cache.
    Cached(BlockHandle),
    /// Partitions go through the cache, the index over them stays in memory.
    Partitioned(IndexBlock, Shortcuts),
}

impl Inner {
    pub(super) fn global_id(&self) -> GlobalTableId {
        (self.tree_id, self.metadata.id).into()
    }

    /// A block by address, from the cache if it is there; otherwise it is put there.
    #[inline]
    pub(super) fn block(&self, handle: BlockHandle, block_type: BlockType) -> Result<Arc<CachedBlock>> {
        if let Some(cached) = self.cache.get(self.global_id(), handle.offset()) {
            #[cfg(feature = "metrics")]
            self.count(block_type, BlockSource::Cached);
            // The index may lead to a block of another kind, which a cached block doesn't check.
            let found = cached.block().header.block_type;
            if found != block_type {
                return Err(self.locate(Error::InvalidTag(("BlockType", found.into())), handle));
            }
            return Ok(cached);
        }
        self.load_into_cache(handle, block_type)
    }

    fn load_into_cache(&self, handle: BlockHandle, block_type: BlockType) -> Result<Arc<CachedBlock>> {
        let block = CachedBlock::new(self.read(handle, block_type)?);
        let block = Arc::new(block.map_err(|error| self.locate(error, handle))?);
        self.cache.insert(self.global_id(), handle.offset(), Arc::clone(&block));
        Ok(block)
    }

    /// The open file, and whether it was open already.
    pub(super) fn file(&self) -> Result<(Arc<dyn RandomAccessFile>, bool)> {
        Ok(self.file_accessor.access(&*self.fs, FileKind::Table, self.global_id(), &self.path)?)
    }

    /// A block by address, past the cache.
    fn read(&self, handle: BlockHandle, block_type: BlockType) -> Result<Block> {
        let compression = match block_type {
            BlockType::Data => self.metadata.data_block_compression,
            BlockType::Index => self.metadata.index_block_compression,
            BlockType::Filter | BlockType::Meta => CompressionType::None,
        };
        let (file, _was_open) = self.file()?;
        #[cfg(feature = "metrics")]
        {
            self.metrics.table_file(_was_open);
            self.count(block_type, BlockSource::File { bytes: handle.size().into() });
        }
        read_block(&*file, &self.path, handle, block_type, compression)
    }

    #[cfg(feature = "metrics")]
    fn count(&self, block_type: BlockType, source: BlockSource) {
        let kind = match block_type {
            BlockType::Data | BlockType::Meta => BlockKind::Data,
            BlockType::Index => BlockKind::Index,
            BlockType::Filter => BlockKind::Filter,
        };
        self.metrics.block_loaded(kind, source);
    }

    /// A partition of the index or the filter by its number and address.
    #[inline]
    pub(super) fn partition(
        &self,
        shortcuts: &Shortcuts,
        number: u32,
        handle: BlockHandle,
        block_type: BlockType,
    ) -> Result<Arc<CachedBlock>> {
        if let Some(Found { block, is_report_due }) = shortcuts.get(number) {
            if is_report_due {
                let _ = self.cache.get(self.global_id(), handle.offset());
            }
            #[cfg(feature = "metrics")]
            self.count(block_type, BlockSource::Cached);
            return Ok(block);
        }
        let block = self.block(handle, block_type)?;
        shortcuts.set(number, &block);
        Ok(block)
    }

    /// Says which block of which file an error is about.
    pub(super) fn locate(&self, error: Error, handle: BlockHandle) -> Error {
        error.at(&self.path, *handle.offset())
    }

    /// `false` if the table doesn't have a key of this hash.
    pub(super) fn may_contain(&self, key: &[u8], hash: u64) -> Result<bool> {
        // A block that is loaded as a filter is one.
        let ask = |block: &CachedBlock| block.filter().is_none_or(|filter| filter.may_contain(hash));
        match &self.filter {
            Filter::None => Ok(true),
            Filter::Pinned(filter) => Ok(filter.may_contain(hash)),
            Filter::Cached(handle) => Ok(ask(&*self.block(*handle, BlockType::Filter)?)),
            Filter::Partitioned(index, shortcuts) => {
                let locate = |error| self.locate(error, self.regions.filter_tli.unwrap_or_default());
                let partition = index
                    .partition_point(key, |ordering, _| ordering == std::cmp::Ordering::Less)
                    .map_err(locate)?;
                if partition == index.len() {
                    return Ok(true);
                }
                let handle = index.address(partition).map_err(locate)?;
                Ok(ask(&*self.partition(shortcuts, partition, handle, BlockType::Filter)?))
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.is_deleted.load(Ordering::Acquire) {
            return;
        }
        self.file_accessor.forget(FileKind::Table, self.global_id());
        let deleted = match &self.folder_owner {
            Some(owner) => owner.delete(self.tree_id, &*self.fs, &self.path),
            None => self.fs.remove_file(&self.path),
        };
        if let Err(error) = deleted {
            // Not lost: the next open of the tree removes what no version lists.
            log::warn!("a table that is no longer needed stays until the tree is opened again: {error}");
        }
    }
}
