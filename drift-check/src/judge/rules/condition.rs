//! DC812 `condition`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC812",
    name: "condition",
    family: Family::Flow,
    aspect: Aspect::Condition,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weighty),
    message: "another condition: {reference} in the reference, {port} in the port",
    why: "The port takes the branch in other cases.",
    example: "`a && b` against `a`.",
};

/// The opposite question breaks what works at once; one about checksums lets bad bytes pass.
fn weighty(difference: &Difference) -> Option<Severity> {
    weight::opposite(difference).or_else(|| weight::integrity(difference))
}
