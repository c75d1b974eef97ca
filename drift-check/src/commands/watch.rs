//! `drift-check watch`: check again whenever a file is saved, and say so on one line.

use super::Context;
use super::pair::PairArgs;
use crate::error::{Error, Result};
use crate::judge::{Severity, Status};
use crate::load::Source;
use crate::options::FailOn;
use crate::progress::Silent;
use crate::report::Report;
use crate::{exit, pipeline, report};
use clap::Args;
use notify::{EventKind, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// Editors write a file in several steps; this long without another one means that they are done.
const QUIET: Duration = Duration::from_millis(200);

/// Options of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
    /// Fail from this severity on. Default: as configured, else high.
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
    /// Stop after so many checks. Without it, watch until interrupted.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub checks: Option<u64>,
}

type Events = Receiver<notify::Result<notify::Event>>;

pub(super) fn run(args: &WatchArgs, context: &Context) -> Result<u8> {
    let (sender, events) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).map_err(|error| failed(Path::new("."), error))?;
    for (folder, mode) in folders(args, context)? {
        watcher.watch(&folder, mode).map_err(|error| failed(&folder, error))?;
    }
    let mut known: Option<BTreeSet<String>> = None;
    let mut code = exit::CLEAN;
    let checks = args.checks.unwrap_or(u64::MAX);
    for check_idx in 1..=checks {
        // The configuration may be what was saved, so it is read every time.
        let line = match check(args, context) {
            Ok((report, fail_on)) => {
                code = report.exit_code(fail_on);
                let now = open(&report);
                let line = status(&report, fail_on, known.as_ref(), &now);
                // What an incomplete check does not find is not gone.
                if report.is_complete() || known.is_none() {
                    known = Some(now);
                }
                line
            }
            Err(error) => {
                code = error.exit_code();
                format!("could not check: {error}")
            }
        };
        report::print(&format!("{line}\n"))?;
        if check_idx < checks && !wait(&events) {
            break;
        }
    }
    Ok(code)
}

/// What is on disk and may change: sides that are folders, as crates of the registry and revisions never do, and the
/// folders of configuration and ledger.
fn folders(args: &WatchArgs, context: &Context) -> Result<Vec<(PathBuf, RecursiveMode)>> {
    let pair = args.pair.resolve(&context.folder)?;
    let mut sides: Vec<PathBuf> = [&pair.options.reference, &pair.options.port]
        .into_iter()
        .filter_map(|source| match source {
            Source::Folder { path, .. } => Some(path.clone()),
            _ => None,
        })
        .collect();
    if sides.is_empty() {
        return Err(Error::Usage(
            "neither side is a folder, so nothing can change; name one with --port PATH".into(),
        ));
    }
    sides.dedup();
    let is_below = |folder: &Path| sides.iter().any(|side| folder.starts_with(side));
    let ledger = pair.options.ledger.path.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let mut beside: Vec<PathBuf> =
        [Some(pair.base), ledger].into_iter().flatten().filter(|folder| !is_below(folder)).collect();
    beside.dedup();
    // Only the files in these: a workspace's target folder may lie below.
    let beside = beside.into_iter().filter(|folder| folder.is_dir());
    let beside = beside.map(|folder| (folder, RecursiveMode::NonRecursive)).collect::<Vec<_>>();
    Ok(sides.into_iter().map(|side| (side, RecursiveMode::Recursive)).chain(beside).collect())
}

fn check(args: &WatchArgs, context: &Context) -> Result<(Report, FailOn)> {
    let options = args.pair.resolve(&context.folder)?.options;
    let report = pipeline::run(&options, &Silent)?;
    Ok((report, args.fail_on.unwrap_or(options.fail_on)))
}

fn open(report: &Report) -> BTreeSet<String> {
    let findings = report.findings.iter().filter(|finding| finding.status != Status::Accepted);
    findings
        .filter(|finding| finding.severity > Severity::Info)
        .map(|finding| finding.fingerprint.clone())
        .collect()
}

/// Everything on one line: how it stands, what is new since the last check, and the worst of that.
fn status(
    report: &Report,
    fail_on: FailOn,
    known: Option<&BTreeSet<String>>,
    now: &BTreeSet<String>,
) -> String {
    let verdict = match report.exit_code(fail_on) {
        exit::CLEAN => "ok",
        exit::COULD_NOT_CHECK => "incomplete",
        _ => "drift",
    };
    let mut line = format!("{verdict}: {} open", now.len());
    let Some(known) = known else { return line };
    let gone = known.difference(now).count();
    let fresh: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| now.contains(&finding.fingerprint) && !known.contains(&finding.fingerprint))
        .collect();
    line.push_str(&format!(", {} new, {gone} gone", fresh.len()));
    if let Some(worst) = fresh.iter().max_by_key(|finding| finding.severity) {
        line.push_str(&format!(
            "; {} {} {}: {}",
            worst.severity.word(),
            worst.rule,
            worst.item,
            worst.message
        ));
    }
    line
}

/// Waits for a saved source file or manifest, and for the end of saving. False if nothing can come any more.
fn wait(events: &Events) -> bool {
    loop {
        match events.recv() {
            Ok(event) if matters(&event) => break,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    loop {
        match events.recv_timeout(QUIET) {
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

fn matters(event: &notify::Result<notify::Event>) -> bool {
    let Ok(event) = event else { return false };
    let is_input =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs" || extension == "toml");
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(is_input)
}

fn failed(path: &Path, error: notify::Error) -> Error {
    let source = match error.kind {
        notify::ErrorKind::Io(source) => source,
        other => std::io::Error::other(format!("{other:?}")),
    };
    Error::Io { operation: "watch", path: path.to_path_buf(), source }
}
