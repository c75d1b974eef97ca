//! `drift-check map`: the names that differ on purpose.

use super::pair::{Pair, PairArgs};
use super::{Context, init};
use crate::error::{Error, Result};
use crate::matching;
use crate::progress::{Line, Progress};
use crate::words::plural;
use crate::{exit, pipeline, report};
use clap::{Args, Subcommand};
use std::fmt::Write;

/// Options of `map`.
#[derive(Debug, Args)]
pub struct MapArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: MapCommand,
}

/// What to do with the map.
#[derive(Debug, Subcommand)]
pub enum MapCommand {
    /// Propose lines for items without counterpart, each with its reason. Nothing is written.
    Suggest(PairArgs),
    /// Say which lines of the map do nothing, and why. Exits with 1 if there are any.
    Check(PairArgs),
}

pub(super) fn run(args: &MapArgs, context: &Context) -> Result<u8> {
    let progress = Line::on_terminal();
    match &args.command {
        MapCommand::Suggest(pair) => {
            let Pair { options, .. } = pair.resolve(&context.folder)?;
            let guesses = init::guesses(
                &options.reference,
                &options.port,
                &options.map,
                &options.workspace,
                &progress,
            )?;
            drop(progress);
            let mut text = init::lines(&guesses);
            if guesses.lines.is_empty() {
                text.push_str("nothing to suggest\n");
            }
            text.push('\n');
            text.push_str(&init::leftover(&guesses));
            report::print(text.trim_start_matches('\n'))?;
            Error::incomplete("this guess", guesses.unread)?;
            Ok(exit::CLEAN)
        }
        MapCommand::Check(pair) => check(&pair.resolve(&context.folder)?, &progress),
    }
}

fn check(pair: &Pair, progress: &dyn Progress) -> Result<u8> {
    let options = &pair.options;
    let unused = pipeline::with_deep_stacks(|| {
        progress.phase("reading the reference");
        let (_root, reference) = pipeline::read(&options.reference, &options.workspace, progress)?;
        progress.phase("reading the port");
        let (_root, port) = pipeline::read(&options.port, &options.workspace, progress)?;
        let mut unread = pipeline::unread("reference", &reference);
        unread.extend(pipeline::unread("port", &port));
        Error::incomplete("the comparison", unread)?;
        Ok(matching::pair(&reference, &port, &options.map).config)
    })?;
    let map = &options.map;
    let mut text = String::new();
    for line in &unused {
        let _ = writeln!(
            text,
            "{}: \"{}\" = \"{}\" does nothing: {}",
            line.section, line.key, line.value, line.reason
        );
    }
    let count = map.modules.len() + map.items.len() + map.types.len();
    let _ = writeln!(text, "{} of {} of the map in use", count - unused.len(), plural(count, "line"));
    report::print(&text)?;
    Ok(if unused.is_empty() { exit::CLEAN } else { exit::DRIFT })
}
