//! DC105 `public-path-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC105",
    name: "public-path-absent",
    family: Family::Modules,
    aspect: Aspect::PublicPathAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "cannot be named as `{reference}` in the port",
    why: "Every `use` of that path stops compiling.",
    example: "`pub use tree::Tree;` only in the reference.",
};
