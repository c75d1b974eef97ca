//! Writes a sorted stream into as many tables as the target size asks for.

use std::path::PathBuf;
use std::sync::Arc;

use super::writer::{Writer, WriterOptions, remove_unfinished};
use crate::checksum::Checksum;
use crate::error::Result;
use crate::fs::Fs;
use crate::ids::TableId;
use crate::seqno::SequenceNumberCounter;
use crate::value::InternalValue;

/// Writes tables one after the other. Unless [`finish`](Self::finish) succeeds, all of them are removed again.
pub(crate) struct MultiWriter {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    ids: SequenceNumberCounter,
    target_size: u64,
    options: WriterOptions,
    current: Option<Writer>,
    finished: Vec<(TableId, Checksum)>,
}

impl MultiWriter {
    /// Creates the first file. `target_size` is in bytes of data blocks.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn new(
        fs: Arc<dyn Fs>,
        folder: PathBuf,
        ids: SequenceNumberCounter,
        target_size: u64,
        options: WriterOptions,
    ) -> Result<Self> {
        let mut writer = Self { fs, folder, ids, target_size, options, current: None, finished: Vec::new() };
        writer.current = Some(writer.open_next()?);
        Ok(writer)
    }

    fn open_next(&self) -> Result<Writer> {
        Writer::new(Arc::clone(&self.fs), &self.folder, self.ids.next(), self.options.clone())
    }

    /// Appends an entry; entries must come in internal key order. All versions of a key go into one table.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn write(&mut self, entry: InternalValue) -> Result<()> {
        let mut writer = match self.current.take() {
            Some(writer)
                if writer.data_len() < self.target_size || !writer.is_new_key(&entry.key.user_key) =>
            {
                writer
            }
            full => {
                if let Some(full) = full {
                    self.finished.extend(full.finish()?);
                }
                self.open_next()?
            }
        };
        writer.write(entry)?;
        self.current = Some(writer);
        Ok(())
    }

    /// Completes the last table, makes all of them and their names durable, and returns them in key order.
    ///
    /// # Errors
    /// `Io`; then none of the files is left.
    pub(crate) fn finish(mut self) -> Result<Vec<(TableId, Checksum)>> {
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
