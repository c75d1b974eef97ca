//! Sides, coverage, counts and timings.

use crate::compare::{Level, level};
use crate::judge::{Finding, Severity};
use crate::matching::Matching;
use crate::model::Crate;
use crate::model::item::{Detail, ItemId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// One side of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// As the user named it.
    pub source: String,
    /// Package name.
    pub package: String,
    /// Package version; null if it has none.
    pub version: Option<String>,
    /// Files that were parsed.
    pub files: usize,
    /// Lines in them.
    pub lines: usize,
    /// Items, without those that exist in test builds only.
    pub items: usize,
}

impl Side {
    pub(super) fn new(source: String, krate: &Crate) -> Self {
        Self {
            source,
            package: krate.manifest.name.clone(),
            version: krate.manifest.version.clone(),
            files: krate.files.len(),
            lines: krate.files.iter().map(|file| file.lines).sum(),
            items: krate.compared().count(),
        }
    }
}

/// What was compared, and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Items of the reference: the denominator.
    pub reference_items: usize,
    /// Those with a counterpart in the port.
    pub matched: usize,
    /// How the counterparts were found.
    pub matched_by: BTreeMap<String, usize>,
    /// Those without. Members of absent items count, too.
    pub absent: usize,
    /// Those whose counterpart is a stub: `todo!()` and the like. They are neither matched nor counted as absent
    /// above, but no better than absent.
    pub stubs: usize,
    /// Items of the port without counterpart in the reference.
    pub extra: usize,
    /// Items of the reference with several possible counterparts, which were left alone.
    pub ambiguous: usize,
    /// Paths of those.
    pub ambiguous_list: Vec<String>,
    /// How closely the bodies of matched functions were compared, and how many each way.
    pub bodies: BTreeMap<String, usize>,
    /// Paths of those that were written anew, so that only their footprints were compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rewritten_list: Vec<String>,
    /// Number of entries in the list.
    pub unchecked: usize,
    /// What could not be looked into.
    pub unchecked_list: Vec<Unchecked>,
}

/// Which side of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SideName {
    /// The original.
    Reference,
    /// What is compared with it.
    Port,
}

impl SideName {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            SideName::Reference => "reference",
            SideName::Port => "port",
        }
    }
}

/// Something that could not be looked into.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Unchecked {
    /// On which side.
    pub side: SideName,
    /// File, relative to the crate.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
    /// Why it was not looked into.
    pub reason: String,
    /// Whether the check is incomplete without it, so that the run cannot succeed.
    pub blocking: bool,
}

impl Coverage {
    /// How many items of the reference are matched, of how many: counts before shares.
    pub(super) fn sentence(&self) -> String {
        let stubs = match self.stubs {
            0 => String::new(),
            1 => " (1 of them as a stub)".to_owned(),
            count => format!(" ({count} of them as stubs)"),
        };
        format!(
            "{} of {} items of the reference are matched{}, {} absent{stubs}, {} ambiguous",
            self.matched,
            self.reference_items,
            share(self.matched, self.reference_items),
            self.absent + self.stubs,
            self.ambiguous,
        )
    }

    pub(super) fn new(matching: &Matching<'_>) -> Self {
        let mut unchecked_list = unchecked(SideName::Reference, matching.reference);
        unchecked_list.extend(unchecked(SideName::Port, matching.port));
        let mut matched_by: BTreeMap<String, usize> = BTreeMap::new();
        let pairs = matching.pairs.iter().filter(|pair| !matching.reference.item(pair.reference).is_root());
        let (mut counted, mut stubs) = (BTreeSet::new(), 0);
        for pair in pairs.filter(|pair| counted.insert(pair.reference)) {
            if stands_empty(matching, pair.reference, pair.port) {
                stubs += 1;
                continue;
            }
            *matched_by.entry(pair.how.word().to_owned()).or_default() += 1;
        }
        let ambiguous = matching.ambiguous.iter().map(|id| matching.reference.item(*id).path.clone());
        let mut ambiguous_list: Vec<String> = ambiguous.collect();
        ambiguous_list.sort();
        Self {
            reference_items: matching.reference.compared().count(),
            matched: matched_by.values().sum(),
            matched_by,
            absent: matching.absent.len(),
            stubs,
            extra: matching.extra.len(),
            ambiguous: ambiguous_list.len(),
            ambiguous_list,
            bodies: bodies(matching),
            rewritten_list: rewritten(matching),
            unchecked: unchecked_list.len(),
            unchecked_list,
        }
    }
}

