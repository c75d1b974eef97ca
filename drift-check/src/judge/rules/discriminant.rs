//! DC311 `discriminant`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC311",
    name: "discriminant",
    family: Family::Types,
    aspect: Aspect::Discriminant,
    levels: Levels { public: Severity::Critical, hidden: Severity::Critical, internal: Severity::Critical },
    exception: None,
    message: "variant has number {reference} in the reference, {port} in the port",
    why: "Numbers of variants end up in files and on the wire: other numbers are another format.",
    example: "`Value = 0, Tombstone = 1` against the reverse.",
};
