//! DX002 `acceptance-unused`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DX002",
    name: "acceptance-unused",
    family: Family::Tool,
    aspect: Aspect::AcceptanceUnused,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "this entry of the ledger covers more than there is: {port}",
    why: "What an entry covered is gone, or has another name; a ledger that lists what is not there is no list of decisions, and the \
          room it leaves is for what nobody decided about.",
    example: r#"An entry for `Tree::get` after the port's `Tree::get` has become like the reference's."#,
};
