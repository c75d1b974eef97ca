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
    files: Files,
    current: Option<Writer>,
    finished: Vec<(TableId, Checksum)>,
}

/// Where tables go, and how they are written.
struct Files {
    fs: Arc<dyn Fs>,
    folder: PathBuf,
    ids: SequenceNumberCounter,
    options: WriterOptions,
    /// In bytes of data blocks.
    target_size: u64,
}

impl Files {
    fn create(&self) -> Result<Writer> {
        let (fs, options) = (Arc::clone(&self.fs), self.options.clone());
        Writer::new(fs, &self.folder, self.ids.next(), options, self.target_size)
    }
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
        let files = Files { fs, folder, ids, options, target_size };
        let first = files.create()?;
        Ok(Self { files, current: Some(first), finished: Vec::new() })
    }

    /// Appends an entry; entries must come in internal key order. All versions of a key go into one table.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn write(&mut self, entry: InternalValue) -> Result<()> {
        let is_full = self
            .current
            .as_ref()
            .is_some_and(|writer| writer.is_full() && writer.is_new_key(&entry.key.user_key));
        if is_full && let Some(full) = self.current.take() {
            self.finished.extend(full.finish()?);
        }
        // Written to where it is: a writer is too large to be moved about for every entry.
        match &mut self.current {
            Some(writer) => writer.write(entry),
            current => current.insert(self.files.create()?).write(entry),
        }
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
            self.files.fs.sync_dir(&self.files.folder)?;
        }
        Ok(std::mem::take(&mut self.finished))
    }
}

impl Drop for MultiWriter {
    fn drop(&mut self) {
        for (id, _) in &self.finished {
            remove_unfinished(&*self.files.fs, &self.files.folder.join(id.to_string()));
        }
    }
}
