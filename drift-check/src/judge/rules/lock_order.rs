//! DC703 `lock-order`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC703",
    name: "lock-order",
    family: Family::Concurrency,
    aspect: Aspect::LockOrder,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "locks are taken in another order: {reference} in the reference, {port} in the port",
    why: "Two threads that take the same locks in opposite orders stop each other for good.",
    example: "`a` before `b` against `b` before `a`.",
};
