//! DC502 `constant-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC502",
    name: "constant-extra",
    family: Family::Constants,
    aspect: Aspect::ConstantExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "{kind} exists in the port only",
    why: "It is a limit, default or marker that the reference does without.",
    example: "`const SHARDS: usize = 16;` only in the port.",
};
