//! What a run is asked to do: command line and configuration put together.

use crate::judge::{Selection, Severity};
use crate::ledger::Ledger;
use crate::load::Source;
use crate::matching::UserMap;
use std::path::PathBuf;

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct Options {
    /// The original.
    pub reference: Source,
    /// What is compared with it.
    pub port: Source,
    /// From where cargo is asked for registry crates first.
    pub workspace: PathBuf,
    /// What is called differently on purpose.
    pub map: UserMap,
    /// The configuration file the map comes from, for findings about it.
    pub config_name: String,
    /// Which differences were accepted.
    pub ledger: Ledger,
    /// Which rules take part.
    pub selection: Selection,
    /// From which severity on the run fails.
    pub fail_on: FailOn,
    /// What is printed.
    pub format: Format,
    /// What is written to files.
    pub outputs: Vec<Output>,
    /// Whether the report tells how long each phase took.
    pub timings: bool,
    /// Whether the report holds texts and footprints of items, locks and tests.
    pub details: bool,
    /// Results of `bench run`, and folders of them, that become part of the report.
    pub bench: Vec<PathBuf>,
    /// How much the human report says.
    pub verbosity: Verbosity,
}

impl Options {
    /// How reports are written.
    pub fn look(&self) -> Look {
        Look { fail_on: self.fail_on, verbosity: self.verbosity }
    }

    /// A comparison of two crates with all defaults.
    pub fn new(reference: Source, port: Source) -> Self {
        Self {
            reference,
            port,
            workspace: PathBuf::from("."),
            map: UserMap::default(),
            config_name: crate::config::FILE_NAME.into(),
            ledger: Ledger::default(),
            selection: Selection::default(),
            fail_on: FailOn::default(),
            format: Format::default(),
            outputs: Vec::new(),
            timings: false,
            details: false,
            bench: Vec::new(),
            verbosity: Verbosity::default(),
        }
    }
}

/// From which severity on a run fails.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    clap::ValueEnum,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Only critical findings.
    Critical,
    /// High and critical ones.
    High,
    /// Medium and worse.
    Medium,
    /// Low and worse.
    Low,
    /// Whatever is found, the run succeeds.
    Never,
}

impl Default for FailOn {
    /// `high`: what users of the port notice at once.
    fn default() -> Self {
        FailOn::High
    }
}

impl FailOn {
    /// The lowest severity that fails.
    pub fn threshold(self) -> Option<Severity> {
        match self {
            FailOn::Critical => Some(Severity::Critical),
            FailOn::High => Some(Severity::High),
            FailOn::Medium => Some(Severity::Medium),
            FailOn::Low => Some(Severity::Low),
            FailOn::Never => None,
        }
    }
}

/// A form of the report.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, clap::ValueEnum, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people, at a terminal.
    #[default]
    Human,
    /// For programs; `report --in` makes every other form of it.
    Json,
    /// For a comment on a pull request.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit's XML, for test reports of a CI.
    Junit,
    /// Annotations that GitHub shows at the changed lines.
    Github,
    /// A page that explains itself, in one file.
    Html,
}

/// A report in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// In which form.
    pub format: Format,
    /// Where to. Parent folders are created.
    pub path: PathBuf,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// From which severity on the run fails.
    pub fail_on: FailOn,
    /// How much is said.
    pub verbosity: Verbosity,
}

/// How much a report for people says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// Verdict and summary.
    Quiet,
    /// Findings, too; those of severity info are counted only.
    #[default]
    Normal,
    /// Everything.
    Verbose,
}
