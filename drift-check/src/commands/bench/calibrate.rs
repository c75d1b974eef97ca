//! `drift-check bench calibrate`: how far the verdicts can be trusted, simulated and on this machine.

use super::interrupts::Interrupts;
use super::{Context, configured, duration, run::workloads, share};
use crate::bench::calibrate::{self, INJECTED, MODELS, Row, Stressed};
use crate::bench::process::{Processes, fill_in};
use crate::bench::session::{Budget, Plan, Watcher};
use crate::bench::verdict::{Demands, RESAMPLES};
use crate::bench::{machine, spin};
use crate::error::{Error, Result};
use crate::words::plural;
use crate::{exit, report};
use clap::Args;
use rayon::prelude::*;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Sessions of each simulated row.
const SIMULATED: usize = 1000;

/// Rounds of simulated sessions: a full minute of a workload that takes a second or so, and one that takes longer.
const SIMULATED_ROUNDS: [usize; 2] = [10, 40];

/// Options of `bench calibrate`.
#[derive(Debug, Args)]
pub(super) struct CalibrateArgs {
    /// Also run this many sessions of processes for each row.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    sessions: usize,
    /// Rounds of such a session.
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u16).range(5..))]
    rounds: u16,
    /// Time for such a session.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "60s")]
    budget: Duration,
    /// Measure this workload of drift.toml's reference against itself, instead of a calculation.
    #[arg(long, value_name = "WORKLOAD", requires = "sessions")]
    workload: Option<String>,
    /// Configuration file. Without it, drift.toml at or above this folder is read.
    #[arg(long, value_name = "FILE", requires = "workload")]
    config: Option<PathBuf>,
    /// The smallest change that counts, as a share.
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    threshold: f64,
    /// Seed of everything that is left to chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the page of Markdown to a file instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &CalibrateArgs, context: &Context) -> Result<u8> {
    if let Some(workload) = &args.workload {
        let (config, folder) = configured(args.config.as_deref(), context)?;
        let [_only] = &*workloads(&config, &folder, std::slice::from_ref(workload))? else {
            return Err(Error::Usage(format!("`{workload}` is more than one workload; name a single one")));
        };
    }
    let out = args.out.as_ref().map(|path| context.folder.join(path));
    out.as_deref().map(report::require_writable).transpose()?;
    let kinds: Vec<_> = MODELS
        .iter()
        .flat_map(|noise| INJECTED.map(|share| (noise, share)))
        .flat_map(|(noise, share)| SIMULATED_ROUNDS.map(|rounds| (noise, share, rounds)))
        .collect();
    let simulated: Vec<Row> = kinds
        .into_par_iter()
        .map(|(noise, share, rounds)| {
            calibrate::simulated(noise, share, SIMULATED, rounds, args.threshold, args.seed)
        })
        .collect();
    let measured = if args.sessions > 0 { measure(args, context)? } else { Vec::new() };
    let page = page(args, &simulated, &measured);
    match &out {
        None => report::print(&page)?,
        Some(path) => report::replace(path, &page)?,
    }
    Ok(exit::CLEAN)
}

struct Nobody;

impl Watcher for Nobody {
    fn round(&self, _: &str, _: Duration, _: usize) {}
}

fn measure(args: &CalibrateArgs, context: &Context) -> Result<Vec<Row>> {
    // Processes don't get the terminal's signals; they end with this one.
    Interrupts::watch()?;
    let rounds = usize::from(args.rounds);
    let plan = |session: usize| Plan {
        workloads: vec![(args.workload.clone().unwrap_or_else(|| spin::WORKLOAD.into()), args.threshold)],
        budget: Budget::Each(args.budget),
        demands: Demands {
            confidence: 0.95,
            rounds_min: 5,
            seed: args.seed.wrapping_add(session as u64),
            resamples: RESAMPLES,
        },
        rounds_max: rounds,
    };
    let mut rows = Vec::new();
    for (index, injected) in INJECTED.into_iter().enumerate() {
        let mut arm = sides(args, context, injected)?;
        let plan = plan(index * args.sessions);
        let row = calibrate::measured(&plan, &mut arm, "this machine", injected, args.sessions, &Nobody);
        rows.push(row.map_err(Error::Bench)?);
    }
    let mut arm = sides(args, context, 0.0)?;
    let mut stressed = Stressed::new(&mut arm);
    let plan = plan(INJECTED.len() * args.sessions);
    let conditions = "this machine, stressor from the middle on";
    let row = calibrate::measured(&plan, &mut stressed, conditions, 0.0, args.sessions, &Nobody);
    rows.push(row.map_err(Error::Bench)?);
    Ok(rows)
}

/// The same command on both sides, but for the slowdown of the port's.
fn sides(args: &CalibrateArgs, context: &Context, slowdown: f64) -> Result<Processes> {
    let (reference, slower, folder, timeout_seconds) = if args.workload.is_some() {
        let (config, folder) = configured(args.config.as_deref(), context)?;
        if config.reference.is_empty() || config.slowdown.is_empty() {
            return Err(Error::Usage("the [bench] table needs `reference` and `slowdown` commands".into()));
        }
        (config.reference, config.slowdown, folder, config.timeout_seconds)
    } else {
        let this = std::env::current_exe().map_err(Error::io("find", "this program"))?;
        let command = [&*this.to_string_lossy(), "bench", "spin"].map(str::to_owned).to_vec();
        let slower = ["--slowdown", "{slowdown}"].map(str::to_owned).to_vec();
        (command, slower, context.folder.clone(), 60)
    };
    let mut port = reference.clone();
    if slowdown > 0.0 {
        port.extend(fill_in(&slower, "{slowdown}", &slowdown.to_string()));
    }
    Ok(Processes { reference, port, folder, timeout: Duration::from_secs(timeout_seconds) })
}

fn page(args: &CalibrateArgs, simulated: &[Row], measured: &[Row]) -> String {
    let mut page = format!(
        "<!-- Written by `drift-check bench calibrate`. Run it again instead of editing. -->\n\n\
         # How far a verdict on speed can be trusted\n\n\
         Sessions whose truth is known: both sides are the same, but for a slowdown that was put into the port's. *Wrong* \
         are verdicts that are not true: *slower* without a slowdown, *faster* at all, *same* with a slowdown beyond the \
         threshold of {:.0} %. A slowdown within the threshold should not be reported, and *inconclusive* is never wrong.\n\n\
         ## Simulated\n\n\
         Times are drawn: normally distributed on a logarithmic scale, with disturbed processes and a speed that wanders. \
         Seed {}.\n\n{}",
        args.threshold * 100.0,
        args.seed,
        calibrate::table(simulated, args.threshold)
    );
    if !measured.is_empty() {
        let machine = machine::describe();
        let what = args.workload.as_deref().map_or_else(
            || "a calculation of some milliseconds".to_owned(),
            |workload| format!("the reference's `{workload}`"),
        );
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "\n## Measured\n\nFresh processes, each with {what}, on {} with {}; load average {:.1} at the end. A session has at \
             most {} and {} s.\n\n{}",
            machine.cpu,
            plural(machine.cpu_count, "processor"),
            machine.load_before.unwrap_or_default(),
            plural(usize::from(args.rounds), "round"),
            args.budget.as_secs(),
            calibrate::table(measured, args.threshold)
        );
    }
    page
}
