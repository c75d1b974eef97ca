//! DC104 `moved`.

use crate::compare::{Aspect, Difference, OLD_PATH_LEADS_THERE};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC104",
    name: "moved",
    family: Family::Modules,
    aspect: Aspect::Moved,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Info },
    exception: Some(old_path_leads_there),
    message: "{kind} moved: {reference} in the reference, {port} in the port",
    why: "Paths are how people and tools find things in both code bases.",
    example: "`table::TableId` is defined in `ids` instead.",
};

/// As long as the old path leads there, nobody has to change anything.
fn old_path_leads_there(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(OLD_PATH_LEADS_THERE).then_some(Severity::Info)
}
