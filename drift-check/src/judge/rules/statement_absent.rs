//! DC807 `statement-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC807",
    name: "statement-absent",
    family: Family::Flow,
    aspect: Aspect::StatementAbsent,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weight::lost_step),
    message: "a step is absent: {reference} in the reference, {port} in the port",
    why: "The rest of the body is the same, so what the step does is not done.",
    example: "`self.len += 1;` only in the reference.",
};
