//! DC207 `bounds`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC207",
    name: "bounds",
    family: Family::Api,
    aspect: Aspect::Bounds,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "bounds differ: {reference} in the reference, {port} in the port",
    why: "A tighter bound turns callers away; a looser one promises more than the reference keeps.",
    example: "`F: Fn() + Send` against `F: Fn()`.",
};
