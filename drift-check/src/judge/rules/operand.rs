//! DC806 `operand`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC806",
    name: "operand",
    family: Family::Flow,
    aspect: Aspect::Operand,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weight::order),
    message: "another operand: {reference} in the reference, {port} in the port",
    why: "The rest of the body is the same, so the two were likely mixed up.",
    example: "`copy(from, to)` against `copy(to, from)`.",
};
