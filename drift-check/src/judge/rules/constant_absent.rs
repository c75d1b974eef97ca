//! DC501 `constant-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC501",
    name: "constant-absent",
    family: Family::Constants,
    aspect: Aspect::ConstantAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "{kind} is absent",
    why: "A limit, default or marker of the reference is written somewhere else, or not at all.",
    example: "`pub const LEVEL_COUNT: u8 = 7;` only in the reference.",
};
