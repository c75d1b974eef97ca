//! The report: its data, and the writers. The only stage that prints.

mod baseline;
pub mod columns;
pub mod details;
mod github;
mod html;
mod human;
mod inline;
mod json;
mod junit;
mod markdown;
mod measured;
mod places;
mod sarif;
mod summary;
mod verdict;
mod write;

pub use baseline::Baseline;
pub(crate) use measured::read as measured;
pub use measured::{Measured, Workload};
pub use summary::{Coverage, Side, SideName, Summary, Timings, Unchecked};
pub use write::{deliver, print, replace, require_writable, tell, write_files};

use crate::judge::{ALL, Finding, Status};
use crate::load::{Source, git};
use crate::matching::Matching;
use crate::options::{FailOn, Format, Look, Options};
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
    /// From which severity on the run failed.
    pub fail_on: FailOn,
    /// Which rules took part, if not all: `only DC7`, `without DC9`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rules: Option<String>,
    /// Where things are in a git repository, for programs that look at files from its top.
    #[serde(skip_serializing_if = "Places::is_empty", default)]
    pub places: Places,
    /// The run this report was reduced by, if only what is new was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<Baseline>,
    /// How long it took; null unless asked for, since it differs from run to run.
    pub timings: Option<Timings>,
    /// Texts and footprints of items, locks and tests, for the page; only if asked for, since they are long.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub details: Option<details::Details>,
    /// Benchmark results; only if there are any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bench: Option<Measured>,
}

/// Folders from the top of the git repository they lie in, parted by `/`; the top itself is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Places {
    /// The port's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub port: Option<String>,
    /// The configuration's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub configuration: Option<String>,
}

impl Places {
    fn of(options: &Options) -> Self {
        let port = match &options.port {
            Source::Folder { path, .. } => git::inside(path),
            Source::Registry { .. } | Source::Git { .. } => None,
        };
        Self { port, configuration: git::inside(&options.workspace) }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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
    pub(crate) fn new(
        labels: (String, String),
        matching: &Matching<'_>,
        findings: Vec<Finding>,
        options: &Options,
    ) -> Self {
        Self {
            schema: SCHEMA.into(),
            tool: Tool::this(),
            reference: Side::new(labels.0, matching.reference),
            port: Side::new(labels.1, matching.port),
            coverage: Coverage::new(matching),
            summary: Summary::new(&findings),
            findings,
            fail_on: options.fail_on,
            rules: options.selection.sentence(),
            places: Places::of(options),
            baseline: None,
            timings: None,
            details: None,
            bench: None,
        }
    }

    /// Whether everything that should have been compared was.
    pub fn is_complete(&self) -> bool {
        !self.coverage.unchecked_list.iter().any(|unchecked| unchecked.blocking)
    }

    /// Nothing, if the comparison is complete.
    ///
    /// # Errors
    /// [`Error::Incomplete`](crate::Error::Incomplete), which calls the report `what`.
    pub fn require_complete(&self, what: &str) -> crate::Result<()> {
        let blocking = self.coverage.unchecked_list.iter().filter(|unchecked| unchecked.blocking);
        let places: Vec<String> = blocking
            .map(|found| format!("{} {}:{}: {}", found.side.word(), found.file, found.line, found.reason))
            .collect();
        crate::Error::incomplete(what, places)
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

    /// Reads a JSON report.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        json::read(text)
    }

    /// The report in one of its forms, without colour.
    pub fn render(&self, format: Format, look: Look) -> String {
        match format {
            Format::Human => anstream::adapter::strip_str(&human::render(self, look)).to_string(),
            Format::Json => self.to_json(),
            Format::Markdown => markdown::render(self, look),
            Format::Sarif => sarif::render(self),
            Format::Junit => junit::render(self, look),
            Format::Github => github::render(self, look),
            Format::Html => html::render(self, look),
        }
    }

    /// The report as a page of Markdown under a heading of its own, as long as it has to be.
    pub fn render_document(&self, title: &str, look: Look) -> String {
        markdown::document(self, look, title)
    }

    /// The JSON report.
    pub fn to_json(&self) -> String {
        json::render(self)
    }
}

/// The name of a rule; empty for one that this version does not know.
fn rule_name(id: &str) -> &'static str {
    ALL.iter().find(|rule| rule.id == id).map_or("", |rule| rule.name)
}

/// What the ledger says about a finding, as `class: reason`.
fn because(finding: &Finding) -> Option<String> {
    let entry = finding.acceptance.as_ref()?;
    Some(format!("{}: {}", entry.class.word(), entry.reason.trim()))
}
