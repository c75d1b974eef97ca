//! DC402 `trait-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC402",
    name: "trait-extra",
    family: Family::Traits,
    aspect: Aspect::TraitExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "trait exists in the port only{contains}",
    why: "It is an abstraction the reference does without.",
    example: "`pub trait Clock` only in the port.",
};
