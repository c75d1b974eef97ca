//! DC903 `arithmetic-mode`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC903",
    name: "arithmetic-mode",
    family: Family::Safety,
    aspect: Aspect::ArithmeticMode,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "overflow is handled another way: {reference} in the reference, {port} in the port",
    why: "At the edge of the type the port stops, wraps around or stays at the limit where the reference does not.",
    example: "`saturating_sub` against `-`.",
};
