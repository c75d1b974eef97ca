//! DC201 `function-absent`.

use crate::compare::{Aspect, Difference, READ_IN_PLACE};
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::model::item::Reach;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC201",
    name: "function-absent",
    family: Family::Api,
    aspect: Aspect::FunctionAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: Some(in_place),
    message: "{kind} is absent",
    why: "Code that calls it does not compile against the port.",
    example: "`pub fn get(&self)` only in the reference.",
};

/// A private helper is no loss where everything it did is done.
fn in_place(difference: &Difference) -> Option<Severity> {
    (difference.reach == Reach::Internal && difference.facts.has_note(READ_IN_PLACE))
        .then_some(Severity::Info)
}
