//! DC811 `narrowing`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC811",
    name: "narrowing",
    family: Family::Flow,
    aspect: Aspect::Narrowing,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "a number changes its type on the way: {reference} in the reference, {port} in the port",
    why: "What does not fit is cut off without a word.",
    example: "`len as u32` against `len`.",
};
