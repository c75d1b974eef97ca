//! DC705 `atomic-operation`.

use crate::compare::{Aspect, Difference, WEAKER};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC705",
    name: "atomic-operation",
    family: Family::Concurrency,
    aspect: Aspect::AtomicOperation,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: Some(weaker),
    message: "another atomic operation: {reference} in the reference, {port} in the port",
    why: "One indivisible step became several, or none: updates can get lost, or the loop costs more under contention.",
    example: "`fetch_max` against a `compare_exchange` loop.",
};

fn weaker(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(WEAKER).then_some(Severity::Critical)
}
