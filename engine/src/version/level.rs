//! [`Level`]: runs on top of each other.

use std::ops::Deref;
use std::sync::Arc;

use super::run::Run;
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::key_range::{KeyRange, Ranged};
use crate::table::Table;

/// The runs of a level, newest first.
#[derive(Clone)]
pub struct GenericLevel<T: Ranged> {
    runs: Vec<Arc<Run<T>>>,
}

impl<T: Ranged> GenericLevel<T> {
    /// A level of these runs.
    pub fn new(runs: Vec<Arc<Run<T>>>) -> Self {
        Self { runs }
    }

    /// Number of tables in all runs.
    pub fn table_count(&self) -> usize {
        self.iter().map(|run| run.len()).sum()
    }

    /// Number of runs.
    pub fn run_count(&self) -> usize {
        self.runs.len()
    }

    /// `true` if there is exactly one run.
    pub fn is_disjoint(&self) -> bool {
        self.run_count() == 1
    }

    /// `true` if there is no run.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The runs, newest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Run<T>>> {
        self.runs.iter()
    }
}

impl<T: Ranged> Deref for GenericLevel<T> {
    type Target = [Arc<Run<T>>];

    fn deref(&self) -> &Self::Target {
        &self.runs
    }
}

/// A level of tables; versions share the levels that didn't change between them.
#[derive(Clone)]
pub struct Level(Arc<GenericLevel<Table>>);

impl Deref for Level {
    type Target = GenericLevel<Table>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Level {
    /// A level without runs.
    pub fn empty() -> Self {
        Self::from_runs(Vec::new())
    }

    /// A level of these runs, newest first.
    pub fn from_runs(runs: Vec<Arc<Run<Table>>>) -> Self {
        Self(Arc::new(GenericLevel::new(runs)))
    }

    /// Ids of all tables.
    pub fn list_ids(&self) -> HashSet<TableId> {
        self.tables().map(Table::id).collect()
    }

    /// The newest run.
    pub fn first_run(&self) -> Option<&Arc<Run<Table>>> {
        self.first()
    }

    /// Bytes of all tables.
    pub fn size(&self) -> u64 {
        self.tables().map(|table| table.metadata.file_size).sum()
    }

    /// From the smallest to the largest key of all tables; the empty range without tables.
    pub fn aggregate_key_range(&self) -> KeyRange {
        let hulls: Vec<KeyRange> = self.iter().map(|run| run.aggregate_key_range()).collect();
        KeyRange::aggregate(hulls.iter())
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.iter().flat_map(|run| run.iter())
    }
}
