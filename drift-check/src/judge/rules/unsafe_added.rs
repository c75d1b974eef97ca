//! DC902 `unsafe-added`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC902",
    name: "unsafe-added",
    family: Family::Safety,
    aspect: Aspect::UnsafeAdded,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "{reference} in the reference, {port} in the port",
    why: "Whoever changes the code has to keep an invariant that the compiler does not check.",
    example: "`unsafe { bytes.get_unchecked(i) }` against `bytes.get(i)`.",
};
