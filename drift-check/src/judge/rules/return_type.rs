//! DC206 `return-type`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC206",
    name: "return-type",
    family: Family::Api,
    aspect: Aspect::ReturnType,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "return type differs: {reference} in the reference, {port} in the port",
    why: "Callers handle the wrong cases.",
    example: "`-> Option<Item>` against `-> Item`.",
};
