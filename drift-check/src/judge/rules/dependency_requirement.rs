//! DC008 `dependency-requirement`.

use crate::compare::{Aspect, COMPATIBLE, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC008",
    name: "dependency-requirement",
    family: Family::Manifest,
    aspect: Aspect::DependencyRequirement,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: Some(compatible),
    message: "another version is asked for: {reference} in the reference, {port} in the port",
    why: "Types of two major versions are different types, and both end up in a program that uses both.",
    example: "`rand = \"0.8\"` against `rand = \"0.9\"`.",
};

/// One version can meet both.
fn compatible(difference: &Difference) -> Option<Severity> {
    difference.facts.has_note(COMPATIBLE).then_some(Severity::Info)
}
