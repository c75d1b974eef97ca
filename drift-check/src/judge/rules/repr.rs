//! DC314 `repr`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC314",
    name: "repr",
    family: Family::Types,
    aspect: Aspect::Repr,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::Medium },
    exception: None,
    message: "representation differs: {reference} in the reference, {port} in the port",
    why: "Size, alignment or the bytes of the type differ.",
    example: "`#[repr(u8)]` only in the reference.",
};
