//! Generations of the directory format.

use std::fmt;

/// Stored as the writer's version in every table and version file. No reader depends on it; it names the release of
/// the format that the files follow, so that they can be compared byte by byte with those of its author.
pub(crate) const WRITER_VERSION: &str = "3.1.10";

/// Generation of the on-disk format. Only [`FormatVersion::V3`] is read and written.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum FormatVersion {
    /// Format of the reference's 1.x releases.
    V1 = 1,
    /// Format of the reference's 2.x releases.
    V2,
    /// Format of the reference's 3.x releases, and of Esker.
    V3,
}

impl fmt::Display for FormatVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u8::from(*self))
    }
}

impl From<FormatVersion> for u8 {
    fn from(version: FormatVersion) -> Self {
        version as Self
    }
}

impl TryFrom<u8> for FormatVersion {
    type Error = ();

    fn try_from(number: u8) -> Result<Self, ()> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            3 => Ok(Self::V3),
            _ => Err(()),
        }
    }
}
