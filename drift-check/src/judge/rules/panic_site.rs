//! DC904 `panic-site`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC904",
    name: "panic-site",
    family: Family::Safety,
    aspect: Aspect::PanicSite,
    levels: Levels { public: Severity::Low, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "may panic {port}, the reference {reference}",
    why: "What the reference hands to its caller may stop the port's.",
    example: "`bytes.try_into().unwrap()` against `?`.",
};
