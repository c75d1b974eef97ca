//! DC503 `constant-type`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC503",
    name: "constant-type",
    family: Family::Constants,
    aspect: Aspect::ConstantType,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "type differs: {reference} in the reference, {port} in the port",
    why: "Arithmetic with it wraps, widens or truncates elsewhere.",
    example: "`const MAX: u16` against `const MAX: u32`.",
};
