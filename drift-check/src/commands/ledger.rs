//! `drift-check ledger`: list what was accepted, and drop what covers nothing any more.

use super::pair::PairArgs;
use super::{Context, accept};
use crate::compare::DriftKind;
use crate::error::Result;
use crate::ledger::{self, Entry, Scope, State, Subtree};
use crate::options::Options;
use crate::progress::Line;
use crate::words::plural;
use crate::{exit, pipeline, report};
use clap::{Args, Subcommand};
use std::fmt::Write;

/// What to do with the ledger.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// List the entries and how they stand.
    List(ListArgs),
    /// Remove the entries that cover nothing.
    Prune(PruneArgs),
}

/// Options of `ledger list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only what does not hold: unused, stale, expired or without its evidence.
    #[arg(long)]
    pub broken: bool,
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
}

/// Options of `ledger prune`.
#[derive(Debug, Args)]
pub struct PruneArgs {
    /// Say what would be removed, and leave the file alone.
    #[arg(long)]
    pub dry_run: bool,
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
}

pub(super) fn run(command: &LedgerCommand, context: &Context) -> Result<u8> {
    match command {
        LedgerCommand::List(args) => list(args, context),
        LedgerCommand::Prune(args) => prune(args, context),
    }
}

fn states(options: &Options) -> Result<Vec<(State, usize)>> {
    pipeline::examine(options, &Line::on_terminal(), |examination| {
        // What covers nothing now may cover something in a file that could not be read.
        examination.report.require_complete("the comparison")?;
        Ok(examination.entries)
    })
}

fn list(args: &ListArgs, context: &Context) -> Result<u8> {
    let options = args.pair.resolve(&context.folder)?.options;
    let states = states(&options)?;
    let mut out = String::new();
    let (mut shown, mut covered) = (0, 0);
    for (entry, (state, count)) in options.ledger.entries.iter().zip(&states) {
        covered += if *state == State::Valid { *count } else { 0 };
        if args.broken && matches!(state, State::Valid | State::Deselected) {
            continue;
        }
        shown += 1;
        out.push_str(&one(entry, state, *count));
    }
    let total = options.ledger.entries.len();
    let _ = writeln!(out, "{shown} of {total} entries; {covered} findings are accepted");
    report::print(&out)?;
    Ok(exit::CLEAN)
}

/// Class, state and title on one line; what it is about below.
fn one(entry: &Entry, state: &State, count: usize) -> String {
    let mut out =
        format!("{} [{}, {}] {}", entry.title(), entry.class.word(), state.word(), plural(count, "finding"));
    if let Some(date) = entry.decided {
        let _ = write!(out, ", since {date}");
    }
    if let Some(date) = entry.expires {
        let _ = write!(out, ", until {date}");
    }
    match &entry.scope {
        Scope::Finding(fingerprint) => {
            let _ = write!(out, ", {fingerprint}");
        }
        Scope::Subtree(subtree) => {
            let kind = subtree.kind.map_or("all", DriftKind::word);
            let _ = write!(out, ", {kind} up to {}, at most {}", subtree.up_to.word(), subtree.at_most);
        }
    }
    out.push('\n');
    if let State::Stale(reason) | State::Unproven(reason) | State::Roomy(reason) = state {
        let _ = writeln!(out, "    {reason}");
    }
    for line in entry.reason.trim().lines() {
        let _ = writeln!(out, "    {}", line.trim());
    }
    out
}

/// An entry that covers fewer findings than it may, with that many as its limit.
fn narrowed((entry, (state, count)): (&Entry, &(State, usize))) -> Option<Entry> {
    let Scope::Subtree(subtree) = &entry.scope else { return None };
    let scope = Scope::Subtree(Subtree { at_most: *count, ..subtree.clone() });
    matches!(state, State::Roomy(_)).then(|| Entry { scope, ..entry.clone() })
}

fn prune(args: &PruneArgs, context: &Context) -> Result<u8> {
    if !args.dry_run {
        context.may_write("ledger prune")?;
    }
    let options = args.pair.resolve(&context.folder)?.options;
    let path = accept::ledger_path(options.ledger.path.as_deref())?;
    let states = states(&options)?;
    let standing = options.ledger.entries.iter().zip(&states);
    let unused: Vec<Entry> = standing
        .clone()
        .filter(|(_, (state, _))| *state == State::Unused)
        .map(|(entry, _)| entry.clone())
        .collect();
    let narrowed: Vec<Entry> = standing.filter_map(narrowed).collect();
    if !args.dry_run && !unused.is_empty() {
        ledger::remove(path, &unused)?;
    }
    if !args.dry_run && !narrowed.is_empty() {
        ledger::add(path, &narrowed)?;
    }
    let mut out = String::new();
    for entry in &unused {
        let _ = writeln!(out, "{} [{}]", entry.title(), entry.class.word());
    }
    for entry in &narrowed {
        if let Scope::Subtree(subtree) = &entry.scope {
            let lowers = if args.dry_run { "would be lowered" } else { "lowered" };
            let _ = writeln!(
                out,
                "{} [{}] {lowers} to at most {}",
                entry.title(),
                entry.class.word(),
                subtree.at_most
            );
        }
    }
    let what = if args.dry_run { "would be removed" } else { "removed" };
    let kept = options.ledger.entries.len() - unused.len();
    let _ = writeln!(out, "{}: {} {what}, {kept} kept", path.display(), unused.len());
    report::print(&out)?;
    Ok(exit::CLEAN)
}
