//! Opening a table and reading from it.

use std::ops::{Deref, RangeBounds};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::block::{BlockHandle, BlockType};
use super::block_index::{BlockIndex, Visit};
use super::filter::FilterBlock;
use super::index_block::IndexBlock;
use super::inner::{Filter, Inner};
use super::iter::Iter;
use super::linked_blob_files::{self, LinkedFile};
use super::load::read_block;
use super::meta::ParsedMeta;
use super::regions::ParsedRegions;
use super::scanner::Scanner;
use super::shortcuts::Shortcuts;
use crate::archive::ArchiveReader;
use crate::cache::Cache;
use crate::checksum::Checksum;
use crate::compression::CompressionType;
use crate::descriptor_table::DescriptorTable;
use crate::error::{Error, Result};
use crate::file_accessor::FileAccessor;
use crate::folder_owner::FolderOwner;
use crate::format_version::FormatVersion;
use crate::fs::{Fs, StdFs};
use crate::ids::{TableId, TreeId};
use crate::key::{InternalKey, UserKey};
use crate::key_range::{KeyRange, Ranged};
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value::InternalValue;
use crate::value_type::ValueType;

/// An immutable sorted file. Handles are cheap to clone.
#[derive(Clone)]
pub struct Table(Arc<Inner>);

/// What is needed to open a table, beyond what it says about itself.
pub(crate) struct TableOptions {
    pub(crate) path: PathBuf,
    /// Checksum of the file as the version records it.
    pub(crate) checksum: Checksum,
    /// Added to every stored seqno.
    pub(crate) global_seqno: SeqNo,
    pub(crate) tree_id: TreeId,
    /// Says whether the table's file may be deleted; `None` for a table outside a tree.
    pub(crate) folder_owner: Option<Arc<FolderOwner>>,
    pub(crate) cache: Arc<Cache>,
    pub(crate) descriptor_table: Option<Arc<DescriptorTable>>,
    pub(crate) fs: Arc<dyn Fs>,
    /// Keep an unpartitioned filter in memory.
    pub(crate) pin_filter: bool,
    /// Keep an unpartitioned index in memory.
    pub(crate) pin_index: bool,
    #[cfg(feature = "metrics")]
    pub(crate) metrics: Arc<Metrics>,
}

impl Table {
    /// Opens a table: reads its table of contents, metadata, and what is to be kept in memory.
    ///
    /// # Errors
    /// `Io`, or `Corrupt` with what is wrong where.
    pub(crate) fn open(options: TableOptions) -> Result<Self> {
        let TableOptions { path, fs, .. } = options;
        let path = Arc::new(path);
        let file = fs.open(&path)?;
        #[cfg(feature = "metrics")]
        options.metrics.table_file(false);

        let archive = ArchiveReader::open(&*file, &path)?;
        let regions = ParsedRegions::parse(&archive)?;
        let read =
            |handle, block_type, compression| read_block(&*file, &path, handle, block_type, compression);
        let at = |handle: BlockHandle| {
            let path = &path;
            move |error: Error| error.at(path, *handle.offset())
        };
        let metadata = read(regions.metadata, BlockType::Meta, CompressionType::None)
            .and_then(|block| ParsedMeta::parse(block).map_err(at(regions.metadata)))?;
        // The metadata says it too, but a byte that nobody checks is a byte whose damage nobody notices.
        if let Some(version) = archive.section("table_version") {
            match *archive.read_section(version)?.as_slice() {
                [version] if version == u8::from(FormatVersion::V3) => {}
                [version] => return Err(Error::InvalidVersion(version).at(&path, 0)),
                _ => return Err(Error::InvalidHeader("TableVersion").at(&path, version.offset_bytes)),
            }
        }
        if archive.section("data").map(|data| data.len_bytes) != Some(metadata.file_size) {
            return Err(Error::InvalidHeader("TableMeta").at(&path, *regions.metadata.offset()));
        }

        let pinned_index_at = |handle| {
            let block = read(handle, BlockType::Index, metadata.index_block_compression)?;
            IndexBlock::new(block).and_then(IndexBlock::with_heads).map_err(at(handle))
        };
        let block_index = if regions.index.is_some() {
            let top = pinned_index_at(regions.tli)?;
            let shortcuts = Shortcuts::new(top.len());
            BlockIndex::TwoLevel(top, shortcuts)
        } else if options.pin_index {
            BlockIndex::Full(pinned_index_at(regions.tli)?)
        } else {
            BlockIndex::VolatileFull(regions.tli)
        };
        let filter = match (regions.filter_tli, regions.filter) {
            (Some(top), _) => {
                let top = pinned_index_at(top)?;
                let shortcuts = Shortcuts::new(top.len());
                Filter::Partitioned(top, shortcuts)
            }
            (None, Some(handle)) if options.pin_filter => {
                let block = read(handle, BlockType::Filter, CompressionType::None)?;
                Filter::Pinned(FilterBlock::new(block).map_err(at(handle))?)
            }
            (None, Some(handle)) => Filter::Cached(handle),
            (None, None) => Filter::None,
        };
        let linked_blob_files = match archive.section("linked_blob_files") {
            Some(links) => linked_blob_files::parse(&archive.read_section(links)?)
                .map_err(|error| error.at(&path, links.offset_bytes))?,
            None => Vec::new(),
        };
        drop(archive);

        let file_accessor = match options.descriptor_table {
            Some(descriptors) => FileAccessor::Shared(descriptors),
            None => FileAccessor::Pinned(file),
        };
        Ok(Self(Arc::new(Inner {
            path,
            metadata,
            regions,
            is_deleted: AtomicBool::new(false),
            cache: options.cache,
            tree_id: options.tree_id,
            folder_owner: options.folder_owner,
            fs,
            file_accessor,
            block_index,
            filter,
            checksum: options.checksum,
            global_seqno: options.global_seqno,
            linked_blob_files,
            #[cfg(feature = "metrics")]
            metrics: options.metrics,
        })))
    }

