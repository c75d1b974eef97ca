//! What a table points to in blob files: one record per blob file.
//!
//! | size | field                                                          |
//! |  4   | number of records, u32 LE                                      |
//! |      | per record, u64 LE each: blob file id, number of indirections, |
//! |      | their uncompressed bytes, their bytes on disk                  |
//!
//! Every indirection counts, older versions of a key too. The list has no checksum of its own, but together with the
//! garbage of a version it must account for every blob there is, which is checked when a tree is opened.

use std::collections::BTreeMap;

use crate::archive::len_u32;
use crate::coding::{Cursor, Malformed};
use crate::error::{Error, Result};
use crate::ids::BlobFileId;
use crate::vlog::BlobIndirection;

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

/// Counts the indirections of a table while it is written.
#[derive(Default)]
pub(super) struct LinkCounter(BTreeMap<BlobFileId, LinkedFile>);

impl LinkCounter {
    /// Counts an indirection, given as it is stored.
    ///
    /// # Errors
    /// `InvalidHeader` if it is none.
    pub(super) fn add(&mut self, indirection: &[u8]) -> Result<()> {
        let BlobIndirection { vhandle, size } = BlobIndirection::parse(indirection)?;
        let blob_file_id = vhandle.blob_file_id;
        let none = LinkedFile { blob_file_id, bytes: 0, on_disk_bytes: 0, len: 0 };
        let link = self.0.entry(blob_file_id).or_insert(none);
        link.len += 1;
        link.bytes += u64::from(size);
        link.on_disk_bytes += u64::from(vhandle.on_disk_size);
        Ok(())
    }

    /// The section, `None` if there is nothing to say.
    pub(super) fn encode(&self) -> Result<Option<Vec<u8>>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(4 + self.0.len() * RECORD_LEN);
        bytes.extend_from_slice(&len_u32(self.0.len())?.to_le_bytes());
        for file in self.0.values() {
            for number in [file.blob_file_id, file.len as u64, file.bytes, file.on_disk_bytes] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vlog::ValueHandle;

    fn indirection(blob_file_id: u64, on_disk_size: u32, size: u32) -> Vec<u8> {
        let vhandle = ValueHandle { blob_file_id, offset: 0, on_disk_size };
        BlobIndirection { vhandle, size }.to_bytes()
    }

    #[test]
    fn records_round_trip_and_wrong_lengths_are_errors() {
        let files = [
            LinkedFile { blob_file_id: 3, bytes: 1_000, on_disk_bytes: 700, len: 2 },
            LinkedFile { blob_file_id: 9, bytes: 5, on_disk_bytes: 5, len: 1 },
        ];
        let mut counter = LinkCounter::default();
        assert_eq!(counter.encode().unwrap(), None);
        for (id, on_disk_size, size) in [(9, 5, 5), (3, 300, 400), (3, 400, 600)] {
            counter.add(&indirection(id, on_disk_size, size)).unwrap();
        }
        let whole = counter.encode().unwrap().unwrap();
        assert_eq!(parse(&whole).unwrap(), files);
        for len in 0..whole.len() {
            assert!(parse(&whole[..len]).is_err());
        }
        let mut counts_too_many = whole;
        counts_too_many[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(parse(&counts_too_many).is_err());
    }
}
