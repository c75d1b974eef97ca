//! DC002 `feature-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC002",
    name: "feature-extra",
    family: Family::Manifest,
    aspect: Aspect::FeatureExtra,
    levels: Levels { public: Severity::Info, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "feature exists in the port only; there it switches on {port}",
    why: "It widens what has to be built and tested; the reference has no word on how it should behave.",
    example: "`simd = []` only in the port.",
};
