//! Which tests of the reference the port has: by name, since nothing else of a test is comparable.

use super::{Test, Tests};
use crate::ledger::tests_below;
use std::collections::BTreeMap;
use std::path::Path;

/// The inventory of both sides. Tests of the same name are taken for the same test, wherever they stand.
pub(super) fn compare(reference_dir: &Path, port_dir: &Path) -> Tests {
    let port = tests_below(port_dir);
    let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for test in &port {
        by_name.entry(last(&test.path)).or_default().push(test.path.clone());
    }
    let reference = tests_below(reference_dir)
        .into_iter()
        .map(|test| {
            let port = by_name.get(last(&test.path)).cloned().unwrap_or_default();
            Test { path: test.path, port }
        })
        .collect();
    Tests { reference, port_count: port.len() }
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
