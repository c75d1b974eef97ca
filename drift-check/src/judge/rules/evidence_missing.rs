//! DX005 `evidence-missing`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DX005",
    name: "evidence-missing",
    family: Family::Tool,
    aspect: Aspect::EvidenceMissing,
    levels: Levels { public: Severity::High, hidden: Severity::High, internal: Severity::High },
    exception: None,
    message: "this entry of the ledger rests on evidence that is not there: {port}",
    why: "A difference was accepted because a test shows that it does no harm; without that test nothing shows it.",
    example: r#"`evidence = ["rename_is_durable"]` after that test was renamed."#,
};
