//! The frame around a blob. A blob file's section `data` is frames back to back, in the order of the entries that point
//! to them.
//!
//! | offset | size | field                                                             |
//! |   0    |  4   | magic `BLOB`                                                      |
//! |   4    | 16   | XXH3-128 of the key and the value as stored, u128 LE              |
//! |  20    |  8   | seqno of the entry, u64 LE; 0 if it was bulk loaded               |
//! |  28    |  2   | length of the key, u16 LE                                         |
//! |  30    |  4   | length of the value, u32 LE                                       |
//! |  34    |  4   | length of the value as stored, u32 LE                             |
//! |  38    |      | the key, then the value as stored                                 |
//!
//! Which compression the values have is recorded once for the file, in its metadata. The checksum covers neither the
//! seqno, which nobody reads, nor the two lengths of the value, which the entry's indirection repeats.

use crate::checksum::Checksum;
use crate::coding::{Cursor, Malformed};
use crate::compression::CompressionType;
use crate::error::{Error, Result};
use crate::seqno::SeqNo;
use crate::slice::Slice;

const MAGIC: [u8; 4] = *b"BLOB";

/// Length of what stands in front of the key, in bytes.
pub(crate) const HEADER_LEN: usize = 38;

const CORRUPT: Error = Error::InvalidHeader("Blob");

/// The fields of a frame, as far as they are read.
struct Header {
    checksum: Checksum,
    key_len: u16,
    real_len: u32,
    stored_len: u32,
}

/// The header of a frame; its key and stored value follow.
pub(super) fn encode_header(
    key: &[u8],
    seqno: SeqNo,
    stored: &[u8],
    real_len: u32,
) -> Result<[u8; HEADER_LEN]> {
    let key_len = u16::try_from(key.len()).map_err(|_| CORRUPT)?;
    let stored_len = crate::archive::len_u32(stored.len())?;
    let mut header = [0; HEADER_LEN];
    let mut rest = header.as_mut_slice();
    let mut put = |bytes: &[u8]| {
        if let Some((field, left)) = std::mem::take(&mut rest).split_at_mut_checked(bytes.len()) {
            field.copy_from_slice(bytes);
            rest = left;
        }
    };
    put(&MAGIC);
    put(&Checksum::of_parts([key, stored]).into_u128().to_le_bytes());
    put(&seqno.to_le_bytes());
    put(&key_len.to_le_bytes());
    put(&real_len.to_le_bytes());
    put(&stored_len.to_le_bytes());
    Ok(header)
}

fn parse_header(frame: &[u8]) -> Result<Header> {
    let mut cursor = Cursor::new(frame, 0);
    let mut parse = || -> std::result::Result<_, Malformed> {
        let magic = cursor.array::<4>()?;
        let checksum = Checksum::from_raw(cursor.u128()?);
        let _seqno = cursor.u64()?;
        let (key_len, real_len, stored_len) = (cursor.u16()?, cursor.u32()?, cursor.u32()?);
        Ok((magic, Header { checksum, key_len, real_len, stored_len }))
    };
    match parse() {
        Ok((MAGIC, header)) => Ok(header),
        _ => Err(CORRUPT),
    }
}

/// What the entry that points to a frame says about it.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) on_disk_size: u32,
    pub(crate) size: u32,
}

