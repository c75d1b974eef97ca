//! Addresses of blobs.
//!
//! An entry of type 4 ("indirection") has an address instead of a value; all fields are varints:
//!
//! | field              | meaning                                                            |
//! | offset, u64        | where the blob's frame begins, in bytes from the start of its file |
//! | blob file id, u64  | name of the file in `blobs/`                                       |
//! | stored length, u32 | bytes of the value as stored, without frame header and key         |
//! | length, u32        | bytes of the value after decompression                             |
//!
//! The first three alone are a [`ValueHandle`], all of them a [`BlobIndirection`].

use std::io::{Read, Write};

use crate::coding::{Cursor, Decode, Encode, Malformed, push_varint, read_varint, write_varint};
use crate::error::{Error, Result};
use crate::ids::BlobFileId;

/// Where a blob is.
#[derive(Copy, Clone, Debug, Eq, Hash, PartialEq)]
pub struct ValueHandle {
    /// The file.
    pub blob_file_id: BlobFileId,
    /// Where the frame begins, in bytes.
    pub offset: u64,
    /// Length of the value as stored, in bytes.
    pub on_disk_size: u32,
}

impl Encode for ValueHandle {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()> {
        write_varint(writer, self.offset)?;
        write_varint(writer, self.blob_file_id)?;
        Ok(write_varint(writer, self.on_disk_size.into())?)
    }
}

impl Decode for ValueHandle {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self> {
        let (offset, blob_file_id) = (read_varint(reader, 64)?, read_varint(reader, 64)?);
        Ok(Self { blob_file_id, offset, on_disk_size: read_u32(reader)? })
    }
}

/// What the table holds of an entry whose value is in a blob file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct BlobIndirection {
    pub(crate) vhandle: ValueHandle,
    /// Length of the value, in bytes.
    pub(crate) size: u32,
}

/// No address is longer, in bytes.
const MAX_LEN: usize = 10 + 10 + 5 + 5;

impl BlobIndirection {
    /// The address that is all of `bytes`.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`] if it isn't one.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let mut cursor = Cursor::new(bytes, 0);
        let mut parse = || -> std::result::Result<Self, Malformed> {
            let (offset, blob_file_id) = (cursor.varint64()?, cursor.varint64()?);
            let vhandle = ValueHandle { blob_file_id, offset, on_disk_size: cursor.varint32()? };
            Ok(Self { vhandle, size: cursor.varint32()? })
        };
        match parse() {
            Ok(indirection) if cursor.remaining() == 0 => Ok(indirection),
            _ => Err(Error::InvalidHeader("BlobIndirection")),
        }
    }

    /// The bytes that [`parse`](Self::parse) reads.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MAX_LEN);
        push_varint(&mut bytes, self.vhandle.offset);
        push_varint(&mut bytes, self.vhandle.blob_file_id);
        push_varint(&mut bytes, self.vhandle.on_disk_size.into());
        push_varint(&mut bytes, self.size.into());
        bytes
    }
}

impl Encode for BlobIndirection {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()> {
        Ok(writer.write_all(&self.to_bytes())?)
    }
}

impl Decode for BlobIndirection {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self> {
        Ok(Self { vhandle: ValueHandle::decode_from(reader)?, size: read_u32(reader)? })
    }
}

fn read_u32<R: Read>(reader: &mut R) -> Result<u32> {
    u32::try_from(read_varint(reader, u32::BITS)?).map_err(|_| Error::InvalidHeader("Varint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_documented_bytes_both_ways() {
        let indirection = BlobIndirection {
            vhandle: ValueHandle { blob_file_id: 7, offset: 300, on_disk_size: 128 },
            size: 16_384,
        };
        let bytes = [0xAC, 0x02, 0x07, 0x80, 0x01, 0x80, 0x80, 0x01];
        assert_eq!(indirection.to_bytes(), bytes);
        assert_eq!(indirection.encode_into_vec(), bytes);
        assert_eq!(indirection.vhandle.encode_into_vec(), bytes[..5]);
        assert_eq!(BlobIndirection::parse(&bytes).unwrap(), indirection);
        assert_eq!(BlobIndirection::decode_from(&mut bytes.as_slice()).unwrap(), indirection);
        assert_eq!(ValueHandle::decode_from(&mut bytes.as_slice()).unwrap(), indirection.vhandle);
    }

    #[test]
    fn too_few_and_too_many_bytes_are_errors() {
        let vhandle = ValueHandle { blob_file_id: u64::MAX, offset: u64::MAX, on_disk_size: u32::MAX };
        let mut bytes = BlobIndirection { vhandle, size: u32::MAX }.to_bytes();
        assert_eq!(bytes.len(), MAX_LEN);
        for len in 0..bytes.len() {
            assert!(BlobIndirection::parse(&bytes[..len]).is_err(), "{len}");
            assert!(BlobIndirection::decode_from(&mut &bytes[..len]).is_err(), "{len}");
        }
        bytes.push(0);
        assert!(BlobIndirection::parse(&bytes).is_err());
    }
}
