//! DC506 `body-constant`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC506",
    name: "body-constant",
    family: Family::Constants,
    aspect: Aspect::BodyConstant,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(for_people),
    message: "another constant in the body: {reference} in the reference, {port} in the port",
    why: "Sizes, limits and shares decide what is written and when, also where they have no name.",
    example: "`64 * 1_024` against `32 * 1_024`.",
};

/// Texts with blanks are for people.
fn for_people(difference: &Difference) -> Option<Severity> {
    let facts = &difference.facts;
    let spoken = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| text.starts_with('"') && text.contains(char::is_whitespace))
    };
    (spoken(&facts.reference) && spoken(&facts.port)).then_some(Severity::Low)
}
