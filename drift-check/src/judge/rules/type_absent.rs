//! DC301 `type-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC301",
    name: "type-absent",
    family: Family::Types,
    aspect: Aspect::TypeAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "{kind} is absent{contains}",
    why: "Code that names it does not compile against the port, and its state has no home.",
    example: "`pub struct Snapshot` only in the reference.",
};
