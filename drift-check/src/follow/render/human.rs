//! The report for people.

use super::columns::columns;
use crate::follow::{Agreement, Change, FactChange, FactKind, Fate, FollowReport, Verdict};
use crate::judge::Severity;
use crate::options::Verbosity;
use crate::words::plural;
use anstyle::{AnsiColor, Style};
use std::fmt::Write;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// More facts than this of one change are counted, unless everything is asked for.
const FACTS_MAX: usize = 12;

/// The report, with colours. `width` is that of the terminal.
pub fn human(report: &FollowReport, verbosity: Verbosity, width: usize) -> String {
    let mut out = String::new();
    let name = |version: &crate::follow::Version| version.source.clone();
    let _ = writeln!(
        out,
        "{BOLD}{} -> {}{BOLD:#}, looked for in {BOLD}{}{BOLD:#}",
        name(&report.old),
        name(&report.new),
        name(&report.port)
    );
    unreadable(report, &mut out);
    if verbosity > Verbosity::Quiet {
        out.push('\n');
        let wanted = |change: &&Change| verbosity == Verbosity::Verbose || !change.class.falls_out();
        report.changes.iter().filter(wanted).for_each(|one| change(one, verbosity, width, &mut out));
        tests(report, verbosity, &mut out);
    }
    summary(report, &mut out);
    out
}

fn unreadable(report: &FollowReport, out: &mut String) {
    for version in [&report.old, &report.new, &report.port] {
        for reason in &version.unreadable {
            let _ = writeln!(out, "  could not be read: {}: {reason}", version.source);
        }
    }
}

fn change(change: &Change, verbosity: Verbosity, width: usize, out: &mut String) {
    let style = match (change.accepted.is_some(), change.verdict) {
        (true, _) | (_, Verdict::Adopted | Verdict::NotApplicable) => DIM,
        (_, Verdict::Absent) => AnsiColor::Red.on_default().bold(),
        (_, Verdict::Partial | Verdict::Differs) => AnsiColor::Yellow.on_default(),
    };
    let fate = match change.fate {
        Fate::Added => " is new",
        Fate::Removed => " is gone",
        Fate::Changed => "",
    };
    let _ = writeln!(
        out,
        "{style}{:<14}{style:#} {} {} {BOLD}{}{BOLD:#}{fate}",
        change.verdict.word(),
        change.risk.word(),
        change.class.word(),
        change.item
    );
    if let Some(reason) = &change.accepted {
        let _ = writeln!(out, "    accepted: {reason}");
    }
    // What needs no attention takes one line.
    let settled =
        matches!(change.verdict, Verdict::Adopted | Verdict::NotApplicable) || change.accepted.is_some();
    if settled && verbosity < Verbosity::Verbose {
        return;
    }
    let _ = writeln!(out, "    {}{DIM}, {}{DIM:#}", change.because, places(change));
    let _ = writeln!(out, "    {DIM}{}{DIM:#}", change.fingerprint);
    facts(change, verbosity, out);
    if change.risk > Severity::Info || verbosity == Verbosity::Verbose {
        let diffs = &change.diffs;
        let port = if diffs.port.starts_with("@@") { "the port, from the new version" } else { "the port" };
        out.push_str(&columns(("upstream", &diffs.upstream), (port, &diffs.port), width));
    }
    out.push('\n');
}

pub(super) fn places(change: &Change) -> String {
    let sites = [("old", &change.old), ("new", &change.new), ("port", &change.port)];
    let list: Vec<String> = sites
        .iter()
        .filter_map(|(name, site)| site.as_ref().map(|site| format!("{name} {}:{}", site.file, site.line)))
        .collect();
    list.join(", ")
}

fn facts(change: &Change, verbosity: Verbosity, out: &mut String) {
    let named: Vec<&FactChange> = change.facts.iter().filter(|fact| fact.kind != FactKind::Wording).collect();
    let shown = if verbosity == Verbosity::Verbose { named.len() } else { FACTS_MAX.min(named.len()) };
    for fact in named.iter().take(shown) {
        let _ = writeln!(out, "    {}", line(fact));
    }
    if named.len() > shown {
        let _ = writeln!(out, "    … {} more facts", named.len() - shown);
    }
    if named.is_empty() && !change.facts.is_empty() {
        out.push_str("    other words or another order, the same facts\n");
    }
}

/// One fact on one line.
pub(super) fn line(fact: &FactChange) -> String {
    let sign = if fact.new > fact.old { '+' } else { '-' };
    let count =
        if fact.old > 0 && fact.new > 0 { format!(" ({} -> {})", fact.old, fact.new) } else { String::new() };
    let port = match fact.agreement {
        None => "",
        Some(Agreement::New) => "  [port: as new]",
        Some(Agreement::Old) => "  [port: as old]",
        Some(Agreement::Between) => "  [port: in between]",
        Some(Agreement::Unclear) => "  [port: unclear]",
    };
    format!("{sign} {} {}{count}{port}", fact.kind.word(), fact.text).replace("  [", " [")
}

fn tests(report: &FollowReport, verbosity: Verbosity, out: &mut String) {
    let missing: Vec<_> = report.tests.iter().filter(|test| !test.in_port).collect();
    if missing.is_empty() {
        return;
    }
    let _ = writeln!(out, "{BOLD}upstream tests without counterpart{BOLD:#}");
    let shown = if verbosity == Verbosity::Verbose { missing.len() } else { missing.len().min(30) };
    for test in missing.iter().take(shown) {
        let fate = if test.fate == Fate::Added { "new" } else { "changed" };
        let _ = writeln!(out, "  {} {DIM}{fate}, {}:{}{DIM:#}", test.name, test.file, test.line);
        if !test.needs.is_empty() {
            let _ = writeln!(out, "    needs {}", test.needs.join(", "));
        }
        if !test.missing.is_empty() {
            let _ = writeln!(out, "    of which the port lacks {}", test.missing.join(", "));
        }
    }
    if missing.len() > shown {
        let _ = writeln!(out, "  … {} more", missing.len() - shown);
    }
    out.push('\n');
}

fn summary(report: &FollowReport, out: &mut String) {
    for (class, verdicts) in &report.summary {
        let counts: Vec<String> = Verdict::ALL
            .iter()
            .filter_map(|verdict| Some(format!("{} {}", verdicts.get(verdict.word())?, verdict.word())))
            .collect();
        let _ = writeln!(out, "{class:<12} {}", counts.join(", "));
    }
    if !report.only_comments.is_empty() {
        let count = plural(report.only_comments.len(), "file");
        let _ = writeln!(out, "{:<12} {count} changed in comments or layout only", "comments");
    }
    if !report.ambiguous.is_empty() {
        let _ = writeln!(
            out,
            "{:<12} {} not compared, of which several have the same name",
            "ambiguous",
            plural(report.ambiguous.len(), "item")
        );
    }
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}", verdict(report));
}

/// What it comes to, in one sentence.
pub(super) fn verdict(report: &FollowReport) -> String {
    let failing = report.failing().count();
    if !report.is_complete() {
        "incomplete: not everything could be read, so nothing is concluded".to_owned()
    } else if report.changes.is_empty() {
        "nothing changed upstream".to_owned()
    } else if failing > 0 {
        let verb = if failing == 1 { "is" } else { "are" };
        format!("{} in behaviour or format {verb} absent from the port", plural(failing, "change"))
    } else {
        "no change in behaviour or format is absent from the port".to_owned()
    }
}
