//! DC305 `field-type`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC305",
    name: "field-type",
    family: Family::Types,
    aspect: Aspect::FieldType,
    levels: Levels { public: Severity::High, hidden: Severity::Medium, internal: Severity::Low },
    exception: None,
    message: "field type differs: {reference} in the reference, {port} in the port",
    why: "It decides size, sharing and what values are possible.",
    example: "`config: Arc<Config>` against `config: Config`.",
};
