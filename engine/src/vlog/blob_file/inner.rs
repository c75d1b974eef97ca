//! [`BlobFile`]: a handle to a blob file.

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::frame::Expected;
use super::meta::Metadata;
use super::reader::Reader;
use crate::archive::ArchiveReader;
use crate::cache::Cache;
use crate::checksum::Checksum;
use crate::descriptor_table::{DescriptorTable, FileKind};
use crate::error::{Error, Result};
use crate::file_accessor::FileAccessor;
use crate::folder_owner::FolderOwner;
use crate::fs::{Fs, RandomAccessFile};
use crate::ids::{BlobFileId, GlobalTableId, TreeId};
use crate::slice::Slice;
use crate::vlog::{BlobIndirection, FragmentationEntry, FragmentationMap};

/// An immutable file of large values. Handles are cheap to clone, and equal if they have the same id.
#[derive(Clone)]
pub struct BlobFile(Arc<Inner>);

/// What all handles of a blob file share. When the last one goes, so does the file, if it was marked as deleted.
struct Inner {
    id: BlobFileId,
    tree_id: TreeId,
    folder_owner: Arc<FolderOwner>,
    path: PathBuf,
    metadata: Metadata,
    data_len: u64,
    checksum: Checksum,
    is_deleted: AtomicBool,
    cache: Arc<Cache>,
    fs: Arc<dyn Fs>,
    file_accessor: FileAccessor,
}

/// What is needed to open a blob file, beyond what it says about itself.
pub(crate) struct BlobFileOptions {
    pub(crate) id: BlobFileId,
    pub(crate) path: PathBuf,
    /// Checksum of the file as the version records it.
    pub(crate) checksum: Checksum,
    pub(crate) tree_id: TreeId,
    /// Says whether the file may be deleted.
    pub(crate) folder_owner: Arc<FolderOwner>,
    pub(crate) cache: Arc<Cache>,
    pub(crate) descriptor_table: Option<Arc<DescriptorTable>>,
    pub(crate) fs: Arc<dyn Fs>,
}

impl BlobFile {
    /// Opens a blob file: reads its table of contents and metadata.
    ///
    /// # Errors
    /// `Io`, or `Corrupt` with what is wrong where.
    pub(crate) fn open(options: BlobFileOptions) -> Result<Self> {
        let BlobFileOptions { id, path, checksum, tree_id, folder_owner, cache, descriptor_table, fs } =
            options;
        let file = fs.open(&path)?;
        let archive = ArchiveReader::open(&*file, &path)?;
        let (data, meta) = (archive.required("data")?, archive.required("meta")?);
        let at = |error: Error| error.at(&path, meta.offset_bytes);
        let metadata = Metadata::parse(&archive.read_section(meta)?).map_err(at)?;
        if metadata.id != id {
            return Err(Error::Unrecoverable.at(&path, 0));
        }
        // Where they lie is protected by the table of contents, so this is about writers that are no engine.
        if data.offset_bytes != 0 || data.len_bytes < metadata.total_compressed_bytes {
            return Err(at(Error::InvalidHeader("BlobFileMeta")));
        }
        drop(archive);
        let file_accessor = match descriptor_table {
            Some(descriptors) => FileAccessor::Shared(descriptors),
            None => FileAccessor::Pinned(file),
        };
        Ok(Self(Arc::new(Inner {
            id,
            tree_id,
            path,
            metadata,
            data_len: data.len_bytes,
            checksum,
            folder_owner,
            is_deleted: AtomicBool::new(false),
            cache,
            fs,
            file_accessor,
        })))
    }

    /// Number of the file within its tree; also its name.
    #[must_use]
    pub fn id(&self) -> BlobFileId {
        self.0.id
    }

