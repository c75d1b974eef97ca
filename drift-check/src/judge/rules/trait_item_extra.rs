//! DC404 `trait-item-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC404",
    name: "trait-item-extra",
    family: Family::Traits,
    aspect: Aspect::TraitItemExtra,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "{kind} of the trait exists in the port only",
    why: "If it is required, implementations written for the reference do not compile.",
    example: "`fn compact(&self);` only in the port's trait.",
};
