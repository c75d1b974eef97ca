//! DC302 `type-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC302",
    name: "type-extra",
    family: Family::Types,
    aspect: Aspect::TypeExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "{kind} exists in the port only{contains}",
    why: "It is state or vocabulary that the reference does without.",
    example: "`pub struct Shard` only in the port.",
};
