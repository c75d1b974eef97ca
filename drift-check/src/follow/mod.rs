//! What changed upstream between two versions, and whether the port has it.
//!
//! Every item of the three crates is taken stock of in the same words; a change is a fact that is counted otherwise in
//! the new version than in the old one, and the port has it if it is counted there as in the new version. So three
//! laws hold exactly: nothing changes between a version and itself, a port that is the new version has adopted
//! everything, and for a port that is the old version everything is absent.
//!
//! ```no_run
//! use drift_check::follow::{self, FollowOptions, Verdict};
//! use drift_check::load::Source;
//!
//! # fn main() -> drift_check::Result<()> {
//! let here = std::path::Path::new(".");
//! let source = |text| Source::parse(text, here);
//! let options = FollowOptions::new(source("semver@1.0.22")?, source("semver@1.0.23")?, source("my-port")?);
//! let report = follow::run(&options, &drift_check::progress::Silent)?;
//! let absent = report.changes.iter().filter(|change| change.verdict == Verdict::Absent);
//! println!("{} changes to take over", absent.count());
//! # Ok(())
//! # }
//! ```

mod calls;
mod change;
mod classify;
mod fact;
mod inventory;
mod items;
mod manifest;
pub mod render;
mod sources;
mod upstream_tests;
mod verdict;
mod words;

pub use change::{
    Agreement, Change, Class, Diffs, FactChange, Fate, FollowReport, SCHEMA, TestChange, Verdict, Version,
};
pub use fact::FactKind;

use crate::error::Result;
use crate::judge::fingerprint;
use crate::load::{CrateRoot, Source};
use crate::matching::{self, UserMap};
use crate::model::Crate;
use crate::pipeline;
use crate::progress::Progress;
use crate::report::Tool;
use inventory::Inventory;
use sources::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use verdict::Inventories;
use words::Sides;

/// What to compare.
#[derive(Debug, Clone)]
pub struct FollowOptions {
    /// The version the port was made from, or was last brought up to.
    pub old: Source,
    /// The version to bring it up to.
    pub new: Source,
    /// The port.
    pub port: Source,
    /// From where cargo is asked for registry crates first.
    pub workspace: PathBuf,
    /// What the port calls differently on purpose.
    pub map: UserMap,
    /// Reasons for leaving the port as it is, by fingerprint of the change.
    pub accepted: BTreeMap<String, String>,
}

impl FollowOptions {
    /// Two versions and a port with all defaults.
    pub fn new(old: Source, new: Source, port: Source) -> Self {
        let workspace = PathBuf::from(".");
        Self { old, new, port, workspace, map: UserMap::default(), accepted: BTreeMap::new() }
    }
}

/// Compares the two versions and looks for every change in the port.
///
/// # Errors
/// Only if one of the three cannot be found at all. What could not be read is named in the report, which then says
/// that it is not complete.
pub fn run(options: &FollowOptions, progress: &dyn Progress) -> Result<FollowReport> {
    pipeline::with_deep_stacks(|| {
        let (old_root, old) = read(&options.old, "old version", options, progress)?;
        let (new_root, new) = read(&options.new, "new version", options, progress)?;
        let (port_root, port) = read(&options.port, "port", options, progress)?;
        progress.phase("comparing");
        let crates = Crates { old: &old, new: &new, port: &port };
        Ok(report(options, [&old_root, &new_root, &port_root], crates))
    })
}

fn read(
    source: &Source,
    name: &str,
    options: &FollowOptions,
    progress: &dyn Progress,
) -> Result<(CrateRoot, Crate)> {
    progress.phase(&format!("reading the {name}"));
    pipeline::read(source, &options.workspace, progress)
}

/// The three crates.
#[derive(Clone, Copy)]
struct Crates<'a> {
    old: &'a Crate,
    new: &'a Crate,
    port: &'a Crate,
}

