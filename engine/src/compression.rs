//! Compression of blocks and blobs.

use std::fmt;
use std::io::{Read, Write};

use crate::coding::{Decode, Encode};
use crate::error::{Error, Result};

/// How stored bytes are compressed. One byte on disk.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum CompressionType {
    /// Stored as they are (0).
    None,

    /// LZ4 block format without frame or size prefix (1). Fast in both directions.
    #[cfg(feature = "lz4")]
    Lz4,
}

impl CompressionType {
    /// The byte that stands for it on disk.
    pub(crate) fn tag(self) -> u8 {
        match self {
            Self::None => 0,
            #[cfg(feature = "lz4")]
            Self::Lz4 => 1,
        }
    }

    /// The type a byte on disk stands for.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] if there is none, or it was left out of this build.
    pub(crate) fn from_tag(tag: u8) -> Result<Self> {
        match tag {
            0 => Ok(Self::None),
            #[cfg(feature = "lz4")]
            1 => Ok(Self::Lz4),
            tag => Err(Error::InvalidTag(("CompressionType", tag))),
        }
    }

    /// Fills `out` exactly with what `stored` decompresses to.
    ///
    /// # Errors
    /// [`Error::Decompress`] if `stored` is malformed or yields any other number of bytes.
    pub(crate) fn decompress_into(self, stored: &[u8], out: &mut [u8]) -> Result<()> {
        match self {
            Self::None if stored.len() == out.len() => out.copy_from_slice(stored),
            Self::None => return Err(Error::Decompress(self)),
            #[cfg(feature = "lz4")]
            Self::Lz4 => {
                let wanted = out.len();
                match lz4_flex::block::decompress_into(stored, out) {
                    Ok(got) if got == wanted => {}
                    _ => return Err(Error::Decompress(self)),
                }
            }
        }
        Ok(())
    }

    /// The highest length that `len` bytes can be stored in.
    pub(crate) fn max_compressed_len(self, len: usize) -> usize {
        match self {
            Self::None => len,
            #[cfg(feature = "lz4")]
            Self::Lz4 => lz4_flex::block::get_maximum_output_size(len),
        }
    }

    /// The highest length `stored_len` bytes can decompress to, so that a damaged length field can't make a reader
    /// allocate without bound.
    pub(crate) fn max_decompressed_len(self, stored_len: usize) -> usize {
        match self {
            Self::None => stored_len,
            // A byte of LZ4 can't stand for more than 255 bytes of output: that's what one more length byte adds.
            #[cfg(feature = "lz4")]
            Self::Lz4 => stored_len.saturating_mul(255),
        }
    }
}

/// Compresses one payload after the other, in memory that is set up once: for blocks of a few KiB, setting it up costs
/// more than compressing.
#[derive(Default)]
pub(crate) struct Compressor {
    /// Holds what was compressed last; only ever grows.
    #[cfg(feature = "lz4")]
    output: Vec<u8>,
    /// One for payloads below 64 KiB and one for the others. The compressor would make do with the second for all, but
    /// then what a payload is stored as, and how long that is, would depend on what was compressed before.
    #[cfg(feature = "lz4")]
    tables: [Option<lz4_flex::block::CompressTable>; 2],
}

impl Compressor {
    /// What `payload` is stored as.
    ///
    /// # Errors
    /// `Io` if the compressor fails, which it has no reason to.
    pub(crate) fn compress<'a>(
        &'a mut self,
        payload: &'a [u8],
        compression: CompressionType,
    ) -> Result<&'a [u8]> {
        match compression {
            CompressionType::None => Ok(payload),
            #[cfg(feature = "lz4")]
            CompressionType::Lz4 => {
                let len_max = lz4_flex::block::get_maximum_output_size(payload.len());
                if self.output.len() < len_max {
                    self.output.resize(len_max, 0);
                }
                let [small, large] = &mut self.tables;
                let table = if payload.len() < usize::from(u16::MAX) { small } else { large };
                let table = table.get_or_insert_default();
                let len = lz4_flex::block::compress_into_with_table(payload, &mut self.output, table)
                    .map_err(|error| std::io::Error::other(format!("failed to compress: {error}")))?;
                Ok(self.output.get(..len).unwrap_or_default())
            }
        }
    }
}

impl fmt::Display for CompressionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            #[cfg(feature = "lz4")]
            Self::Lz4 => "lz4",
        })
    }
}

impl Encode for CompressionType {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()> {
        Ok(writer.write_all(&[self.tag()])?)
    }
}

impl Decode for CompressionType {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self> {
        let mut tag = [0];
        reader.read_exact(&mut tag)?;
        let [tag] = tag;
        Self::from_tag(tag)
    }
}

#[cfg(all(test, feature = "lz4"))]
mod tests {
    use super::*;

    #[test]
    fn what_a_payload_is_stored_as_does_not_depend_on_what_came_before() {
        let mut compressor = Compressor::default();
        let mut random = fastrand::Rng::with_seed(1);
        for case in 0..300 {
            // Every third payload is one of those for which the compressor needs its larger table.
            let len = if case % 3 == 0 { random.usize(65_000..66_000) } else { random.usize(..300) };
            let mut payload = vec![0; len];
            payload[..len / 4].fill_with(|| random.u8(..4));
            let alone = lz4_flex::block::compress(&payload);
            let stored = compressor.compress(&payload, CompressionType::Lz4).unwrap();
            assert!(stored == alone, "payload {case} of {len} bytes");
        }
    }
}
