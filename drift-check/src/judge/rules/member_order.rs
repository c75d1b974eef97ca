//! DC307 `member-order`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC307",
    name: "member-order",
    family: Family::Types,
    aspect: Aspect::MemberOrder,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "order of members differs: {reference} in the reference, {port} in the port",
    why: "Layout or comparison follow the order in which members are written.",
    example: "`#[derive(Ord)] struct Key { a: A, b: B }` with `b` first.",
};
