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
    message: "a guard is {reference} in the reference, {port} in the port",
    why: "What is done without the guard is no longer protected; what is done under it besides keeps others waiting, and out \
          of step.",
    example: "`let _guard = lock.lock();` against `let _ = lock.lock();`.",
};
