//! DC315 `non-exhaustive`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC315",
    name: "non-exhaustive",
    family: Family::Types,
    aspect: Aspect::NonExhaustive,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Info },
    exception: None,
    message: "the reference {reference}, the port {port}",
    why: "It decides whether users may match without a wildcard or build it with a literal.",
    example: "`#[non_exhaustive] pub enum Error`.",
};
