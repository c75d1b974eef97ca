//! DC309 `variant-extra`.

use crate::compare::{Aspect, Difference, FORESEEN};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC309",
    name: "variant-extra",
    family: Family::Types,
    aspect: Aspect::VariantExtra,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: Some(foreseen),
    message: "variant exists in the port only",
    why: "Matches written for the reference are not exhaustive any more.",
    example: "`Error::Timeout` only in the port.",
};

/// Nobody could match an enum that is `#[non_exhaustive]` without an arm for the rest.
fn foreseen(difference: &Difference) -> Option<Severity> {
    difference.facts.notes.iter().any(|note| note == FORESEEN).then_some(Severity::Low)
}
