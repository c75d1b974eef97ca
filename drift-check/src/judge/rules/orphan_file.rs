//! DC109 `orphan-file`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC109",
    name: "orphan-file",
    family: Family::Modules,
    aspect: Aspect::OrphanFile,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "no `mod` line reaches this file",
    why: "It is not compiled: dead code, or a forgotten line.",
    example: "`src/old.rs` without `mod old;`.",
};
