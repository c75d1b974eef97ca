//! `drift-check bench run`: measures and judges.

use super::interrupts::Interrupts;
use super::{Context, configured, duration};
use crate::bench::process::{Processes, capture};
use crate::bench::result::WorkloadResult;
use crate::bench::session::{Budget, Plan, Watcher};
use crate::bench::verdict::{Demands, RESAMPLES};
use crate::bench::{BenchConfig, BenchResult, config, render};
use crate::error::{Error, Result};
use crate::report;
use crate::words::plural;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time for the program that lists the workloads.
const LIST_TIMEOUT: Duration = Duration::from_secs(60);

/// Time for the command that builds.
const BUILD_TIMEOUT: Duration = Duration::from_secs(3600);

/// Time for a workload unless told otherwise.
const BUDGET_DEFAULT: Duration = Duration::from_secs(60);

/// Options of `bench run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Only these workloads; a name may end in `*`. Default: all.
    #[arg(value_name = "WORKLOAD")]
    only: Vec<String>,
    /// Configuration file. Without it, drift.toml at or above this folder is read.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Time for each workload, such as 60s or 2m. Default: 60s.
    #[arg(long, value_name = "TIME", value_parser = duration, conflicts_with = "total")]
    budget: Option<Duration>,
    /// Time for all workloads together, such as 15m.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    total: Option<Duration>,
    /// Seed of the orders of processes and of the bootstrap. Default: drawn, and noted in the result.
    #[arg(long)]
    seed: Option<u64>,
    /// Where to leave the result.
    #[arg(long, value_name = "FILE", default_value = "target/drift/bench.json")]
    out: PathBuf,
    /// Also leave it, under the time of the session, in this folder, unless the session was interrupted: `bench trend`
    /// reads such a folder.
    #[arg(long, value_name = "FOLDER")]
    history: Option<PathBuf>,
    /// Also write the page of Markdown to this file.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Only name the workloads.
    #[arg(long)]
    list: bool,
    /// Don't run the configured build command.
    #[arg(long)]
    no_build: bool,
}

pub(super) fn run(args: RunArgs, context: &Context) -> Result<u8> {
    let (config, folder) = configured(args.config.as_deref(), context)?;
    let interrupts = Interrupts::watch()?;
    for (key, command) in [("reference", &config.reference), ("port", &config.port)] {
        if command.is_empty() {
            return Err(Error::Usage(format!(
                "no [bench] table with a `{key}` command; write one such as {key} = [\"my-bench\", \"--side\", \"{key}\", \
                 \"{{workload}}\"], of a program that prints {{\"protocol\": \"drift-bench/1\", …}}"
            )));
        }
    }
    if !args.no_build && !config.build.is_empty() {
        capture(&config.build, &folder, None, BUILD_TIMEOUT).map_err(Error::Bench)?;
    }
    let names = workloads(&config, &folder, &args.only)?;
    if args.list {
        report::print(&format!("{}\n", names.join("\n")))?;
        return Ok(crate::exit::CLEAN);
    }

    // A session takes long; that its result can't be kept is better known before.
    let out = context.folder.join(&args.out);
    let history = args.history.as_ref().map(|folder| context.folder.join(folder));
    let markdown = args.markdown.as_ref().map(|path| context.folder.join(path));
    for path in [Some(&out), markdown.as_ref()].into_iter().flatten() {
        report::require_writable(path)?;
    }
    if let Some(folder) = &history {
        report::require_writable(&folder.join("result.json"))?;
    }

    let budget = match (args.budget, args.total) {
        (_, Some(total)) => Budget::Total(total),
        (each, None) => Budget::Each(each.unwrap_or(BUDGET_DEFAULT)),
    };
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    let result = measure(&config, &folder, &names, budget, seed, interrupts);

    if result.session.interrupted && result.workloads.iter().all(|workload| workload.rounds.is_empty()) {
        return Err(Error::Bench("interrupted before anything was measured; nothing was written".into()));
    }
    result.write(&out)?;
    if let Some(history) = history.filter(|_| !result.session.interrupted) {
        let name = format!("{}.json", result.session.started.replace(':', ""));
        result.write(&history.join(name))?;
    }
    if let Some(path) = &markdown {
        report::replace(path, &render::markdown(&result))?;
    }
    report::print(&render::text(&result))?;
    hints(&result, config.rounds_min);
    Ok(result.exit_code())
}

