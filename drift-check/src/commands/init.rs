//! `drift-check init`: a first configuration with a guessed map.

use super::Context;
use crate::config;
use crate::error::{Error, Result};
use crate::exit;
use crate::guess::{self, Guesses, Section};
use crate::load::Source;
use crate::matching::UserMap;
use crate::progress::{Line, Progress};
use crate::words::plural;
use crate::{pipeline, report};
use clap::Args;
use std::fmt::Write;
use std::path::Path;

/// More names than this are counted only.
const LEFT_MAX: usize = 25;

/// Options of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The original: NAME@VERSION for a published crate, a folder, or PATH@REVISION in a git clone.
    #[arg(long, value_name = "SRC")]
    pub reference: String,
    /// The port or fork, in the same words; mostly a folder.
    #[arg(long, value_name = "SRC")]
    pub port: String,
    /// Write over a configuration that is already there.
    #[arg(long)]
    pub force: bool,
    /// Print the configuration instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

pub(super) fn run(args: &InitArgs, context: &Context) -> Result<u8> {
    let path = context.folder.join(config::FILE_NAME);
    if path.exists() && !args.force && !args.dry_run {
        return Err(Error::Usage(format!(
            "{} is there already; see what could be added to it with `drift-check map suggest`, or write over it with --force",
            path.display()
        )));
    }
    let reference = Source::parse(&args.reference, &context.folder)?;
    let port = Source::parse(&args.port, &context.folder)?;
    let progress = Line::on_terminal();
    let guesses = guesses(&reference, &port, &UserMap::default(), &context.folder, &progress)?;
    drop(progress);
    let text = configuration(&args.reference, &args.port, &guesses);
    if args.dry_run {
        report::print(&text)?;
    } else {
        report::replace(&path, &text)?;
        report::print(&summary(&guesses))?;
    }
    Error::incomplete("this guess", guesses.unread)?;
    Ok(exit::CLEAN)
}

/// Reads both sides and proposes lines.
pub(super) fn guesses(
    reference: &Source,
    port: &Source,
    map: &UserMap,
    workspace: &Path,
    progress: &dyn Progress,
) -> Result<Guesses> {
    pipeline::with_deep_stacks(|| {
        progress.phase("reading the reference");
        let (_root, reference) = pipeline::read(reference, workspace, progress)?;
        progress.phase("reading the port");
        let (_root, port) = pipeline::read(port, workspace, progress)?;
        progress.phase("looking for counterparts");
        Ok(guess::guess(&reference, &port, map))
    })
}

fn configuration(reference: &str, port: &str, guesses: &Guesses) -> String {
    let mut out = format!(
        "# Written by `drift-check init`. Paths are relative to this file.\n\
         reference = {}\nport = {}\n\n\
         # From which severity on `drift-check` fails: critical, high, medium, low or never.\n\
         fail-on = \"high\"\n",
        quoted(reference),
        quoted(port)
    );
    if !guesses.lines.is_empty() {
        out.push_str(
            "\n# What is called differently on purpose: reference = port. Every line below is a guess; read it, and delete\n\
             # what is wrong, since a wrong pair hides a difference.\n",
        );
    }
    out.push_str(&lines(guesses));
    out
}

/// The proposed lines, each below its reason.
pub(super) fn lines(guesses: &Guesses) -> String {
    let mut out = String::new();
    for section in [Section::Modules, Section::Items, Section::Types] {
        let mut found = guesses.lines.iter().filter(|guess| guess.section == section).peekable();
        if found.peek().is_some() {
            let _ = writeln!(out, "\n[{}]", section.heading());
        }
        for guess in found {
            let _ = writeln!(out, "# {}", guess.reason);
            let _ = writeln!(out, "{} = {}", quoted(&guess.reference), quoted(&guess.port));
        }
    }
    out
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn summary(guesses: &Guesses) -> String {
    let mut out = format!(
        "wrote {}: {} of {} items of the reference have a counterpart, with {} in the map\n",
        config::FILE_NAME,
        guesses.matched,
        guesses.total,
        plural(guesses.lines.len(), "guessed line")
    );
    for guess in &guesses.lines {
        let _ = writeln!(
            out,
            "  {:<11} {} = {}  ({})",
            guess.section.heading(),
            guess.reference,
            guess.port,
            guess.reason
        );
    }
    out.push_str(&leftover(guesses));
    let read = if guesses.lines.is_empty() { "" } else { "read the guesses in drift.toml, then " };
    let _ = writeln!(
        out,
        "next: {read}run `drift-check`; what stays different on purpose can be accepted one by one"
    );
    out
}

/// What is still without counterpart.
pub(super) fn leftover(guesses: &Guesses) -> String {
    let mut out = String::new();
    for (name, list) in [("only in the reference", &guesses.absent), ("only in the port", &guesses.extra)] {
        if list.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{name}: {}", list.len());
        list.iter().take(LEFT_MAX).for_each(|item| {
            let _ = writeln!(out, "  {item}");
        });
        if list.len() > LEFT_MAX {
            let _ = writeln!(out, "  … {} more", list.len() - LEFT_MAX);
        }
    }
    out
}
