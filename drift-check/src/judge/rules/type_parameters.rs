//! DC316 `type-parameters`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC316",
    name: "type-parameters",
    family: Family::Types,
    aspect: Aspect::TypeParameters,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "generic parameters differ: {reference} in the reference, {port} in the port",
    why: "The type is written differently wherever it is used.",
    example: "`struct Cache<K, V>` against `struct Cache<V>`.",
};
