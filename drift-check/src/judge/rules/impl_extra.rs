//! DC407 `impl-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC407",
    name: "impl-extra",
    family: Family::Traits,
    aspect: Aspect::ImplExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "is implemented in the port only{contains}",
    why: "It is a promise the reference does not make.",
    example: "`impl From<u8> for Level` only in the port.",
};
