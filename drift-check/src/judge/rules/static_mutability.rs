//! DC505 `static-mutability`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC505",
    name: "static-mutability",
    family: Family::Constants,
    aspect: Aspect::StaticMutability,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::Medium },
    exception: None,
    message: "is a `{reference}` in the reference, a `{port}` in the port",
    why: "It decides whether the state can change, and whether touching it is unsafe.",
    example: "`static` against `static mut`.",
};
