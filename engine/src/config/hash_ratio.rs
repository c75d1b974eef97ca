//! Whether data blocks carry a hash index, per level.

use std::ops::Deref;

use super::per_level;

/// Hash buckets per item of a data block; 0 means no hash index.
///
/// One ratio per level, beginning with L0; the last one holds for all deeper levels.
#[derive(Debug, Clone, PartialEq)]
pub struct HashRatioPolicy(Vec<f32>);

impl Deref for HashRatioPolicy {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl HashRatioPolicy {
    pub(crate) fn get(&self, level: usize) -> f32 {
        per_level::pick(&self.0, level).unwrap_or(0.0)
    }

    /// The same ratio for all levels.
    #[must_use]
    pub fn all(c: f32) -> Self {
        Self(vec![c])
    }

    /// One ratio per level.
    ///
    /// # Panics
    /// "compression policy may not be empty", "compression policy is too large" (above 255 entries); the texts are
    /// the same for every kind of policy.
    #[must_use]
    pub fn new(policy: impl Into<Vec<f32>>) -> Self {
        Self(per_level::checked(policy.into()))
    }
}
