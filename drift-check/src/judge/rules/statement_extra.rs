//! DC808 `statement-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC808",
    name: "statement-extra",
    family: Family::Flow,
    aspect: Aspect::StatementExtra,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "a step only the port has: {port}",
    why: "The rest of the body is the same, so the port does something on top.",
    example: "`self.list.clear();` only in the port.",
};
