//! DX001 `unused-map-line`.

use crate::compare::Aspect;
use crate::judge::rule::{Family, Levels, Rule, Severity};

/// The rule.
pub(super) const RULE: Rule = Rule {
    id: "DX001",
    name: "unused-map-line",
    family: Family::Tool,
    aspect: Aspect::ConfigMap,
    levels: Levels { public: Severity::Medium, hidden: Severity::Medium, internal: Severity::Medium },
    exception: None,
    message: "this line has no effect: {port}",
    why: "A line that matches nothing hides that the code has moved on.",
    example: r#"`[map.modules] "vlog" = "blob"` without a module `blob`."#,
};
