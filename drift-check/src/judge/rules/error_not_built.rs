//! DC601 `error-not-built`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC601",
    name: "error-not-built",
    family: Family::Errors,
    aspect: Aspect::ErrorNotBuilt,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weight::integrity),
    message: "{reference} is built in the reference, and nothing here builds it",
    why: "Callers that handle this error never see it: the failure is reported as something else, or not at all.",
    example: "The reference returns `Error::Checksum`, the port `Error::Io`.",
};
