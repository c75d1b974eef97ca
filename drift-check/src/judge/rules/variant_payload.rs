//! DC310 `variant-payload`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC310",
    name: "variant-payload",
    family: Family::Types,
    aspect: Aspect::VariantPayload,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "variant carries {reference} in the reference, {port} in the port",
    why: "Code that builds or matches it does not compile.",
    example: "`Corrupt(u64)` against `Corrupt`.",
};
