//! DC409 `associated-type`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC409",
    name: "associated-type",
    family: Family::Traits,
    aspect: Aspect::AssociatedType,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "is {reference} in the reference, {port} in the port",
    why: "Whatever the trait hands out has another type.",
    example: "`type Item = Entry;` against `type Item = Result<Entry>;`.",
};
