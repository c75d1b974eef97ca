//! DC905 `trivial-body`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC905",
    name: "trivial-body",
    family: Family::Safety,
    aspect: Aspect::TrivialBody,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::Medium },
    exception: None,
    message: "the body does nothing: it has {port}, where the reference has {reference}",
    why: "Callers get an answer that nothing was done for.",
    example: "`Memtable::get` that is nothing but `None`; `fn drop(&mut self) {}`.",
};
