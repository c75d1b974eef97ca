//! Features, with those that optional dependencies imply.

use super::manifest::Dependency;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// All features of a manifest and what each of them switches on. `default` is there even if it is not written.
pub(super) fn read(
    table: &Table,
    dependencies: &BTreeMap<String, Dependency>,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    out.insert("default".into(), BTreeSet::new());
    for (name, implied) in table.get("features").and_then(Value::as_table).into_iter().flatten() {
        let implied = implied.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        out.insert(name.clone(), implied.collect());
    }
    // An optional dependency is a feature of its own name, unless some feature speaks of it as `dep:name`.
    let spoken_of: BTreeSet<String> = out
        .values()
        .flatten()
        .filter_map(|implied| implied.strip_prefix("dep:"))
        .map(str::to_owned)
        .collect();
    for (name, dependency) in dependencies {
        if dependency.optional && !spoken_of.contains(name) {
            out.entry(name.clone()).or_insert_with(|| BTreeSet::from([format!("dep:{name}")]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_dependencies_are_features_unless_named_with_dep() {
        let table: Table = "[features]\nlz4 = ['dep:lz4_flex']".parse().unwrap();
        let optional =
            |package: &str| Dependency { package: package.into(), optional: true, ..Dependency::default() };
        let dependencies =
            BTreeMap::from([("lz4_flex".into(), optional("lz4_flex")), ("bytes".into(), optional("bytes"))]);
        let names: Vec<String> = read(&table, &dependencies).into_keys().collect();
        assert_eq!(names, ["bytes", "default", "lz4"]);
    }
}
