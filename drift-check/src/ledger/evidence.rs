//! Evidence: tests that an entry names have to exist, and to run.

use super::inventory::{self, TestName};
use super::pattern::wildcard;
use std::path::Path;

/// The tests evidence is looked for in.
#[derive(Debug)]
pub(super) struct Evidence {
    tests: Vec<TestName>,
}

impl Evidence {
    /// Tests below these folders.
    pub(super) fn of(folders: &[&Path]) -> Self {
        Self { tests: folders.iter().flat_map(|folder| inventory::tests(folder)).collect() }
    }

    /// Why a name is no evidence; `None` if it is.
    pub(super) fn missing(&self, name: &str) -> Option<String> {
        let found: Vec<&TestName> = self.tests.iter().filter(|test| means(name, &test.path)).collect();
        if found.is_empty() {
            return Some(format!("no test is called `{name}`"));
        }
        found.iter().all(|test| test.ignored).then(|| format!("`{name}` is ignored, so it proves nothing"))
    }
}

/// Whether a name means a test: its last names, `*` standing for anything within one.
fn means(name: &str, path: &str) -> bool {
    let (wanted, have): (Vec<&str>, Vec<&str>) = (name.split("::").collect(), path.split("::").collect());
    wanted.len() <= have.len()
        && wanted.iter().rev().zip(have.iter().rev()).all(|(pattern, name)| {
            wildcard(pattern, name) || name.strip_suffix(pattern).is_some_and(|rest| rest.ends_with('/'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence() -> Evidence {
        let test = |path: &str, ignored| TestName { path: path.into(), ignored };
        Evidence {
            tests: vec![
                test("tests/crash.rs::rename::is_durable", false),
                test("src/file.rs::tests::slow", true),
            ],
        }
    }

    #[test]
    fn a_test_is_named_by_its_last_names() {
        for name in [
            "is_durable",
            "rename::is_durable",
            "rename::is_*",
            "tests/crash.rs::rename::is_durable",
            "crash.rs::rename::*",
        ] {
            assert_eq!(evidence().missing(name), None, "{name}");
        }
        for name in ["durable", "crash.rs::is_durable", "rash.rs::rename::is_durable"] {
            assert!(evidence().missing(name).is_some(), "{name}");
        }
    }

    #[test]
    fn an_ignored_test_proves_nothing() {
        assert!(evidence().missing("slow").unwrap().contains("ignored"));
    }
}
