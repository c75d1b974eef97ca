//! The result file of a session: what was measured, on which machine, and what follows from it.
//!
//! A report needs nothing else. Ratios are always port to reference, so of a time, more than 1 means that the port is
//! slower.

use super::machine::{self, ProcessorTime};
use super::process::Processes;
use super::session::{self, Plan, Watcher};
use super::verdict::Verdict;
use crate::error::{Error, Result};
use crate::report::Tool;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Name and version of the format.
pub const SCHEMA: &str = "drift-check-bench/1";

/// A session of measurements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "drift-check bench result")]
pub struct BenchResult {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What wrote it.
    pub tool: Tool,
    /// When, how long and how.
    pub session: Session,
    /// On what machine, and how busy it was.
    pub machine: Machine,
    /// What was measured as the reference.
    pub reference: Subject,
    /// What was measured as the port.
    pub port: Subject,
    /// One entry per workload, in the order in which they are listed.
    pub workloads: Vec<WorkloadResult>,
}

/// When, how long and how was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// Start, as seconds since 1970 (UTC).
    pub started_unix: u64,
    /// The same for people: `2026-01-31T12:00:00Z`.
    pub started: String,
    /// Duration in seconds.
    pub duration_s: f64,
    /// Seed of the orders within rounds and of the bootstrap.
    pub seed: u64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Commit of the working copy, if there is one; ends in `+` if files had changed.
    pub revision: Option<String>,
    /// Whether it was ended before its time, so that there are fewer rounds than there was time for.
    #[serde(default)]
    pub interrupted: bool,
}

/// The machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// Operating system and version of its kernel.
    pub os: String,
    /// Processor architecture.
    pub architecture: String,
    /// Model of the processor.
    pub cpu: String,
    /// Processors this process may use.
    pub cpu_count: usize,
    /// Main memory in bytes.
    pub memory_bytes: Option<u64>,
    /// Version of the compiler.
    pub rustc: Option<String>,
    /// Processes that wanted to run, averaged over the last minute: before the session.
    pub load_before: Option<f64>,
    /// The same, after the session.
    pub load_after: Option<f64>,
    /// Share of processor time that the host took away during the session.
    pub stolen_ratio: Option<f64>,
}

/// A side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// As its program calls itself, such as `lsm-tree 3.1.10`.
    pub name: String,
    /// The command that measures it.
    pub command: Vec<String>,
}

/// One workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkloadResult {
    /// Its name. What stands before the first `/` is the group, such as `get` in `get/disk`.
    pub name: String,
    /// The verdict; null if it could not be measured.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict.
    pub failure: Option<String>,
    /// The smallest change that counts, as a share.
    pub threshold: f64,
    /// Time per operation, port to reference. Null below two rounds.
    pub effect: Option<Estimate>,
    /// Time per operation, the reference to itself: what noise alone looks like.
    pub control: Option<Estimate>,
    /// The smallest change that four of five such sessions would have confirmed, as a share; null if none would.
    pub detectable: Option<f64>,
    /// Probability of such rounds if the change were within the threshold, corrected for the number of workloads.
    pub p_adjusted: Option<f64>,
    /// Median time per operation of the reference, in nanoseconds.
    pub reference_ns: Option<f64>,
    /// Median time per operation of the port, in nanoseconds.
    pub port_ns: Option<f64>,
    /// Operations of a process.
    pub operations: u64,
    /// Whatever else was measured, by name.
    pub measures: Vec<MeasureResult>,
    /// Every round, in the order in which they were run.
    pub rounds: Vec<Round>,
}

/// A ratio and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// The ratio.
    pub ratio: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Something else that was measured: a latency, memory, bytes written. It has no verdict of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureResult {
    /// Its name; the end tells the unit: `_ns`, `_bytes`, `_ratio`, `_per_second`.
    pub name: String,
    /// Median over the reference's processes.
    pub reference: f64,
    /// Median over the port's processes.
    pub port: f64,
    /// Port to reference; null unless both are positive in every round.
    pub ratio: Option<Estimate>,
}

/// A round: three processes, one after the other in random order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Round {
    /// Start, in seconds since the session's.
    pub started_s: f64,
    /// Load average before the round.
    pub load: Option<f64>,
    /// Position of each process, from 0: reference, port, reference again.
    pub order: [usize; 3],
    /// Median time per operation of the reference's process, in nanoseconds.
    pub reference_ns: f64,
    /// The same of the port's.
    pub port_ns: f64,
    /// The same of the reference's second process.
    pub again_ns: f64,
    /// Other measures: reference, port, reference again.
    #[serde(default)]
    pub measures: BTreeMap<String, [f64; 3]>,
}

