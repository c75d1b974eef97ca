//! The report as GitHub and GitLab show it.

use super::human::line;
use crate::follow::{Change, FactKind, Fate, FollowReport, Verdict};
use std::fmt::Write;

/// The report in Markdown: a table, then what needs attention, both diffs folded in.
pub fn markdown(report: &FollowReport) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "## `{}` → `{}`, looked for in `{}`\n",
        report.old.source, report.new.source, report.port.source
    );
    if !report.is_complete() {
        out.push_str("**Incomplete.** Not everything could be read, so nothing is concluded:\n\n");
        for version in [&report.old, &report.new, &report.port] {
            version.unreadable.iter().for_each(|reason| {
                let _ = writeln!(out, "- {}: {reason}", version.source);
            });
        }
        out.push('\n');
    }
    table(report, &mut out);
    for verdict in Verdict::ALL {
        let of = |change: &&Change| change.verdict == verdict && !change.class.falls_out();
        let changes: Vec<&Change> = report.changes.iter().filter(of).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "### {} ({})\n", verdict.word(), changes.len());
        for change in changes {
            one(change, &mut out);
        }
        out.push('\n');
    }
    tests(report, &mut out);
    out
}

fn table(report: &FollowReport, out: &mut String) {
    let heads: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.word()).collect();
    let _ = writeln!(out, "| class | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for (class, verdicts) in &report.summary {
        let counts: Vec<String> =
            heads.iter().map(|head| verdicts.get(*head).copied().unwrap_or(0).to_string()).collect();
        let _ = writeln!(out, "| {class} | {} |", counts.join(" | "));
    }
    out.push('\n');
}

fn one(change: &Change, out: &mut String) {
    let fate = match change.fate {
        Fate::Added => " is new",
        Fate::Removed => " is gone",
        Fate::Changed => "",
    };
    let _ = write!(
        out,
        "- **{}** {} `{}`{fate}: {}",
        change.risk.word(),
        change.class.word(),
        change.item,
        change.because
    );
    if let Some(reason) = &change.accepted {
        let _ = write!(out, " (accepted: {reason})");
    }
    out.push('\n');
    if matches!(change.verdict, Verdict::Adopted | Verdict::NotApplicable) || change.accepted.is_some() {
        return;
    }
    for fact in change.facts.iter().filter(|fact| fact.kind != FactKind::Wording).take(20) {
        let _ = writeln!(out, "  - `{}`", line(fact).replace('`', "'"));
    }
    for (name, diff) in [("upstream", &change.diffs.upstream), ("port", &change.diffs.port)] {
        if !diff.is_empty() {
            let _ = writeln!(out, "\n  <details><summary>{name}</summary>\n\n  ````diff");
            diff.lines().for_each(|line| {
                let _ = writeln!(out, "  {line}");
            });
            out.push_str("  ````\n  </details>\n\n");
        }
    }
}

fn tests(report: &FollowReport, out: &mut String) {
    let missing: Vec<_> = report.tests.iter().filter(|test| !test.in_port).collect();
    if missing.is_empty() {
        return;
    }
    out.push_str("### Upstream tests without counterpart\n\n| test | where | needs | the port lacks |\n|---|---|---|---|\n");
    for test in missing {
        let names =
            |list: &[String]| list.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            out,
            "| `{}` | {}:{} | {} | {} |",
            test.name,
            test.file,
            test.line,
            names(&test.needs),
            names(&test.missing)
        );
    }
}
