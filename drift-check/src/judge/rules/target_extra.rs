//! DC010 `target-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC010",
    name: "target-extra",
    family: Family::Manifest,
    aspect: Aspect::TargetExtra,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "the port builds this, the reference does not",
    why: "It has to be built, tested and documented; the reference has no word on how it should behave.",
    example: "`src/bin/tool.rs` only in the port.",
};
