//! `drift-check check`: compare port and reference and report.

use super::Context;
use super::fresh::FreshArgs;
use super::output::{OutputArgs, TalkArgs};
use super::pair::{Pair, PairArgs};
use crate::bench::{BenchResult, files};
use crate::config::Config;
use crate::error::Result;
use crate::judge::Selection;
use crate::options::{FailOn, Format, Options, Output};
use crate::progress::Line;
use crate::{pipeline, report};
use clap::Args;
use std::path::{Path, PathBuf};

/// Where `bench run` leaves its result, and where earlier ones are kept.
const BENCH_RESULTS: [&str; 2] = ["target/drift/bench.json", "target/drift/history"];

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The two sides.
    #[command(flatten)]
    pub pair: PairArgs,
    /// Where reports go.
    #[command(flatten)]
    pub outputs: OutputArgs,
    /// What it is compared with before it is shown.
    #[command(flatten)]
    pub fresh: FreshArgs,
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
    /// Put texts and footprints of items, locks and tests into the JSON report. An HTML report always has them.
    #[arg(long)]
    pub details: bool,
    /// Add the result of `bench run`, or a folder of results, to the report. Repeatable; the latest one counts, the
    /// others make the trend. Default: target/drift/bench.json and target/drift/history beside the configuration, as far as
    /// they exist.
    #[arg(long, value_name = "FILE|FOLDER")]
    pub bench: Vec<PathBuf>,
    /// How much they say.
    #[command(flatten)]
    pub talk: TalkArgs,
}

pub(super) fn run(args: CheckArgs, context: &Context) -> Result<u8> {
    let (fresh, pair) = (args.fresh.clone(), args.pair.clone());
    let options = options(args, &context.folder)?;
    let progress = Line::on_terminal();
    let mut report = pipeline::run(&options, &progress)?;
    fresh.apply(&mut report, &options, &pair, &context.folder, &progress)?;
    drop(progress);
    report::deliver(&report, options.look(), options.format, &options.outputs)?;
    for output in options.outputs.iter().filter(|output| output.format == Format::Html) {
        let path = output.path.strip_prefix(&context.folder).unwrap_or(&output.path);
        report::tell(&format!("page: {}", path.display()));
    }
    Ok(report.exit_code(options.fail_on))
}

/// Puts command line and configuration together. Paths on the command line are relative to `folder`.
///
/// # Errors
/// [`crate::Error::Usage`] and [`crate::Error::Config`] for whatever a user can get wrong.
pub fn options(args: CheckArgs, folder: &Path) -> Result<Options> {
    let Pair { mut options, config, base } = args.pair.resolve(folder)?;
    options.selection = Selection {
        only: args.only.iter().map(|prefix| prefix.to_ascii_uppercase()).collect(),
        skip: args.skip.iter().map(|prefix| prefix.to_ascii_uppercase()).collect(),
    };
    options.selection.require_known()?;
    options.fail_on = args.fail_on.unwrap_or(options.fail_on);
    let outputs = args.outputs.resolve(folder)?;
    options.format = outputs.printed.unwrap_or_default();
    options.outputs = if outputs.files.is_empty() { configured(&config, &base) } else { outputs.files };
    let html = |format: Format| format == Format::Html;
    options.details =
        args.details || html(options.format) || options.outputs.iter().any(|output| html(output.format));
    options.bench = bench(&args.bench, folder, options.details.then_some(&base));
    options.timings = args.timings;
    options.verbosity = args.talk.verbosity();
    Ok(options)
}

/// The results to add. Where a page is written, those that `bench run` leaves are taken without asking.
fn bench(named: &[PathBuf], folder: &Path, base: Option<&PathBuf>) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named.iter().map(|path| folder.join(path)).collect();
    }
    let usual = base.into_iter().flat_map(|base| BENCH_RESULTS.map(|path| base.join(path)));
    usual.filter(|path| path.exists()).flat_map(readable).collect()
}

/// The file, or those of the folder, that can be read. Nobody asked for them by name, so a damaged one is no reason to fail.
fn readable(path: PathBuf) -> Vec<PathBuf> {
    let files = if path.is_dir() { files::of(&path).unwrap_or_default() } else { vec![path] };
    let is_readable = |file: &PathBuf| {
        let read = BenchResult::read(file);
        if let Err(error) = &read {
            report::tell(&format!("left out: {error}"));
        }
        read.is_ok()
    };
    files.into_iter().filter(is_readable).collect()
}

/// The reports that the configuration asks for.
fn configured(config: &Config, base: &Path) -> Vec<Output> {
    let output = |(format, path): (&Format, &PathBuf)| Output { format: *format, path: base.join(path) };
    config.output.iter().map(output).collect()
}
