//! DC202 `function-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC202",
    name: "function-extra",
    family: Family::Api,
    aspect: Aspect::FunctionExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "{kind} exists in the port only",
    why: "It is behaviour the reference cannot confirm.",
    example: "`pub fn get_fast(&self)` only in the port.",
};
