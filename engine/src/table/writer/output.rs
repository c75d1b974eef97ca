//! The file a table is written to: sections, buffered, with a checksum over everything.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::archive::ArchiveWriter;
use crate::checksum::{Checksum, ChecksummedWriter};
use crate::error::Result;
use crate::fs::{Fs, WritableFile};

/// Bytes that are collected before they are hashed and handed to the file system: large enough that neither pays per
/// block.
const BUFFER_LEN: usize = 256 * 1_024;

/// A container file under construction.
pub(crate) struct OutputFile {
    /// `None` once it is finished.
    archive: Option<ArchiveWriter<Buffered>>,
}

/// Hashes what leaves the buffer: a few large pieces instead of many small ones.
type Buffered = BufWriter<ChecksummedWriter<Box<dyn WritableFile>>>;

impl OutputFile {
    /// # Errors
    /// `Io`, of kind `AlreadyExists` if there is such a file.
    pub(crate) fn create_new(fs: &dyn Fs, path: &Path) -> Result<Self> {
        let file = ChecksummedWriter::new(fs.create_new(path)?);
        Ok(Self { archive: Some(ArchiveWriter::new(BufWriter::with_capacity(BUFFER_LEN, file))) })
    }

    /// Ends the current section and begins the next.
    pub(crate) fn start(&mut self, section: &str) {
        if let Some(archive) = &mut self.archive {
            archive.start(section);
        }
    }

    /// Offset of the next byte.
    pub(crate) fn position(&self) -> u64 {
        self.archive.as_ref().map_or(0, ArchiveWriter::position)
    }

    /// Completes the container, makes it durable, and returns the checksum of the file.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn finish(&mut self) -> Result<Checksum> {
        let archive = self.archive.take().ok_or_else(|| io::Error::other("the file is finished already"))?;
        let mut file = archive.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.inner_mut().sync_all()?;
        Ok(file.checksum())
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.archive {
            Some(archive) => archive.write(bytes),
            None => Err(io::Error::other("the file is finished already")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.archive.as_mut().map_or(Ok(()), Write::flush)
    }
}
