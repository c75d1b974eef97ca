//! What changed upstream, and whether the port has it: the data of a report.

use super::fact::FactKind;
use crate::compare::Site;
use crate::judge::Severity;
use crate::report::Tool;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name and version of the format of the JSON report.
pub const SCHEMA: &str = "drift-check-follow/1";

/// What a change is about, told by its content. Ordered: what matters more comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Bytes that are written or read.
    Format,
    /// What functions do.
    Behaviour,
    /// What users of the crate can name.
    Api,
    /// How much work the same behaviour takes.
    Performance,
    /// Documentation.
    Docs,
    /// How things are named and cut, without a change in what they do.
    Refactor,
}

impl Class {
    /// All of them, in the order of reports.
    pub const ALL: [Class; 6] =
        [Class::Format, Class::Behaviour, Class::Api, Class::Performance, Class::Docs, Class::Refactor];

    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Class::Format => "format",
            Class::Behaviour => "behaviour",
            Class::Api => "api",
            Class::Performance => "performance",
            Class::Docs => "docs",
            Class::Refactor => "refactor",
        }
    }

    /// Whether a port that lacks such a change does something else than the new version.
    pub fn changes_behaviour(self) -> bool {
        matches!(self, Class::Format | Class::Behaviour)
    }

    /// Whether it is left out of reports for people unless asked for.
    pub fn falls_out(self) -> bool {
        matches!(self, Class::Docs | Class::Refactor)
    }
}

/// Whether the port has a change. Ordered: what needs attention comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The port is as the old version was.
    Absent,
    /// Some of it is there, some is not.
    Partial,
    /// The port is neither like the old nor like the new version: somebody has to read it.
    Differs,
    /// The port has nothing this could apply to.
    NotApplicable,
    /// The port has it.
    Adopted,
}

impl Verdict {
    /// All of them, in the order of reports.
    pub const ALL: [Verdict; 5] =
        [Verdict::Absent, Verdict::Partial, Verdict::Differs, Verdict::NotApplicable, Verdict::Adopted];

    /// The words used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Absent => "absent",
            Verdict::Partial => "partial",
            Verdict::Differs => "differs",
            Verdict::NotApplicable => "not applicable",
            Verdict::Adopted => "adopted",
        }
    }
}

/// What became of an item upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another one than before.
    Changed,
}

/// Whether the port agrees with the new version in one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// As in the new version.
    New,
    /// As in the old version.
    Old,
    /// Between the two.
    Between,
    /// The port is written too differently to tell.
    Unclear,
}

/// One fact that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FactChange {
    /// What kind of fact.
    pub kind: FactKind,
    /// The fact, in the words of the old version.
    pub text: String,
    /// How often the old version has it.
    pub old: usize,
    /// How often the new version has it.
    pub new: usize,
    /// How often the port has it; null without a counterpart.
    pub port: Option<usize>,
    /// Whom the port agrees with; null without a counterpart.
    pub agreement: Option<Agreement>,
}

/// The two differences a reader wants to see next to each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diffs {
    /// From the old version to the new one, as a unified diff without comments.
    pub upstream: String,
    /// From the new version to the port if the two are alike; otherwise the port's code as it is.
    pub port: String,
}

/// One upstream change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Stable name of this change between these versions, for accepting it.
    pub fingerprint: String,
    /// What it is about.
    pub class: Class,
    /// How much it matters if the port lacks it.
    pub risk: Severity,
    /// Whether the port has it.
    pub verdict: Verdict,
    /// Why that is so, in one sentence.
    pub because: String,
    /// What became of the item.
    pub fate: Fate,
    /// Path in the old version, or in the new one if it is new.
    pub item: String,
    /// What the item is.
    pub kind: String,
    /// The facts that changed; for something added or removed as a whole, none.
    pub facts: Vec<FactChange>,
    /// For something added or removed as a whole: how many members of each kind it has.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub contains: BTreeMap<String, usize>,
    /// In the old version.
    pub old: Option<Site>,
    /// In the new version.
    pub new: Option<Site>,
    /// In the port.
    pub port: Option<Site>,
    /// Both diffs.
    pub diffs: Diffs,
    /// Why somebody decided that the port may stay as it is; null if nobody did.
    pub accepted: Option<String>,
}

/// An upstream test that is new or not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct TestChange {
    /// Name of the function.
    pub name: String,
    /// File, relative to the crate.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// New, or changed.
    pub fate: Fate,
    /// Whether the port has a test of this name.
    pub in_port: bool,
    /// What of the crate's functions it calls.
    pub needs: Vec<String>,
    /// Those that the port does not have.
    pub missing: Vec<String>,
}

/// One of the three crates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Version {
    /// As the user named it.
    pub source: String,
    /// Package name.
    pub package: String,
    /// Package version; null if it has none.
    pub version: Option<String>,
    /// Items, without those that exist in test builds only.
    pub items: usize,
    /// What could not be read, each with its file. If there is any, nothing can be concluded.
    pub unreadable: Vec<String>,
}

/// A report on what a port has of what changed between two versions. This is the JSON report, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "drift-check follow report")]
pub struct FollowReport {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What wrote it.
    pub tool: Tool,
    /// The old version.
    pub old: Version,
    /// The new version.
    pub new: Version,
    /// The port.
    pub port: Version,
    /// Everything that changed, the greatest risk first.
    pub changes: Vec<Change>,
    /// New and changed tests.
    pub tests: Vec<TestChange>,
    /// Files that changed in comments, documentation or layout only.
    pub only_comments: Vec<String>,
    /// Items of the old version that several items of the new one could stand for; they were left alone.
    pub ambiguous: Vec<String>,
    /// How many changes of each class got each verdict.
    pub summary: BTreeMap<String, BTreeMap<String, usize>>,
}

impl FollowReport {
    /// Whether all three crates were read in full.
    pub fn is_complete(&self) -> bool {
        [&self.old, &self.new, &self.port].iter().all(|version| version.unreadable.is_empty())
    }

    /// Changes in behaviour or format that the port lacks and nobody has accepted.
    pub fn failing(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| {
            change.class.changes_behaviour() && change.verdict == Verdict::Absent && change.accepted.is_none()
        })
    }

    /// The exit code of a run that ends with this report.
    pub fn exit_code(&self) -> u8 {
        if !self.is_complete() {
            crate::exit::COULD_NOT_CHECK
        } else if self.failing().next().is_some() {
            crate::exit::DRIFT
        } else {
            crate::exit::CLEAN
        }
    }

    /// The JSON report.
    pub fn to_json(&self) -> String {
        super::render::json(self)
    }
}
