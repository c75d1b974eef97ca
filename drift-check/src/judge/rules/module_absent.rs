//! DC101 `module-absent`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::model::item::Reach;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC101",
    name: "module-absent",
    family: Family::Modules,
    aspect: Aspect::ModuleAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: Some(empty_module),
    message: "module is absent{contains}",
    why: "Everything it offers is missing, and so is the place where a reader of the reference would look for it.",
    example: "`pub mod range;` only in the reference.",
};

/// A module whose whole content was found elsewhere in the port is a matter of layout.
fn empty_module(difference: &Difference) -> Option<Severity> {
    difference.facts.contains.is_empty().then_some(match difference.reach {
        Reach::Public => Severity::Medium,
        Reach::Hidden => Severity::Low,
        Reach::Internal => Severity::Info,
    })
}
