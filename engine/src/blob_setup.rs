//! How blob files are written and opened under a configuration, and which values go there.

use std::path::PathBuf;
use std::sync::Arc;

use crate::checksum::Checksum;
use crate::config::{Config, KvSeparationOptions};
use crate::error::Result;
use crate::file::BLOBS_FOLDER;
use crate::folder_owner::FolderOwner;
use crate::ids::{BlobFileId, TreeId};
use crate::seqno::SequenceNumberCounter;
use crate::value::InternalValue;
use crate::value_type::ValueType;
use crate::vlog::{BlobFile, BlobFileOptions, BlobFileWriter, BlobIndirection};

/// What all blob files of a tree have in common.
#[derive(Clone)]
pub(crate) struct BlobSetup {
    pub(crate) config: Arc<Config>,
    pub(crate) options: KvSeparationOptions,
    pub(crate) tree_id: TreeId,
    pub(crate) folder_owner: Arc<FolderOwner>,
    pub(crate) ids: SequenceNumberCounter,
}

impl BlobSetup {
    fn folder(&self) -> PathBuf {
        self.config.path.join(BLOBS_FOLDER)
    }

    /// Where a blob file is.
    pub(crate) fn path(&self, id: BlobFileId) -> PathBuf {
        self.folder().join(id.to_string())
    }

    /// A writer that begins a new file as often as is configured. Takes the first id at once.
    pub(crate) fn writer(&self) -> BlobFileWriter {
        let KvSeparationOptions { compression, file_target_size, .. } = self.options;
        let fs = Arc::clone(&self.config.fs);
        BlobFileWriter::new(fs, self.folder(), self.ids.clone(), file_target_size, compression)
    }

    /// Moves large values into new blob files. Takes the first id at once.
    pub(crate) fn separator(&self) -> Separator {
        Separator { writer: self.writer(), threshold: self.options.separation_threshold }
    }

    /// Whether a value of this length belongs into a blob file. Empty ones never do: there is nothing to move, and the
    /// reference would take their blobs for dead.
    pub(crate) fn separates(&self, len: usize) -> bool {
        separates(len, self.options.separation_threshold)
    }

    /// Opens a blob file.
    ///
    /// # Errors
    /// Any error of reading it; `Unrecoverable` if the file is another one than its name says.
    pub(crate) fn open(&self, id: BlobFileId, checksum: Checksum) -> Result<BlobFile> {
        BlobFile::open(BlobFileOptions {
            id,
            path: self.path(id),
            checksum,
            tree_id: self.tree_id,
            folder_owner: Arc::clone(&self.folder_owner),
            cache: Arc::clone(&self.config.cache),
            descriptor_table: self.config.descriptor_table.clone(),
            fs: Arc::clone(&self.config.fs),
        })
    }

    /// Opens blob files that were just written. If one can't be opened, all of them are removed.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) fn open_new(&self, written: &[(BlobFileId, Checksum)]) -> Result<NewBlobFiles> {
        let mut files = NewBlobFiles(Vec::with_capacity(written.len()));
        for &(id, checksum) in written {
            match self.open(id, checksum) {
                Ok(file) => files.0.push(file),
                Err(error) => {
                    for (id, _) in written.iter().skip(files.0.len()) {
                        self.remove(*id);
                    }
                    return Err(error);
                }
            }
        }
        Ok(files)
    }

    fn remove(&self, id: BlobFileId) {
        if let Err(error) = self.config.fs.remove_file(&self.path(id)) {
            log::warn!("failed to remove blob file {id}, which was not installed: {error}");
        }
    }
}

fn separates(len: usize, threshold: u32) -> bool {
    len > 0 && len >= threshold as usize
}

/// Moves large values into blob files as entries pass by.
pub(crate) struct Separator {
    writer: BlobFileWriter,
    threshold: u32,
}

impl Separator {
    /// The entry as it belongs into a table: with an address in place of a large value. Entries must come in internal
    /// key order.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn separate(&mut self, item: InternalValue) -> Result<InternalValue> {
        if item.key.value_type == ValueType::Value && separates(item.value.len(), self.threshold) {
            self.move_out(item)
        } else {
            Ok(item)
        }
    }

    fn move_out(&mut self, mut item: InternalValue) -> Result<InternalValue> {
        let vhandle = self.writer.write(&item.key.user_key, item.key.seqno, &item.value)?;
        // An entry's value has at most 2^32 - 1 bytes, which its construction asserts.
        let size = item.value.len() as u32;
        item.key.value_type = ValueType::Indirection;
        item.value = BlobIndirection { vhandle, size }.to_bytes().into();
        Ok(item)
    }

    /// Completes the files and makes them durable.
    ///
    /// # Errors
    /// `Io`; then none of the files is left.
    pub(crate) fn finish(self) -> Result<Vec<(BlobFileId, Checksum)>> {
        self.writer.finish()
    }
}

/// Blob files that no version lists yet: they are removed when this is dropped.
#[derive(Default)]
pub(crate) struct NewBlobFiles(Vec<BlobFile>);

impl NewBlobFiles {
    pub(crate) fn as_slice(&self) -> &[BlobFile] {
        &self.0
    }

    /// These and others.
    pub(crate) fn join(mut self, mut others: Self) -> Self {
        self.0.append(&mut others.0);
        self
    }

    /// The files, which are somebody else's to remove from now on.
    pub(crate) fn keep(mut self) -> Vec<BlobFile> {
        std::mem::take(&mut self.0)
    }
}

impl Drop for NewBlobFiles {
    fn drop(&mut self) {
        self.0.iter().for_each(BlobFile::mark_as_deleted);
    }
}
