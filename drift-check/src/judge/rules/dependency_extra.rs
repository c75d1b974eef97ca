//! DC006 `dependency-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC006",
    name: "dependency-extra",
    family: Family::Manifest,
    aspect: Aspect::DependencyExtra,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "dependency exists in the port only: {port}",
    why: "Every dependency is code that the reference does not ask its users to trust.",
    example: r#"`anyhow = "1"` only in the port."#,
};
