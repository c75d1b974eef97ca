//! DC413 `impl-bounds`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC413",
    name: "impl-bounds",
    family: Family::Traits,
    aspect: Aspect::ImplBounds,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "bounds of the impl differ: {reference} in the reference, {port} in the port",
    why: "The trait is there for more or fewer types than in the reference.",
    example: "`impl<T: Clone> Clone for Run<T>` against one without bound.",
};
