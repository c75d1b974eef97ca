//! DC106 `public-path-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC106",
    name: "public-path-extra",
    family: Family::Modules,
    aspect: Aspect::PublicPathExtra,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "can also be named as `{port}` in the port",
    why: "A second path is a second promise.",
    example: "`pub use tree::Tree;` only in the port.",
};
