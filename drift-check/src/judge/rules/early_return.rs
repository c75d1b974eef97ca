//! DC802 `early-return`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC802",
    name: "early-return",
    family: Family::Flow,
    aspect: Aspect::EarlyReturn,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weight::integrity),
    message: "a guard differs: the reference {reference}, the port {port}",
    why: "A case that one side stops at is worked on by the other.",
    example: "`if ids.is_empty() { return Ok(()); }` is gone.",
};
