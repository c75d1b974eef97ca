//! `drift-check show`: an item on both sides, what differs, and why the two were matched.

use super::Context;
use super::explain;
use super::pair::PairArgs;
use crate::error::{Error, Result};
use crate::judge::Finding;
use crate::load::excerpt::{self, Excerpt};
use crate::matching::Pair;
use crate::model::item::{Detail, Item, ItemId};
use crate::model::{Crate, facts};
use crate::pipeline::{self, Examination};
use crate::progress::Line;
use crate::report::columns::Columns;
use crate::{exit, report};
use clap::Args;
use std::fmt::Write;

/// Options of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Path of the item in the reference or in the port; its last names are enough if they are unique.
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Width of the output in characters.
    #[arg(long, value_name = "COLUMNS", default_value_t = 160, value_parser = clap::value_parser!(u16).range(60..))]
    pub width: u16,
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
}

/// More candidates than this are counted only.
const CANDIDATES_MAX: usize = 12;

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<u8> {
    let options = args.pair.resolve(&context.folder)?.options;
    let progress = Line::on_terminal();
    let (text, complete) = pipeline::examine(&options, &progress, |examination| {
        let complete = examination.report.require_complete("the comparison");
        // What is in a file that could not be read is not known to be missing.
        show(args, &examination).map(|text| (text, complete)).map_err(|error| match &error {
            Error::Usage(_) => examination.report.require_complete("the comparison").err().unwrap_or(error),
            _ => error,
        })
    })?;
    drop(progress);
    report::print(&text)?;
    complete?;
    Ok(exit::CLEAN)
}

fn show(args: &ShowArgs, examination: &Examination<'_>) -> Result<String> {
    let (reference, port) = (examination.matching.reference, examination.matching.port);
    let path = chosen(args, &[reference, port])?;
    let mut out = String::new();
    let pairs: Vec<&Pair> = examination
        .matching
        .pairs
        .iter()
        .filter(|pair| reference.item(pair.reference).path == path || port.item(pair.port).path == path)
        .collect();
    for pair in &pairs {
        both(&mut out, args, examination, pair);
    }
    if pairs.is_empty() {
        alone(&mut out, examination, &path);
    }
    findings(&mut out, examination, &path, &pairs);
    Ok(out)
}

/// The path that is meant.
fn chosen(args: &ShowArgs, crates: &[&Crate]) -> Result<String> {
    let paths = || crates.iter().flat_map(|krate| krate.compared().map(|(_, item)| item.path.as_str()));
    let wanted = args.item.as_str();
    if paths().any(|path| path == wanted) {
        return Ok(wanted.to_owned());
    }
    let ending = format!("::{wanted}");
    let mut candidates: Vec<&str> = paths().filter(|path| path.ends_with(&ending)).collect();
    candidates.sort_unstable();
    candidates.dedup();
    match candidates.as_slice() {
        [] => {
            let near = super::did_you_mean(wanted, paths());
            Err(Error::Usage(format!("neither side has an item `{wanted}`{near}")))
        }
        [only] => Ok((*only).to_owned()),
        several => {
            let shown = several.iter().take(CANDIDATES_MAX).copied().collect::<Vec<_>>().join("\n  ");
            let more = several.len().saturating_sub(CANDIDATES_MAX);
            let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
            Err(Error::Usage(format!("`{wanted}` can be any of these:\n  {shown}{more}")))
        }
    }
}

fn both(out: &mut String, args: &ShowArgs, examination: &Examination<'_>, pair: &Pair) {
    let matching = examination.matching;
    let (was, is) = (matching.reference.item(pair.reference), matching.port.item(pair.port));
    let _ = writeln!(out, "{} {}, matched {}", was.kind, was.path, pair.how.word());
    if was.path != is.path {
        let _ = writeln!(out, "in the port: {}", is.path);
    }
    if let Some(level) = crate::compare::level(matching, pair.reference, pair.port) {
        let _ = writeln!(out, "bodies: {}{}", level.word(), likeness(was, is));
    }
    let columns = Columns::new(args.width.into());
    let heads = (place("reference", was), place("port", is));
    let texts = (
        excerpt::item(examination.reference_dir, &was.span.file, was.span.line),
        excerpt::item(examination.port_dir, &is.span.file, is.span.line),
    );
    if let (Some(was), Some(is)) = &texts {
        columns.section(out, "as written", (&heads.0, &heads.1), &was.lines, &is.lines);
        let (was, is) = (excerpt::normal(was), excerpt::normal(is));
        columns.section(out, "without comments, attributes and layout", (&heads.0, &heads.1), &was, &is);
    }
    let footprints = (footprint(was), footprint(is));
    if !(footprints.0.is_empty() && footprints.1.is_empty()) {
        columns.section(out, "facts", (&heads.0, &heads.1), &footprints.0, &footprints.1);
    }
}

fn place(side: &str, item: &Item) -> String {
    format!("{side} {}:{}", item.span.file, item.span.line)
}

fn likeness(was: &Item, is: &Item) -> String {
    match (&was.detail, &is.detail) {
        (Detail::Function { body: Some(was), .. }, Detail::Function { body: Some(is), .. }) => {
            format!(", {:.0} % of their words in common", 100.0 * was.facts.similarity(&is.facts))
        }
        _ => String::new(),
    }
}

/// What a function does, one fact per line.
fn footprint(item: &Item) -> Vec<String> {
    let Detail::Function { body: Some(body), .. } = &item.detail else { return Vec::new() };
    let line = |fact: &crate::model::body::Fact| {
        let (kind, text) = facts::words(&fact.what);
        format!("{}{kind} {text}", if fact.in_loop { "  " } else { "" })
    };
    body.facts.facts.iter().map(line).collect()
}

/// An item without counterpart.
fn alone(out: &mut String, examination: &Examination<'_>, path: &str) {
    let matching = examination.matching;
    let sides = [
        ("reference", matching.reference, examination.reference_dir),
        ("port", matching.port, examination.port_dir),
    ];
    for (side, krate, folder) in sides {
        let of_path = |(_, item): &(ItemId, &Item)| item.path == path;
        for (id, item) in krate.compared().filter(of_path) {
            let ambiguous = side == "reference" && matching.ambiguous.contains(&id);
            let why = if ambiguous { "several items of the port fit equally well" } else { "no counterpart" };
            let _ = writeln!(out, "{} {}, only in the {side}: {why}\n", item.kind, item.path);
            let text = excerpt::item(folder, &item.span.file, item.span.line);
            let Excerpt { first, lines } = text.unwrap_or(Excerpt { first: 0, lines: Vec::new() });
            let _ = writeln!(out, "{}", place(side, item));
            for (idx, line) in lines.iter().enumerate() {
                let _ = writeln!(out, "{:>5} {line}", first + idx);
            }
        }
    }
}

fn findings(out: &mut String, examination: &Examination<'_>, path: &str, pairs: &[&Pair]) {
    let reference = examination.matching.reference;
    let about = |finding: &&Finding| {
        finding.item == path || pairs.iter().any(|pair| reference.item(pair.reference).path == finding.item)
    };
    let found: Vec<&Finding> = examination.report.findings.iter().filter(about).collect();
    let _ = writeln!(out, "\n{} {}", found.len(), if found.len() == 1 { "finding" } else { "findings" });
    for finding in found {
        out.push('\n');
        out.push_str(&explain::facts(finding));
    }
}