/// Says what keeps verdicts from being better.
fn hints(result: &BenchResult, rounds_min: usize) {
    if result.session.interrupted {
        report::tell("the session was interrupted: it has fewer rounds than there was time for");
        return;
    }
    let short = |workload: &&WorkloadResult| workload.failure.is_none() && workload.rounds.len() < rounds_min;
    let count = result.workloads.iter().filter(short).count();
    if count > 0 {
        report::tell(&format!(
            "{} had fewer than {} and can't have a verdict: give more time, with --budget or --total",
            plural(count, "workload"),
            plural(rounds_min, "round"),
        ));
    }
}

fn measure(
    config: &BenchConfig,
    folder: &Path,
    names: &[String],
    budget: Budget,
    seed: u64,
    interrupts: Interrupts,
) -> BenchResult {
    let plan = Plan {
        workloads: names.iter().map(|name| (name.clone(), config.threshold_of(name))).collect(),
        budget,
        demands: Demands {
            confidence: config.confidence,
            rounds_min: config.rounds_min,
            seed,
            resamples: RESAMPLES,
        },
        rounds_max: config.rounds_max,
    };
    let mut arm = Processes {
        reference: config.reference.clone(),
        port: config.port.clone(),
        folder: folder.to_path_buf(),
        timeout: Duration::from_secs(config.timeout_seconds),
    };
    let bar = Bar::new(budget.total(names.len()), interrupts);
    bar.interrupts.defer(true);
    let result = BenchResult::measured(&plan, &mut arm, folder, &bar);
    bar.interrupts.defer(false);
    bar.bar.finish_and_clear();
    result
}

/// All workloads, or those that were asked for.
pub(super) fn workloads(config: &BenchConfig, folder: &Path, only: &[String]) -> Result<Vec<String>> {
    let mut all = config.workloads.clone();
    if !config.list.is_empty() {
        let output = capture(&config.list, folder, None, LIST_TIMEOUT).map_err(Error::Bench)?;
        all.extend(output.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    if let Some(twice) =
        all.iter().enumerate().find_map(|(at, name)| all[..at].contains(name).then_some(name))
    {
        return Err(Error::Usage(format!("the workload `{twice}` is named twice")));
    }
    if let Some(pattern) = config.unused_thresholds(&all).first() {
        return Err(Error::Usage(format!("`bench.thresholds.\"{pattern}\"` fits no workload")));
    }
    if let Some(pattern) = only.iter().find(|pattern| !all.iter().any(|name| config::fits(pattern, name))) {
        return Err(Error::Usage(format!(
            "no workload is called `{pattern}`; there are: {}",
            all.join(", ")
        )));
    }
    if all.is_empty() {
        return Err(Error::Usage(
            "the [bench] table names no workloads, neither by `list` nor by `workloads`".into(),
        ));
    }
    let chosen = |name: &String| only.is_empty() || only.iter().any(|pattern| config::fits(pattern, name));
    Ok(all.into_iter().filter(chosen).collect())
}

/// A bar that fills with the time.
struct Bar {
    bar: ProgressBar,
    interrupts: Interrupts,
}

impl Bar {
    fn new(total: Duration, interrupts: Interrupts) -> Self {
        let bar = ProgressBar::new(u64::try_from(total.as_millis()).unwrap_or(u64::MAX));
        bar.set_draw_target(if std::io::stderr().is_terminal() {
            // Drawing costs time that the processes would like to have.
            ProgressDrawTarget::stderr_with_hz(2)
        } else {
            ProgressDrawTarget::hidden()
        });
        match ProgressStyle::with_template("{wide_bar} {msg}") {
            Ok(style) => Self { bar: bar.with_style(style), interrupts },
            Err(_) => Self { bar, interrupts },
        }
    }
}

impl Watcher for Bar {
    fn round(&self, workload: &str, elapsed: Duration, rounds: usize) {
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let length_ms = self.bar.length().unwrap_or_default();
        let left_s = length_ms.saturating_sub(elapsed_ms) / 1000;
        self.bar.set_position(elapsed_ms.min(length_ms));
        self.bar.set_message(format!(
            "{workload}, {} · at most {}:{:02} left",
            plural(rounds, "round"),
            left_s / 60,
            left_s % 60
        ));
    }

    fn is_over(&self) -> bool {
        self.interrupts.any()
    }
}
