//! Block headers; the layout is drawn in the parent module.

use std::io::{Read, Write};

use crate::checksum::Checksum;
use crate::coding::{Cursor, Decode, Encode, Malformed};
use crate::compression::CompressionType;
use crate::error::{Error, Result};
use crate::file::MAGIC_BYTES;
use crate::hash::hash128;
use crate::slice::Slice;

/// Length of a block header, in bytes.
pub const HEADER_LEN: usize = 33;

const CHECKED_LEN: usize = HEADER_LEN - 4;

/// What a block holds. One byte on disk.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum BlockType {
    /// Entries (0).
    Data,
    /// Addresses of blocks (1).
    Index,
    /// A Bloom filter (2).
    Filter,
    /// Metadata of a file, as entries (3).
    Meta,
}

impl From<BlockType> for u8 {
    fn from(block_type: BlockType) -> Self {
        block_type as Self
    }
}

impl TryFrom<u8> for BlockType {
    type Error = Error;

    fn try_from(tag: u8) -> Result<Self> {
        match tag {
            0 => Ok(Self::Data),
            1 => Ok(Self::Index),
            2 => Ok(Self::Filter),
            3 => Ok(Self::Meta),
            tag => Err(Error::InvalidTag(("BlockType", tag))),
        }
    }
}

/// Header of a block.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the block holds.
    pub block_type: BlockType,
    /// Checksum of the payload as stored.
    pub checksum: Checksum,
    /// Length of the payload as stored, in bytes.
    pub data_length: u32,
    /// Length of the payload after decompression, in bytes.
    pub uncompressed_length: u32,
}

impl Header {
    pub(super) fn encode(&self) -> [u8; HEADER_LEN] {
        let mut bytes = Vec::with_capacity(HEADER_LEN);
        bytes.extend_from_slice(&MAGIC_BYTES);
        bytes.push(self.block_type.into());
        bytes.extend_from_slice(&self.checksum.into_u128().to_le_bytes());
        bytes.extend_from_slice(&self.data_length.to_le_bytes());
        bytes.extend_from_slice(&self.uncompressed_length.to_le_bytes());
        bytes.extend_from_slice(&header_checksum(&bytes).to_le_bytes());
        let mut header = [0; HEADER_LEN];
        header.copy_from_slice(&bytes);
        header
    }

    /// Reads and checks the header at the start of `bytes`.
    ///
    /// # Errors
    /// `InvalidHeader` for a wrong magic or missing bytes, `InvalidTag` for an unknown block type,
    /// `ChecksumMismatch` for a damaged header.
    pub(in crate::table) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut cursor = Cursor::new(bytes, 0);
        let mut fields = || -> std::result::Result<_, Malformed> {
            let magic = cursor.array::<4>()?;
            Ok((magic, cursor.u8()?, cursor.u128()?, cursor.u32()?, cursor.u32()?, cursor.u32()?))
        };
        let (magic, tag, checksum, data_length, uncompressed_length, stored) =
            fields().map_err(|Malformed| Error::InvalidHeader("Block"))?;
        if magic != MAGIC_BYTES {
            return Err(Error::InvalidHeader("Block"));
        }
        let block_type = BlockType::try_from(tag)?;
        let computed = header_checksum(bytes.get(..CHECKED_LEN).unwrap_or_default());
        Checksum::from_raw(computed.into()).check(Checksum::from_raw(stored.into()))?;
        Ok(Self { block_type, checksum: Checksum::from_raw(checksum), data_length, uncompressed_length })
    }

    /// Compares the header with the payload that follows it.
    ///
    /// # Errors
    /// `InvalidHeader`, `ChecksumMismatch` or `InvalidTag`.
    pub(super) fn check(&self, stored: &[u8], expected: BlockType) -> Result<()> {
        // Somebody else says how long the frame is, the header how long its payload is: they must agree.
        if stored.len() != self.data_length as usize {
            return Err(Error::InvalidHeader("Block"));
        }
        Checksum::of(stored).check(self.checksum)?;
        if self.block_type == expected {
            Ok(())
        } else {
            Err(Error::InvalidTag(("BlockType", self.block_type.into())))
        }
    }

    pub(super) fn decompress(&self, stored: &[u8], compression: CompressionType) -> Result<Slice> {
        let len = self.uncompressed_length as usize;
        if len > compression.max_decompressed_len(stored.len()) {
            return Err(Error::Decompress(compression));
        }
        let mut data = Slice::builder(len);
        compression.decompress_into(stored, &mut data)?;
        Ok(data.freeze().into())
    }
}

fn header_checksum(checked: &[u8]) -> u32 {
    hash128(checked) as u32
}

impl Encode for Header {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()> {
        Ok(writer.write_all(&self.encode())?)
    }
}

impl Decode for Header {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self> {
        let mut bytes = [0; HEADER_LEN];
        reader.read_exact(&mut bytes)?;
        Self::decode(&bytes)
    }
}
