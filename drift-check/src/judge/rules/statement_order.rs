//! DC809 `statement-order`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC809",
    name: "statement-order",
    family: Family::Flow,
    aspect: Aspect::StatementOrder,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "steps in another order: {reference} stands elsewhere in the port",
    why: "What one step leaves behind, the other may rely on.",
    example: "`write(); publish();` against `publish(); write();`.",
};
