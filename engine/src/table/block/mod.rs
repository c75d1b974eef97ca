//! The frame around everything a table stores: a header with checksums, then a payload.
//!
//! | offset | size | field                                                        |
//! |   0    |  4   | magic `LSM`, 3                                               |
//! |   4    |  1   | block type: 0 data, 1 index, 2 filter, 3 meta                |
//! |   5    | 16   | XXH3-128 of the payload as stored                            |
//! |  21    |  4   | length of the payload as stored, u32 LE                      |
//! |  25    |  4   | length of the payload after decompression, u32 LE            |
//! |  29    |  4   | low 32 bits of the XXH3-128 of the 29 bytes before           |
//!
//! Which compression a block has is recorded once for the table, in its metadata.

mod handle;
mod header;
mod layout;

pub use handle::{BlockHandle, BlockOffset, KeyedBlockHandle};
pub use header::{BlockType, HEADER_LEN, Header};
pub(crate) use layout::{Bucket, Layout, LayoutWriter};

use crate::archive::len_u32;
use crate::checksum::Checksum;
use crate::compression::{CompressionType, Compressor};
use crate::error::Result;
use crate::slice::Slice;

/// A block in memory: verified and decompressed.
#[derive(Clone, Debug)]
pub struct Block {
    /// The header as stored.
    pub header: Header,
    /// The payload, decompressed.
    pub data: Slice,
}

impl Block {
    /// Length of the payload in bytes, decompressed.
    #[must_use]
    pub fn size(&self) -> usize {
        self.data.len()
    }

    /// Bytes it accounts for in a cache.
    pub(crate) fn weight(&self) -> u64 {
        (HEADER_LEN + self.data.len()) as u64
    }

    /// Checks and decompresses a frame that was read whole.
    ///
    /// # Errors
    /// `InvalidHeader`, `InvalidTag`, `ChecksumMismatch` or `Decompress`; without the place, which the caller knows.
    pub(crate) fn decode(frame: &Slice, expected: BlockType, compression: CompressionType) -> Result<Self> {
        let header = Header::decode(frame)?;
        let stored = frame.get(HEADER_LEN..).unwrap_or_default();
        header.check(stored, expected)?;
        let data = match compression {
            CompressionType::None if header.uncompressed_length == header.data_length => {
                frame.slice(HEADER_LEN..)
            }
            _ => header.decompress(stored, compression)?,
        };
        Ok(Self { header, data })
    }

    /// As [`decode`](Self::decode), from a header that was decoded and a payload in somebody else's buffer.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub(in crate::table) fn decode_copy(
        header: Header,
        stored: &[u8],
        expected: BlockType,
        compression: CompressionType,
    ) -> Result<Self> {
        header.check(stored, expected)?;
        let data = match compression {
            CompressionType::None if header.uncompressed_length == header.data_length => Slice::new(stored),
            _ => header.decompress(stored, compression)?,
        };
        Ok(Self { header, data })
    }
}

/// Appends the frame of `payload` to `out`.
///
/// # Errors
/// `FileTooLarge` if the payload doesn't fit 32 bits.
pub(crate) fn encode_block(
    out: &mut Vec<u8>,
    payload: &[u8],
    block_type: BlockType,
    compression: CompressionType,
    compressor: &mut Compressor,
) -> Result<Header> {
    let stored = compressor.compress(payload, compression)?;
    let header = Header {
        block_type,
        checksum: Checksum::of(stored),
        data_length: len_u32(stored.len())?,
        uncompressed_length: len_u32(payload.len())?,
    };
    out.reserve(HEADER_LEN + stored.len());
    out.extend_from_slice(&header.encode());
    out.extend_from_slice(stored);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_the_documented_bytes() {
        let mut frame = Vec::new();
        encode_block(
            &mut frame,
            b"payload",
            BlockType::Data,
            CompressionType::None,
            &mut Compressor::default(),
        )
        .unwrap();
        let expected: [u8; 40] = [
            0x4C, 0x53, 0x4D, 0x03, 0x00, 0xE5, 0xE4, 0x3C, 0xF1, 0xBB, 0xF8, 0x13, 0x96, 0xA9, 0xDE, 0x00,
            0xB8, 0x2E, 0xE7, 0xD6, 0xF3, 0x07, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x00, 0xEC, 0xDA, 0x65,
            0x6E, 0x70, 0x61, 0x79, 0x6C, 0x6F, 0x61, 0x64,
        ];
        assert_eq!(frame, expected);
        let block = Block::decode(&frame.into(), BlockType::Data, CompressionType::None).unwrap();
        assert_eq!(block.data, b"payload");
    }

    #[test]
    fn every_flipped_bit_of_a_frame_is_found() {
        let compressions = [
            CompressionType::None,
            #[cfg(feature = "lz4")]
            CompressionType::Lz4,
        ];
        for compression in compressions {
            let mut whole = Vec::new();
            encode_block(&mut whole, &[3; 200], BlockType::Index, compression, &mut Compressor::default())
                .unwrap();
            for bit in 0..whole.len() * 8 {
                let mut frame = whole.clone();
                frame[bit / 8] ^= 1 << (bit % 8);
                assert!(Block::decode(&frame.into(), BlockType::Index, compression).is_err(), "bit {bit}");
            }
            let expected = Block::decode(&whole.clone().into(), BlockType::Index, compression).unwrap();
            assert_eq!(expected.data, [3; 200]);
            assert!(matches!(
                Block::decode(&whole.into(), BlockType::Data, compression),
                Err(crate::Error::InvalidTag(("BlockType", 1)))
            ));
        }
    }
}
