//! DC306 `field-visibility`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC306",
    name: "field-visibility",
    family: Family::Types,
    aspect: Aspect::FieldVisibility,
    levels: Levels { public: Severity::Medium, hidden: Severity::Low, internal: Severity::Low },
    exception: None,
    message: "field is {reference} in the reference, {port} in the port",
    why: "A public field can be read and set by everybody; a private one cannot be named. Between modules of one crate it \
          says who may break what the type keeps true.",
    example: "`pub seqno: u64` against `seqno: u64`.",
};
