//! DC815 `name-gone`.

use crate::compare::{ALIKE, Aspect, Difference, UNUSED};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC815",
    name: "name-gone",
    family: Family::Flow,
    aspect: Aspect::NameGone,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: Some(exception),
    message: "`{reference}` is used in the reference's body, and {port}",
    why: "A limit, a repair or a kind of error of which nothing is left may have been forgotten when the body was rewritten.",
    example: "The reference stops after `COLLECT_STEPS` steps; the port has the constant, and a loop without end.",
};

/// What nobody uses any more, or is gone from a body that has kept most of its words, is likely to be missed.
fn exception(difference: &Difference) -> Option<Severity> {
    let facts = &difference.facts;
    (facts.has_note(ALIKE) || facts.port.as_deref() == Some(UNUSED)).then_some(Severity::Medium)
}
