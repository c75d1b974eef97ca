//! DX004 `acceptance-stale`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DX004",
    name: "acceptance-stale",
    family: Family::Tool,
    aspect: Aspect::AcceptanceStale,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "this entry of the ledger is stale: {port}",
    why: "Somebody has accepted other facts than there are now; whether these are right, too, nobody has said.",
    example: r#"An entry for a lock that was missing, and now two are."#,
};
