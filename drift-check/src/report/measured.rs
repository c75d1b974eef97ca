//! What the report keeps of benchmark results: enough for a page, without every single round.

use super::tell;
use crate::bench::result::{Estimate, WorkloadResult};
use crate::bench::{BenchResult, files, trend};
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
    /// Commit that was measured, if it is known; ends in `+` if files had changed.
    #[serde(default)]
    pub revision: Option<String>,
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
        let found = files::read(path)?;
        for file in found.left_out {
            tell(&format!("left out {}: no result of `bench run`", file.display()));
        }
        results.extend(found.results);
    }
    Ok(of_results(results))
}

/// The same session may be named twice: as the latest and as part of the history.
fn of_results(mut results: Vec<BenchResult>) -> Option<Measured> {
    results.sort_by_key(|result| (result.session.started_unix, result.session.seed));
    results.dedup_by(|a, b| a.session == b.session);
    trend::keep_comparable(&mut results);
    let last = results.last()?;
    let trend = |found: &WorkloadResult| -> Vec<Option<Estimate>> {
        let named =
            |result: &BenchResult| result.workloads.iter().find(|one| one.name == found.name).cloned();
        // One that failed says nothing about what it would have done.
        let measured = results.iter().rev().filter_map(named).find(|one| one.effect.is_some());
        let today = measured.unwrap_or_else(|| found.clone());
        results.iter().map(|result| trend::same(result, &today)?.effect).collect()
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
        trend: trend(found),
    });
    Some(Measured {
        reference: last.reference.name.clone(),
        port: last.port.name.clone(),
        started: last.session.started.clone(),
        revision: last.session.revision.clone(),
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
