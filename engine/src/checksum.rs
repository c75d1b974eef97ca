//! 128-bit checksums, and a writer that computes one as bytes pass through.

use std::fmt;
use std::io::{self, Seek, SeekFrom, Write};

use crate::hash::hash128;

/// An XXH3-128 checksum.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Checksum(u128);

impl Checksum {
    /// Wraps a number that was computed or stored elsewhere.
    #[must_use]
    pub fn from_raw(value: u128) -> Self {
        Self(value)
    }

    /// The number itself.
    #[must_use]
    pub fn into_u128(self) -> u128 {
        self.0
    }

    /// Checksum of `bytes`.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(hash128(bytes))
    }

    /// Checksum of these bytes one after the other.
    pub(crate) fn of_parts<const N: usize>(parts: [&[u8]; N]) -> Self {
        let mut state = xxhash_rust::xxh3::Xxh3::new();
        parts.iter().for_each(|part| state.update(part));
        Self(state.digest128())
    }

    /// Compares with what was stored.
    ///
    /// # Errors
    /// [`Error::ChecksumMismatch`](crate::Error::ChecksumMismatch) if `self`, the computed checksum, differs.
    pub(crate) fn check(self, expected: Self) -> crate::Result<()> {
        if self == expected { Ok(()) } else { Err(crate::Error::ChecksumMismatch { got: self, expected }) }
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Algorithm tag that is stored in front of checksums.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum ChecksumType {
    /// XXH3 with 128 bits; the only one.
    Xxh3,
}

impl From<ChecksumType> for u8 {
    fn from(kind: ChecksumType) -> Self {
        match kind {
            ChecksumType::Xxh3 => 0,
        }
    }
}

/// Passes bytes on to a writer and hashes what the writer accepted.
pub struct ChecksummedWriter<W: Write> {
    inner: W,
    state: Box<xxhash_rust::xxh3::Xxh3>,
}

impl<W: Write> ChecksummedWriter<W> {
    /// Starts with the hash of nothing.
    pub fn new(writer: W) -> Self {
        Self { inner: writer, state: Box::default() }
    }

    /// Checksum of everything written so far.
    pub fn checksum(&self) -> Checksum {
        Checksum(self.state.digest128())
    }

    /// The wrapped writer; what is written to it directly is not hashed.
    pub fn inner_mut(&mut self) -> &mut W {
        &mut self.inner
    }
}

impl<W: Write> Write for ChecksummedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A short write must not be hashed as if it were whole: the caller will offer the rest again.
        let accepted = self.inner.write(bytes)?;
        self.state.update(bytes.get(..accepted).unwrap_or(bytes));
        Ok(accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Write + Seek> Seek for ChecksummedWriter<W> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.inner.seek(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accepts at most three bytes a call.
    struct Stingy(Vec<u8>);

    impl Write for Stingy {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let n = bytes.len().min(3);
            self.0.extend_from_slice(&bytes[..n]);
            Ok(n)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn short_writes_are_hashed_once() {
        let mut writer = ChecksummedWriter::new(Stingy(Vec::new()));
        writer.write_all(b"abcdefgh").unwrap();
        assert_eq!(writer.checksum(), Checksum::of(b"abcdefgh"));
        assert_eq!(writer.inner_mut().0, b"abcdefgh");
    }
}
