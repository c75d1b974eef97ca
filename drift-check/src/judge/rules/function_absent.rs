//! DC201 `function-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC201",
    name: "function-absent",
    family: Family::Api,
    aspect: Aspect::FunctionAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "{kind} is absent",
    why: "Code that calls it does not compile against the port.",
    example: "`pub fn get(&self)` only in the reference.",
};
