//! Errors of either engine, reduced to what both must agree on.

use std::fmt;
use std::io;

/// Result of an operation on either engine.
pub type Outcome<T> = Result<T, Failure>;

/// An engine's error: equal to another one if the kinds are, whatever the texts say.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What happened.
    pub kind: FailureKind,
    /// The engine's own words, for people.
    pub detail: String,
}

/// What an error is about, without the values that may differ between engines (checksums, places).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// A file operation failed.
    Io(io::ErrorKind),
    /// Stored bytes could not be decompressed.
    Decompress,
    /// The directory's format version is not supported.
    InvalidVersion(u8),
    /// Required files or structures are missing or malformed.
    Unrecoverable,
    /// Stored bytes don't match their checksum.
    ChecksumMismatch,
    /// A tag is unknown: what it stands for, and its value.
    InvalidTag(&'static str, u8),
    /// A trailer is malformed.
    InvalidTrailer,
    /// A header is malformed: of which structure.
    InvalidHeader(&'static str),
    /// Text is not UTF-8.
    Utf8,
    /// An error that only one of the engines has.
    Other,
}

impl PartialEq for Failure {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Failure {}
