//! The command line.

use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::judge::Selection;
use crate::load::Source;
use crate::options::{FailOn, Format, Options, Output, Verbosity};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

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
    /// Print the JSON Schema of the JSON report.
    #[command(hide = true)]
    Schema,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The original: a folder that holds a crate, or NAME@VERSION for a published one.
    #[arg(long, value_name = "SRC")]
    pub reference: Option<String>,
    /// What is compared with it, in the same words.
    #[arg(long, value_name = "SRC")]
    pub port: Option<String>,
    /// Configuration file. Without it, drift.toml at or above this folder is read, unless both sides are named here.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to print.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Also write a report to a file, such as json=target/drift/report.json. Repeatable; replaces the configured ones.
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output)]
    pub out: Vec<Output>,
    /// Fail from this severity on. Default: as configured, else high.
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
    /// Use only the rules whose id starts with this. Repeatable.
    #[arg(long, value_name = "RULE-PREFIX")]
    pub only: Vec<String>,
    /// Leave out the rules whose id starts with this. Repeatable; stronger than --only.
    #[arg(long, value_name = "RULE-PREFIX")]
    pub skip: Vec<String>,
    /// Report how long each phase took.
    #[arg(long)]
    pub timings: bool,
    /// Print verdict and summary only.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print everything, also what is of severity info.
    #[arg(short, long)]
    pub verbose: bool,
}

fn output(text: &str) -> Result<Output, String> {
    let (format, path) = text.split_once('=').ok_or("write it as FORMAT=PATH, such as json=report.json")?;
    if path.is_empty() {
        return Err("the path is missing".into());
    }
    Ok(Output { format: Format::from_str(format, false)?, path: PathBuf::from(path) })
}

/// Puts command line and configuration together. Paths on the command line are relative to `folder`.
///
/// # Errors
/// [`Error::Usage`] and [`Error::Config`] for whatever a user can get wrong.
pub fn options(args: CheckArgs, folder: &Path) -> Result<Options> {
    // A pair named in full is a question of its own: map and outputs of the configured pair do not belong to it.
    let complete = args.reference.is_some() && args.port.is_some();
    let path = args.config.clone().or_else(|| if complete { None } else { config::find(folder) });
    let config = path.as_deref().map(config::read).transpose()?.unwrap_or_default();
    let base = path
        .as_deref()
        .and_then(Path::parent)
        .map_or_else(|| folder.to_path_buf(), |parent| folder.join(parent));

    let selection = Selection { only: args.only, skip: args.skip };
    if let Some(prefix) = selection.unknown().first() {
        return Err(Error::Usage(format!(
            "no rule starts with `{prefix}`; ids look like DC303, families like DC3"
        )));
    }
    let reference = side("reference", args.reference.as_deref(), config.reference.as_deref(), folder, &base)?;
    let port = side("port", args.port.as_deref(), config.port.as_deref(), folder, &base)?;
    let mut options = Options::new(reference, port);
    options.workspace = base.clone();
    options.config_name = path
        .as_deref()
        .and_then(Path::file_name)
        .map_or_else(|| config::FILE_NAME.to_owned(), |name| name.to_string_lossy().into_owned());
    options.selection = selection;
    options.fail_on = args.fail_on.or(config.fail_on).unwrap_or_default();
    options.format = args.format;
    options.outputs = outputs(args.out, &config, folder, &base);
    options.map = config.map.into();
    options.timings = args.timings;
    options.verbosity = match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    Ok(options)
}

fn side(
    name: &str,
    flag: Option<&str>,
    configured: Option<&str>,
    folder: &Path,
    base: &Path,
) -> Result<Source> {
    match (flag, configured) {
        (Some(text), _) => Source::parse(text, folder),
        (None, Some(text)) => Source::parse(text, base),
        (None, None) => Err(Error::Usage(format!(
            "no {name} given; name it with --{name} SRC or as `{name} = \"SRC\"` in {}",
            config::FILE_NAME
        ))),
    }
}

fn outputs(flags: Vec<Output>, config: &Config, folder: &Path, base: &Path) -> Vec<Output> {
    if !flags.is_empty() {
        return flags
            .into_iter()
            .map(|output| Output { path: folder.join(&output.path), ..output })
            .collect();
    }
    let configured = [(Format::Human, &config.output.human), (Format::Json, &config.output.json)];
    configured
        .into_iter()
        .filter_map(|(format, path)| Some(Output { format, path: base.join(path.as_ref()?) }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        let cli = Cli::parse_from(["drift-check", "--reference", "a", "--fail-on", "low"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.check.reference.as_deref(), Some("a"));
        assert_eq!(cli.check.fail_on, Some(FailOn::Low));
    }

    #[test]
    fn outputs_name_a_format_and_a_path() {
        assert_eq!(output("json=a=b"), Ok(Output { format: Format::Json, path: "a=b".into() }));
        assert!(output("json").is_err() && output("json=").is_err() && output("pdf=x").is_err());
    }
}
