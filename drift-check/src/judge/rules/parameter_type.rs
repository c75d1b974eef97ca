//! DC204 `parameter-type`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC204",
    name: "parameter-type",
    family: Family::Api,
    aspect: Aspect::ParameterType,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "parameter type differs: {reference} in the reference, {port} in the port",
    why: "Calls stop compiling, or values mean something else.",
    example: "`fn seek(at: u64)` against `fn seek(at: u32)`.",
};
