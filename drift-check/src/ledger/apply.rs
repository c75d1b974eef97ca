//! From entries and findings to accepted findings, and to findings about entries.

use super::Ledger;
use super::entry::{Entry, Scope};
use super::evidence::Evidence;
use super::pins::{Pins, Sides};
use crate::compare::{Aspect, Difference, DriftKind, Facts, Site};
use crate::judge::{ALL, Finding, Selection, Severity, Status};
use crate::model::item::{ItemKind, Reach};
use crate::words::plural;
use std::path::Path;

/// How an entry stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It covers something and holds.
    Valid,
    /// Its rules take no part in this run.
    Deselected,
    /// It covers nothing.
    Unused,
    /// What it covers is not what was accepted.
    Stale(String),
    /// It covers fewer findings than were accepted, so that others could take their place.
    Roomy(String),
    /// Its day has come.
    Expired,
    /// A test it rests on is not there.
    Unproven(String),
}

impl State {
    /// The word used in lists.
    pub fn word(&self) -> &'static str {
        match self {
            State::Valid => "valid",
            State::Deselected => "not checked",
            State::Unused => "unused",
            State::Stale(_) => "stale",
            State::Roomy(_) => "too wide",
            State::Expired => "expired",
            State::Unproven(_) => "unproven",
        }
    }
}

/// What applying a ledger yields besides marked findings.
#[derive(Debug)]
pub struct Applied {
    /// By entry: how it stands, and how many findings it covers.
    pub entries: Vec<(State, usize)>,
    /// What is wrong with entries.
    pub differences: Vec<Difference>,
}

/// Marks the findings that entries cover. Tests below `port` count as evidence.
pub fn apply(
    ledger: &Ledger,
    selection: &Selection,
    findings: &mut [Finding],
    sides: &Sides<'_>,
    port: &Path,
) -> Applied {
    let evidence = evidence(ledger, port);
    let mut covered: Vec<Vec<usize>> = vec![Vec::new(); ledger.entries.len()];
    for (idx, finding) in findings.iter().enumerate() {
        if let Some(entry) = best(&ledger.entries, finding) {
            covered[entry].push(idx);
        }
    }
    let mut applied = Applied { entries: Vec::new(), differences: Vec::new() };
    for (entry, covered) in ledger.entries.iter().zip(covered) {
        let found: Vec<&Finding> = covered.iter().map(|idx| &findings[*idx]).collect();
        let state = state(ledger, selection, entry, &found, sides, evidence.as_ref());
        let holds = matches!(state, State::Valid | State::Roomy(_));
        let status = if holds { Status::Accepted } else { Status::Stale };
        for idx in &covered {
            findings[*idx].status = status;
            findings[*idx].acceptance = Some(entry.acceptance());
        }
        applied.differences.extend(difference(ledger, entry, &state));
        applied.entries.push((state, covered.len()));
    }
    applied
}

/// Looks for tests only if an entry rests on one.
fn evidence(ledger: &Ledger, port: &Path) -> Option<Evidence> {
    let needed = ledger.entries.iter().any(|entry| !entry.evidence.is_empty());
    needed.then(|| all_evidence(ledger, port))
}

fn all_evidence(ledger: &Ledger, port: &Path) -> Evidence {
    let more = ledger.tests.iter().map(std::path::PathBuf::as_path);
    Evidence::of(&[port].into_iter().chain(more).collect::<Vec<_>>())
}

/// Why names are no evidence, one reason for each that isn't. Tests below `port` count.
pub fn missing_evidence(ledger: &Ledger, port: &Path, names: &[String]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let evidence = all_evidence(ledger, port);
    names.iter().filter_map(|name| evidence.missing(name)).collect()
}

/// The findings that a new entry would cover beside the entries that are there.
pub fn covered_by<'f>(entries: &[Entry], new: &Entry, findings: &'f [Finding]) -> Vec<&'f Finding> {
    let mut all: Vec<Entry> = entries.iter().filter(|entry| !entry.is_same(new)).cloned().collect();
    all.push(new.clone());
    let last = all.len() - 1;
    findings.iter().filter(|finding| best(&all, finding) == Some(last)).collect()
}

/// What an entry for a part of the crate pins: whatever users may notice.
pub fn pins_of(covered: &[&Finding], sides: &Sides<'_>) -> Pins {
    let telling = covered.iter().filter(|finding| finding.severity >= Severity::Medium);
    Pins::over(&telling.map(|finding| sides.pins(finding)).collect::<Vec<_>>())
}

