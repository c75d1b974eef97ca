//! DC318 `shape`.

use crate::compare::{Aspect, Difference, NO_PUBLIC_FIELD};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC318",
    name: "shape",
    family: Family::Types,
    aspect: Aspect::Shape,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: Some(private_fields),
    message: "is declared with {reference} in the reference, with {port} in the port",
    why: "It is built and matched in another way.",
    example: "`struct Id(u64)` against `struct Id { id: u64 }`.",
};

/// Between two structs without public fields, only the inside differs; the fields have findings of their own.
fn private_fields(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(NO_PUBLIC_FIELD).then_some(Severity::Low)
}
