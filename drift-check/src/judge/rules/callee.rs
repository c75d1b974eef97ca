//! DC805 `callee`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC805",
    name: "callee",
    family: Family::Flow,
    aspect: Aspect::Callee,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another call: {reference} in the reference, {port} in the port",
    why: "The rest of the body is the same, so this is likely not a matter of style.",
    example: "`list.first()` against `list.last()`.",
};
