//! The one error type of the engine.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::Utf8Error;

use crate::checksum::Checksum;
use crate::compression::CompressionType;

/// Result of an engine operation.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong.
///
/// Damage found in a file arrives as [`Error::Corrupt`], which names the file and the offset; what was found there is
/// its [`cause`](Error::cause), one of the other variants.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An operation of the file system failed.
    Io(io::Error),

    /// Stored bytes could not be decompressed to the length recorded beside them.
    Decompress(CompressionType),

    /// The directory has a format other than the one this engine reads.
    InvalidVersion(u8),

    /// An option has a value that is never possible: which one, and what it must be.
    InvalidConfig(&'static str),

    /// The folder belongs to another tree that is open, in this process or in another one: the folder.
    Locked(PathBuf),

    /// Required files or structures are missing or malformed.
    Unrecoverable,

    /// Stored bytes don't have the checksum recorded for them.
    ChecksumMismatch {
        /// Checksum of the bytes as they are.
        got: Checksum,
        /// Checksum that was recorded.
        expected: Checksum,
    },

    /// An enumeration's tag is unknown, or not the one expected here: name of the enumeration, and the tag.
    InvalidTag((&'static str, u8)),

    /// A trailer is malformed.
    InvalidTrailer,

    /// Wrong magic bytes, or a malformed structure: its name.
    InvalidHeader(&'static str),

    /// Text is not UTF-8.
    Utf8(Utf8Error),

    /// The bytes of a file are wrong.
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Where the structure that is wrong begins, in bytes from the start of the file.
        offset_bytes: u64,
        /// What is wrong with it.
        cause: Box<Self>,
    },
}

impl Error {
    /// What was found, without the place: looks through [`Error::Corrupt`], any other error is returned as it is.
    ///
    /// Use this to match on a kind of damage wherever it was found:
    ///
    /// ```
    /// # let error = esker::Error::Unrecoverable;
    /// if matches!(error.cause(), esker::Error::ChecksumMismatch { .. }) { /* restore that file */ }
    /// ```
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::Corrupt { cause, .. } => cause.cause(),
            other => other,
        }
    }

    /// What was found, without the place.
    pub(crate) fn into_cause(self) -> Self {
        match self {
            Self::Corrupt { cause, .. } => cause.into_cause(),
            other => other,
        }
    }

    /// Adds the place. The innermost place wins, since whoever is closest to the bytes knows best; errors that are
    /// not about bytes (I/O, a locked folder) are left alone.
    pub(crate) fn at(self, path: &Path, offset_bytes: u64) -> Self {
        match self {
            Self::Corrupt { .. } | Self::Io(_) | Self::Locked(_) => self,
            cause => Self::Corrupt { path: path.into(), offset_bytes, cause: Box::new(cause) },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt { path, offset_bytes, cause } => {
                write!(f, "LsmTreeError: {cause:?} in {} at offset {offset_bytes}", path.display())
            }
            other => write!(f, "LsmTreeError: {other:?}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Corrupt { cause, .. } => Some(cause.as_ref()),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_place_is_kept() {
        let error = Error::InvalidHeader("Block").at(Path::new("tables/7"), 33).at(Path::new("v1"), 0);
        assert!(
            matches!(&error, Error::Corrupt { path, offset_bytes: 33, .. } if path == Path::new("tables/7")),
            "{error:?}"
        );
        assert!(matches!(error.cause(), Error::InvalidHeader("Block")));
        assert_eq!(error.to_string(), "LsmTreeError: InvalidHeader(\"Block\") in tables/7 at offset 33");
    }

    #[test]
    fn io_errors_keep_their_kind_and_source() {
        let error = Error::from(io::Error::from(io::ErrorKind::StorageFull)).at(Path::new("x"), 1);
        assert!(matches!(&error, Error::Io(e) if e.kind() == io::ErrorKind::StorageFull));
        assert!(std::error::Error::source(&error).is_some());
    }
}
