//! What a tree consists of at one point of time: tables form runs, runs form levels, levels form a version, and a
//! version with the memtables above it forms a super version. All of it is immutable; every change makes a new version,
//! which is written to a file of its own before anybody sees it.

pub(crate) mod history;
mod level;
pub(crate) mod optimize;
mod persist;
mod recovery;
pub(crate) mod run;
pub(crate) mod super_version;
#[expect(clippy::module_inception, reason = "the type lives in the file named after it")]
mod version;

pub(crate) use level::Level;
pub(crate) use persist::{PersistFailure, RUNS_PER_LEVEL_MAX, persist_version};
pub(crate) use recovery::{RecoveredTable, Recovery, recover_version};
pub(crate) use run::Run;
pub(crate) use super_version::{SuperVersion, SuperVersions};
pub(crate) use version::Version;

#[cfg(test)]
pub(crate) mod fake_table;
