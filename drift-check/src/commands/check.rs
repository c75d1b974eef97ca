//! `drift-check check`: compare port and reference and report.

use super::Context;
use super::pair::{Pair, PairArgs};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::judge::Selection;
use crate::options::{FailOn, Format, Options, Output, Verbosity};
use crate::progress::Line;
use crate::{pipeline, report};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
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

pub(super) fn run(args: CheckArgs, context: &Context) -> Result<u8> {
    let options = options(args, &context.folder)?;
    let progress = Line::on_terminal();
    let report = pipeline::run(&options, &progress)?;
    drop(progress);
    report::deliver(&report, &options)?;
    Ok(report.exit_code(options.fail_on))
}

/// Puts command line and configuration together. Paths on the command line are relative to `folder`.
///
/// # Errors
/// [`Error::Usage`] and [`Error::Config`] for whatever a user can get wrong.
pub fn options(args: CheckArgs, folder: &Path) -> Result<Options> {
    let Pair { mut options, config, base } = args.pair.resolve(folder)?;
    options.selection = Selection { only: args.only, skip: args.skip };
    if let Some(prefix) = options.selection.unknown().first() {
        return Err(Error::Usage(format!(
            "no rule starts with `{prefix}`; ids look like DC303, families like DC3"
        )));
    }
    options.fail_on = args.fail_on.unwrap_or(options.fail_on);
    options.format = args.format;
    options.outputs = outputs(args.out, &config, folder, &base);
    options.timings = args.timings;
    options.verbosity = match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    Ok(options)
}

fn output(text: &str) -> Result<Output, String> {
    let (format, path) = text.split_once('=').ok_or("write it as FORMAT=PATH, such as json=report.json")?;
    if path.is_empty() {
        return Err("the path is missing".into());
    }
    Ok(Output { format: Format::from_str(format, false)?, path: PathBuf::from(path) })
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
    fn outputs_name_a_format_and_a_path() {
        assert_eq!(output("json=a=b"), Ok(Output { format: Format::Json, path: "a=b".into() }));
        assert!(output("json").is_err() && output("json=").is_err() && output("pdf=x").is_err());
    }
}
