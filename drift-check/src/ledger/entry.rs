//! An entry of the ledger.

use super::pattern::ItemPattern;
use super::pins::Pins;
use crate::compare::DriftKind;
use crate::judge::{Acceptance, Finding, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::value::Date;

/// A decision to keep something different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Rule id of the finding, or what the ids of the rules begin with.
    pub rule: String,
    /// The item, or a pattern of items.
    pub item: String,
    /// What it covers.
    pub scope: Scope,
    /// What kind of decision it is.
    pub class: Class,
    /// Why it is right.
    pub reason: String,
    /// What both sides looked like when it was accepted.
    pub pins: Pins,
    /// Tests that show that the difference is harmless, or that it is there.
    pub evidence: Vec<String>,
    /// The day on which it was decided, or decided anew.
    pub decided: Option<Date>,
    /// The first day on which it counts no more.
    pub expires: Option<Date>,
    /// Line in the ledger, counted from 1.
    pub line: usize,
}

/// What an entry covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One finding, by fingerprint.
    Finding(String),
    /// Every finding of the rules in a part of the crate.
    Subtree(Subtree),
}

/// A part of the crate, and how much of what differs there is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtree {
    /// The items.
    pub items: ItemPattern,
    /// Only differences in this direction.
    pub kind: Option<DriftKind>,
    /// Nothing worse than this.
    pub up_to: Severity,
    /// How many findings were accepted; more than that were not looked at.
    pub at_most: usize,
}

impl Subtree {
    /// What an entry covers that says nothing else: more has to be asked for by name.
    pub const UP_TO: Severity = Severity::Low;
}

/// What kind of decision an entry is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It is another design, and meant to be.
    ByDesign,
    /// It is better than the reference.
    Improvement,
    /// It will go away; such an entry has to expire.
    Pending,
    /// It cannot be done in the port.
    Impossible,
    /// The reference has a defect that the port does not follow.
    RefBug,
}

impl Class {
    /// All of them.
    pub const ALL: [Class; 5] =
        [Class::ByDesign, Class::Improvement, Class::Pending, Class::Impossible, Class::RefBug];

    /// The word used in ledgers and options.
    pub fn word(self) -> &'static str {
        match self {
            Class::ByDesign => "by-design",
            Class::Improvement => "improvement",
            Class::Pending => "pending",
            Class::Impossible => "impossible",
            Class::RefBug => "ref-bug",
        }
    }
}

impl Entry {
    /// Whether it is about a finding, whatever else is wrong with it.
    pub fn covers(&self, finding: &Finding) -> bool {
        match &self.scope {
            Scope::Finding(fingerprint) => *fingerprint == finding.fingerprint,
            Scope::Subtree(subtree) => {
                finding.rule.starts_with(&self.rule)
                    && subtree.kind.is_none_or(|kind| kind == finding.kind)
                    && finding.severity <= subtree.up_to
                    && subtree.items.matches(&finding.item)
            }
        }
    }

    /// How it is spoken of: rules and items, which also order the ledger.
    pub fn title(&self) -> String {
        format!("{} {}", self.rule, self.item)
    }

    /// What parts it from others of the same title.
    pub fn discriminator(&self) -> String {
        match &self.scope {
            Scope::Finding(fingerprint) => fingerprint.clone(),
            Scope::Subtree(subtree) => subtree.kind.map_or("", DriftKind::word).to_owned(),
        }
    }

    /// The order of entries in a ledger: by item, as reports are.
    pub(super) fn order(&self) -> (String, String, String) {
        (self.item.clone(), self.rule.clone(), self.discriminator())
    }

    /// Whether two entries decide about the same thing.
    pub(super) fn is_same(&self, other: &Entry) -> bool {
        match (&self.scope, &other.scope) {
            (Scope::Finding(a), Scope::Finding(b)) => a == b,
            (Scope::Subtree(_), Scope::Subtree(_)) => self.order() == other.order(),
            _ => false,
        }
    }

    /// What reports say about it.
    pub(super) fn acceptance(&self) -> Acceptance {
        Acceptance {
            entry: self.title(),
            class: self.class,
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            decided: self.decided.map(|date| date.to_string()),
            expires: self.expires.map(|date| date.to_string()),
        }
    }
}
