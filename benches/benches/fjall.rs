//! The fjall database on Esker and on lsm-tree: two processes that take turns, and the ratio of their times.
//!
//! Criterion can't do that: it times functions of one process, and no process can hold both builds of fjall.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use esker_benches::Scale;
use esker_reference::fjall::{Engine, Program};
use tempfile::TempDir;

const WORKLOADS: [&str; 4] = ["put", "batch", "get", "scan"];

const TURNS: usize = 30;

/// Turns after which caches are warm and trees have grown some levels.
const TURNS_NOT_COUNTED: usize = 3;

#[expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]
fn main() -> Result<(), String> {
    let scale = Scale::from_env();
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [esker, lsm_tree] = Engine::ALL.map(|engine| Program::build(engine, env!("CARGO_TARGET_TMPDIR")));
    let programs = [esker?, lsm_tree?];

    println!("| workload | fjall on Esker | fjall on lsm-tree | ratio of times, 95 % interval |");
    println!("|---|--:|--:|--:|");
    for workload in WORKLOADS {
        if wanted.is_empty() || wanted.iter().any(|name| workload.contains(name.as_str())) {
            println!("{}", compare(&programs, workload, &scale)?);
        }
    }
    Ok(())
}

/// Lets both run, and makes a row of it.
fn compare(programs: &[Program; 2], workload: &str, scale: &Scale) -> Result<String, String> {
    let [esker, lsm_tree] = programs;
    let mut sides = [Side::start(esker, workload, scale)?, Side::start(lsm_tree, workload, scale)?];
    let (turns, not_counted) = if scale.is_timed { (TURNS, TURNS_NOT_COUNTED) } else { (1, 0) };
    let (mut sums, mut logs) = ([0.0; 2], Vec::new());
    for turn in 0..not_counted + turns {
        // Whoever begins finds the machine as the other has left it, so they take turns with that, too.
        let first = turn % 2;
        let mut rounds = [(0.0, String::new()), (0.0, String::new())];
        for side in [first, 1 - first] {
            rounds[side] = sides[side].round()?;
        }
        let [(esker, one), (lsm_tree, other)] = &rounds;
        if one != other {
            return Err(format!("{workload}: one has read {one}, the other {other}"));
        }
        if turn >= not_counted {
            sums[0] += esker;
            sums[1] += lsm_tree;
            logs.push((esker / lsm_tree).ln());
        }
    }
    let [esker, lsm_tree] = sums.map(|sum| format!("{:.2} ms", sum / turns as f64 / 1e6));
    Ok(format!("| {workload} | {esker} | {lsm_tree} | {} |", interval(&logs)))
}

/// The geometric mean of ratios, given as logarithms, and where it lies with 95 % confidence.
fn interval(logs: &[f64]) -> String {
    let count = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / count;
    if logs.len() < 2 {
        return format!("{:.2}", mean.exp());
    }
    let variance = logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let half_width = 1.96 * (variance / count).sqrt();
    format!("{:.2} ({:.2} to {:.2})", mean.exp(), (mean - half_width).exp(), (mean + half_width).exp())
}

/// A process that has its database ready.
struct Side {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: TempDir,
}

impl Side {
    fn start(program: &Program, workload: &str, scale: &Scale) -> Result<Self, String> {
        let folder = match &scale.folder {
            Some(parent) => TempDir::new_in(parent),
            None => TempDir::new(),
        };
        let folder = folder.map_err(|error| format!("no folder for the database: {error}"))?;
        let database = folder.path().join("database");
        let mut process = program
            .command([
                "bench".as_ref(),
                database.as_os_str(),
                workload.as_ref(),
                scale.items.to_string().as_ref(),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} can't be started: {error}", program.engine()))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("a process without its pipes".to_owned());
        };
        let mut side = Self { process, input, output: BufReader::new(output), folder };
        match side.line()?.as_str() {
            "ready" => Ok(side),
            other => Err(format!("{} says {other}", program.engine())),
        }
    }

    /// Nanoseconds, and a digest of what was read.
    fn round(&mut self) -> Result<(f64, String), String> {
        writeln!(self.input, "round").map_err(|error| format!("no round can be asked for: {error}"))?;
        let line = self.line()?;
        let parts = line.split_once(' ').and_then(|(nanos, digest)| Some((nanos.parse().ok()?, digest)));
        let (nanos, digest) = parts.ok_or_else(|| format!("this is no result: {line}"))?;
        Ok((nanos, digest.to_owned()))
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(1..) => Ok(line.trim_end().to_owned()),
            Ok(0) => Err("the process has ended early, it says above why".to_owned()),
            Err(error) => Err(format!("its answer can't be read: {error}")),
        }
    }
}

impl Drop for Side {
    /// Killed rather than closed: nothing is kept of the database, so it needn't be synced.
    fn drop(&mut self) {
        let killed = self.process.kill().and_then(|()| self.process.wait());
        // What can't be stopped or deleted is the operating system's: it is a temporary folder.
        drop((killed, fs::remove_dir_all(self.folder.path())));
    }
}
