//! DC317 `alias-target`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC317",
    name: "alias-target",
    family: Family::Types,
    aspect: Aspect::AliasTarget,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "stands for {reference} in the reference, for {port} in the port",
    why: "Everything that uses the alias has another type.",
    example: "`type SeqNo = u64` against `type SeqNo = u32`.",
};
