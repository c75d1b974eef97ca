//! DC103 `reach`.

use crate::compare::{Aspect, Difference, REACHES_FURTHER};
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::model::item::Reach;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC103",
    name: "reach",
    family: Family::Modules,
    aspect: Aspect::Reach,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: Some(widened),
    message: "{kind} is {reference} in the reference, {port} in the port",
    why: "Users can reach too little, or come to depend on what was never meant for them. Between modules of one crate it \
          says who may call what.",
    example: "`pub fn get` against `pub(crate) fn get`.",
};

/// Reaching further breaks nobody today.
fn widened(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(REACHES_FURTHER).then_some(if difference.reach == Reach::Public {
        Severity::Low
    } else {
        Severity::Info
    })
}
