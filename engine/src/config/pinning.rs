//! What is kept in memory, or cut into partitions, per level.

use std::ops::Deref;

use super::per_level;

/// Whether something is pinned in memory; under its other name [`PartitioningPolicy`](super::PartitioningPolicy),
/// whether something is partitioned.
///
/// One answer per level, beginning with L0; the last one holds for all deeper levels.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct PinningPolicy(Vec<bool>);

impl Deref for PinningPolicy {
    type Target = [bool];

    fn deref(&self) -> &[bool] {
        &self.0
    }
}

impl PinningPolicy {
    pub(crate) fn get(&self, level: usize) -> bool {
        per_level::pick(&self.0, level).unwrap_or(false)
    }

    /// `false` for all levels.
    #[must_use]
    pub fn disabled() -> Self {
        Self::all(false)
    }

    /// The same answer for all levels.
    #[must_use]
    pub fn all(c: bool) -> Self {
        Self(vec![c])
    }

    /// One answer per level.
    ///
    /// # Panics
    /// "compression policy may not be empty", "compression policy is too large" (above 255 entries); the texts are
    /// the same for every kind of policy.
    #[must_use]
    pub fn new(policy: impl Into<Vec<bool>>) -> Self {
        Self(per_level::checked(policy.into()))
    }
}
