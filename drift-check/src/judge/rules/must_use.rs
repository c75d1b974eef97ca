//! DC209 `must-use`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC209",
    name: "must-use",
    family: Family::Api,
    aspect: Aspect::MustUse,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Info },
    exception: None,
    message: "the reference {reference}, the port {port}",
    why: "Without it, a result that must not be dropped is dropped in silence.",
    example: "`#[must_use] pub fn len(&self)`.",
};
