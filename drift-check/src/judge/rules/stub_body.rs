//! DC901 `stub-body`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC901",
    name: "stub-body",
    family: Family::Safety,
    aspect: Aspect::StubBody,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "the body is a stub: it panics instead of doing what the reference does",
    why: "The function counts as absent: whoever calls it is stopped.",
    example: "`todo!()`",
};
