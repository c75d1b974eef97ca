//! DC803 `match-arms`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC803",
    name: "match-arms",
    family: Family::Flow,
    aspect: Aspect::MatchArms,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: Some(arm),
    message: "cases differ: the reference {reference}, the port {port}",
    why: "A case that one side tells apart falls under the others on the other side.",
    example: "An arm for `ValueType::Indirection` is gone.",
};

/// That a name is asked for somewhere, or not, is the least that can be said: other cases may hold it. Where arms and
/// patterns stand side by side, the difference is certain.
fn arm(difference: &Difference) -> Option<Severity> {
    let facts = &difference.facts;
    let is_vague = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| text.starts_with("asks for") || text.starts_with("does not"))
    };
    (!is_vague(&facts.reference) && !is_vague(&facts.port)).then_some(Severity::Medium)
}
