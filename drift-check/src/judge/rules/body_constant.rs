//! DC506 `body-constant`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC506",
    name: "body-constant",
    family: Family::Constants,
    aspect: Aspect::BodyConstant,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "another constant in the body: {reference} in the reference, {port} in the port",
    why: "Sizes, limits and shares decide what is written and when, also where they have no name.",
    example: "`64 * 1_024` against `32 * 1_024`.",
};
