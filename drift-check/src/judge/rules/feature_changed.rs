//! DC003 `feature-changed`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC003",
    name: "feature-changed",
    family: Family::Manifest,
    aspect: Aspect::FeatureChanged,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "feature switches on other things: {reference} in the reference, {port} in the port",
    why: "The same feature name gives users other code.",
    example: r#"`full = ["a", "b"]` against `full = ["a"]`."#,
};
