//! DC702 `lock-kind`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC702",
    name: "lock-kind",
    family: Family::Concurrency,
    aspect: Aspect::LockKind,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "the lock is taken another way: {reference} in the reference, {port} in the port",
    why: "Readers that should wait do not, or wait where they should not.",
    example: "`self.state.write()` against `self.state.read()`.",
};
