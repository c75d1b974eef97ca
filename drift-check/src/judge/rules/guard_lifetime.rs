//! DC706 `guard-lifetime`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC706",
    name: "guard-lifetime",
    family: Family::Concurrency,
    aspect: Aspect::GuardLifetime,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "the guard is held {reference} in the reference, {port} in the port",
    why: "What follows is no longer protected.",
    example: "`let _guard = lock.lock();` against `let _ = lock.lock();`.",
};
