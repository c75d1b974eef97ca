//! Accepted drift: differences that somebody has looked at and decided to keep, each with a reason.
//!
//! A ledger is a TOML file without line numbers. An entry covers one finding, by its fingerprint, or every finding of
//! some rules in a part of the crate, so that one decision is one entry. It says what was accepted at the time, and
//! once either side's facts change, it goes stale: a decision about other facts has not been made yet.
//!
//! [`apply`] marks findings as accepted; what is wrong with an entry becomes a finding of its own.

mod apply;
mod entry;
mod evidence;
mod file;
mod inventory;
mod pattern;
mod pins;

pub use apply::{Applied, State, apply, covered_by, missing_evidence, pins_of};
pub use entry::{Class, Entry, Scope, Subtree};
pub use file::{add, read, remove};
pub use inventory::TestName;
pub(crate) use inventory::tests as tests_below;
pub use pattern::ItemPattern;
pub use pins::{Pins, Sides};

use std::path::PathBuf;
use toml::value::Date;

/// The ledger that is looked for beside the configuration when none is named.
pub const FILE_NAME: &str = "drift-accepted.toml";

/// A ledger and what its entries are measured against.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// Where it stands, or would stand. `None` if nothing is ever accepted in this run.
    pub path: Option<PathBuf>,
    /// The entries, sorted.
    pub entries: Vec<Entry>,
    /// Folders whose tests count as evidence, besides the port's.
    pub tests: Vec<PathBuf>,
    /// The day by which entries expire.
    pub today: Date,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { path: None, entries: Vec::new(), tests: Vec::new(), today: today() }
    }
}

impl Ledger {
    /// The file's name, for findings about it.
    pub fn name(&self) -> String {
        let name = self.path.as_deref().and_then(std::path::Path::file_name);
        name.map_or_else(|| FILE_NAME.to_owned(), |name| name.to_string_lossy().into_owned())
    }
}

/// The day it is, in UTC: the same for everyone who runs the same check.
pub fn today() -> Date {
    let date = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    Date {
        year: u16::try_from(date.year()).unwrap_or_default(),
        month: part(date.month()),
        day: part(date.day()),
    }
}

/// Whether a name of a test says anything: `*` alone would be proved by whatever test there is.
pub fn names_a_test(name: &str) -> bool {
    name.contains(|c: char| c.is_alphanumeric())
}
