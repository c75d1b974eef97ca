//! DC011 `target-changed`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC011",
    name: "target-changed",
    family: Family::Manifest,
    aspect: Aspect::TargetChanged,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "it is built in another way: {reference} in the reference, {port} in the port",
    why: "Who links to it, by its name or from another language, finds something else.",
    example: r#"`crate-type = ["cdylib"]` against none."#,
};
