//! DC410 `derived-or-written`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC410",
    name: "derived-or-written",
    family: Family::Traits,
    aspect: Aspect::DerivedWritten,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: Some(formatting),
    message: "the reference {reference}, the port {port}",
    why: "A derived impl looks at all members in order; a hand-written one does what it says.",
    example: "`#[derive(Ord)]` against `impl Ord for Key`.",
};

/// How something prints or what its default is has no order that could go wrong.
fn formatting(difference: &Difference) -> Option<Severity> {
    matches!(difference.detail.as_str(), "Debug" | "Default" | "Clone" | "Copy").then_some(Severity::Info)
}
