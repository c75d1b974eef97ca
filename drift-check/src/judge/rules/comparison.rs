//! DC801 `comparison`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC801",
    name: "comparison",
    family: Family::Flow,
    aspect: Aspect::Comparison,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another comparison: {reference} in the reference, {port} in the port",
    why: "At the boundary the port goes the other way.",
    example: "`seqno < limit` against `seqno <= limit`.",
};
