//! Writes one blob file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::frame::encode_header;
use super::meta::Metadata;
use crate::checksum::Checksum;
use crate::compression::CompressionType;
use crate::error::Result;
use crate::fs::Fs;
use crate::ids::BlobFileId;
use crate::key::UserKey;
use crate::key_range::KeyRange;
use crate::seqno::SeqNo;
use crate::table::Timestamp;
use crate::table::writer::OutputFile;
use crate::vlog::ValueHandle;

/// Writes one blob file. The file is removed again unless [`finish`](Self::finish) succeeds.
pub(crate) struct Writer {
    id: BlobFileId,
    path: PathBuf,
    fs: Arc<dyn Fs>,
    file: OutputFile,
    compression: CompressionType,
    first_key: Option<UserKey>,
    last_key: Vec<u8>,
    item_count: u64,
    stored_bytes: u64,
    uncompressed_bytes: u64,
    is_finished: bool,
}

impl Writer {
    /// Creates the file.
    ///
    /// # Errors
    /// `Io`, of kind `AlreadyExists` if there is one.
    pub(crate) fn new(
        fs: Arc<dyn Fs>,
        folder: &Path,
        id: BlobFileId,
        compression: CompressionType,
    ) -> Result<Self> {
        let path = folder.join(id.to_string());
        let mut file = OutputFile::create_new(&*fs, &path)?;
        file.start("data");
        Ok(Self {
            id,
            path,
            fs,
            file,
            compression,
            first_key: None,
            last_key: Vec::new(),
            item_count: 0,
            stored_bytes: 0,
            uncompressed_bytes: 0,
            is_finished: false,
        })
    }

    /// Where the next frame begins, in bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.file.position()
    }

    /// Appends a value as it is to be stored, that is, in the compression of this file; `real_len` is its length before.
    /// Frames must come in the order of the entries that point to them.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn write_raw(
        &mut self,
        key: &[u8],
        seqno: SeqNo,
        stored: &[u8],
        real_len: u32,
    ) -> Result<ValueHandle> {
        let header = encode_header(key, seqno, stored, real_len)?;
        let handle = ValueHandle {
            blob_file_id: self.id,
            offset: self.offset(),
            on_disk_size: crate::archive::len_u32(stored.len())?,
        };
        self.file.write_all(&header)?;
        self.file.write_all(key)?;
        self.file.write_all(stored)?;

        if self.first_key.is_none() {
            self.first_key = Some(key.into());
        }
        self.last_key.clear();
        self.last_key.extend_from_slice(key);
        self.item_count += 1;
        self.stored_bytes += u64::from(handle.on_disk_size);
        self.uncompressed_bytes += u64::from(real_len);
        Ok(handle)
    }

    /// Completes the file and makes it durable, except for its name: that needs the folder to be synced. A file without
    /// blobs is removed, and `None` returned.
    ///
    /// # Errors
    /// `Io`; then the file is removed.
    pub(crate) fn finish(mut self) -> Result<Option<(BlobFileId, Checksum)>> {
        let Some(first_key) = self.first_key.take() else { return Ok(None) };
        let metadata = Metadata {
            id: self.id,
            created_at: Timestamp::now(),
            item_count: self.item_count,
            total_compressed_bytes: self.stored_bytes,
            total_uncompressed_bytes: self.uncompressed_bytes,
            key_range: KeyRange::new((first_key, self.last_key.as_slice().into())),
            compression: self.compression,
        };
        self.file.start("meta");
        self.file.write_all(&metadata.encode()?)?;
        let checksum = self.file.finish()?;
        self.is_finished = true;
        Ok(Some((self.id, checksum)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.is_finished {
            remove_unfinished(&*self.fs, &self.path);
        }
    }
}

/// Removes a file that no version refers to. Failing is no loss: the next open of the tree removes it.
pub(super) fn remove_unfinished(fs: &dyn Fs, path: &Path) {
    if let Err(error) = fs.remove_file(path) {
        log::warn!("an unfinished blob file stays until the tree is opened again: {error}");
    }
}
