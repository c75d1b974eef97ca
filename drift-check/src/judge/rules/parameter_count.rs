//! DC203 `parameter-count`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC203",
    name: "parameter-count",
    family: Family::Api,
    aspect: Aspect::ParameterCount,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "number of parameters differs: {reference} in the reference, {port} in the port",
    why: "Every call has to be rewritten.",
    example: "`fn open(path)` against `fn open(path, flags)`.",
};
