//! Reads one blob, past any cache.

use std::path::Path;

use super::frame::Expected;
use crate::compression::CompressionType;
use crate::error::{Error, Result};
use crate::fs::RandomAccessFile;
use crate::slice::Slice;

/// A blob file to read from.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a dyn RandomAccessFile,
    pub(crate) path: &'a Path,
    /// Length of the section of frames, in bytes.
    pub(crate) data_len: u64,
    pub(crate) compression: CompressionType,
}

impl Reader<'_> {
    /// The value in the frame at `offset_bytes`.
    ///
    /// # Errors
    /// Whatever is wrong with the frame, with path and offset; `Io` if it can't be read.
    pub(crate) fn get(&self, offset_bytes: u64, expected: Expected<'_>) -> Result<Slice> {
        let at = |error: Error| error.at(self.path, offset_bytes);
        check_extent(offset_bytes, &expected, self.data_len).map_err(at)?;
        let mut frame = Slice::builder(expected.frame_len());
        self.file.read_exact_at(&mut frame, offset_bytes).map_err(|error| match error.kind() {
            // The extent lies within what the file said it has, so it is the file that is too short.
            std::io::ErrorKind::UnexpectedEof => at(Error::InvalidHeader("Blob")),
            _ => error.into(),
        })?;
        expected.decode(frame.freeze().into(), self.compression).map_err(at)
    }
}

/// Whether a frame can be where the entry says; to be asked before room for it is allocated.
pub(super) fn check_extent(offset_bytes: u64, expected: &Expected<'_>, data_len: u64) -> Result<()> {
    match offset_bytes.checked_add(expected.frame_len() as u64) {
        Some(end) if end <= data_len => Ok(()),
        _ => Err(Error::InvalidHeader("Blob")),
    }
}
