//! DC804 `io-order`.

use crate::compare::{Aspect, Difference, NOT_YET_DURABLE, SYNC};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC804",
    name: "io-order",
    family: Family::Flow,
    aspect: Aspect::IoOrder,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(durable),
    message: "file access differs: the reference {reference}, the port {port}",
    why: "What a crash leaves behind depends on what was made durable, and in which order.",
    example: "`rename` before `sync_all`.",
};

/// Bytes that were never made durable are gone after a crash.
fn durable(difference: &Difference) -> Option<Severity> {
    match &*difference.detail {
        SYNC => Some(Severity::Critical),
        _ if difference.facts.notes.iter().any(|note| note == NOT_YET_DURABLE) => Some(Severity::Critical),
        "order" => Some(Severity::High),
        _ => None,
    }
}
