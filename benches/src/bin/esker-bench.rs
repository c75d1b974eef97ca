//! Measures one workload on one side and prints one line of JSON, for `drift-check bench run`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use esker_benches::{CACHE_BYTES_DEFAULT, Dataset, Meter, Scale, Side, Workload, usage};
use esker_reference::{EskerTree, Maintain, Outcome, ReferenceTree};
use serde_json::json;

/// What the line of JSON follows; `docs/bench.md` describes it.
const PROTOCOL: &str = "drift-bench/1";

#[derive(Debug, Parser)]
#[command(name = "esker-bench", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the names of all workloads.
    List,
    /// Run a workload on a side.
    Run(Run),
}

#[derive(Debug, Args)]
struct Run {
    /// The engine.
    #[arg(long, value_enum)]
    side: Side,
    /// Name of the workload.
    #[arg(long, value_name = "NAME", value_parser = workload)]
    workload: Workload,
    /// Items in the tree.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100..))]
    items: u32,
    /// Block cache in bytes, where it is not meant to be small.
    #[arg(long, value_name = "BYTES", default_value_t = CACHE_BYTES_DEFAULT)]
    cache_bytes: u64,
    /// Folder in which the tree is put. Default: the system's temporary folder.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Makes what is timed take longer by this share, to see whether a comparison notices.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    slowdown: f64,
}

fn workload(name: &str) -> Result<Workload, String> {
    Workload::named(name).ok_or_else(|| "no such workload; `esker-bench list` names them".into())
}

fn main() -> ExitCode {
    let output = match Cli::parse().command {
        Command::List => Workload::all().map(|workload| format!("{workload}\n")).collect(),
        Command::Run(run) => {
            let line = match run.side {
                Side::Reference => measure::<ReferenceTree>(&run),
                Side::Port => measure::<EskerTree>(&run),
            };
            match line {
                Ok(line) => format!("{line}\n"),
                Err(failure) => return complain(&failure.to_string()),
            }
        }
    };
    match std::io::stdout().write_all(output.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&format!("could not print: {error}")),
    }
}

fn complain(failure: &str) -> ExitCode {
    // If even this cannot be written, the exit code still tells.
    let _ = writeln!(std::io::stderr(), "esker-bench: {failure}");
    ExitCode::FAILURE
}

fn measure<E: Maintain + Sync>(run: &Run) -> Outcome<serde_json::Value> {
    let items = run.items as usize;
    let scale = Scale { items, cache_bytes: run.cache_bytes, folder: run.folder.clone(), is_timed: true };
    let data = Dataset::new(items);
    let memory_before = usage::peak_memory_bytes();
    let mut meter = Meter::slowed_by(run.slowdown);

    run.workload.run::<E>(&scale, &data, &mut meter)?;

    // The data set is this program's, not the engine's.
    let memory = usage::peak_memory_bytes().zip(memory_before).map(|(after, before)| after - before);
    if let Some(bytes) = memory {
        meter.measure("peak_memory_bytes", bytes as f64);
    }
    Ok(json!({
        "protocol": PROTOCOL,
        "subject": run.side.subject(),
        "workload": run.workload.to_string(),
        "operations": meter.operations(),
        "samples_ns": meter.samples_ns(),
        "digest": meter.digest.to_string(),
        "measures": meter.measures(),
    }))
}
