//! `drift-check review`: decide about open findings one by one.
//!
//! `talk` holds the conversation and knows neither a terminal nor a file; both are handed to it.

mod talk;
mod terminal;

use super::pair::PairArgs;
use super::{Context, accept, explain};
use crate::compare::Site;
use crate::error::{Error, Result};
use crate::judge::{Finding, Selection, Severity, Status};
use crate::ledger::{self, Entry, ItemPattern, Sides};
use crate::load::excerpt;
use crate::pipeline::{self, Examination};
use crate::progress::Line;
use crate::{exit, report};
use clap::Args;
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;
use talk::{Case, Decision, Outcome};

/// Options of `review`.
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// Only findings of this severity or worse.
    #[arg(long, value_enum, default_value_t = Severity::Low)]
    pub from: Severity,
    /// Only rules whose id starts with this.
    #[arg(long, value_name = "RULE-PREFIX", default_value = "")]
    pub rule: String,
    /// Only these items, such as `tree::**`.
    #[arg(long, value_name = "ITEM", default_value = "**")]
    pub item: String,
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
}

/// Lines shown before and after the place of a finding.
const MARGIN_LINES: usize = 3;

pub(super) fn run(args: &ReviewArgs, context: &Context) -> Result<u8> {
    context.may_write("review")?;
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(Error::Usage(
            "`review` asks questions and needs a terminal; `accept` does the same without".into(),
        ));
    }
    Selection { only: vec![args.rule.clone()], ..Selection::default() }.require_known()?;
    let items = ItemPattern::parse(&args.item).map_err(|error| Error::Usage(format!("--item: {error}")))?;
    let options = args.pair.resolve_for_writing(&context.folder)?.options;
    let path = accept::ledger_path(options.ledger.path.as_deref())?;
    let progress = Line::on_terminal();
    let cases = pipeline::examine(&options, &progress, |examination| Ok(cases(args, &items, &examination)))?;
    drop(progress);
    let mut keep = |case: &Case, decision: Decision| ledger::add(path, &[entry(case, decision)]).map(drop);
    let Outcome { accepted, skipped, left } = talk::hold(&cases, &mut terminal::Dialogue, &mut keep)?;
    report::print(&format!("{accepted} accepted, {skipped} skipped, {left} not looked at\n"))?;
    Ok(exit::CLEAN)
}

fn entry(case: &Case, decision: Decision) -> Entry {
    let mut entry = accept::entry_for(&case.finding, case.pins.clone(), decision.class, &decision.reason);
    entry.expires = decision.expires;
    entry
}

/// The findings to decide about, the worst first.
fn cases(args: &ReviewArgs, items: &ItemPattern, examination: &Examination<'_>) -> Vec<Case> {
    let sides = Sides::new(examination.matching.reference, examination.matching.port);
    let wanted = |finding: &&Finding| {
        finding.status != Status::Accepted
            && finding.severity >= args.from
            && finding.rule.starts_with(&args.rule)
            && items.matches(&finding.item)
            // What is wrong with the ledger is put right in the ledger.
            && !finding.rule.starts_with("DX")
    };
    let mut found: Vec<&Finding> = examination.report.findings.iter().filter(wanted).collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let case = |finding: &Finding| Case {
        finding: finding.clone(),
        pins: sides.pins(finding),
        text: describe(finding, examination),
    };
    found.into_iter().map(case).collect()
}

fn describe(finding: &Finding, examination: &Examination<'_>) -> String {
    let mut out = explain::facts(finding);
    let sides = [
        ("reference", &finding.reference, examination.reference_dir),
        ("port", &finding.port, examination.port_dir),
    ];
    for (name, site, folder) in sides {
        if let Some(site) = site {
            out.push_str(&lines(name, site, folder));
        }
    }
    out
}

fn lines(name: &str, site: &Site, folder: &Path) -> String {
    let Some(found) = excerpt::around(folder, &site.file, site.line, MARGIN_LINES) else {
        return String::new();
    };
    let mut out = format!("\n  {name} {}\n", site.file);
    for (idx, line) in found.lines.iter().enumerate() {
        let number = found.first + idx;
        let mark = if number == site.line { '>' } else { ' ' };
        let _ = writeln!(out, "{mark}{number:>5} {line}");
    }
    out
}