    /// Opens a table file, which need not belong to a tree. `checksum` is taken down, not compared; `global_seqno` is
    /// added to every stored seqno.
    ///
    /// # Errors
    /// As of opening a tree: `Io`, or `Corrupt` with what is wrong where.
    #[expect(clippy::too_many_arguments, reason = "mirrors the public API of the reference")]
    pub fn recover(
        file_path: PathBuf,
        checksum: Checksum,
        global_seqno: SeqNo,
        tree_id: TreeId,
        cache: Arc<Cache>,
        descriptor_table: Option<Arc<DescriptorTable>>,
        pin_filter: bool,
        pin_index: bool,
        #[cfg(feature = "metrics")] metrics: Arc<Metrics>,
    ) -> Result<Self> {
        Self::open(TableOptions {
            path: file_path,
            checksum,
            global_seqno,
            tree_id,
            folder_owner: None,
            cache,
            descriptor_table,
            fs: Arc::new(StdFs),
            pin_filter,
            pin_index,
            #[cfg(feature = "metrics")]
            metrics,
        })
    }

    /// The table's id.
    #[must_use]
    pub fn id(&self) -> TableId {
        self.metadata.id
    }

    /// Added to every stored seqno; not 0 only in tables that were bulk loaded.
    #[must_use]
    pub fn global_seqno(&self) -> SeqNo {
        self.global_seqno
    }

    /// Checksum of the whole file, as recorded when it was written.
    #[must_use]
    pub fn checksum(&self) -> Checksum {
        self.checksum
    }

    /// Highest seqno of an entry.
    #[must_use]
    pub fn get_highest_seqno(&self) -> SeqNo {
        self.metadata.seqnos.1.saturating_add(self.global_seqno)
    }

    /// What the table points to in blob files; `None` if it points to none.
    ///
    /// # Errors
    /// None: the list was read when the table was opened.
    pub fn list_blob_file_references(&self) -> Result<Option<Vec<LinkedFile>>> {
        Ok(Some(self.linked_blob_files.clone()).filter(|links| !links.is_empty()))
    }

    /// What the table points to in blob files.
    pub(crate) fn linked_blob_files(&self) -> &[LinkedFile] {
        &self.linked_blob_files
    }

    /// Bytes on disk of the blobs the table points to.
    ///
    /// # Errors
    /// As [`list_blob_file_references`](Self::list_blob_file_references).
    pub fn referenced_blob_bytes(&self) -> Result<u64> {
        Ok(self.linked_blob_bytes())
    }

    pub(crate) fn linked_blob_bytes(&self) -> u64 {
        self.linked_blob_files.iter().map(|link| link.on_disk_bytes).fold(0, u64::saturating_add)
    }