/// The entry that says most about a finding: its own one, else the pattern with most names written out.
fn best(entries: &[Entry], finding: &Finding) -> Option<usize> {
    let weight = |entry: &Entry| match &entry.scope {
        Scope::Finding(_) => (true, 0, 0),
        Scope::Subtree(subtree) => (false, subtree.items.precision(), entry.rule.len()),
    };
    let covering = entries.iter().enumerate().filter(|(_, entry)| entry.covers(finding));
    // Of equals, the first one.
    covering.rev().max_by_key(|(_, entry)| weight(entry)).map(|(idx, _)| idx)
}

fn state(
    ledger: &Ledger,
    selection: &Selection,
    entry: &Entry,
    covered: &[&Finding],
    sides: &Sides<'_>,
    evidence: Option<&Evidence>,
) -> State {
    let mut rules = ALL.iter().filter(|rule| rule.id.starts_with(&entry.rule));
    let whole = rules.all(|rule| selection.takes(rule.id));
    if covered.is_empty() {
        return if whole { State::Unused } else { State::Deselected };
    }
    if entry.expires.is_some_and(|date| date <= ledger.today) {
        return State::Expired;
    }
    if let Some(reason) = stale(entry, covered, sides, whole) {
        return State::Stale(reason);
    }
    if let Some(reason) = entry.evidence.iter().find_map(|name| evidence?.missing(name)) {
        return State::Unproven(reason);
    }
    match &entry.scope {
        Scope::Subtree(subtree) if whole && covered.len() < subtree.at_most => State::Roomy(format!(
            "it covers {}, and {} were accepted; `drift-check ledger prune` lowers that",
            plural(covered.len(), "finding"),
            subtree.at_most
        )),
        _ => State::Valid,
    }
}

/// Why an entry is about something else than what there is; `None` if it is not. `whole` says that all its rules take part.
fn stale(entry: &Entry, covered: &[&Finding], sides: &Sides<'_>, whole: bool) -> Option<String> {
    match &entry.scope {
        Scope::Finding(_) => {
            let finding = covered.first()?;
            if (entry.rule.as_str(), entry.item.as_str()) != (finding.rule.as_str(), finding.item.as_str()) {
                return Some(format!("its fingerprint belongs to {} {}", finding.rule, finding.item));
            }
            changed(&entry.pins, &sides.pins(finding))
        }
        Scope::Subtree(subtree) => {
            let most = subtree.at_most;
            if covered.len() > most {
                return Some(format!("it covers {} findings, and {most} were accepted", covered.len()));
            }
            if whole { changed(&entry.pins, &pins_of(covered, sides)) } else { None }
        }
    }
}

fn changed(then: &Pins, now: &Pins) -> Option<String> {
    let side = |then: &Option<String>, now: &Option<String>, name: &str| match (then, now) {
        (then, now) if then == now => None,
        (None, Some(_)) => Some(format!("it does not say what the {name} looked like")),
        (Some(_), None) => Some(format!("the {name} has nothing there any more")),
        _ => Some(format!("the {name}'s facts have changed")),
    };
    side(&then.reference, &now.reference, "reference").or_else(|| side(&then.port, &now.port, "port"))
}

fn difference(ledger: &Ledger, entry: &Entry, state: &State) -> Option<Difference> {
    let (aspect, what) = match state {
        State::Valid | State::Deselected => return None,
        State::Unused => (Aspect::AcceptanceUnused, "no finding fits".to_owned()),
        State::Roomy(reason) => (Aspect::AcceptanceUnused, reason.clone()),
        State::Stale(reason) => (Aspect::AcceptanceStale, reason.clone()),
        State::Expired => {
            let date = entry.expires.map(|date| date.to_string()).unwrap_or_default();
            (Aspect::AcceptanceExpired, format!("since {date}"))
        }
        State::Unproven(reason) => (Aspect::EvidenceMissing, reason.clone()),
    };
    let snippet = format!("{}: {}", entry.class.word(), first_line(&entry.reason));
    Some(Difference {
        aspect,
        kind: if *state == State::Unused { DriftKind::Extra } else { DriftKind::Changed },
        item: entry.title(),
        item_kind: ItemKind::Module,
        reach: Reach::Public,
        detail: entry.discriminator(),
        reference: None,
        port: Some(Site { item: "accepted".into(), file: ledger.name(), line: entry.line, snippet }),
        facts: Facts::port(what),
    })
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}
