//! Encoding of numbers: little-endian fixed width, and unsigned LEB128 ("varint").
//!
//! Decoding comes in two shapes: the public [`Decode`] reads from any byte source, and the crate's own `Cursor` walks
//! a slice that is already in memory. Both refuse padded, overlong and out-of-range input, which cannot be told from
//! damage.

use std::io::{self, Read, Write};

use crate::error::{Error, Result};

/// Serialisation into a byte sink.
pub trait Encode {
    /// Writes the encoded form.
    ///
    /// # Errors
    /// What the sink returned.
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()>;

    /// The encoded form as a fresh vector.
    ///
    /// # Panics
    /// If encoding fails, which no encoding of this crate does on a vector.
    fn encode_into_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.encode_into(&mut bytes) {
            Ok(()) => bytes,
            Err(error) => unreachable!("writing to a vector cannot fail: {error}"),
        }
    }
}

/// Deserialisation from a byte source.
pub trait Decode {
    /// Reads one value.
    ///
    /// # Errors
    /// [`Error::Io`] if the source ends early, or what is wrong with the bytes.
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self>
    where
        Self: Sized;
}

/// Appends `value` as LEB128 in its shortest form.
#[inline]
pub(crate) fn write_varint<W: Write>(writer: &mut W, mut value: u64) -> io::Result<()> {
    let mut bytes = [0u8; MAX_VARINT_LEN];
    let mut len = 0;
    for slot in &mut bytes {
        len += 1;
        if value < 0x80 {
            *slot = value as u8;
            break;
        }
        *slot = value as u8 | 0x80;
        value >>= 7;
    }
    writer.write_all(bytes.get(..len).unwrap_or(&bytes))
}

/// Appends `value` to a vector; the same bytes as [`write_varint`].
#[inline]
pub(crate) fn push_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Length of the longest LEB128 encoding of a `u64`, in bytes.
const MAX_VARINT_LEN: usize = 10;

/// Reads a LEB128 number that must fit into `bits` bits.
pub(crate) fn read_varint<R: Read>(reader: &mut R, bits: u32) -> Result<u64> {
    let mut value = 0u64;
    let mut shift = 0u32;
    loop {
        let mut byte = [0u8];
        reader.read_exact(&mut byte)?;
        let [byte] = byte;
        let group = u64::from(byte & 0x7F);
        if shift >= 64 || (group << shift) >> shift != group {
            return Err(Error::InvalidHeader("Varint"));
        }
        value |= group << shift;
        if byte < 0x80 {
            let padded = byte == 0 && shift > 0;
            let too_wide = bits < 64 && value >> bits != 0;
            return if padded || too_wide { Err(Error::InvalidHeader("Varint")) } else { Ok(value) };
        }
        shift += 7;
    }
}

/// Walks over bytes in memory; every read is checked and says nothing but whether it worked, since the caller knows
/// which structure of which file it was reading.
#[derive(Copy, Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

/// The bytes end too early, or a number is malformed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

type Decoded<T> = std::result::Result<T, Malformed>;

