//! The two kinds of tree.

/// Kind of a tree. The number is its tag on disk.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum TreeType {
    /// Values live in the tables (0).
    Standard,
    /// Large values live in blob files (1).
    Blob,
}

impl From<TreeType> for u8 {
    fn from(kind: TreeType) -> Self {
        match kind {
            TreeType::Standard => 0,
            TreeType::Blob => 1,
        }
    }
}

impl TryFrom<u8> for TreeType {
    type Error = ();

    fn try_from(tag: u8) -> Result<Self, ()> {
        match tag {
            0 => Ok(Self::Standard),
            1 => Ok(Self::Blob),
            _ => Err(()),
        }
    }
}
