//! DX003 `acceptance-expired`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DX003",
    name: "acceptance-expired",
    family: Family::Tool,
    aspect: Aspect::AcceptanceExpired,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "this entry of the ledger has expired: {port}",
    why: "A difference was accepted for some time only, and that time is over.",
    example: r#"An entry with `expires = 2026-01-01`."#,
};