impl<'a> Cursor<'a> {
    /// Starts at `position`, which may lie behind the end: then every read fails.
    #[inline]
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position }
    }

    /// Offset of the next byte to be read.
    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// How many bytes are left.
    pub(crate) fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.position)
    }

    /// Takes `len` bytes.
    #[inline]
    pub(crate) fn take(&mut self, len: usize) -> Decoded<&'a [u8]> {
        let end = self.position.checked_add(len).ok_or(Malformed)?;
        let taken = self.bytes.get(self.position..end).ok_or(Malformed)?;
        self.position = end;
        Ok(taken)
    }

    /// Takes `N` bytes.
    #[inline]
    pub(crate) fn array<const N: usize>(&mut self) -> Decoded<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    /// Takes one byte.
    #[inline]
    pub(crate) fn u8(&mut self) -> Decoded<u8> {
        let byte = *self.bytes.get(self.position).ok_or(Malformed)?;
        self.position += 1;
        Ok(byte)
    }

    /// Takes a little-endian `u16`.
    pub(crate) fn u16(&mut self) -> Decoded<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// Takes a little-endian `u32`.
    pub(crate) fn u32(&mut self) -> Decoded<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// Takes a little-endian `u64`.
    pub(crate) fn u64(&mut self) -> Decoded<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// Takes a little-endian `u128`.
    pub(crate) fn u128(&mut self) -> Decoded<u128> {
        self.array().map(u128::from_le_bytes)
    }

    /// Takes a LEB128 number of at most 64 bits.
    #[inline]
    pub(crate) fn varint64(&mut self) -> Decoded<u64> {
        let first = self.u8()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        self.long_varint(first)
    }

    /// Takes the rest of a number of more than one byte. Most seqnos get here: it has to be quick, too.
    #[inline(never)]
    fn long_varint(&mut self, first: u8) -> Decoded<u64> {
        let mut value = u64::from(first & 0x7F);
        for shift in (7..63).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return if byte == 0 { Err(Malformed) } else { Ok(value) };
            }
        }
        // Nine bytes hold 63 bits.
        if self.u8()? == 1 { Ok(value | 1 << 63) } else { Err(Malformed) }
    }

    /// Takes a LEB128 number of at most 32 bits.
    #[inline]
    pub(crate) fn varint32(&mut self) -> Decoded<u32> {
        u32::try_from(self.varint64()?).map_err(|_| Malformed)
    }

    /// Takes a LEB128 number of at most 16 bits.
    #[inline]
    pub(crate) fn varint16(&mut self) -> Decoded<u16> {
        u16::try_from(self.varint64()?).map_err(|_| Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: [(u64, &[u8]); 10] = [
        (0, &[0x00]),
        (1, &[0x01]),
        (127, &[0x7F]),
        (128, &[0x80, 0x01]),
        (300, &[0xAC, 0x02]),
        (16_383, &[0xFF, 0x7F]),
        (16_384, &[0x80, 0x80, 0x01]),
        (65_535, &[0xFF, 0xFF, 0x03]),
        (4_294_967_295, &[0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        (i64::MAX as u64, &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    ];

    #[test]
    fn varints_have_the_documented_bytes_both_ways() {
        for (value, bytes) in VECTORS {
            let (mut pushed, mut written) = (Vec::new(), Vec::new());
            push_varint(&mut pushed, value);
            write_varint(&mut written, value).unwrap();
            assert_eq!((pushed.as_slice(), written.as_slice()), (bytes, bytes));
            assert_eq!(Cursor::new(bytes, 0).varint64(), Ok(value));
            assert_eq!(read_varint(&mut &*bytes, 64).unwrap(), value);
        }
    }

    #[test]
    fn padded_overlong_and_wide_varints_are_refused_by_both_readers() {
        let bad: [&[u8]; 4] = [
            &[0x80, 0x00],
            &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
            &[0x80],
        ];
        for bytes in bad {
            assert_eq!(Cursor::new(bytes, 0).varint64(), Err(Malformed), "{bytes:x?}");
            assert!(read_varint(&mut &*bytes, 64).is_err(), "{bytes:x?}");
        }
        assert_eq!(Cursor::new(&[0x80, 0x80, 0x04], 0).varint16(), Err(Malformed));
        assert!(read_varint(&mut [0x80u8, 0x80, 0x04].as_slice(), 16).is_err());
    }

    #[test]
    fn u64_max_round_trips() {
        let mut bytes = Vec::new();
        push_varint(&mut bytes, u64::MAX);
        assert_eq!(bytes.len(), MAX_VARINT_LEN);
        assert_eq!(Cursor::new(&bytes, 0).varint64(), Ok(u64::MAX));
        assert_eq!(read_varint(&mut bytes.as_slice(), 64).unwrap(), u64::MAX);
    }
}
