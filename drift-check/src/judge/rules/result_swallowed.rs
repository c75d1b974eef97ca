//! DC602 `result-swallowed`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};
use crate::judge::weight;

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC602",
    name: "result-swallowed",
    family: Family::Errors,
    aspect: Aspect::ResultSwallowed,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: Some(weight::lost_write),
    message: "{reference} in the reference; in the port {port}",
    why: "A failure goes on as if nothing had happened.",
    example: "`file.sync_all()?;` against `let _ = file.sync_all();`.",
};
