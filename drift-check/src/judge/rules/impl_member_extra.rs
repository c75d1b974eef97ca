//! DC412 `impl-member-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC412",
    name: "impl-member-extra",
    family: Family::Traits,
    aspect: Aspect::ImplMemberExtra,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "{kind} is overridden in the port only",
    why: "The port has something of its own where the reference uses the trait's default.",
    example: "`fn nth` only in the port's `impl Iterator`.",
};
