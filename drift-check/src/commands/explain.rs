//! `drift-check explain`: what a rule is about, or everything there is to say about one finding.

use super::Context;
use super::pair::PairArgs;
use crate::error::{Error, Result};
use crate::judge::{self, ALL, Finding, Rule};
use crate::progress::Line;
use crate::{exit, pipeline, report};
use clap::Args;
use std::fmt::Write;

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule, by id (DC303) or name (field-absent), a family of rules (DC3), or a finding, by fingerprint.
    #[arg(value_name = "RULE|FINGERPRINT")]
    pub what: String,
    /// The two sides, for a finding.
    #[command(flatten)]
    pub pair: PairArgs,
}

pub(super) fn run(args: &ExplainArgs, context: &Context) -> Result<u8> {
    let rules: Vec<&Rule> = ALL
        .iter()
        .copied()
        .filter(|rule| rule.name == args.what || rule.id.starts_with(&args.what.to_ascii_uppercase()))
        .collect();
    let text = match rules.as_slice() {
        [] => finding_by_fingerprint(args, context)?,
        [rule] => explain(rule),
        several => several.iter().map(|rule| format!("{} {}\n", rule.id, rule.name)).collect(),
    };
    report::print(&text)?;
    Ok(exit::CLEAN)
}

fn explain(rule: &Rule) -> String {
    let mut out = format!("{} {} ({})\n\n", rule.id, rule.name, rule.family.title());
    let _ = writeln!(out, "reports   {}", rule.summary());
    let _ = writeln!(out, "because   {}", rule.why);
    let _ = writeln!(out, "example   {}", rule.example.trim().replace('\n', "\n          "));
    let levels = [
        ("public", rule.levels.public),
        ("hidden from documentation", rule.levels.hidden),
        ("internal", rule.levels.internal),
    ];
    let words: Vec<String> =
        levels.iter().map(|(reach, severity)| format!("{} if {reach}", severity.word())).collect();
    let unless = if rule.exception.is_some() { "; other by the facts at hand" } else { "" };
    let _ = writeln!(out, "severity  {}{unless}", words.join(", "));
    out
}

fn finding_by_fingerprint(args: &ExplainArgs, context: &Context) -> Result<String> {
    let what = &args.what;
    if let Some(digits) = what.strip_prefix("v1:")
        && !super::looks_like_fingerprint(what)
    {
        let min = super::DIGITS_MIN;
        return Err(Error::Usage(if digits.chars().all(|c| c.is_ascii_hexdigit()) {
            format!("`{what}` is too short for a fingerprint; give at least {min} digits")
        } else {
            format!("`{what}` is no fingerprint; behind v1: stand digits from 0 to f")
        }));
    }
    if !super::looks_like_fingerprint(what) {
        return Err(Error::Usage(format!(
            "`{what}` is no rule and no fingerprint; ids look like DC303, fingerprints like v1:0f3a…"
        )));
    }
    let options = args.pair.resolve(&context.folder)?.options;
    let progress = Line::on_terminal();
    let text = pipeline::examine(&options, &progress, |examination| {
        super::finding_called(&examination.report.findings, &args.what).map(describe)
    })?;
    drop(progress);
    Ok(text)
}

/// A finding with its rule.
fn describe(finding: &Finding) -> String {
    let mut out = format!("{}\n", facts(finding));
    if let Some(rule) = judge::rule(&finding.rule) {
        out.push_str(&explain(rule));
    }
    let _ = writeln!(
        out,
        "\nto accept it: drift-check accept {} --class … --reason …\nto see both sides: drift-check show '{}'",
        finding.fingerprint, finding.item
    );
    out
}

/// Everything a finding says about itself.
pub(super) fn facts(finding: &Finding) -> String {
    let mut out = format!(
        "{} {} {}: {}\n  fingerprint {}\n",
        finding.severity.word(),
        finding.rule,
        finding.item,
        finding.message,
        finding.fingerprint
    );
    for (name, site, fact) in [
        ("reference", &finding.reference, &finding.facts.reference),
        ("port     ", &finding.port, &finding.facts.port),
    ] {
        if let Some(site) = site {
            let _ = writeln!(out, "  {name}   {}:{}  {}", site.file, site.line, site.snippet);
        }
        if let Some(fact) = fact {
            let _ = writeln!(out, "  {name}   {fact}");
        }
    }
    for (kind, count) in &finding.facts.contains {
        let _ = writeln!(out, "  contains    {count} {kind}");
    }
    for item in &finding.facts.public_items {
        let _ = writeln!(out, "  public      {item}");
    }
    for note in &finding.facts.notes {
        let _ = writeln!(out, "  note        {note}");
    }
    let _ = writeln!(out, "  why         {}", finding.why);
    if let Some(acceptance) = &finding.acceptance {
        let how = match finding.status {
            judge::Status::Accepted => "accepted",
            _ => "no longer accepted",
        };
        let _ = writeln!(out, "  {how} as {}: {}", acceptance.class.word(), acceptance.reason.trim());
    }
    out
}
