//! DC813 `expression`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC813",
    name: "expression",
    family: Family::Flow,
    aspect: Aspect::Expression,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another expression: {reference} in the reference, {port} in the port",
    why: "The rest of the body is the same, so this is likely not a matter of style.",
    example: "`seqno - 1` against `seqno`.",
};
