//! The report for people: worst first, then by family, then by place.

use super::summary::Unchecked;
use super::verdict::{self, Outcome};
use super::{Report, inline, rule_name};
use crate::compare::Site;
use crate::judge::{Family, Finding, Severity, Status};
use crate::options::{Look, Verbosity};
use anstyle::{AnsiColor, Style};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Unchecked entries that do not block are listed up to this many, unless everything is asked for.
const UNCHECKED_MAX: usize = 10;

/// The whole report, with colour.
pub(super) fn render(report: &Report, look: Look) -> String {
    let mut out = String::new();
    if look.verbosity > Verbosity::Quiet {
        findings(&mut out, report, look.verbosity);
    }
    coverage(&mut out, report, look.verbosity);
    table(&mut out, report);
    timings(&mut out, report);
    if let Some(baseline) = &report.baseline {
        line(&mut out, baseline.sentence());
    }
    verdict(&mut out, report, look);
    out
}

fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::Magenta.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default().bold(),
        Severity::Medium => AnsiColor::Yellow.on_default().bold(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => Style::new().dimmed(),
    }
}

fn line(out: &mut String, text: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn findings(out: &mut String, report: &Report, verbosity: Verbosity) {
    let mut explained = BTreeSet::new();
    for severity in Severity::ALL {
        if severity == Severity::Info && verbosity < Verbosity::Verbose {
            continue;
        }
        for family in Family::ALL {
            let group: Vec<&Finding> = report
                .findings
                .iter()
                .filter(|finding| finding.severity == severity && finding.family == family)
                .filter(|finding| is_open(finding) || verbosity == Verbosity::Verbose)
                .collect();
            if group.is_empty() {
                continue;
            }
            let style = colour(severity);
            line(
                out,
                format_args!(
                    "{style}{}{style:#} {BOLD}{}{BOLD:#} ({})",
                    severity.word(),
                    family.title(),
                    group.len()
                ),
            );
            line(out, "");
            for finding in group {
                one(out, finding, &mut explained);
            }
        }
    }
}

fn one(out: &mut String, finding: &Finding, explained: &mut BTreeSet<String>) {
    let style = colour(finding.severity);
    let name = rule_name(&finding.rule);
    line(
        out,
        format_args!(
            "  {style}{}{style:#} {DIM}{name}{DIM:#} {BOLD}{}{BOLD:#}: {}",
            finding.rule, finding.item, finding.message
        ),
    );
    sites(out, finding);
    if !finding.facts.public_items.is_empty() {
        let (shown, more) = shorten(&finding.facts.public_items, 8);
        line(out, format_args!("      public in it: {shown}{more}"));
    }
    for note in &finding.facts.notes {
        line(out, format_args!("      note: {note}"));
    }
    if let Some(acceptance) = &finding.acceptance {
        let how = if is_open(finding) { "was accepted" } else { "accepted" };
        line(out, format_args!("      {how} as {}: {}", acceptance.class.word(), acceptance.reason.trim()));
    }
    // The reason is the same for all findings of a rule, so the first one tells it.
    if explained.insert(finding.rule.clone()) {
        line(out, format_args!("      {DIM}why: {}{DIM:#}", finding.why));
    }
    line(out, "");
}

/// Whether a finding counts: what is accepted does not.
fn is_open(finding: &Finding) -> bool {
    finding.status != Status::Accepted
}

fn shorten(items: &[String], max: usize) -> (String, String) {
    let more = items.len().saturating_sub(max);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (items.iter().take(max).cloned().collect::<Vec<_>>().join(", "), more)
}

fn sites(out: &mut String, finding: &Finding) {
    match (&finding.reference, &finding.port) {
        (Some(reference), Some(port)) if reference.snippet != port.snippet => {
            let (removed, added) = inline::lines(&reference.snippet, &port.snippet);
            let width = place(reference).len().max(place(port).len());
            line(out, format_args!("      - reference {:width$}  {removed}", place(reference)));
            line(out, format_args!("      + port      {:width$}  {added}", place(port)));
        }
        (Some(reference), Some(port)) => {
            let width = place(reference).len().max(place(port).len());
            line(out, format_args!("        reference {:width$}  {}", place(reference), reference.snippet));
            line(out, format_args!("        port      {:width$}", place(port)));
        }
        (Some(reference), None) => {
            line(out, format_args!("        reference {}  {}", place(reference), reference.snippet));
        }
        (None, Some(port)) => line(out, format_args!("        port      {}  {}", place(port), port.snippet)),
        (None, None) => {}
    }
}

fn place(site: &Site) -> String {
    format!("{}:{}", site.file, site.line)
}

fn coverage(out: &mut String, report: &Report, verbosity: Verbosity) {
    let coverage = &report.coverage;
    for (name, side) in [("reference", &report.reference), ("port     ", &report.port)] {
        line(
            out,
            format_args!(
                "{BOLD}{name}{BOLD:#} {}: {} files, {} lines, {} items",
                side.source, side.files, side.lines, side.items
            ),
        );
    }
    line(
        out,
        format_args!(
            "{BOLD}coverage{BOLD:#}  {}; {} extra in the port; {} unchecked",
            coverage.sentence(),
            coverage.extra,
            coverage.unchecked
        ),
    );
    let bodies: Vec<String> =
        coverage.bodies.iter().map(|(level, count)| format!("{count} {level}")).collect();
    if !bodies.is_empty() {
        line(out, format_args!("{DIM}          bodies: {}{DIM:#}", bodies.join("; ")));
    }
    if verbosity == Verbosity::Verbose {
        for path in &coverage.ambiguous_list {
            line(out, format_args!("  ambiguous {path}"));
        }
        for path in &coverage.rewritten_list {
            line(out, format_args!("  {DIM}written anew{DIM:#} {path}"));
        }
    }
    unchecked(out, &coverage.unchecked_list, verbosity);
    accepted(out, report);
}

/// How much was accepted, and as what.
fn accepted(out: &mut String, report: &Report) {
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| !is_open(finding)) {
        let class = finding.acceptance.as_ref().map_or("", |acceptance| acceptance.class.word());
        *by_class.entry(class).or_default() += 1;
    }
    if !by_class.is_empty() {
        let total: usize = by_class.values().sum();
        let classes: Vec<String> = by_class.iter().map(|(class, count)| format!("{count} {class}")).collect();
        let noun = if total == 1 { "finding" } else { "findings" };
        line(out, format_args!("{BOLD}accepted{BOLD:#}  {total} {noun}: {}", classes.join(", ")));
    }
}

