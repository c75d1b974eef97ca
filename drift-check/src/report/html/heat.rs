//! Modules down, families of rules across: where the drift is. A module's cell also counts what lies below it.

use crate::judge::{Family, Finding, Severity};
use crate::report::{Report, verdict};
use std::collections::{BTreeMap, BTreeSet};

/// A module.
pub(super) struct Row {
    /// Its path; empty for the whole crate.
    pub(super) path: String,
    /// The last name.
    pub(super) name: String,
    /// How deep it lies; 0 for the whole crate.
    pub(super) depth: usize,
    /// Whether there are rows below it.
    pub(super) parent: bool,
    /// Items of the reference in and below it, and those with a counterpart.
    pub(super) items: Option<(usize, usize)>,
    pub(super) cells: Vec<Cell>,
}

impl Row {
    /// The path, for whoever cannot see where the row stands.
    pub(super) fn label(&self) -> &str {
        if self.path.is_empty() { "whole crate" } else { &self.path }
    }
}

/// What was found in a module by the rules of a family.
pub(super) struct Cell {
    pub(super) family: &'static str,
    pub(super) title: &'static str,
    pub(super) count: usize,
    /// The worst severity; empty if nothing was found.
    pub(super) worst: &'static str,
}

/// Families with findings nobody has accepted.
pub(super) fn families(report: &Report) -> Vec<Family> {
    Family::ALL
        .into_iter()
        .filter(|family| verdict::open(report).any(|finding| finding.family == *family))
        .collect()
}

/// The name of a family in the page's data.
pub(super) fn key(family: Family) -> &'static str {
    family.prefix()
}

/// The paths of all modules.
pub(super) fn modules(report: &Report) -> BTreeSet<&str> {
    let modules = report.details.iter().flat_map(|details| &details.modules);
    let mut out: BTreeSet<&str> = modules.map(|module| module.path.as_str()).collect();
    // Without details, and for what only the port has: every finding names the item it is about.
    if out.is_empty() {
        for finding in &report.findings {
            let mut path = finding.item.as_str();
            while let Some((parent, _)) = path.rsplit_once("::") {
                out.insert(parent);
                path = parent;
            }
        }
    }
    out.insert("");
    out
}

/// The innermost known module an item stands in; the crate root for manifests and files.
pub(super) fn module_of<'m>(modules: &BTreeSet<&'m str>, item: &str) -> &'m str {
    let mut path = item;
    loop {
        if let Some(found) = modules.get(path) {
            return found;
        }
        match path.rsplit_once("::") {
            Some((parent, _)) => path = parent,
            None => return "",
        }
    }
}

/// All rows with findings, parents before children.
pub(super) fn rows(report: &Report) -> Vec<Row> {
    let modules = modules(report);
    let families = families(report);
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::from([("", Vec::new())]);
    for finding in verdict::open(report) {
        let own = module_of(&modules, &finding.item);
        for module in modules.iter().filter(|module| holds(module, own)) {
            found.entry(module).or_default().push(finding);
        }
    }
    let paths: Vec<&str> = found.keys().copied().collect();
    found
        .iter()
        .map(|(path, findings)| Row {
            path: (*path).to_owned(),
            name: path.rsplit("::").next().unwrap_or(path).to_owned(),
            depth: if path.is_empty() { 0 } else { 1 + path.matches("::").count() },
            parent: !path.is_empty() && paths.iter().any(|other| other != path && holds(path, other)),
            items: items(report, path),
            cells: families.iter().map(|family| cell(*family, findings)).collect(),
        })
        .collect()
}

/// Whether a module is another one or around it.
fn holds(outer: &str, inner: &str) -> bool {
    outer.is_empty()
        || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn items(report: &Report, path: &str) -> Option<(usize, usize)> {
    let modules = &report.details.as_ref()?.modules;
    let below = modules.iter().filter(|module| holds(path, &module.path));
    Some(below.fold((0, 0), |sum, module| (sum.0 + module.items, sum.1 + module.matched)))
}

fn cell(family: Family, findings: &[&Finding]) -> Cell {
    let own: Vec<Severity> =
        findings.iter().filter(|finding| finding.family == family).map(|finding| finding.severity).collect();
    Cell {
        family: key(family),
        title: family.title(),
        count: own.len(),
        worst: own.iter().max().map_or("", |severity| severity.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_holds_itself_and_what_is_below_but_no_namesake() {
        assert!(holds("", "a") && holds("a", "a") && holds("a", "a::b"));
        assert!(!holds("a", "ab") && !holds("a::b", "a"));
    }

    #[test]
    fn an_item_belongs_to_the_innermost_module() {
        let modules = BTreeSet::from(["", "a", "a::b"]);
        assert_eq!(module_of(&modules, "a::b::T::f"), "a::b");
        assert_eq!(module_of(&modules, "a::T"), "a");
        assert_eq!(module_of(&modules, "dependencies.x"), "");
    }
}
