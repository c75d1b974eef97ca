//! What changed in `Cargo.toml`: features and dependencies.

use super::change::{Agreement, Change, Class, Diffs, FactChange, Fate, Verdict};
use super::fact::FactKind;
use crate::compare::Site;
use crate::judge::Severity;
use crate::load::Manifest;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of a table with what they say.
type Table = BTreeMap<String, String>;

/// Changes of all tables.
pub(super) fn changes(old: &Manifest, new: &Manifest, port: &Manifest) -> Vec<Change> {
    let mut out = Vec::new();
    let tables = [
        (FactKind::Feature, Class::Api, Severity::Medium, features as fn(&Manifest) -> Table),
        (FactKind::Dependency, Class::Refactor, Severity::Info, dependencies),
    ];
    for (kind, class, risk, of) in tables {
        let (was, is, ported) = (of(old), of(new), of(port));
        let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        for key in keys {
            let (before, after) = (was.get(key), is.get(key));
            if before == after {
                continue;
            }
            out.push(change(
                Row { kind, class, risk, key, before, after, ported: ported.get(key) },
                [old, new, port],
            ));
        }
    }
    out
}

fn features(manifest: &Manifest) -> Table {
    let list = |values: &BTreeSet<String>| values.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    manifest.features.iter().map(|(key, values)| (key.clone(), list(values))).collect()
}

/// Names only: a port may well need another version.
fn dependencies(manifest: &Manifest) -> Table {
    let say = |optional: bool| if optional { "optional" } else { "always" };
    manifest.dependencies.iter().map(|(key, found)| (key.clone(), say(found.optional).to_owned())).collect()
}

/// A key whose meaning changed.
struct Row<'r> {
    kind: FactKind,
    class: Class,
    risk: Severity,
    key: &'r str,
    before: Option<&'r String>,
    after: Option<&'r String>,
    ported: Option<&'r String>,
}

fn change(row: Row<'_>, [old, new, port]: [&Manifest; 3]) -> Change {
    let (verdict, because) = match (row.ported == row.after, row.ported == row.before) {
        (true, _) => (Verdict::Adopted, "as in the new version"),
        (_, true) => (Verdict::Absent, "as in the old version"),
        _ => (Verdict::Differs, "neither as in the old version nor as in the new one"),
    };
    let fact = |value: &String, counts: [usize; 3]| FactChange {
        kind: row.kind,
        text: format!("{}: {value}", row.key),
        old: counts[0],
        new: counts[1],
        port: Some(counts[2]),
        agreement: Some(if verdict == Verdict::Adopted {
            Agreement::New
        } else if verdict == Verdict::Absent {
            Agreement::Old
        } else {
            Agreement::Unclear
        }),
    };
    let has = |value: &String| usize::from(row.ported == Some(value));
    let mut facts: Vec<FactChange> = Vec::new();
    facts.extend(row.before.map(|value| fact(value, [1, 0, has(value)])));
    facts.extend(row.after.map(|value| fact(value, [0, 1, has(value)])));
    let site = |manifest: &Manifest, value: Option<&String>| {
        let section = if row.kind == FactKind::Feature { "features" } else { "dependencies" };
        value.map(|value| Site {
            item: row.key.to_owned(),
            file: "Cargo.toml".into(),
            line: manifest.lines.get(&format!("{section}.{}", row.key)).copied().unwrap_or(1),
            snippet: format!("{} = [{value}]", row.key),
        })
    };
    Change {
        fingerprint: String::new(),
        class: row.class,
        risk: row.risk,
        verdict,
        because: because.into(),
        fate: match (row.before, row.after) {
            (None, _) => Fate::Added,
            (_, None) => Fate::Removed,
            _ => Fate::Changed,
        },
        item: row.key.to_owned(),
        kind: row.kind.word().to_owned(),
        facts,
        contains: BTreeMap::new(),
        old: site(old, row.before),
        new: site(new, row.after),
        port: site(port, row.ported),
        diffs: Diffs::default(),
        accepted: None,
    }
}
