//! How blocks are compressed, per level.

use std::ops::Deref;

use super::per_level;
use crate::compression::CompressionType;

/// Compression of blocks.
///
/// One compression per level, beginning with L0; the last one holds for all deeper levels.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct CompressionPolicy(Vec<CompressionType>);

impl Deref for CompressionPolicy {
    type Target = [CompressionType];

    fn deref(&self) -> &[CompressionType] {
        &self.0
    }
}

impl CompressionPolicy {
    pub(crate) fn get(&self, level: usize) -> CompressionType {
        per_level::pick(&self.0, level).unwrap_or(CompressionType::None)
    }

    /// No compression anywhere.
    #[must_use]
    pub fn disabled() -> Self {
        Self::all(CompressionType::None)
    }

    /// The same compression for all levels.
    #[must_use]
    pub fn all(c: CompressionType) -> Self {
        Self(vec![c])
    }

    /// One compression per level.
    ///
    /// # Panics
    /// "compression policy may not be empty", "compression policy is too large" (above 255 entries); the texts are
    /// the same for every kind of policy.
    #[must_use]
    pub fn new(policy: impl Into<Vec<CompressionType>>) -> Self {
        Self(per_level::checked(policy.into()))
    }
}
