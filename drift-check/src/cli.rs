//! The command line as a whole. What a command's own arguments mean stands with the command.

use crate::commands::bench::BenchArgs;
use crate::commands::check::CheckArgs;
use crate::commands::follow::FollowArgs;
use crate::commands::init::InitArgs;
use crate::commands::map::MapArgs;
use clap::{Parser, Subcommand};

/// Compares a Rust port of a library with its reference and names every structural difference.
#[derive(Debug, Parser)]
#[command(name = "drift-check", version, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit codes: 0 no unaccepted drift at or above --fail-on; 1 drift; 2 wrong usage or configuration; \
                        3 could not check, or not completely; 4 benchmark regression; 5 internal error."
)]
pub struct Cli {
    /// What to do; `check` if nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `check`, for when it is not named.
    #[command(flatten)]
    pub check: CheckArgs,
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
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        let cli = Cli::parse_from(["drift-check", "--reference", "a", "--fail-on", "low"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.check.pair.reference.as_deref(), Some("a"));
        assert_eq!(cli.check.fail_on, Some(FailOn::Low));
    }
}
