//! DC403 `trait-item-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC403",
    name: "trait-item-absent",
    family: Family::Traits,
    aspect: Aspect::TraitItemAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "{kind} of the trait is absent",
    why: "Calls through the trait and implementations of it do not compile.",
    example: "`fn prefix(&self)` only in the reference's trait.",
};
