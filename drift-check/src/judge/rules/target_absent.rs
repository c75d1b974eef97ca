//! DC009 `target-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC009",
    name: "target-absent",
    family: Family::Manifest,
    aspect: Aspect::TargetAbsent,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "the reference builds this, the port does not",
    why: "A program or a library that others install or link to is gone.",
    example: "`src/main.rs` only in the reference.",
};
