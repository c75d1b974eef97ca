//! DC308 `variant-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC308",
    name: "variant-absent",
    family: Family::Types,
    aspect: Aspect::VariantAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "variant is absent",
    why: "A case the reference tells apart cannot be expressed.",
    example: "`ValueType::WeakTombstone` only in the reference.",
};
