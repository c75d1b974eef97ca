//! DC007 `edition`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC007",
    name: "edition",
    family: Family::Manifest,
    aspect: Aspect::Edition,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "edition {reference} in the reference, {port} in the port",
    why: "The same source can mean different things in two editions, such as when temporaries are dropped.",
    example: r#"`edition = "2021"` against `edition = "2024"`."#,
};
