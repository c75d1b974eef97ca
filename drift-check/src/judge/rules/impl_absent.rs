//! DC406 `impl-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC406",
    name: "impl-absent",
    family: Family::Traits,
    aspect: Aspect::ImplAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "is not implemented{contains}",
    why: "The type cannot be used where the trait is asked for.",
    example: "`impl Drop for Guard` only in the reference.",
};
