//! DC210 `deprecated`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC210",
    name: "deprecated",
    family: Family::Api,
    aspect: Aspect::Deprecated,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Info },
    exception: None,
    message: "the reference {reference}, the port {port}",
    why: "Users are not told to move on, or are told to although the reference does not.",
    example: "`#[deprecated] pub fn old()`.",
};
