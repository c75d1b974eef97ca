//! How often a block stores a key whole, per level.

use std::ops::Deref;

use super::DEFAULT_RESTART_INTERVAL;
use super::per_level;

/// Every how many items a block stores a key whole, so that a search can begin there.
///
/// One interval per level, beginning with L0; the last one holds for all deeper levels.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct RestartIntervalPolicy(Vec<u8>);

impl Deref for RestartIntervalPolicy {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl RestartIntervalPolicy {
    pub(crate) fn get(&self, level: usize) -> u8 {
        per_level::pick(&self.0, level).unwrap_or(DEFAULT_RESTART_INTERVAL)
    }

    /// The same interval for all levels.
    #[must_use]
    pub fn all(c: u8) -> Self {
        Self(vec![c])
    }

    /// One interval per level.
    ///
    /// # Panics
    /// "compression policy may not be empty", "compression policy is too large" (above 255 entries); the texts are
    /// the same for every kind of policy.
    #[must_use]
    pub fn new(policy: impl Into<Vec<u8>>) -> Self {
        Self(per_level::checked(policy.into()))
    }
}
