//! DC001 `feature-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC001",
    name: "feature-absent",
    family: Family::Manifest,
    aspect: Aspect::FeatureAbsent,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "feature of the reference is absent; there it switches on {reference}",
    why: "Whoever switches the feature on cannot build with the port.",
    example: r#"`lz4 = ["dep:lz4_flex"]` only in the reference."#,
};
