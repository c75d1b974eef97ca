//! What the report keeps of benchmark results: enough for a page, without every single round.

use crate::bench::BenchResult;
use crate::bench::result::Estimate;
use crate::error::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The latest session, and how earlier ones went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measured {
    /// What was measured as the reference.
    pub reference: String,
    /// What was measured as the port.
    pub port: String,
    /// Start of the latest session.
    pub started: String,
    /// Its duration in seconds.
    pub duration_s: f64,
    /// Processor, memory, system and compiler, in words.
    pub machine: String,
    /// Confidence of the intervals, and of the verdicts over the whole family.
    pub confidence: f64,
    /// One entry per workload of the latest session.
    pub workloads: Vec<Workload>,
    /// The sessions, oldest first; the last one is the latest.
    pub sessions: Vec<String>,
}

/// A workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Workload {
    /// Its name.
    pub name: String,
    /// `faster`, `same`, `slower`, `inconclusive`, or `failed`.
    pub verdict: String,
    /// Why it could not be measured.
    pub failure: Option<String>,
    /// The smallest change that counts, as a share.
    pub threshold: f64,
    /// Time per operation, port to reference.
    pub effect: Option<Estimate>,
    /// Time per operation, the reference to itself.
    pub control: Option<Estimate>,
    /// The smallest change that would most likely have been confirmed, as a share.
    pub detectable: Option<f64>,
    /// Median time per operation of the reference, in nanoseconds.
    pub reference_ns: Option<f64>,
    /// Median time per operation of the port, in nanoseconds.
    pub port_ns: Option<f64>,
    /// Rounds of three processes each.
    pub rounds: usize,
    /// Operations of a process.
    pub operations: u64,
    /// Whatever else was measured: name, reference, port.
    pub measures: Vec<(String, f64, f64)>,
    /// The effect in each session, oldest first; null where it was not measured.
    pub trend: Vec<Option<Estimate>>,
}

/// Reads results and folders of results. `None` if no file is named.
///
/// # Errors
/// If one of them cannot be read or is no result.
pub(crate) fn read(paths: &[impl AsRef<Path>]) -> Result<Option<Measured>> {
    let mut results = Vec::new();
    for path in paths.iter().map(AsRef::as_ref) {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(crate::Error::io("read", path))?;
            let files = entries.flatten().map(|entry| entry.path());
            for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
                results.push(BenchResult::read(&file)?);
            }
        } else {
            results.push(BenchResult::read(path)?);
        }
    }
    Ok(of_results(results))
}

/// The same session may be named twice: as the latest and as part of the history.
fn of_results(mut results: Vec<BenchResult>) -> Option<Measured> {
    results.sort_by_key(|result| result.session.started_unix);
    results.dedup_by(|a, b| a.session == b.session);
    let last = results.last()?;
    let trend = |name: &str| -> Vec<Option<Estimate>> {
        let effect = |result: &BenchResult| result.workloads.iter().find(|one| one.name == name)?.effect;
        results.iter().map(effect).collect()
    };
    let workloads = last.workloads.iter().map(|found| Workload {
        name: found.name.clone(),
        verdict: found.verdict.map_or("failed", |verdict| verdict.word()).to_owned(),
        failure: found.failure.clone(),
        threshold: found.threshold,
        effect: found.effect,
        control: found.control,
        detectable: found.detectable,
        reference_ns: found.reference_ns,
        port_ns: found.port_ns,
        rounds: found.rounds.len(),
        operations: found.operations,
        measures: found
            .measures
            .iter()
            .map(|measure| (measure.name.clone(), measure.reference, measure.port))
            .collect(),
        trend: trend(&found.name),
    });
    Some(Measured {
        reference: last.reference.name.clone(),
        port: last.port.name.clone(),
        started: last.session.started.clone(),
        duration_s: last.session.duration_s,
        machine: machine(last),
        confidence: last.session.confidence,
        workloads: workloads.collect(),
        sessions: results.iter().map(|result| result.session.started.clone()).collect(),
    })
}

fn machine(result: &BenchResult) -> String {
    let machine = &result.machine;
    let mut parts =
        vec![format!("{} ({} processors, {})", machine.cpu, machine.cpu_count, machine.architecture)];
    parts.extend(machine.memory_bytes.map(|bytes| format!("{} GiB", bytes >> 30)));
    parts.push(machine.os.clone());
    parts.extend(machine.rustc.clone());
    if let (Some(before), Some(after)) = (machine.load_before, machine.load_after) {
        parts.push(format!("load {before:.1} before and {after:.1} after"));
    }
    parts.extend(
        machine.stolen_ratio.map(|share| format!("{:.1} % of the time taken by the host", share * 100.0)),
    );
    parts.join("; ")
}