    /// Number of tombstones of both kinds.
    #[must_use]
    pub fn tombstone_count(&self) -> u64 {
        self.metadata.tombstone_count
    }

    /// Number of weak tombstones.
    #[must_use]
    pub fn weak_tombstone_count(&self) -> u64 {
        self.metadata.weak_tombstone_count
    }

    /// Number of values directly below a weak tombstone.
    #[must_use]
    pub fn weak_tombstone_reclaimable(&self) -> u64 {
        self.metadata.weak_tombstone_reclaimable
    }

    /// Share of the entries that are tombstones, both kinds together.
    #[doc(hidden)]
    #[must_use]
    pub fn tombstone_ratio(&self) -> f32 {
        // A table without entries is never written; a damaged count must not make the ratio meaningless.
        self.tombstone_count() as f32 / self.metadata.item_count.max(1) as f32
    }

    /// Bytes the filter takes on disk, 0 if there is none.
    #[must_use]
    pub fn filter_size(&self) -> u32 {
        self.regions.filter.map_or(0, |handle| handle.size())
    }

    /// Bytes of memory the filter takes, if it is pinned.
    #[must_use]
    pub fn pinned_filter_size(&self) -> usize {
        if let Filter::Pinned(filter) = &self.filter { filter.size_bytes() } else { 0 }
    }

    /// Bytes of memory the index, or its top level, takes, if it is pinned.
    #[must_use]
    pub fn pinned_block_index_size(&self) -> usize {
        self.block_index.pinned_size()
    }

    /// The newest version of a key with a seqno below `seqno`, tombstones included. `key_hash` is the key's
    /// 64-bit hash.
    ///
    /// # Errors
    /// `Io`, or `Corrupt` with what is wrong where.
    pub fn get(&self, key: &[u8], seqno: SeqNo, key_hash: u64) -> Result<Option<InternalValue>> {
        Ok(self.point_read(key, seqno, key_hash)?.map(|(value_type, seqno, value)| InternalValue {
            key: InternalKey { user_key: Slice::new(key), seqno, value_type },
            value,
        }))
    }

    /// Like [`get`](Self::get), but leaves out the key, which the caller has.
    #[inline]
    pub(crate) fn point_read(
        &self,
        key: &[u8],
        seqno: SeqNo,
        key_hash: u64,
    ) -> Result<Option<(ValueType, SeqNo, Slice)>> {
        let stored_seqno = seqno.saturating_sub(self.global_seqno);
        if self.metadata.seqnos.0 >= stored_seqno {
            return Ok(None);
        }
        if !self.may_contain(key, key_hash)? {
            #[cfg(feature = "metrics")]
            self.metrics.filter_skipped();
            return Ok(None);
        }
        let found = self.visit_blocks(key, stored_seqno, |handle| {
            let block = self.block(handle, BlockType::Data)?;
            let found = block.point_read(key, stored_seqno);
            Ok(found.map_err(|error| self.locate(error, handle))?.map_or(Visit::Continue, Visit::Done))
        })?;
        #[cfg(feature = "metrics")]
        if found.is_none() && !matches!(self.filter, Filter::None) {
            self.metrics.filter_query_missed();
        }
        Ok(found
            .map(|(value_type, seqno, value)| (value_type, seqno.saturating_add(self.global_seqno), value)))
    }

    /// All entries in internal key order, from both ends, through the cache.
    #[must_use]
    pub fn iter(&self) -> Iter {
        self.range(..)
    }

    /// The entries with a user key in `range`, in internal key order, from both ends, through the cache.
    #[must_use]
    pub fn range<R: RangeBounds<UserKey> + Send>(&self, range: R) -> Iter {
        Iter::new(self.clone(), range.start_bound().cloned(), range.end_bound().cloned())
    }

    /// All entries in internal key order, past the cache.
    ///
    /// # Errors
    /// `Io` if the file can't be opened.
    pub fn scan(&self) -> Result<Scanner> {
        Scanner::new(self)
    }

    /// Has the file removed when the last handle is gone.
    pub(crate) fn mark_as_deleted(&self) {
        self.is_deleted.store(true, Ordering::Release);
    }
}

impl Deref for Table {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Ranged for Table {
    fn key_range(&self) -> &KeyRange {
        &self.metadata.key_range
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table:{}({:?})", self.id(), self.metadata.key_range)
    }
}