/// ` (98.7 %)`, rounded down so that only all is 100 %; nothing without a denominator.
pub(super) fn share(part: usize, whole: usize) -> String {
    match (part * 1000).checked_div(whole) {
        Some(mille) => format!(" ({}.{} %)", mille / 10, mille % 10),
        None => String::new(),
    }
}

/// Whether the port's counterpart is a stub and the reference's item is none.
pub(super) fn stands_empty(matching: &Matching<'_>, reference: ItemId, port: ItemId) -> bool {
    is_stub(matching.port, port) && !is_stub(matching.reference, reference)
}

fn is_stub(krate: &Crate, id: ItemId) -> bool {
    matches!(&krate.item(id).detail, Detail::Function { body: Some(body), .. } if body.stub)
}

fn bodies(matching: &Matching<'_>) -> BTreeMap<String, usize> {
    let mut out: BTreeMap<String, usize> = BTreeMap::new();
    for pair in &matching.pairs {
        if let Some(level) = level(matching, pair.reference, pair.port) {
            *out.entry(level.word().to_owned()).or_default() += 1;
        }
    }
    out
}

fn rewritten(matching: &Matching<'_>) -> Vec<String> {
    let anew = matching
        .pairs
        .iter()
        .filter(|pair| level(matching, pair.reference, pair.port) == Some(Level::Footprint));
    let mut out: Vec<String> =
        anew.map(|pair| matching.reference.item(pair.reference).path.clone()).collect();
    out.sort();
    out
}

fn unchecked(side: SideName, krate: &Crate) -> Vec<Unchecked> {
    krate
        .gaps
        .iter()
        .map(|gap| Unchecked {
            side,
            file: gap.file.clone(),
            line: gap.line,
            what: gap.what.clone(),
            reason: gap.reason.clone(),
            blocking: gap.blocking,
        })
        .collect()
}

/// Counts of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// By rule id; only those with findings.
    pub by_rule: BTreeMap<String, usize>,
    /// By severity; all of them.
    pub by_severity: BTreeMap<String, usize>,
    /// By status; all of them.
    pub by_status: BTreeMap<String, usize>,
}

impl Summary {
    pub(super) fn new(findings: &[Finding]) -> Self {
        let mut by_rule: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_severity: BTreeMap<String, usize> =
            Severity::ALL.iter().map(|severity| (severity.word().to_owned(), 0)).collect();
        let mut by_status: BTreeMap<String, usize> =
            ["open", "accepted", "stale"].map(|status| (status.to_owned(), 0)).into();
        for finding in findings {
            *by_rule.entry(finding.rule.clone()).or_default() += 1;
            *by_severity.entry(finding.severity.word().to_owned()).or_default() += 1;
            *by_status.entry(finding.status.word().to_owned()).or_default() += 1;
        }
        Self { by_rule, by_severity, by_status }
    }
}

/// How long a run took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timings {
    /// Wall-clock time of each phase in milliseconds.
    pub phases_ms: BTreeMap<String, f64>,
    /// Wall-clock time of all phases in milliseconds.
    pub total_ms: f64,
    /// Time in the Rust parser alone, added up over threads, in milliseconds.
    pub parser_ms: f64,
    /// Time in lowering, added up over threads, in milliseconds.
    pub lowering_ms: f64,
    /// Work of all stages but `load`, as a multiple of the parser's.
    pub work_per_parser: f64,
}

impl Timings {
    pub(crate) fn new(laps: &[(&'static str, Duration)], parser: Duration, lowering: Duration) -> Self {
        let ms = |duration: Duration| (duration.as_secs_f64() * 1e6).round() / 1e3;
        let after: Duration = laps
            .iter()
            .filter(|(name, _)| !matches!(*name, "load" | "parse"))
            .map(|(_, duration)| *duration)
            .sum();
        let work = (parser + lowering + after).as_secs_f64();
        Self {
            phases_ms: laps.iter().map(|(name, duration)| ((*name).to_owned(), ms(*duration))).collect(),
            total_ms: ms(laps.iter().map(|(_, duration)| *duration).sum()),
            parser_ms: ms(parser),
            lowering_ms: ms(lowering),
            work_per_parser: (work / parser.as_secs_f64().max(1e-9) * 100.0).round() / 100.0,
        }
    }
}
