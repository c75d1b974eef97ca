//! The command line as a whole. What a command's own arguments mean stands with the command.

use crate::commands::accept::AcceptArgs;
use crate::commands::bench::BenchArgs;
use crate::commands::check::CheckArgs;
use crate::commands::explain::ExplainArgs;
use crate::commands::follow::FollowArgs;
use crate::commands::init::InitArgs;
use crate::commands::ledger::LedgerCommand;
use crate::commands::map::MapArgs;
use crate::commands::model::ModelArgs;
use crate::commands::report::ReportArgs;
use crate::commands::review::ReviewArgs;
use crate::commands::rules::RulesArgs;
use crate::commands::selftest::SelftestArgs;
use crate::commands::shell::{CompletionsArgs, ManArgs};
use crate::commands::show::ShowArgs;
use crate::commands::watch::WatchArgs;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;

/// Compares a Rust port or fork of a library with its reference and names every difference.
///
/// Both sides are read as sources: nothing is built, and any toolchain will do.
#[derive(Debug, Parser)]
#[command(name = "drift-check", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "To start:     drift-check init --reference NAME@VERSION --port PATH\n\
                  To check:     drift-check                      (as drift.toml says)\n\
                  To catch up:  drift-check follow --from OLD --to NEW\n\n\
                  Exit codes: 0 no unaccepted drift at or above --fail-on; 1 drift; 2 wrong usage or configuration; \
                        3 could not check, or not completely; 4 benchmark regression; 5 internal error.")]
pub struct Cli {
    /// What to do; `check` if nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Nobody is watching: never ask, never change the ledger. Also if CI is set in the environment.
    #[arg(long, global = true)]
    pub ci: bool,
    /// Options of `check`, for when it is not named.
    #[command(flatten)]
    pub check: CheckArgs,
}

impl Cli {
    /// Reads a command line, the program's name first. Options of a command may also stand before its name.
    ///
    /// # Errors
    /// What clap has to say: also `--help` and `--version`, which are no failures.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        Self::try_parse_from(arguments).or_else(|error| {
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                return Err(error);
            }
            let reordered =
                command_first(arguments).and_then(|arguments| Self::try_parse_from(arguments).ok());
            reordered.ok_or(error)
        })
    }
}

/// The same command line with the command in front; `None` if it is there, or if more than one word could be it.
fn command_first(arguments: &[OsString]) -> Option<Vec<OsString>> {
    let program = Cli::command();
    let is_command = |word: &OsString| {
        word.to_str().is_some_and(|word| program.get_subcommands().any(|known| known.get_name() == word))
    };
    let mut places = arguments.iter().enumerate().skip(1).filter(|(_, word)| is_command(word));
    let (place, _) = places.next().filter(|(place, _)| *place > 1)?;
    if places.next().is_some() {
        return None;
    }
    let mut reordered = arguments.to_vec();
    reordered[1..=place].rotate_right(1);
    Some(reordered)
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare port and reference (the default).
    Check(Box<CheckArgs>),
    /// Measure port and reference, and look into their benchmarks.
    Bench(BenchArgs),
    /// Write a first drift.toml, with a guessed map of what the port calls differently.
    Init(InitArgs),
    /// Look after the map of what the port calls differently on purpose.
    Map(MapArgs),
    /// Say what changed between two versions of the reference, and whether the port has it.
    Follow(Box<FollowArgs>),
    /// Accept differences: put a decision into the ledger.
    Accept(Box<AcceptArgs>),
    /// Decide about open findings one by one, at the terminal.
    Review(ReviewArgs),
    /// List what was accepted, or drop what covers nothing any more.
    Ledger {
        /// What to do.
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Explain a rule or a finding.
    Explain(ExplainArgs),
    /// Show an item on both sides, with what differs and why the two were matched.
    Show(ShowArgs),
    /// Print what is known about a crate, or about some of its items, as JSON.
    Model(ModelArgs),
    /// Write a saved JSON report in another form, without comparing anything.
    Report(ReportArgs),
    /// Check again whenever a file is saved, and say how it stands on one line.
    Watch(WatchArgs),
    /// List every rule, with what it reports and why that matters.
    Rules(RulesArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
    /// Print the manual page, or write one per command to a folder.
    Man(ManArgs),
    /// Change real code on purpose, and count what is found.
    Selftest(SelftestArgs),
    /// Print the JSON Schema of the JSON report.
    #[command(hide = true)]
    Schema,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::FailOn;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        let cli = Cli::parse_from(["drift-check", "--reference", "a", "--fail-on", "low"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.check.pair.reference.as_deref(), Some("a"));
        assert_eq!(cli.check.fail_on, Some(FailOn::Low));
    }

    fn read(words: &str) -> Result<Cli, clap::Error> {
        Cli::read(
            &["drift-check"].into_iter().chain(words.split(' ')).map(OsString::from).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn options_may_stand_before_the_command() {
        let cli = read("--from a@1.0.0 --to a@1.0.1 follow --port p").unwrap();
        assert!(matches!(cli.command, Some(Command::Follow(_))));
        let cli = read("--reference a --fail-on low check").unwrap();
        assert!(matches!(cli.command, Some(Command::Check(args)) if args.fail_on == Some(FailOn::Low)));
        // A value is no command, an option of another command is none of this one, and two words can't both be meant.
        assert!(read("--reference check").unwrap().command.is_none());
        assert_eq!(read("--from a explain DC303").unwrap_err().kind(), ErrorKind::UnknownArgument);
        assert!(read("--port show check").is_err());
        assert_eq!(read("--help check").unwrap_err().kind(), ErrorKind::DisplayHelp);
    }
}
