//! DC211 `macro-rules`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC211",
    name: "macro-rules",
    family: Family::Api,
    aspect: Aspect::MacroBody,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "the rules of the macro differ",
    why: "A macro is compared as tokens only: what it expands to may differ wherever it is used.",
    example: "`($e:expr) => { $e + 1 }` against `($e:expr) => { $e }`.",
};
