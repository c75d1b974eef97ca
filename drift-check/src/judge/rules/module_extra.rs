//! DC102 `module-extra`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DC102",
    name: "module-extra",
    family: Family::Modules,
    aspect: Aspect::ModuleExtra,
    levels: Levels { public: Severity::Low, hidden: Severity::Info, internal: Severity::Info },
    exception: None,
    message: "module exists in the port only{contains}",
    why: "A reader who knows the reference does not know this place.",
    example: "`pub mod util;` only in the port.",
};
