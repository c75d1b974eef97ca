//! DC803 `match-arms`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC803",
    name: "match-arms",
    family: Family::Flow,
    aspect: Aspect::MatchArms,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "cases differ: the reference {reference}, the port {port}",
    why: "A case that one side tells apart falls under the others on the other side.",
    example: "An arm for `ValueType::Indirection` is gone.",
};
