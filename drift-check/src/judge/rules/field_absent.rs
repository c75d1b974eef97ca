//! DC303 `field-absent`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC303",
    name: "field-absent",
    family: Family::Types,
    aspect: Aspect::FieldAbsent,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "field is absent",
    why: "State the reference keeps is kept elsewhere in the port, or nowhere.",
    example: "`highest_seqno: AtomicU64` only in the reference.",
};
