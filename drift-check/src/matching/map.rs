//! The user's map: what is called differently on purpose.

use super::Work;
use crate::model::Crate;
use crate::model::item::ItemKind;
use std::collections::{BTreeMap, BTreeSet};

/// `[map]` in the configuration. Keys are paths in the reference, values are paths in the port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserMap {
    /// Modules, with everything below them.
    pub modules: BTreeMap<String, String>,
    /// Single items.
    pub items: BTreeMap<String, String>,
    /// Types of other crates.
    pub types: BTreeMap<String, String>,
}

/// A line of the map that does nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigFinding {
    /// `map.modules`, `map.items` or `map.types`.
    pub section: &'static str,
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// Why it does nothing.
    pub reason: String,
}

/// Which lines did something.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) items: BTreeSet<String>,
}

impl UserMap {
    /// A reference path in the port's words, by the longest matching module line.
    pub(super) fn module_path(&self, path: &str) -> Option<String> {
        let candidates = self.modules.iter().filter_map(|(from, to)| {
            let rest = path.strip_prefix(from.as_str())?;
            (rest.is_empty() || rest.starts_with("::")).then(|| (from.len(), format!("{to}{rest}")))
        });
        candidates.max_by_key(|(len, _)| *len).map(|(_, mapped)| mapped)
    }
}

impl Used {
    /// The lines that match nothing.
    pub(super) fn unused(&self, map: &UserMap, reference: &Crate, port: &Crate) -> Vec<ConfigFinding> {
        let mut out = Vec::new();
        for (key, value) in &map.modules {
            if let Some(reason) = missing(reference, port, key, value, true) {
                out.push(ConfigFinding {
                    section: "map.modules",
                    key: key.clone(),
                    value: value.clone(),
                    reason,
                });
            }
        }
        for (key, value) in &map.items {
            if !self.items.contains(key) {
                let rival = map.items.iter().find(|(other, to)| self.items.contains(*other) && *to == value);
                let rival = rival.map(|(other, _)| format!("`{value}` is the counterpart of `{other}`"));
                let reason = missing(reference, port, key, value, false)
                    .or(rival)
                    .unwrap_or_else(|| "the two are items of different kinds".into());
                out.push(ConfigFinding {
                    section: "map.items",
                    key: key.clone(),
                    value: value.clone(),
                    reason,
                });
            }
        }
        for (key, value) in &map.types {
            if let Some(reason) = unused_type(reference, port, key, value) {
                out.push(ConfigFinding {
                    section: "map.types",
                    key: key.clone(),
                    value: value.clone(),
                    reason,
                });
            }
        }
        out
    }
}

fn missing(reference: &Crate, port: &Crate, key: &str, value: &str, module: bool) -> Option<String> {
    let has = |krate: &Crate, path: &str| {
        krate.compared().any(|(_, item)| item.path == path && (!module || item.kind == ItemKind::Module))
    };
    let what = if module { "module" } else { "item" };
    if !has(reference, key) {
        return Some(format!("the reference has no {what} `{key}`"));
    }
    (!has(port, value)).then(|| format!("the port has no {what} `{value}`"))
}

fn unused_type(reference: &Crate, port: &Crate, key: &str, value: &str) -> Option<String> {
    if !super::top::mentions(reference, key) {
        return Some(format!("no declaration of the reference mentions `{key}`"));
    }
    (!super::top::mentions(port, value)).then(|| format!("no declaration of the port mentions `{value}`"))
}

impl Work<'_> {
    /// The path under which the port should hold an item of the reference.
    pub(super) fn expected_path(&self, path: &str) -> String {
        self.map.module_path(path).unwrap_or_else(|| path.to_owned())
    }
}