fn unchecked(out: &mut String, list: &[Unchecked], verbosity: Verbosity) {
    let max = if verbosity == Verbosity::Verbose { usize::MAX } else { UNCHECKED_MAX };
    let (blocking, others): (Vec<&Unchecked>, Vec<&Unchecked>) =
        list.iter().partition(|entry| entry.blocking);
    let max = if verbosity == Verbosity::Quiet { 0 } else { max };
    for entry in blocking.iter().chain(others.iter().take(max)) {
        let side = entry.side.word();
        let style = if entry.blocking { colour(Severity::High) } else { DIM };
        line(
            out,
            format_args!(
                "  {style}unchecked{style:#} {side} {}:{}: {}: {}",
                entry.file, entry.line, entry.what, entry.reason
            ),
        );
    }
    if others.len() > max && max > 0 {
        line(out, format_args!("  … and {} more unchecked; -v lists all", others.len() - max));
    }
}

/// Families down, severities across.
fn table(out: &mut String, report: &Report) {
    if !report.findings.iter().any(is_open) {
        return;
    }
    line(out, "");
    let mut head = format!("{:<24}", "");
    for severity in Severity::ALL {
        head.push_str(&format!("{:>9}", severity.word()));
    }
    line(out, format_args!("{DIM}{head}{DIM:#}"));
    for family in Family::ALL {
        row(out, family.title(), report, |finding| finding.family == family);
    }
    row(out, "total", report, |_| true);
}

fn row(out: &mut String, title: &str, report: &Report, takes: impl Fn(&Finding) -> bool) {
    let takes = |finding: &&Finding| is_open(finding) && takes(finding);
    let count = |severity| {
        report.findings.iter().filter(takes).filter(|finding| finding.severity == severity).count()
    };
    if !report.findings.iter().any(|finding| takes(&finding)) {
        return;
    }
    let mut text = format!("{title:<24}");
    for severity in Severity::ALL {
        let style = if count(severity) == 0 { DIM } else { colour(severity) };
        text.push_str(&format!("{style}{:>9}{style:#}", count(severity)));
    }
    line(out, text);
}

fn timings(out: &mut String, report: &Report) {
    let Some(timings) = &report.timings else { return };
    line(out, "");
    let phases: Vec<String> =
        timings.phases_ms.iter().map(|(name, ms)| format!("{name} {ms:.1} ms")).collect();
    line(out, format_args!("timings: {}; total {:.1} ms", phases.join(", "), timings.total_ms));
    line(
        out,
        format_args!(
            "         parser {:.1} ms and lowering {:.1} ms over all threads; all work is {:.2} times the parser's",
            timings.parser_ms, timings.lowering_ms, timings.work_per_parser
        ),
    );
}

fn verdict(out: &mut String, report: &Report, look: Look) {
    let verdict = verdict::of(report, look.fail_on);
    let style = match verdict.outcome {
        Outcome::Clean { .. } => AnsiColor::Green.on_default().bold(),
        Outcome::Drift { failing: 0 } => colour(Severity::Low),
        Outcome::Drift { .. } | Outcome::Incomplete => colour(Severity::High),
    };
    line(out, "");
    line(out, format_args!("{style}{}{style:#}: {}", verdict.headline(), verdict.text));
}
