//! How large blocks are, per level.

use std::ops::Deref;

use super::DEFAULT_BLOCK_SIZE_BYTES;
use super::per_level;

/// Size of data blocks in bytes, before compression.
///
/// One size per level, beginning with L0; the last one holds for all deeper levels.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct BlockSizePolicy(Vec<u32>);

impl Deref for BlockSizePolicy {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.0
    }
}

impl BlockSizePolicy {
    pub(crate) fn get(&self, level: usize) -> u32 {
        per_level::pick(&self.0, level).unwrap_or(DEFAULT_BLOCK_SIZE_BYTES)
    }

    /// The same size for all levels.
    #[must_use]
    pub fn all(c: u32) -> Self {
        Self(vec![c])
    }

    /// One size per level.
    ///
    /// # Panics
    /// "compression policy may not be empty", "compression policy is too large" (above 255 entries); the texts are
    /// the same for every kind of policy.
    #[must_use]
    pub fn new(policy: impl Into<Vec<u32>>) -> Self {
        Self(per_level::checked(policy.into()))
    }
}