impl Expected<'_> {
    /// Length of the frame in bytes.
    pub(crate) fn frame_len(&self) -> usize {
        HEADER_LEN + self.key.len() + self.on_disk_size as usize
    }

    /// Where the stored value begins within the frame.
    fn value_offset(&self) -> usize {
        HEADER_LEN + self.key.len()
    }

    /// The stored value of a whole frame, once it is known to be the one the entry points to, undamaged.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`] if the frame is not what the entry says, [`Error::ChecksumMismatch`].
    pub(crate) fn check<'f>(&self, frame: &'f [u8]) -> Result<&'f [u8]> {
        let header = parse_header(frame)?;
        let checked = frame.get(HEADER_LEN..).unwrap_or_default();
        let (key, stored) = checked.split_at_checked(self.key.len()).ok_or(CORRUPT)?;
        let lengths_fit = usize::from(header.key_len) == key.len()
            && header.stored_len == self.on_disk_size
            && stored.len() == self.on_disk_size as usize
            && header.real_len == self.size;
        if !lengths_fit {
            return Err(CORRUPT);
        }
        Checksum::of(checked).check(header.checksum)?;
        if key != self.key {
            return Err(CORRUPT);
        }
        Ok(stored)
    }

    /// The value in a whole frame.
    ///
    /// # Errors
    /// As [`check`](Self::check), and [`Error::Decompress`].
    pub(crate) fn decode(&self, frame: Slice, compression: CompressionType) -> Result<Slice> {
        let stored = self.check(&frame)?;
        match compression {
            CompressionType::None if self.size == self.on_disk_size => Ok(frame.slice(self.value_offset()..)),
            _ => decompress(stored, self.size, compression),
        }
    }
}

/// Decompresses a stored value to the length it must have. No more is allocated than these bytes can stand for.
///
/// # Errors
/// [`Error::Decompress`].
pub(crate) fn decompress(stored: &[u8], size: u32, compression: CompressionType) -> Result<Slice> {
    let size = size as usize;
    if size > compression.max_decompressed_len(stored.len()) {
        return Err(Error::Decompress(compression));
    }
    let mut value = Slice::builder(size);
    compression.decompress_into(stored, &mut value)?;
    Ok(value.freeze().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(key: &[u8], seqno: SeqNo, stored: &[u8], real_len: u32) -> Vec<u8> {
        [&encode_header(key, seqno, stored, real_len).unwrap(), key, stored].concat()
    }

    /// The published example.
    #[test]
    fn a_frame_has_the_documented_bytes() {
        let bytes = frame(b"apricot", 1, b"a long value", 12);
        let header: [u8; HEADER_LEN] = [
            0x42, 0x4C, 0x4F, 0x42, 0x20, 0xD2, 0x41, 0xDA, 0x87, 0x6F, 0x2D, 0x73, 0xB5, 0x35, 0xD8, 0x28,
            0x28, 0x69, 0x32, 0xE9, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 12, 0, 0, 0, 12, 0, 0, 0,
        ];
        assert_eq!(bytes[..HEADER_LEN], header);
        let expected = Expected { key: b"apricot", on_disk_size: 12, size: 12 };
        assert_eq!(expected.frame_len(), bytes.len());
        assert_eq!(expected.decode(bytes.into(), CompressionType::None).unwrap(), b"a long value");
    }

    #[test]
    fn every_flipped_bit_but_those_of_the_seqno_is_found() {
        let whole = frame(b"key", 5, b"a value", 7);
        let expected = Expected { key: b"key", on_disk_size: 7, size: 7 };
        for bit in 0..whole.len() * 8 {
            let mut frame = whole.clone();
            frame[bit / 8] ^= 1 << (bit % 8);
            let result = expected.decode(frame.into(), CompressionType::None);
            assert_eq!(result.is_ok(), (20..28).contains(&(bit / 8)), "bit {bit}");
            assert!(result.is_err() || result.unwrap() == b"a value");
        }
        for len in 0..whole.len() {
            assert!(expected.check(&whole[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn the_frame_of_another_entry_is_refused() {
        let frame = frame(b"key", 5, b"a value", 7);
        for (key, on_disk_size, size) in [(&b"kez"[..], 7, 7), (b"ke", 8, 8), (b"key", 7, 8), (b"key", 6, 7)]
        {
            assert!(Expected { key, on_disk_size, size }.check(&frame).is_err());
        }
    }

    #[test]
    fn a_value_that_could_not_decompress_to_its_length_allocates_nothing() {
        assert!(matches!(decompress(b"abc", u32::MAX, CompressionType::None), Err(Error::Decompress(_))));
        #[cfg(feature = "lz4")]
        assert!(matches!(decompress(b"abc", u32::MAX, CompressionType::Lz4), Err(Error::Decompress(_))));
    }
}
