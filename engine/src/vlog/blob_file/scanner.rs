//! Reads blobs of one file in ascending order, in large pieces and past any cache: for relocation.

use super::BlobFile;
use super::frame::Expected;
use super::reader::check_extent;
use crate::compression::CompressionType;
use crate::error::{Error, Result};

/// How much is read at a time, in bytes.
const READ_AHEAD: usize = 256 * 1_024;

/// Reads the blobs that it is asked for. Asking for them in the order in which they lie in the file makes it read every
/// byte once; in any other order it is slower, and right as well.
///
/// The file is opened for every piece: a merge may relocate out of more files than a process may have open.
pub(crate) struct Scanner {
    blob_file: BlobFile,
    buffer: Vec<u8>,
    /// Where the bytes of the buffer are in the file.
    buffer_offset: u64,
}

impl Scanner {
    pub(crate) fn new(blob_file: &BlobFile) -> Self {
        Self { blob_file: blob_file.clone(), buffer: Vec::new(), buffer_offset: 0 }
    }

    /// The compression of the file.
    pub(crate) fn compression(&self) -> CompressionType {
        self.blob_file.metadata().compression
    }

    /// The value in the frame at `offset_bytes` as it is stored, once it is known to be the expected one, undamaged.
    ///
    /// # Errors
    /// Whatever is wrong with the frame, with path and offset; `Io` if the file can't be opened or read.
    pub(crate) fn get(&mut self, offset_bytes: u64, expected: Expected<'_>) -> Result<&[u8]> {
        let data_len = self.blob_file.data_len();
        check_extent(offset_bytes, &expected, data_len)
            .map_err(|error| error.at(self.blob_file.path(), offset_bytes))?;
        self.fill(offset_bytes, expected.frame_len(), data_len)?;
        let frame = self.buffered(offset_bytes, expected.frame_len()).unwrap_or_default();
        expected.check(frame).map_err(|error| error.at(self.blob_file.path(), offset_bytes))
    }

    fn buffered(&self, offset_bytes: u64, len: usize) -> Option<&[u8]> {
        let start = usize::try_from(offset_bytes.checked_sub(self.buffer_offset)?).ok()?;
        self.buffer.get(start..start.checked_add(len)?)
    }

    /// Makes sure that these bytes, which lie within the data, are in the buffer.
    fn fill(&mut self, offset_bytes: u64, len: usize, data_len: u64) -> Result<()> {
        if self.buffered(offset_bytes, len).is_some() {
            return Ok(());
        }
        let file = self.blob_file.open_again()?;
        let left = usize::try_from(data_len - offset_bytes).unwrap_or(usize::MAX);
        // What is there of a frame that goes on behind the buffer need not be read twice.
        let start =
            offset_bytes.checked_sub(self.buffer_offset).and_then(|start| usize::try_from(start).ok());
        match start.filter(|start| *start < self.buffer.len()) {
            Some(start) => drop(self.buffer.drain(..start)),
            None => self.buffer.clear(),
        }
        self.buffer_offset = offset_bytes;
        let kept = self.buffer.len();
        self.buffer.resize(len.max(READ_AHEAD).min(left), 0);
        let fresh = self.buffer.get_mut(kept..).unwrap_or_default();
        if let Err(error) = file.read_exact_at(fresh, offset_bytes + kept as u64) {
            self.buffer.truncate(kept);
            return Err(match error.kind() {
                std::io::ErrorKind::UnexpectedEof => {
                    Error::InvalidHeader("Blob").at(self.blob_file.path(), offset_bytes)
                }
                _ => error.into(),
            });
        }
        Ok(())
    }
}
