//! DC401 `trait-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC401",
    name: "trait-absent",
    family: Family::Traits,
    aspect: Aspect::TraitAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "trait is absent{contains}",
    why: "What users implement or call through it has no counterpart.",
    example: "`pub trait AbstractTree` only in the reference.",
};