    /// Checksum of the whole file, as recorded when it was written.
    #[must_use]
    pub fn checksum(&self) -> Checksum {
        self.0.checksum
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Number of blobs in it.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a blob file without blobs is never kept")]
    pub fn len(&self) -> u64 {
        self.0.metadata.item_count
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        &self.0.metadata
    }

    /// Length of the section of frames, in bytes.
    pub(super) fn data_len(&self) -> u64 {
        self.0.data_len
    }

    /// Opens the file for somebody who reads it as a whole, past the descriptor table.
    pub(super) fn open_again(&self) -> Result<Arc<dyn RandomAccessFile>> {
        Ok(self.0.fs.open(&self.0.path)?)
    }

    /// The value of an entry that points into this file, from the cache if it is there; otherwise it is put there.
    ///
    /// # Errors
    /// Whatever is wrong with the frame, with path and offset; `Io` if it can't be read.
    pub(crate) fn get(&self, key: &[u8], indirection: &BlobIndirection) -> Result<Slice> {
        let BlobIndirection { vhandle, size } = indirection;
        // What is cached was found by this address before; that it is the value of this key was checked then, and the
        // same address never belongs to two entries.
        if let Some(value) = self.0.cache.get_blob(self.0.tree_id, vhandle) {
            return Ok(value);
        }
        let (file, _was_open) =
            self.0.file_accessor.access(&*self.0.fs, FileKind::BlobFile, self.global_id(), &self.0.path)?;
        let reader = Reader {
            file: &*file,
            path: &self.0.path,
            data_len: self.0.data_len,
            compression: self.0.metadata.compression,
        };
        let expected = Expected { key, on_disk_size: vhandle.on_disk_size, size: *size };
        let value = reader.get(vhandle.offset, expected)?;
        self.0.cache.insert_blob(self.0.tree_id, vhandle, value.clone());
        Ok(value)
    }

    fn global_id(&self) -> GlobalTableId {
        (self.0.tree_id, self.0.id).into()
    }

    /// Whether so much of the file is dead that it should be rewritten. `threshold` is a share of its bytes.
    pub(crate) fn is_stale(&self, garbage: &FragmentationMap, threshold: f32) -> bool {
        garbage.get(&self.id()).is_some_and(|dead| {
            // In the precision of the reference, so that both decide alike.
            dead.bytes as f32 / self.0.metadata.total_uncompressed_bytes as f32 >= threshold
        })
    }

    /// Whether no entry points into the file any more.
    ///
    /// The number of blobs counts as well as their bytes: a blob without bytes may be alive when all bytes are dead.
    pub(crate) fn is_dead(&self, garbage: &FragmentationMap) -> bool {
        garbage.get(&self.id()).is_some_and(|dead| {
            dead.bytes == self.0.metadata.total_uncompressed_bytes && dead.len as u64 >= self.len()
        })
    }

    /// Everything in it.
    pub(crate) fn totals(&self) -> FragmentationEntry {
        let Metadata { item_count, total_uncompressed_bytes, total_compressed_bytes, .. } = self.0.metadata;
        FragmentationEntry::new(
            usize::try_from(item_count).unwrap_or(usize::MAX),
            total_uncompressed_bytes,
            total_compressed_bytes,
        )
    }

    /// Has the file removed when the last handle is gone.
    pub(crate) fn mark_as_deleted(&self) {
        self.0.is_deleted.store(true, Ordering::Release);
    }
}

impl PartialEq for BlobFile {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for BlobFile {}

impl Hash for BlobFile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl std::fmt::Debug for BlobFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlobFile({}, {:?})", self.id(), self.0.metadata.key_range)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.is_deleted.load(Ordering::Acquire) {
            return;
        }
        self.file_accessor.forget(FileKind::BlobFile, (self.tree_id, self.id).into());
        if let Err(error) = self.folder_owner.delete(self.tree_id, &*self.fs, &self.path) {
            // Not lost: the next open of the tree removes what no version lists.
            log::warn!("a blob file that is no longer needed stays until the tree is opened again: {error}");
        }
    }
}
