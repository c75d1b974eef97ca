//! The page: one file that works from disk, without network. What is fixed is written by a template; findings and items
//! travel as data and are shown by the page's own script, which keeps the page small.

mod data;
mod forest;
mod heat;

use super::Report;
use super::details::{Details, SyncRow, Test};
use super::measured::Measured;
use super::summary::Unchecked;
use super::verdict::{self, Outcome};
use crate::judge::{Acceptance, Family, Finding, Severity};
use crate::options::Look;
use askama::Template;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: String,
    headline: &'static str,
    outcome: &'static str,
    verdict: String,
    coverage: String,
    report: &'a Report,
    bars: Vec<(&'static str, usize, String)>,
    severities: Vec<(&'static str, usize)>,
    families: Vec<Family>,
    /// Those with any finding, accepted ones included.
    listed_families: Vec<Family>,
    heat: Vec<heat::Row>,
    details: Option<&'a Details>,
    sync_missing: usize,
    ported: Vec<&'a Test>,
    missing: Vec<&'a Test>,
    bench: Option<&'a Measured>,
    forest: String,
    trends: Vec<(String, String)>,
    ledger: Vec<Decision<'a>>,
    blocking: Vec<&'a Unchecked>,
    unchecked: Vec<&'a Unchecked>,
    style: &'static str,
    script: &'static str,
    data: String,
}

/// The page.
pub(super) fn render(report: &Report, look: Look) -> String {
    let verdict = verdict::of(report, look.fail_on);
    let details = report.details.as_ref();
    let sync = details.map(|details| details.concurrency.as_slice()).unwrap_or_default();
    let tests = details.map(|details| details.tests.reference.as_slice()).unwrap_or_default();
    let (missing, ported): (Vec<&Test>, Vec<&Test>) = tests.iter().partition(|test| test.port.is_empty());
    let (blocking, unchecked) = report.coverage.unchecked_list.iter().partition(|entry| entry.blocking);
    let bench = report.bench.as_ref();
    let page = Page {
        title: format!("{} against {}", report.port.source, report.reference.source),
        headline: verdict.headline(),
        outcome: match verdict.outcome {
            Outcome::Clean { .. } => "clean",
            Outcome::Drift { failing: 0 } => "passing",
            Outcome::Drift { .. } | Outcome::Incomplete => "failing",
        },
        verdict: verdict.text,
        coverage: report.coverage.sentence(),
        report,
        bars: bars(report),
        severities: severities(report),
        families: heat::families(report),
        listed_families: Family::ALL
            .into_iter()
            .filter(|family| report.findings.iter().any(|finding| finding.family == *family))
            .collect(),
        heat: heat::rows(report),
        details,
        sync_missing: sync.iter().filter(|row| row.state == "none").count(),
        ported,
        missing,
        bench,
        forest: bench.map(forest::svg).unwrap_or_default(),
        trends: bench.map(forest::trends).unwrap_or_default(),
        ledger: ledger(report),
        blocking,
        unchecked,
        style: include_str!("../../../templates/report.css"),
        script: include_str!("../../../templates/report.js"),
        data: data::of(report),
    };
    // The template only fails where a value does, and all values are text and numbers.
    page.render().unwrap_or_else(|error| format!("<!-- could not be written: {error} -->\n"))
}

/// An entry of the ledger, with what it covers.
struct Decision<'a> {
    entry: &'a Acceptance,
    /// How the findings stand: accepted, or stale.
    status: &'static str,
    findings: Vec<&'a Finding>,
}

/// Entries that cover something, in the order of their findings.
fn ledger(report: &Report) -> Vec<Decision<'_>> {
    let mut out: Vec<Decision<'_>> = Vec::new();
    for finding in &report.findings {
        let Some(entry) = &finding.acceptance else { continue };
        let status = finding.status.word();
        match out.iter_mut().find(|found| found.entry == entry && found.status == status) {
            Some(found) => found.findings.push(finding),
            None => out.push(Decision { entry, status, findings: vec![finding] }),
        }
    }
    out
}

/// Parts of the reference's items, with their share of the width in percent.
fn bars(report: &Report) -> Vec<(&'static str, usize, String)> {
    let coverage = &report.coverage;
    let parts = [
        ("matched", coverage.matched),
        ("stubs", coverage.stubs),
        ("ambiguous", coverage.ambiguous),
        ("absent", coverage.absent),
    ];
    let width = |count: usize| match (count * 10_000).checked_div(coverage.reference_items) {
        Some(share) => format!("{}.{:02}", share / 100, share % 100),
        None => "0".into(),
    };
    parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| (name, count, width(count)))
        .collect()
}

fn severities(report: &Report) -> Vec<(&'static str, usize)> {
    let count = |severity| verdict::open(report).filter(|finding| finding.severity == severity).count();
    Severity::ALL.into_iter().map(|severity| (severity.word(), count(severity))).collect()
}

/// A row of the concurrency sheet, for the template.
impl SyncRow {
    fn differs(&self) -> bool {
        self.state != "same"
    }

    fn sign(&self) -> &'static str {
        match self.state.as_str() {
            "same" => "=",
            "changed" => "≠",
            _ => "∅",
        }
    }
}
