//! DC004 `default-features`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC004",
    name: "default-features",
    family: Family::Manifest,
    aspect: Aspect::DefaultFeatures,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "default features differ: {reference} in the reference, {port} in the port",
    why: "Users who name no feature get something else than from the reference.",
    example: r#"`default = ["lz4"]` against `default = []`."#,
};
