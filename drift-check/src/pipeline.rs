//! The stages in their order.

use crate::compare::{self, Aspect, Difference, DriftKind, Facts, Site};
use crate::error::{Error, Result};
use crate::judge::{self, Finding};
use crate::ledger;
use crate::load::{self, CrateRoot, Source};
use crate::matching::{self, ConfigFinding, Matching};
use crate::model::item::{ItemKind, Reach};
use crate::model::{self, Crate};
use crate::options::Options;
use crate::parse;
use crate::progress::Progress;
use crate::report::{self, Report, Timings, details};
use std::path::Path;
use std::time::{Duration, Instant};

/// The parser recurses as deep as the code is nested. This much is only reserved, not used.
const STACK_SIZE_BYTES: usize = 512 << 20;

/// A comparison that has been made, with everything it rests on.
#[derive(Debug)]
pub struct Examination<'a> {
    /// The report.
    pub report: Report,
    /// Both crates and who corresponds to whom.
    pub matching: &'a Matching<'a>,
    /// How the entries of the ledger stand: state, and number of findings covered.
    pub entries: Vec<(ledger::State, usize)>,
    /// The folder that holds the reference's `Cargo.toml`.
    pub reference_dir: &'a Path,
    /// The folder that holds the port's `Cargo.toml`.
    pub port_dir: &'a Path,
}

/// Compares port and reference.
///
/// # Errors
/// Only if a side cannot be found at all. Files that are missing or do not parse are named in the report's coverage.
pub fn run(options: &Options, progress: &dyn Progress) -> Result<Report> {
    examine(options, progress, |examination| Ok(examination.report))
}

/// Runs on threads whose stacks hold whatever nesting the parser may meet.
pub(crate) fn with_deep_stacks<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK_SIZE_BYTES)
        .build()
        .map_err(|error| Error::Internal(format!("could not start threads: {error}")))?;
    pool.install(work)
}

/// Compares port and reference and hands over everything the report rests on.
///
/// # Errors
/// As [`run`], or what `with` fails with.
pub fn examine<T: Send>(
    options: &Options,
    progress: &dyn Progress,
    with: impl FnOnce(Examination<'_>) -> Result<T> + Send,
) -> Result<T> {
    with_deep_stacks(|| stages(options, progress, with))
}

/// The model of a single crate.
///
/// # Errors
/// If it cannot be found at all.
pub fn model_of(source: &Source, workspace: &Path, progress: &dyn Progress) -> Result<Crate> {
    with_deep_stacks(|| {
        progress.phase("reading the crate");
        Ok(read(source, workspace, progress)?.1)
    })
}

fn stages<T>(
    options: &Options,
    progress: &dyn Progress,
    with: impl FnOnce(Examination<'_>) -> Result<T>,
) -> Result<T> {
    let mut clock = Clock::default();
    progress.phase("finding the reference");
    let reference_root = load::crate_root(&options.reference, &options.workspace)?;
    progress.phase("finding the port");
    let port_root = load::crate_root(&options.port, &options.workspace)?;
    clock.lap("load");

    let labels = (reference_root.label.clone(), port_root.label.clone());
    progress.phase("parsing the reference");
    let reference_tree = parse_tree(&reference_root, progress);
    progress.phase("parsing the port");
    let port_tree = parse_tree(&port_root, progress);
    clock.lap("parse");

    progress.phase("resolving names");
    let (reference, port) = rayon::join(
        || model::link(reference_tree, reference_root.manifest),
        || model::link(port_tree, port_root.manifest),
    );
    clock.lap("link");

    progress.phase("comparing");
    let matching = matching::pair(&reference, &port, &options.map);
    clock.lap("match");
    let mut differences = compare::all(&matching);
    differences
        .extend(matching.config.iter().map(|finding| config_difference(finding, &options.config_name)));
    clock.lap("compare");
    let mut findings = judge::apply(&options.selection, differences);
    clock.lap("judge");
    let entries = accept(options, &mut findings, &matching, &port_root.dir);
    clock.lap("ledger");

    let mut report = Report::new(labels, &matching, findings, options);
    if options.details {
        progress.phase("gathering texts");
        report.details =
            Some(details::collect(&matching, &report.findings, &reference_root.dir, &port_root.dir));
        clock.lap("details");
    }
    report.bench = report::measured(&options.bench)?;
    if options.timings {
        report.timings = Some(clock.timings(&[&reference, &port]));
    }
    let (reference_dir, port_dir) = (&*reference_root.dir, &*port_root.dir);
    with(Examination { report, matching: &matching, entries, reference_dir, port_dir })
}

/// Marks what the ledger covers, and adds what is wrong with the ledger.
fn accept(
    options: &Options,
    findings: &mut Vec<Finding>,
    matching: &Matching<'_>,
    port: &Path,
) -> Vec<(ledger::State, usize)> {
    let sides = ledger::Sides::new(matching.reference, matching.port);
    let applied = ledger::apply(&options.ledger, &options.selection, findings, &sides, port);
    findings.extend(judge::apply(&options.selection, applied.differences));
    // Stable, so that findings of one item and rule stay in the order of their details.
    findings.sort_by(|a, b| (&a.item, &a.rule).cmp(&(&b.item, &b.rule)));
    applied.entries
}

/// Finds, parses and links one crate.
///
/// # Errors
/// Only if the crate cannot be found at all.
pub(crate) fn read(source: &Source, workspace: &Path, progress: &dyn Progress) -> Result<(CrateRoot, Crate)> {
    let root = load::crate_root(source, workspace)?;
    let tree = parse_tree(&root, progress);
    let manifest = root.manifest.clone();
    Ok((root, model::link(tree, manifest)))
}

/// What could not be read of a crate, for [`Error::incomplete`].
pub(crate) fn unread(side: &str, krate: &Crate) -> Vec<String> {
    let blocking = krate.gaps.iter().filter(|gap| gap.blocking);
    blocking.map(|gap| format!("{side} {}:{}: {}", gap.file, gap.line, gap.reason)).collect()
}

fn parse_tree(root: &CrateRoot, progress: &dyn Progress) -> parse::ParsedTree {
    parse::tree(root, &|| progress.file())
}

fn config_difference(finding: &ConfigFinding, config_name: &str) -> Difference {
    let line = format!("\"{}\" = \"{}\"", finding.key, finding.value);
    Difference {
        aspect: Aspect::ConfigMap,
        kind: DriftKind::Extra,
        item: format!("{}.\"{}\"", finding.section, finding.key),
        item_kind: ItemKind::Module,
        reach: Reach::Public,
        detail: finding.value.clone(),
        reference: None,
        port: Some(Site { item: finding.section.into(), file: config_name.into(), line: 1, snippet: line }),
        facts: Facts::port(&finding.reason),
    }
}

/// Measures phases.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl Clock {
    fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, now - self.last));
        self.last = now;
    }

    fn timings(&self, crates: &[&Crate]) -> Timings {
        let sum = |of: fn(&parse::FileFact) -> Duration| -> Duration {
            crates.iter().flat_map(|krate| &krate.files).map(of).sum()
        };
        Timings::new(&self.laps, sum(|file| file.parsing), sum(|file| file.lowering))
    }
}