impl Round {
    /// Log-ratio of the port to the mean of both runs of the reference.
    pub fn effect(&self) -> f64 {
        self.port_ns.ln() - f64::midpoint(self.reference_ns.ln(), self.again_ns.ln())
    }

    /// Log-ratio of the reference to itself.
    pub fn control(&self) -> f64 {
        self.again_ns.ln() - self.reference_ns.ln()
    }
}

impl BenchResult {
    /// How many workloads have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.workloads.iter().filter(|workload| workload.verdict == Some(verdict)).count()
    }

    /// The exit code of a session: a confirmed regression outweighs a workload that could not be measured, or a session
    /// that was ended before its time.
    pub fn exit_code(&self) -> u8 {
        if self.count(Verdict::Slower) > 0 {
            crate::exit::BENCHMARK
        } else if self.workloads.iter().any(|workload| workload.failure.is_some())
            || self.workloads.is_empty()
            || self.session.interrupted
        {
            crate::exit::COULD_NOT_CHECK
        } else {
            crate::exit::CLEAN
        }
    }

    /// Reads a result file.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, [`Error::Usage`] if it is no result file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        let result: Self = serde_json::from_str(&text).map_err(|error| {
            Error::Usage(format!("{} is no result of `bench run`: {error}", path.display()))
        })?;
        if result.schema != SCHEMA {
            let found = result.schema;
            return Err(Error::Usage(format!("{} has the format `{found}`, not `{SCHEMA}`", path.display())));
        }
        if let Some(name) = result.unbelievable() {
            return Err(Error::Usage(format!(
                "{} is no result of `bench run`: `{name}` has a time or a ratio that is not above 0",
                path.display()
            )));
        }
        Ok(result)
    }

    /// The first workload with a number that no measurement can have.
    fn unbelievable(&self) -> Option<&str> {
        let is_positive = |number: f64| number.is_finite() && number > 0.0;
        let is_fine = |workload: &WorkloadResult| {
            let estimates = [workload.effect, workload.control].into_iter().flatten();
            let times = [workload.reference_ns, workload.port_ns].into_iter().flatten();
            let rounds =
                workload.rounds.iter().flat_map(|round| [round.reference_ns, round.port_ns, round.again_ns]);
            estimates.flat_map(|found| [found.ratio, found.high]).chain(times).chain(rounds).all(is_positive)
        };
        self.workloads.iter().find(|workload| !is_fine(workload)).map(|workload| &*workload.name)
    }

    /// Writes a result file; folders that are missing are created.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, path: &Path) -> Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        }
        std::fs::write(path, self.to_json()?).map_err(Error::io("write", path))
    }

    /// The text of the result file.
    ///
    /// # Errors
    /// [`Error::Internal`] if a number is none.
    pub fn to_json(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(text + "\n")
    }

    /// The JSON Schema of the result file.
    pub fn json_schema() -> String {
        let schema = schemars::schema_for!(BenchResult);
        serde_json::to_string_pretty(&schema).map_or_else(|_| String::new(), |text| text + "\n")
    }

    /// Runs a session, and notes where and when it ran.
    pub fn measured(plan: &Plan, arm: &mut Processes, folder: &Path, watcher: &dyn Watcher) -> Self {
        let started_unix = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        // What is measured, not what lies there when it has been.
        let revision = machine::revision(folder);
        let mut machine = machine::describe();
        let before = ProcessorTime::now();
        let findings = session::run(plan, arm, watcher);
        machine.load_after = machine::load();
        machine.stolen_ratio =
            before.zip(ProcessorTime::now()).and_then(|(before, now)| now.stolen_since(&before));
        Self {
            schema: SCHEMA.into(),
            tool: Tool::this(),
            session: Session {
                started_unix,
                started: utc(started_unix),
                duration_s: findings.duration_s,
                seed: plan.demands.seed,
                confidence: plan.demands.confidence,
                revision,
                interrupted: findings.interrupted,
            },
            machine,
            reference: Subject { name: findings.reference, command: arm.reference.clone() },
            port: Subject { name: findings.port, command: arm.port.clone() },
            workloads: findings.workloads,
        }
    }
}

/// A moment as `2026-01-31T12:00:00Z`.
fn utc(unix: u64) -> String {
    let moment = i64::try_from(unix).ok().and_then(|unix| jiff::Timestamp::from_second(unix).ok());
    moment.unwrap_or_default().to_string()
}
