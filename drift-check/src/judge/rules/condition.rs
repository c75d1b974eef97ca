//! DC812 `condition`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC812",
    name: "condition",
    family: Family::Flow,
    aspect: Aspect::Condition,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another condition: {reference} in the reference, {port} in the port",
    why: "The port takes the branch in other cases.",
    example: "`a && b` against `a`.",
};
