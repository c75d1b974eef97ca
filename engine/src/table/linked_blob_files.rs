//! What a table points to in blob files: one record per blob file.
//!
//! | size | field                                                          |
//! |  4   | number of records, u32 LE                                      |
//! |      | per record, u64 LE each: blob file id, number of indirections, |
//! |      | their uncompressed bytes, their bytes on disk                  |

use super::inner::Inner;
use crate::coding::{Cursor, Malformed};
use crate::error::{Error, Result};
use crate::ids::BlobFileId;

const RECORD_LEN: usize = 32;

/// The blobs of one blob file that a table points to.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkedFile {
    /// The blob file.
    pub blob_file_id: BlobFileId,
    /// Length of the blobs before compression, in bytes.
    pub bytes: u64,
    /// Length of the blobs as stored, in bytes.
    pub on_disk_bytes: u64,
    /// Number of blobs.
    pub len: usize,
}

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<LinkedFile>> {
    let mut cursor = Cursor::new(bytes, 0);
    let mut parse = || -> std::result::Result<Vec<LinkedFile>, Malformed> {
        let count = cursor.u32()? as usize;
        // Checked before anything is allocated for them.
        if count.checked_mul(RECORD_LEN) != Some(cursor.remaining()) {
            return Err(Malformed);
        }
        (0..count)
            .map(|_| {
                let blob_file_id = cursor.u64()?;
                let len = usize::try_from(cursor.u64()?).map_err(|_| Malformed)?;
                Ok(LinkedFile { blob_file_id, len, bytes: cursor.u64()?, on_disk_bytes: cursor.u64()? })
            })
            .collect()
    };
    parse().map_err(|Malformed| Error::InvalidHeader("LinkedBlobFiles"))
}

impl Inner {
    /// Reads the records; `None` if the table points to no blob file.
    pub(super) fn read_linked_blob_files(&self) -> Result<Option<Vec<LinkedFile>>> {
        let Some(handle) = self.regions.linked_blob_files else { return Ok(None) };
        let (file, _was_open) = self.file()?;
        let mut bytes = vec![0; handle.size() as usize];
        file.read_exact_at(&mut bytes, *handle.offset())?;
        parse(&bytes).map(Some).map_err(|error| self.locate(error, handle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The section as it is stored.
    fn encode(files: &[LinkedFile]) -> Vec<u8> {
        let mut bytes = (files.len() as u32).to_le_bytes().to_vec();
        for file in files {
            for number in [file.blob_file_id, file.len as u64, file.bytes, file.on_disk_bytes] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        bytes
    }

    #[test]
    fn records_round_trip_and_wrong_lengths_are_errors() {
        let files = [
            LinkedFile { blob_file_id: 3, bytes: 1_000, on_disk_bytes: 700, len: 2 },
            LinkedFile { blob_file_id: 9, bytes: 5, on_disk_bytes: 5, len: 1 },
        ];
        let whole = encode(&files);
        assert_eq!(parse(&whole).unwrap(), files);
        for len in 0..whole.len() {
            assert!(parse(&whole[..len]).is_err());
        }
        let mut counts_too_many = whole;
        counts_too_many[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(parse(&counts_too_many).is_err());
    }
}
