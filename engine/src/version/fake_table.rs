//! A table without a file, for tests of everything that only looks at key ranges.

use crate::key_range::{KeyRange, Ranged};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FakeTable {
    pub(crate) id: u64,
    key_range: KeyRange,
}

impl FakeTable {
    pub(crate) fn new(id: u64, min: &[u8], max: &[u8]) -> Self {
        Self { id, key_range: KeyRange::new((min.into(), max.into())) }
    }
}

impl Ranged for FakeTable {
    fn key_range(&self) -> &KeyRange {
        &self.key_range
    }
}
