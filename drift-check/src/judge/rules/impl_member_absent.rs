//! DC411 `impl-member-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC411",
    name: "impl-member-absent",
    family: Family::Traits,
    aspect: Aspect::ImplMemberAbsent,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "{kind} is not overridden in this impl",
    why: "The trait's default is used where the reference has something of its own.",
    example: "`fn size_hint` only in the reference's `impl Iterator`.",
};
