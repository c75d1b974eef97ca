//! DC205 `receiver`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC205",
    name: "receiver",
    family: Family::Api,
    aspect: Aspect::Receiver,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "receiver differs: {reference} in the reference, {port} in the port",
    why: "It decides whether callers may share, must lock, or lose the value.",
    example: "`&self` against `&mut self`.",
};
