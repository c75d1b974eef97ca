//! DC208 `qualifiers`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC208",
    name: "qualifiers",
    family: Family::Api,
    aspect: Aspect::Qualifiers,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "declared as `{reference}` in the reference, as `{port}` in the port",
    why: "It decides from where and how the function may be called.",
    example: "`const fn` against `fn`.",
};
