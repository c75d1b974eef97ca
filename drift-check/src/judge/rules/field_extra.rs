//! DC304 `field-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC304",
    name: "field-extra",
    family: Family::Types,
    aspect: Aspect::FieldExtra,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "field exists in the port only",
    why: "State the reference does without has to be kept true.",
    example: "`cached_len: usize` only in the port.",
};
