//! `drift-check accept`: put a decision into the ledger.

use super::Context;
use super::pair::PairArgs;
use crate::compare::DriftKind;
use crate::error::{Error, Result};
use crate::judge::{ALL, Family, Finding, Severity};
use crate::ledger::{self, Class, Entry, ItemPattern, Pins, Scope, Sides, Subtree};
use crate::progress::Line;
use crate::{exit, pipeline, report};
use clap::Args;
use std::path::Path;
use toml::value::{Date, Datetime};

/// Options of `accept`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["fingerprints", "rule"])))]
pub struct AcceptArgs {
    /// Findings, by fingerprint; its first six or more digits are enough.
    #[arg(value_name = "FINGERPRINT", conflicts_with_all = ["item", "kind", "up_to"])]
    pub fingerprints: Vec<String>,
    /// One entry for many findings: rules whose id starts with this, such as DC303 or DC3.
    #[arg(long, value_name = "RULE-PREFIX", requires = "item")]
    pub rule: Option<String>,
    /// One entry for many findings: an item, or a pattern such as `vlog::**`.
    #[arg(long, value_name = "ITEM", requires = "rule")]
    pub item: Option<String>,
    /// With --item: only what differs in this way.
    #[arg(long, value_enum, requires = "item")]
    pub kind: Option<DriftKind>,
    /// With --item: nothing worse than this. Default: low.
    #[arg(long, value_enum, requires = "item")]
    pub up_to: Option<Severity>,
    /// What kind of decision it is.
    #[arg(long, value_enum)]
    pub class: Class,
    /// Why the difference is right.
    #[arg(long, value_parser = reason)]
    pub reason: String,
    /// A test that shows it; `*` stands for anything within a name. Repeatable.
    #[arg(long, value_name = "TEST")]
    pub evidence: Vec<String>,
    /// The first day on which the entry counts no more, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub expires: Option<Date>,
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
}

fn reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("say why".into()) } else { Ok(text.to_owned()) }
}

/// A day.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let parsed = text.parse::<Datetime>().ok().filter(|found| found.time.is_none());
    parsed.and_then(|found| found.date).ok_or_else(|| "write a day as YYYY-MM-DD".into())
}

pub(super) fn run(args: &AcceptArgs, context: &Context) -> Result<u8> {
    context.may_write("accept")?;
    if args.class == Class::Pending && args.expires.is_none() {
        return Err(Error::Usage("what is pending has to end on a day; name it with --expires DATE".into()));
    }
    let options = args.pair.resolve_for_writing(&context.folder)?.options;
    if let Some(date) = args.expires.filter(|date| *date <= options.ledger.today) {
        return Err(Error::Usage(format!(
            "--expires {date}: that day has come, so the entry would not count"
        )));
    }
    let path = ledger_path(options.ledger.path.as_deref())?;
    let progress = Line::on_terminal();
    let entries = pipeline::examine(&options, &progress, |examination| {
        let missing = ledger::missing_evidence(&options.ledger, examination.port_dir, &args.evidence);
        if let Some(reason) = missing.first() {
            return Err(Error::Usage(format!("--evidence: {reason}")));
        }
        if let Some(name) = args.evidence.iter().find(|name| !ledger::names_a_test(name)) {
            return Err(Error::Usage(format!("--evidence: `{name}` fits every test")));
        }
        let sides = Sides::new(examination.matching.reference, examination.matching.port);
        entries(args, &examination.report.findings, &sides, &options.ledger.entries)
    })?;
    drop(progress);
    let fresh = ledger::add(path, &entries)?;
    let replaced = entries.len() - fresh;
    report::print(&format!("{}: {fresh} added, {replaced} replaced\n", path.display()))?;
    Ok(exit::CLEAN)
}

/// The ledger's file, which a command that writes must have.
pub(super) fn ledger_path(path: Option<&Path>) -> Result<&Path> {
    path.ok_or_else(|| {
        Error::Usage(
            "no ledger: name one with --ledger FILE, or use a configuration beside which it stands".into(),
        )
    })
}

/// The new entries, besides those that are there.
fn entries(args: &AcceptArgs, findings: &[Finding], sides: &Sides<'_>, old: &[Entry]) -> Result<Vec<Entry>> {
    if let (Some(rule), Some(item)) = (&args.rule, &args.item) {
        return Ok(vec![subtree(args, &rule.to_ascii_uppercase(), item, findings, (old, sides))?]);
    }
    let chosen = args.fingerprints.iter().map(|text| super::finding_called(findings, text));
    chosen.map(|finding| finding.and_then(|finding| single(args, finding, sides))).collect()
}

fn single(args: &AcceptArgs, finding: &Finding, sides: &Sides<'_>) -> Result<Entry> {
    if finding.family == Family::Tool {
        return Err(Error::Usage(format!(
            "{} {} is about the configuration or the ledger itself; renew or remove what it names instead",
            finding.rule, finding.item
        )));
    }
    Ok(Entry {
        evidence: args.evidence.clone(),
        expires: args.expires,
        ..entry_for(finding, sides.pins(finding), args.class, &args.reason)
    })
}

/// An entry for one finding.
pub(super) fn entry_for(finding: &Finding, pins: Pins, class: Class, reason: &str) -> Entry {
    Entry {
        rule: finding.rule.clone(),
        item: finding.item.clone(),
        scope: Scope::Finding(finding.fingerprint.clone()),
        class,
        reason: reason.to_owned(),
        pins,
        evidence: Vec::new(),
        decided: Some(ledger::today()),
        expires: None,
        line: 0,
    }
}

/// An entry for a part of the crate. It keeps how many findings were accepted: new ones were not.
fn subtree(
    args: &AcceptArgs,
    rule: &str,
    item: &str,
    findings: &[Finding],
    (entries, sides): (&[Entry], &Sides<'_>),
) -> Result<Entry> {
    if !ALL.iter().any(|known| known.id.starts_with(rule)) {
        return Err(Error::Usage(format!(
            "no rule starts with `{rule}`; ids look like DC303, families like DC3"
        )));
    }
    let items = ItemPattern::parse(item).map_err(|error| Error::Usage(format!("`{item}`: {error}")))?;
    let scope = Subtree { items, kind: args.kind, up_to: args.up_to.unwrap_or(Subtree::UP_TO), at_most: 0 };
    let mut entry = Entry {
        rule: rule.to_owned(),
        item: item.to_owned(),
        scope: Scope::Subtree(scope.clone()),
        class: args.class,
        reason: args.reason.clone(),
        pins: Pins::default(),
        evidence: args.evidence.clone(),
        decided: Some(ledger::today()),
        expires: args.expires,
        line: 0,
    };
    // What a more telling entry decides about is not accepted by this one, and must leave no room for something new.
    let covered = ledger::covered_by(entries, &entry, findings);
    if covered.is_empty() {
        return Err(Error::Usage(format!(
            "no finding of `{rule}` in `{item}` is of severity {} or less",
            scope.up_to.word()
        )));
    }
    entry.pins = ledger::pins_of(&covered, sides);
    entry.scope = Scope::Subtree(Subtree { at_most: covered.len(), ..scope });
    Ok(entry)
}
