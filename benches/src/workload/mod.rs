//! The catalogue: every workload by name, to be run on either engine.
//!
//! A workload prepares a tree, lets a [`Meter`] time what it is about, and takes a digest of what it read. It does the
//! same operations in the same order on every engine and in every run.

mod blob;
mod classic;
mod maintenance;
mod mixed;
mod ycsb;

use std::fmt;

use esker_reference::{Maintain, Outcome};

use crate::dataset::Dataset;
use crate::fixture::State;
use crate::meter::Meter;
use crate::scale::Scale;

pub use blob::BlobJob;
pub use classic::Operation;
pub use maintenance::Job;
pub use ycsb::Mix;

/// Everything that can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// One kind of operation on a tree in one state.
    Classic(Operation, State),
    /// What moves whole tables.
    Maintenance(Job),
    /// Large values in blob files.
    Blob(BlobJob),
    /// A mix of operations on keys of unequal popularity, by this many threads.
    Ycsb(Mix, usize),
    /// Point reads while another thread writes, flushes and compacts.
    GetWhileCompacting,
}

impl Workload {
    /// All of them, in the order of reports.
    pub fn all() -> impl Iterator<Item = Self> {
        let classic = Operation::ALL
            .into_iter()
            .flat_map(|operation| State::ALL.map(|state| Self::Classic(operation, state)));
        let ycsb = Mix::ALL.into_iter().flat_map(|mix| [1, 2].map(|threads| Self::Ycsb(mix, threads)));
        classic
            .chain(Job::ALL.map(Self::Maintenance))
            .chain(BlobJob::ALL.map(Self::Blob))
            .chain(ycsb)
            .chain([Self::GetWhileCompacting])
    }

    /// The workload with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|workload| workload.to_string() == name)
    }

    /// Runs it once on a fresh tree.
    ///
    /// # Errors
    /// Whatever the engine reports.
    pub fn run<E: Maintain + Sync>(self, scale: &Scale, data: &Dataset, meter: &mut Meter) -> Outcome<()> {
        match self {
            Self::Classic(operation, state) => classic::run::<E>(operation, state, scale, data, meter),
            Self::Maintenance(job) => maintenance::run::<E>(job, scale, data, meter),
            Self::Blob(job) => blob::run::<E>(job, scale, data, meter),
            Self::Ycsb(mix, threads) => ycsb::run::<E>(mix, threads, scale, data, meter),
            Self::GetWhileCompacting => mixed::run::<E>(scale, data, meter),
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Classic(operation, state) => write!(f, "{}/{}", operation.name(), state.name()),
            Self::Maintenance(job) => f.write_str(job.name()),
            Self::Blob(job) => write!(f, "blob_{}", job.name()),
            Self::Ycsb(mix, threads) => write!(f, "ycsb_{}/threads_{threads}", mix.name()),
            Self::GetWhileCompacting => f.write_str("get_while_compacting"),
        }
    }
}

#[cfg(test)]
mod tests;
