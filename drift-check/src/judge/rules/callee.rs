//! DC805 `callee`.

use crate::compare::{Aspect, COPIED, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC805",
    name: "callee",
    family: Family::Flow,
    aspect: Aspect::Callee,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weighty),
    message: "another call: {reference} in the reference, {port} in the port",
    why: "The rest of the body is the same, so this is likely not a matter of style.",
    example: "`list.first()` against `list.last()`.",
};

/// A copy more or less costs time; what is changed on a copy only is rare. A file that is opened in another way may
/// replace what is there.
fn weighty(difference: &Difference) -> Option<Severity> {
    if difference.facts.notes.iter().any(|note| note == COPIED) {
        return Some(Severity::Low);
    }
    weight::opening(difference).or_else(|| weight::order(difference))
}
