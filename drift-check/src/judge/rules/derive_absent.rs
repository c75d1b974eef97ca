//! DC312 `derive-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC312",
    name: "derive-absent",
    family: Family::Types,
    aspect: Aspect::DeriveAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "does not derive {reference}",
    why: "Users cannot compare, copy, hash or print it as they can in the reference.",
    example: "`#[derive(Clone, Hash)]` against `#[derive(Clone)]`.",
};
