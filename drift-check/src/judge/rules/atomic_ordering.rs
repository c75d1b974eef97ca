//! DC704 `atomic-ordering`.

use crate::compare::{Aspect, Difference, WEAKER};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC704",
    name: "atomic-ordering",
    family: Family::Concurrency,
    aspect: Aspect::AtomicOrdering,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: Some(weaker),
    message: "another ordering: {reference} in the reference, {port} in the port",
    why: "With a weaker ordering other threads may see the flag without what was written before it.",
    example: "`load(Acquire)` against `load(Relaxed)`.",
};

/// A stronger ordering costs time, a weaker one correctness.
fn weaker(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(WEAKER).then_some(Severity::Critical)
}
