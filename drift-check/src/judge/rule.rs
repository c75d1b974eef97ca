//! What a rule is. The rules themselves are data, one file each in `rules/`.

use crate::compare::{Aspect, Difference};
use crate::model::item::Reach;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding matters. Ordered: worse is greater.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Info,
    /// Only people who work on the code notice.
    Low,
    /// Some users notice, or many may later.
    Medium,
    /// Users of the port notice at once.
    High,
    /// Data or correctness is at stake.
    Critical,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 5] =
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

    /// The word used in reports and options.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
            Severity::Info => "info",
        }
    }
}

/// Families of rules. Each has a range of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// `Cargo.toml`.
    Manifest,
    /// Modules, places and visibility.
    Modules,
    /// Functions and what their callers see.
    Api,
    /// Structs, enums, unions and aliases.
    Types,
    /// Traits and their impls.
    Traits,
    /// Constants and statics.
    Constants,
    /// Errors and results.
    Errors,
    /// Locks and atomics.
    Concurrency,
    /// Control and data: comparisons, guards, file access.
    Flow,
    /// Unsafety and effort: stubs and the like.
    Safety,
    /// This tool's own configuration.
    Tool,
}

impl Family {
    /// All of them, in the order of reports.
    pub const ALL: [Family; 11] = [
        Family::Manifest,
        Family::Modules,
        Family::Api,
        Family::Types,
        Family::Traits,
        Family::Constants,
        Family::Errors,
        Family::Concurrency,
        Family::Flow,
        Family::Safety,
        Family::Tool,
    ];

    /// What ids of the family begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Family::Manifest => "DC0",
            Family::Modules => "DC1",
            Family::Api => "DC2",
            Family::Types => "DC3",
            Family::Traits => "DC4",
            Family::Constants => "DC5",
            Family::Errors => "DC6",
            Family::Concurrency => "DC7",
            Family::Flow => "DC8",
            Family::Safety => "DC9",
            Family::Tool => "DX0",
        }
    }

    /// The heading used in reports.
    pub fn title(self) -> &'static str {
        match self {
            Family::Manifest => "manifest",
            Family::Modules => "modules and visibility",
            Family::Api => "functions",
            Family::Types => "types",
            Family::Traits => "traits and impls",
            Family::Constants => "constants",
            Family::Errors => "errors",
            Family::Concurrency => "concurrency",
            Family::Flow => "control and data",
            Family::Safety => "safety and effort",
            Family::Tool => "configuration and ledger",
        }
    }
}

/// Severity by the reach of the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// For documented API.
    pub public: Severity,
    /// For what is public but hidden from documentation.
    pub hidden: Severity,
    /// For everything else.
    pub internal: Severity,
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Family letters and number. Never reused.
    pub id: &'static str,
    /// A name for people, in kebab case; its fixture has the same name in snake case.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// The aspect it judges.
    pub aspect: Aspect,
    /// How much it matters.
    pub levels: Levels,
    /// When the levels do not fit: looks at the difference and may say otherwise.
    pub exception: Option<fn(&Difference) -> Option<Severity>>,
    /// What differs. `{kind}`, `{item}`, `{reference}`, `{port}` and `{contains}` are filled in.
    pub message: &'static str,
    /// Why it matters, in one sentence.
    pub why: &'static str,
    /// A small example.
    pub example: &'static str,
}

impl Rule {
    /// How much a difference matters.
    pub fn severity(&self, difference: &Difference) -> Severity {
        if difference.facts.maybe_generated {
            return Severity::Info;
        }
        if let Some(severity) = self.exception.and_then(|exception| exception(difference)) {
            return severity;
        }
        match difference.reach {
            Reach::Public => self.levels.public,
            Reach::Hidden => self.levels.hidden,
            Reach::Internal => self.levels.internal,
        }
    }

    /// The message with nothing filled in, for a text about the rule itself.
    pub fn summary(&self) -> String {
        let named = self.message.replace("{kind}", "item").replace("{contains}", "");
        named.replace("{reference}", "…").replace("{port}", "…").replace("{item}", "…")
    }

    /// The message, filled in.
    pub fn message(&self, difference: &Difference) -> String {
        let facts = &difference.facts;
        let spelt =
            || (facts.reference.as_deref().unwrap_or_default(), facts.port.as_deref().unwrap_or_default());
        let (reference, port) =
            facts.shown.as_ref().map_or_else(spelt, |(was, is)| (was.as_str(), is.as_str()));
        self.message
            .replace("{kind}", difference.item_kind.word())
            .replace("{contains}", &contains(difference))
            .replace("{reference}", reference)
            .replace("{port}", port)
            .replace("{item}", &difference.item)
    }
}

/// ` with 3 methods and 1 field`, or nothing.
fn contains(difference: &Difference) -> String {
    let mut parts: Vec<String> = difference
        .facts
        .contains
        .iter()
        .map(|(kind, count)| {
            let plural = match (*count, kind.as_str()) {
                (1, _) => kind.clone(),
                (_, "type alias") => "type aliases".into(),
                _ => format!("{kind}s"),
            };
            format!("{count} {plural}")
        })
        .collect();
    match (parts.pop(), parts.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => format!(" with {last}"),
        (Some(last), false) => format!(" with {} and {last}", parts.join(", ")),
    }
}
