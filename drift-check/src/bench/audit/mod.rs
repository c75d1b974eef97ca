//! Looks at the sources of benchmarks, without compiling or running anything.
//!
//! `rot` finds benchmarks that no longer fit their crate: nobody compiles benches by accident, so they die unnoticed.
//! `workload` finds benchmarks that bear the same name on both sides and measure different things: their ratio would
//! be a number about nothing.

mod api;
mod rot;
mod sources;
mod workload;

use crate::error::Result;
use crate::load::CrateRoot;
use crate::{model, parse, pipeline};
pub use sources::Source;
use std::fmt;

/// What is wrong with a benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The file does not parse.
    Unreadable,
    /// It names an item that does not exist.
    Removed,
    /// It names an item it may not see.
    Private,
    /// It calls something with the wrong number of arguments.
    Arity,
    /// It uses a function of a type that has none of that name.
    Missing,
    /// Both sides time different calls under the same name.
    Calls,
    /// Both sides prepare differently.
    SetUp,
    /// Both sides use different numbers.
    Sizes,
    /// Only one side has it.
    OneSided,
    /// A macro registers benchmarks.
    Unseen,
}

impl Kind {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Unreadable => "unreadable",
            Kind::Removed => "removed",
            Kind::Private => "private",
            Kind::Arity => "arity",
            Kind::Missing => "missing",
            Kind::Calls => "calls",
            Kind::SetUp => "set-up",
            Kind::Sizes => "sizes",
            Kind::OneSided => "one-sided",
            Kind::Unseen => "unseen",
        }
    }

    /// Whether it is worth knowing, but no reason to fail.
    pub fn is_note(self) -> bool {
        matches!(self, Kind::OneSided | Kind::Unseen)
    }
}

/// Something that is wrong with a benchmark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to its crate.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// In words.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.kind.word(), self.message)
    }
}

/// A crate with its benchmarks.
pub struct Side {
    /// As the user named it.
    pub label: String,
    /// The files that were looked at.
    pub files: Vec<Source>,
    /// What no longer fits the crate, or can't be looked into, sorted.
    pub rot: Vec<Problem>,
    /// What could not be read of the crate itself: side, file, line and reason.
    pub unread: Vec<String>,
}

/// Reads the benchmarks of a crate, the `name` of the two, and checks them against its items.
///
/// # Errors
/// If a file cannot be read.
pub fn side(name: &str, root: CrateRoot) -> Result<Side> {
    let (files, mut rot) = sources::read(&root.dir)?;
    rot.extend(files.iter().flat_map(workload::unseen));
    let label = root.label.clone();
    let mut unread = Vec::new();
    if !files.is_empty() {
        // On threads of its own: reading a crate makes the positions of all that its thread has read invalid.
        let krate =
            pipeline::with_deep_stacks(|| Ok(model::link(parse::tree(&root, &|| {}), root.manifest)))?;
        let api = api::Api::new(&krate);
        rot.extend(files.iter().flat_map(|source| rot::check(source, &api)));
        unread = pipeline::unread(name, &krate);
    }
    rot.sort();
    rot.dedup();
    Ok(Side { label, files, rot, unread })
}

/// Compares benchmarks of the same name. Problems name the port's file.
pub fn compare(reference: &Side, port: &Side) -> Vec<Problem> {
    workload::compare(&workload::collect(&reference.files), &workload::collect(&port.files))
}
