//! The report: its data, and the writers. The only stage that prints.

pub mod columns;
mod human;
mod inline;
mod json;
mod summary;
mod write;

pub use summary::{Coverage, Side, SideName, Summary, Timings, Unchecked};
pub use write::{deliver, print, replace};

use crate::judge::{Finding, Status};
use crate::matching::Matching;
use crate::options::FailOn;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name and version of the format of the JSON report.
pub const SCHEMA: &str = "drift-check/1";

/// A report. This is the JSON report, field by field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "drift-check report")]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What wrote it.
    pub tool: Tool,
    /// The original.
    pub reference: Side,
    /// What was compared with it.
    pub port: Side,
    /// What was compared, and what was not.
    pub coverage: Coverage,
    /// The findings, sorted by item, rule and detail.
    pub findings: Vec<Finding>,
    /// Counts.
    pub summary: Summary,
    /// How long it took; null unless asked for, since it differs from run to run.
    pub timings: Option<Timings>,
}

/// The program that wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub(crate) fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

impl Report {
    /// Puts a report together.
    pub(crate) fn new(labels: (String, String), matching: &Matching<'_>, findings: Vec<Finding>) -> Self {
        Self {
            schema: SCHEMA.into(),
            tool: Tool::this(),
            reference: Side::new(labels.0, matching.reference),
            port: Side::new(labels.1, matching.port),
            coverage: Coverage::new(matching),
            summary: Summary::new(&findings),
            findings,
            timings: None,
        }
    }

    /// Whether everything that should have been compared was.
    pub fn is_complete(&self) -> bool {
        !self.coverage.unchecked_list.iter().any(|unchecked| unchecked.blocking)
    }

    /// How many findings make the run fail.
    pub fn failing(&self, fail_on: FailOn) -> usize {
        let Some(threshold) = fail_on.threshold() else { return 0 };
        let fails = |finding: &&Finding| finding.status != Status::Accepted && finding.severity >= threshold;
        self.findings.iter().filter(fails).count()
    }

    /// The exit code of a run that ends with this report.
    pub fn exit_code(&self, fail_on: FailOn) -> u8 {
        if !self.is_complete() {
            crate::exit::COULD_NOT_CHECK
        } else if self.failing(fail_on) > 0 {
            crate::exit::DRIFT
        } else {
            crate::exit::CLEAN
        }
    }

    /// The JSON Schema of the JSON report.
    pub fn json_schema() -> String {
        json::schema()
    }

    /// The JSON report.
    pub fn to_json(&self) -> String {
        json::render(self)
    }
}
