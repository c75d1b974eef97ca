//! DC810 `value`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC810",
    name: "value",
    family: Family::Flow,
    aspect: Aspect::Value,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another value: {reference} in the reference, {port} in the port",
    why: "The rest of the body is the same, so readers get something else.",
    example: "`ValueType::Tombstone` against `ValueType::Value`.",
};
