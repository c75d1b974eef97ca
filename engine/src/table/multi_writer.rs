//! Writes a sorted stream into as many tables as the target size asks for.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::writer::{Writer, WriterOptions, remove_unfinished};
use crate::checksum::Checksum;
use crate::error::{Error, Result};
use crate::fs::Fs;
use crate::ids::TableId;
use crate::seqno::SequenceNumberCounter;
use crate::value::InternalValue;

/// Writes tables one after the other. Unless [`finish`](Self::finish) succeeds, all of them are removed again.
pub(crate) struct MultiWriter {
    files: Files,
    current: Option<Writer>,
    finished: Vec<(TableId, Checksum)>,
    /// What is missing would not be noticed otherwise.
    has_failed: bool,
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
        Ok(Self { files, current: Some(first), finished: Vec::new(), has_failed: false })
    }

    /// Appends an entry; entries must come in internal key order. All versions of a key go into one table.
    ///
    /// # Errors
    /// `Io`, maybe for an entry before; then nothing can be written any more.
    pub(crate) fn write(&mut self, entry: InternalValue) -> Result<()> {
        let written = self.try_write(entry);
        self.has_failed |= written.is_err();
        written
    }

    #[inline]
    fn try_write(&mut self, entry: InternalValue) -> Result<()> {
        let is_full = self
            .current
            .as_ref()
            .is_some_and(|writer| writer.is_full() && writer.is_new_key(&entry.key.user_key));
        if is_full && let Some(full) = self.current.take() {
            self.finished.extend(full.finish()?);
        }
        if self.has_failed {
            return Err(failed_before());
        }
        // Written to where it is: a writer is too large to be moved about for every entry.
        match &mut self.current {
            Some(writer) => writer.write(entry),
            current => current.insert(self.files.create()?).write(entry),
        }
    }

    /// Waits until all complete data blocks are written.
    ///
    /// # Errors
    /// `Io`, if one of them could not be.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.current.as_mut().map_or(Ok(()), Writer::settle)
    }

    /// Completes the last table, makes all of them and their names durable, and returns them in key order.
    ///
    /// # Errors
    /// `Io`, also if writing has failed before; then none of the files is left.
    pub(crate) fn finish(mut self) -> Result<Vec<(TableId, Checksum)>> {
        if self.has_failed {
            return Err(failed_before());
        }
        if let Some(last) = self.current.take() {
            self.finished.extend(last.finish()?);
        }
        if !self.finished.is_empty() {
            self.files.fs.sync_dir(&self.files.folder)?;
        }
        Ok(std::mem::take(&mut self.finished))
    }
}

fn failed_before() -> Error {
    io::Error::other("writing a table has failed before").into()
}

impl Drop for MultiWriter {
    fn drop(&mut self) {
        for (id, _) in &self.finished {
            remove_unfinished(&*self.files.fs, &self.files.folder.join(id.to_string()));
        }
    }
}
