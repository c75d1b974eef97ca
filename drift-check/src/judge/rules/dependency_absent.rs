//! DC005 `dependency-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC005",
    name: "dependency-absent",
    family: Family::Manifest,
    aspect: Aspect::DependencyAbsent,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "dependency of the reference is absent: {reference}",
    why: "What it does is done differently in the port, or not at all.",
    example: "The reference uses a cache crate, the port has a cache of its own.",
};
