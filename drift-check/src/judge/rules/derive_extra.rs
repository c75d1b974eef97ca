//! DC313 `derive-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC313",
    name: "derive-extra",
    family: Family::Types,
    aspect: Aspect::DeriveExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "derives {port} in the port only",
    why: "It is a promise the reference does not make.",
    example: "`#[derive(Clone)]` only in the port.",
};
