//! The report as a page: one file that works from disk, without network, and without its script, which only filters.

use super::human::{line, places, verdict};
use crate::follow::{Change, FactKind, Fate, FollowReport, TestChange, Verdict, Version};
use askama::Template;

#[derive(Template)]
#[template(path = "follow.html")]
struct Page<'a> {
    report: &'a FollowReport,
    verdict: String,
    outcome: &'static str,
    heads: Vec<&'static str>,
    counts: Vec<(&'a str, Vec<usize>)>,
    unreadable: Vec<(&'a Version, &'a String)>,
    changes: Vec<Shown<'a>>,
    tests: Vec<&'a TestChange>,
    style: &'static str,
}

/// A change, ready to be written.
struct Shown<'a> {
    change: &'a Change,
    verdict: &'static str,
    risk: &'static str,
    class: &'static str,
    fate: &'static str,
    places: String,
    facts: Vec<String>,
    is_open: bool,
    diffs: Vec<(&'static str, Vec<Row<'a>>)>,
}

/// A line of a diff.
struct Row<'a> {
    kind: &'static str,
    text: &'a str,
}

/// The report as one HTML page.
pub fn html(report: &FollowReport) -> String {
    let heads: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.word()).collect();
    let counts = |verdicts: &std::collections::BTreeMap<String, usize>| {
        heads.iter().map(|head| verdicts.get(*head).copied().unwrap_or(0)).collect()
    };
    let versions = [&report.old, &report.new, &report.port];
    let page = Page {
        verdict: verdict(report),
        outcome: if report.is_complete() && report.failing().next().is_none() { "clean" } else { "failing" },
        counts: report.summary.iter().map(|(class, verdicts)| (class.as_str(), counts(verdicts))).collect(),
        heads: heads.clone(),
        unreadable: versions
            .iter()
            .flat_map(|version| version.unreadable.iter().map(|reason| (*version, reason)))
            .collect(),
        changes: report.changes.iter().map(shown).collect(),
        tests: report.tests.iter().filter(|test| !test.in_port).collect(),
        style: include_str!("../../../templates/report.css"),
        report,
    };
    // A template that is compiled in and writes to memory has no way to fail.
    page.render().unwrap_or_else(|error| format!("the page could not be written: {error}\n"))
}

fn shown(change: &Change) -> Shown<'_> {
    let settled =
        matches!(change.verdict, Verdict::Adopted | Verdict::NotApplicable) || change.accepted.is_some();
    let named = change.facts.iter().filter(|fact| fact.kind != FactKind::Wording);
    let diffs = [("upstream", &change.diffs.upstream), ("port", &change.diffs.port)];
    Shown {
        change,
        verdict: change.verdict.word(),
        risk: change.risk.word(),
        class: change.class.word(),
        fate: match change.fate {
            Fate::Added => "is new",
            Fate::Removed => "is gone",
            Fate::Changed => "",
        },
        places: places(change),
        facts: named.map(line).collect(),
        is_open: !settled && !change.class.falls_out(),
        diffs: diffs
            .into_iter()
            .filter(|(_, diff)| !diff.is_empty())
            .map(|(name, diff)| (name, diff.lines().map(row).collect()))
            .collect(),
    }
}

fn row(text: &str) -> Row<'_> {
    let kind = match text.as_bytes().first() {
        Some(b'+') => "add",
        Some(b'-') => "del",
        Some(b'@') => "hunk",
        _ => "same",
    };
    Row { kind, text }
}
