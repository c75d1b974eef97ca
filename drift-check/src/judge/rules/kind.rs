//! DC108 `kind`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC108",
    name: "kind",
    family: Family::Modules,
    aspect: Aspect::KindChanged,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "kind differs: {reference} in the reference, {port} in the port",
    why: "Users construct, match or call it in another way.",
    example: "`pub struct Id(u64);` against `pub type Id = u64;`.",
};
