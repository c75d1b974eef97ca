//! DC408 `supertraits`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC408",
    name: "supertraits",
    family: Family::Traits,
    aspect: Aspect::Supertraits,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "supertraits differ: {reference} in the reference, {port} in the port",
    why: "It decides who can implement the trait and what can be called through it.",
    example: "`trait Filter: Send` against `trait Filter`.",
};
