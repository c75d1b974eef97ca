//! Which tables get a filter, per level.

use std::ops::Deref;

use super::per_level;
pub use crate::table::filter::BloomConstructionPolicy;

/// Filter of the tables of one level.
#[derive(Copy, Debug, Clone, PartialEq)]
pub enum FilterPolicyEntry {
    /// No filter.
    None,
    /// A standard Bloom filter.
    Bloom(BloomConstructionPolicy),
}

impl FilterPolicyEntry {
    /// The dimensions, or `None` where no filter is to be built.
    pub(crate) fn active(self) -> Option<BloomConstructionPolicy> {
        match self {
            Self::Bloom(policy) if policy.is_active() => Some(policy),
            Self::Bloom(_) | Self::None => None,
        }
    }
}

/// Filters of tables.
///
/// One entry per level, beginning with L0; the last one holds for all deeper levels.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterPolicy(Vec<FilterPolicyEntry>);

impl Deref for FilterPolicy {
    type Target = [FilterPolicyEntry];

    fn deref(&self) -> &[FilterPolicyEntry] {
        &self.0
    }
}

impl FilterPolicy {
    pub(crate) fn get(&self, level: usize) -> FilterPolicyEntry {
        per_level::pick(&self.0, level).unwrap_or(FilterPolicyEntry::None)
    }

    /// No filters anywhere.
    #[must_use]
    pub fn disabled() -> Self {
        Self::all(FilterPolicyEntry::None)
    }

    /// The same entry for all levels.
    #[must_use]
    pub fn all(c: FilterPolicyEntry) -> Self {
        Self(vec![c])
    }

    /// One entry per level.
    ///
    /// # Panics
    /// "compression policy may not be empty", "compression policy is too large" (above 255 entries); the texts are
    /// the same for every kind of policy.
    #[must_use]
    pub fn new(policy: impl Into<Vec<FilterPolicyEntry>>) -> Self {
        Self(per_level::checked(policy.into()))
    }
}
