//! DC504 `constant-value`.

use crate::compare::{Aspect, Difference};
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC504",
    name: "constant-value",
    family: Family::Constants,
    aspect: Aspect::ConstantValue,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::Medium },
    exception: Some(magic),
    message: "value differs: {reference} in the reference, {port} in the port",
    why: "Constants are limits, defaults and format markers: with another value the port behaves differently or writes other bytes.",
    example: "`const LEVELS: u8 = 7;` against `6`.",
};

/// Markers of a format must be equal to the bit, however private they are.
fn magic(difference: &Difference) -> Option<Severity> {
    let name = difference.item.rsplit("::").next().unwrap_or_default();
    name.to_ascii_uppercase().contains("MAGIC").then_some(Severity::Critical)
}
