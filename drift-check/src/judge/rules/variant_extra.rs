//! DC309 `variant-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC309",
    name: "variant-extra",
    family: Family::Types,
    aspect: Aspect::VariantExtra,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "variant exists in the port only",
    why: "Matches written for the reference are not exhaustive any more.",
    example: "`Error::Timeout` only in the port.",
};
