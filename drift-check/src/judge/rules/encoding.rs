//! DC507 `encoding`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC507",
    name: "encoding",
    family: Family::Constants,
    aspect: Aspect::Encoding,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "bytes are made or checked in another way: {reference} in the reference, {port} in the port",
    why: "What one side writes the other cannot read, or takes for damaged.",
    example: "`to_le_bytes` against `to_be_bytes`.",
};
