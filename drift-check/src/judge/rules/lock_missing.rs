//! DC701 `lock-missing`.

use crate::compare::{ALIKE, Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC701",
    name: "lock-missing",
    family: Family::Concurrency,
    aspect: Aspect::LockMissing,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: Some(alike),
    message: "{reference} in the reference; in the port {port}",
    why: "What the lock protects can change under the function's hands.",
    example: "`let _guard = self.flush_lock.lock();` is gone.",
};

/// In bodies that are alike, nothing else can have taken the lock's place.
fn alike(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(ALIKE).then_some(Severity::Critical)
}
