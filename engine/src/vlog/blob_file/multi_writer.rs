//! Writes blobs into as many files as the target size asks for.

use std::path::PathBuf;
use std::sync::Arc;

use super::writer::{Writer, remove_unfinished};
use crate::archive::len_u32;
use crate::checksum::Checksum;
use crate::compression::{CompressionType, Compressor};
use crate::error::Result;
use crate::fs::Fs;
use crate::ids::BlobFileId;
use crate::seqno::{SeqNo, SequenceNumberCounter};
use crate::vlog::ValueHandle;

/// Writes blob files one after the other. Unless [`finish`](Self::finish) succeeds, all of them are removed again.
///
/// A file is created when there is a blob for it: most flushes of small values never need one.
pub(crate) struct MultiWriter {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    ids: SequenceNumberCounter,
    target_size: u64,
    compression: CompressionType,
    /// Taken before it is known whether the file is needed, as the reference does: so ids are the same on both sides.
    next_id: BlobFileId,
    current: Option<Writer>,
    finished: Vec<(BlobFileId, Checksum)>,
    compressor: Compressor,
}

impl MultiWriter {
    /// Takes the first id. `target_size` is in bytes of frames.
    pub(crate) fn new(
        fs: Arc<dyn Fs>,
        folder: PathBuf,
        ids: SequenceNumberCounter,
        target_size: u64,
        compression: CompressionType,
    ) -> Self {
        let next_id = ids.next();
        Self {
            fs,
            folder,
            ids,
            target_size,
            compression,
            next_id,
            current: None,
            finished: Vec::new(),
            compressor: Compressor::default(),
        }
    }

    /// The compression that values are stored in.
    pub(crate) fn compression(&self) -> CompressionType {
        self.compression
    }

    /// Appends a value. Blobs must come in the order of the entries that will point to them.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn write(&mut self, key: &[u8], seqno: SeqNo, value: &[u8]) -> Result<ValueHandle> {
        let mut compressor = std::mem::take(&mut self.compressor);
        let handle = len_u32(value.len()).and_then(|real_len| {
            self.write_raw(key, seqno, compressor.compress(value, self.compression)?, real_len)
        });
        self.compressor = compressor;
        handle
    }

    /// Appends a value that is compressed already, in [`compression`](Self::compression); `real_len` is its length
    /// before.
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
        let mut writer = match self.current.take() {
            Some(writer) => writer,
            None => Writer::new(Arc::clone(&self.fs), &self.folder, self.next_id, self.compression)?,
        };
        let handle = writer.write_raw(key, seqno, stored, real_len)?;
        if writer.offset() >= self.target_size {
            self.next_id = self.ids.next();
            self.finished.extend(writer.finish()?);
        } else {
            self.current = Some(writer);
        }
        Ok(handle)
    }

    /// Completes the last file, makes all of them and their names durable, and returns them in order.
    ///
    /// # Errors
    /// `Io`; then none of the files is left.
    pub(crate) fn finish(mut self) -> Result<Vec<(BlobFileId, Checksum)>> {
        if let Some(last) = self.current.take() {
            self.finished.extend(last.finish()?);
        }
        if !self.finished.is_empty() {
            self.fs.sync_dir(&self.folder)?;
        }
        Ok(std::mem::take(&mut self.finished))
    }
}

impl Drop for MultiWriter {
    fn drop(&mut self) {
        for (id, _) in &self.finished {
            remove_unfinished(&*self.fs, &self.folder.join(id.to_string()));
        }
    }
}
