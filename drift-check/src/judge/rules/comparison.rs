//! DC801 `comparison`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC801",
    name: "comparison",
    family: Family::Flow,
    aspect: Aspect::Comparison,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weighty),
    message: "another comparison: {reference} in the reference, {port} in the port",
    why: "At the boundary the port goes the other way.",
    example: "`seqno < limit` against `seqno <= limit`.",
};

/// The opposite question breaks what works at once; one about checksums lets bad bytes pass.
fn weighty(difference: &Difference) -> Option<Severity> {
    weight::opposite(difference).or_else(|| weight::integrity(difference))
}
