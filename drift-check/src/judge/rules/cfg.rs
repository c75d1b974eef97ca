//! DC107 `cfg`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC107",
    name: "cfg",
    family: Family::Modules,
    aspect: Aspect::CfgChanged,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "{kind} is compiled under other conditions: {reference} in the reference, {port} in the port",
    why: "In some builds it exists on one side only.",
    example: r#"`#[cfg(feature = "metrics")]` only in the reference."#,
};
