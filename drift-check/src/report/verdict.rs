//! The verdict in one sentence, the same in every form of the report.

use super::Report;
use crate::compare::Level;
use crate::judge::{Finding, Severity, Status};
use crate::options::FailOn;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Something could not be checked.
    Incomplete,
    /// Nothing differs that nobody has accepted.
    Clean {
        /// Whether only what is new was looked for.
        new_only: bool,
    },
    /// Something differs.
    Drift {
        /// How many findings make the run fail.
        failing: usize,
    },
}

/// How a run ended, in words.
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    /// A sentence without the headline and without full stop.
    pub(super) text: String,
}

impl Verdict {
    /// The outcome in one or two words.
    pub(super) fn headline(&self) -> &'static str {
        match self.outcome {
            Outcome::Incomplete => "incomplete",
            Outcome::Clean { new_only: false } => "no drift",
            Outcome::Clean { new_only: true } => "no new drift",
            Outcome::Drift { .. } => "drift",
        }
    }
}

/// The verdict on a run.
pub(super) fn of(report: &Report, fail_on: FailOn) -> Verdict {
    let (reference, port) = (&report.reference.source, &report.port.source);
    if !report.is_complete() {
        let count = report.coverage.unchecked_list.iter().filter(|entry| entry.blocking).count();
        let places = if count == 1 { "place" } else { "places" };
        let text = format!(
            "{count} {places} could not be checked, so nothing is certain about the rest either; see `unchecked`"
        );
        return Verdict { outcome: Outcome::Incomplete, text };
    }
    let open: Vec<&Finding> = open(report).collect();
    let accepted = report.findings.len() - open.len();
    let accepted = if accepted == 0 { String::new() } else { format!("; {accepted} accepted") };
    if open.is_empty() {
        let rules = report.rules.as_ref().map(|rules| format!(", by the rules that took part ({rules})"));
        let rules = rules.unwrap_or_default();
        let text = match &report.baseline {
            None => {
                format!("{port} has the structure of {reference}{rules}{accepted}{}", rewritten(report))
            }
            Some(baseline) => {
                format!(
                    "{port} has no difference from {reference} that was not there in {}{rules}{accepted}",
                    baseline.source
                )
            }
        };
        return Verdict { outcome: Outcome::Clean { new_only: report.baseline.is_some() }, text };
    }
    let failing = report.failing(fail_on);
    let consequence = match fail_on.threshold() {
        None => "the run does not fail on drift".to_owned(),
        Some(threshold) if failing > 0 => {
            format!("{failing} at or above {}: the run fails", threshold.word())
        }
        Some(threshold) => format!("none at or above {}: the run succeeds", threshold.word()),
    };
    let ways = if open.len() == 1 { "way" } else { "ways" };
    let text = format!(
        "{port} differs from {reference} in {} {ways} ({}){accepted}; {consequence}",
        open.len(),
        by_severity(open.iter().copied())
    );
    Verdict { outcome: Outcome::Drift { failing }, text }
}

/// What a verdict without findings must not be taken for, if bodies were written anew.
fn rewritten(report: &Report) -> String {
    match report.coverage.bodies.get(Level::Footprint.word()) {
        None | Some(0) => String::new(),
        Some(count) => format!(
            "; of {} written anew only locks, atomics, durability, errors, panics, unsafe and names of the crate were compared",
            if *count == 1 { "1 body".to_owned() } else { format!("{count} bodies") }
        ),
    }
}

/// Findings that nobody has accepted, or not as they are now.
pub(super) fn open(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| finding.status != Status::Accepted)
}

/// Findings that somebody has accepted.
pub(super) fn accepted(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| finding.status == Status::Accepted)
}

/// `2 critical, 1 high`, the worst first; what there is none of is left out.
pub(super) fn by_severity<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut counts = [0_usize; Severity::ALL.len()];
    for finding in findings {
        if let Some(idx) = Severity::ALL.iter().position(|severity| *severity == finding.severity) {
            counts[idx] += 1;
        }
    }
    let words = Severity::ALL.iter().zip(counts).filter(|(_, count)| *count > 0);
    words.map(|(severity, count)| format!("{count} {}", severity.word())).collect::<Vec<_>>().join(", ")
}
