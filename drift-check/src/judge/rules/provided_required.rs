//! DC405 `provided-required`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC405",
    name: "provided-required",
    family: Family::Traits,
    aspect: Aspect::ProvidedRequired,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "{kind} is {reference} in the reference, {port} in the port",
    why: "Implementations have to write it, or inherit behaviour they did not choose.",
    example: "`fn len(&self) -> usize;` against one with a body.",
};
