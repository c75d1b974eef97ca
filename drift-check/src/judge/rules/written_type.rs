//! DC814 `written-type`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC814",
    name: "written-type",
    family: Family::Flow,
    aspect: Aspect::WrittenType,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another type is written: {reference} in the reference, {port} in the port",
    why: "It says how many bytes are read, or what fits; both sides would compile.",
    example: "`text.parse::<u32>()` against `text.parse::<u16>()`.",
};