fn report(options: &FollowOptions, roots: [&CrateRoot; 3], crates: Crates<'_>) -> FollowReport {
    let no_map = UserMap::default();
    let sides = Sides {
        old: crates.old,
        new: crates.new,
        port: crates.port,
        upstream: matching::pair(crates.old, crates.new, &no_map),
        from_old: matching::pair(crates.old, crates.port, &options.map),
        from_new: matching::pair(crates.new, crates.port, &options.map),
    };
    let words = (sides.old_words(), sides.new_words(), sides.port_words(&options.map.types));
    let inventories = Inventories {
        old: Inventory::new(crates.old, &words.0),
        new: Inventory::new(crates.new, &words.1),
        port: Inventory::new(crates.port, &words.2),
    };
    let sources = roots.map(|root| Sources::new(&root.dir));
    let mut changes = items::changes(&sides, &inventories, &sources);
    changes.extend(manifest::changes(&crates.old.manifest, &crates.new.manifest, &crates.port.manifest));
    finish(&mut changes, &options.accepted);

    let tests = roots.map(|root| upstream_tests::find(&root.dir));
    let [old_root, new_root, port_root] = roots;
    FollowReport {
        schema: SCHEMA.into(),
        tool: Tool::this(),
        old: version(old_root, crates.old),
        new: version(new_root, crates.new),
        port: version(port_root, crates.port),
        only_comments: only_comments(crates, &sources, &changes),
        ambiguous: sides
            .upstream
            .ambiguous
            .iter()
            .map(|id| crates.old.item(*id).path.clone())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        tests: upstream_tests::compare(&tests[0], &tests[1], &tests[2], crates.new, crates.port),
        summary: summary(&changes),
        changes,
    }
}

fn version(root: &CrateRoot, krate: &Crate) -> Version {
    Version {
        source: root.label.clone(),
        package: krate.manifest.name.clone(),
        version: krate.manifest.version.clone(),
        items: krate.compared().count(),
        unreadable: krate
            .gaps
            .iter()
            .filter(|gap| gap.blocking)
            .map(|gap| format!("{}:{}: {}", gap.file, gap.line, gap.reason))
            .collect(),
    }
}

/// Names, acceptances and order.
fn finish(changes: &mut [Change], accepted: &BTreeMap<String, String>) {
    changes.sort_by(|a, b| (&a.item, &a.kind, a.fate).cmp(&(&b.item, &b.kind, b.fate)));
    let mut ordinals: BTreeMap<(String, String), usize> = BTreeMap::new();
    for change in changes.iter_mut() {
        // What changed goes into the name, so accepting one change of an item accepts no later one.
        let facts: Vec<String> = change
            .facts
            .iter()
            .map(|fact| format!("{:?} {} {}>{}", fact.kind, fact.text, fact.old, fact.new))
            .collect();
        let detail = format!("{:?} {} {}", change.fate, change.kind, facts.join("; "));
        let ordinal = ordinals.entry((change.item.clone(), detail.clone())).or_default();
        change.fingerprint = fingerprint::of("follow", &change.item, &detail, *ordinal);
        *ordinal += 1;
        change.accepted = accepted.get(&change.fingerprint).cloned();
    }
    changes.sort_by(|a, b| {
        let rank = |change: &Change| {
            (change.class.falls_out(), std::cmp::Reverse(change.risk), change.verdict, change.class)
        };
        rank(a).cmp(&rank(b)).then_with(|| a.item.cmp(&b.item))
    });
}

fn summary(changes: &[Change]) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut out: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for change in changes {
        let class = out.entry(change.class.word().to_owned()).or_default();
        *class.entry(change.verdict.word().to_owned()).or_default() += 1;
    }
    out
}

/// Files whose text changed although nothing in them did.
fn only_comments(crates: Crates<'_>, sources: &[Sources; 3], changes: &[Change]) -> Vec<String> {
    let touched: BTreeSet<&str> = changes
        .iter()
        .flat_map(|change| [&change.old, &change.new])
        .flatten()
        .map(|site| site.file.as_str())
        .collect();
    let old: BTreeSet<&str> = crates.old.files.iter().map(|file| &*file.path).collect();
    let shared = crates.new.files.iter().map(|file| &*file.path).filter(|path| old.contains(path));
    shared
        .filter(|path| !touched.contains(path) && sources[0].file(path) != sources[1].file(path))
        .map(str::to_owned)
        .collect()
}
