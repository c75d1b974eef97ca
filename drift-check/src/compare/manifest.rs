//! `Cargo.toml`: features, dependencies, targets, edition.

use super::{Aspect, Context, Difference, DriftKind, Facts, Site};
use crate::load::{Dependency, Manifest};
use crate::model::item::{ItemKind, Reach};
use std::collections::{BTreeMap, BTreeSet};

/// Compares the manifests.
pub(super) fn compare(cx: &mut Context<'_>) {
    let (reference, port) = (&cx.matching.reference.manifest, &cx.matching.port.manifest);
    let mut out = Vec::new();
    features(reference, port, &mut out);
    dependencies(reference, port, &mut out);
    targets(reference, port, &mut out);
    if reference.edition != port.edition {
        let sites = (
            site(reference, "package.edition", &reference.edition),
            site(port, "package.edition", &port.edition),
        );
        let facts = Facts::both(&reference.edition, &port.edition);
        out.push(difference(Aspect::Edition, "package.edition", facts, (Some(sites.0), Some(sites.1))));
    }
    cx.out.extend(out);
}

fn features(reference: &Manifest, port: &Manifest, out: &mut Vec<Difference>) {
    let names: BTreeSet<&String> = reference.features.keys().chain(port.features.keys()).collect();
    for name in names {
        let key = format!("features.{name}");
        let list = |implied: &BTreeSet<String>| {
            format!("[{}]", implied.iter().cloned().collect::<Vec<_>>().join(", "))
        };
        match (reference.features.get(name), port.features.get(name)) {
            (Some(was), None) => {
                let site = site(reference, &key, &format!("{name} = {}", list(was)));
                out.push(difference(
                    Aspect::FeatureAbsent,
                    &key,
                    Facts::reference(list(was)),
                    (Some(site), None),
                ));
            }
            (None, Some(is)) => {
                let site = site(port, &key, &format!("{name} = {}", list(is)));
                out.push(difference(Aspect::FeatureExtra, &key, Facts::port(list(is)), (None, Some(site))));
            }
            (Some(was), Some(is)) if was != is => {
                let aspect = if name == "default" { Aspect::DefaultFeatures } else { Aspect::FeatureChanged };
                let sites = (
                    Some(site(reference, &key, &format!("{name} = {}", list(was)))),
                    Some(site(port, &key, &format!("{name} = {}", list(is)))),
                );
                out.push(difference(aspect, &key, Facts::both(list(was), list(is)), sites));
            }
            _ => {}
        }
    }
}

type Named<'m> = (&'m String, &'m Dependency);

/// A dependency, and what stands for it on the other side.
struct Counterparts<'m> {
    /// What it is called: by its package, or by its own name where that isn't the only one of the package.
    item: String,
    was: Option<Named<'m>>,
    is: Option<Named<'m>>,
}

/// A package is the same dependency under any name. Several of one package are told apart by their names.
fn counterparts<'m>(reference: &'m Manifest, port: &'m Manifest) -> Vec<Counterparts<'m>> {
    let mut packages: BTreeMap<&str, (Vec<Named<'m>>, Vec<Named<'m>>)> = BTreeMap::new();
    for named in &reference.dependencies {
        packages.entry(&named.1.package).or_default().0.push(named);
    }
    for named in &port.dependencies {
        packages.entry(&named.1.package).or_default().1.push(named);
    }
    let mut out = Vec::new();
    for (package, (was, mut is)) in packages {
        let single = was.len() <= 1 && is.len() <= 1;
        let item = |name: &str| format!("dependencies.{}", if single { package } else { name });
        for was in was {
            let found = is.iter().position(|is| single || is.0 == was.0);
            out.push(Counterparts { item: item(was.0), was: Some(was), is: found.map(|idx| is.remove(idx)) });
        }
        out.extend(is.into_iter().map(|is| Counterparts { item: item(is.0), was: None, is: Some(is) }));
    }
    out
}

fn dependencies(reference: &Manifest, port: &Manifest, out: &mut Vec<Difference>) {
    let line = |named: Named<'_>| format!("{} = \"{}\"", named.1.package, named.1.requirement);
    let place = |manifest: &Manifest, named: Named<'_>| {
        Some(site(manifest, &format!("dependencies.{}", named.0), &line(named)))
    };
    for Counterparts { item, was, is } in counterparts(reference, port) {
        let sites = (was.and_then(|was| place(reference, was)), is.and_then(|is| place(port, is)));
        out.push(match (was, is) {
            (Some(was), None) => {
                difference(Aspect::DependencyAbsent, &item, Facts::reference(line(was)), sites)
            }
            (None, Some(is)) => difference(Aspect::DependencyExtra, &item, Facts::port(line(is)), sites),
            (Some((_, was)), Some((_, is))) if !asks_for_the_same(&was.requirement, &is.requirement) => {
                let mut facts = Facts::both(&was.requirement, &is.requirement);
                if major(&was.requirement) == major(&is.requirement) {
                    facts.notes.push(COMPATIBLE.into());
                }
                difference(Aspect::DependencyRequirement, &item, facts, sites)
            }
            _ => continue,
        });
    }
}

/// Libraries and binaries.
fn targets(reference: &Manifest, port: &Manifest, out: &mut Vec<Difference>) {
    let names: BTreeSet<&String> = reference.targets.keys().chain(port.targets.keys()).collect();
    for name in names {
        let place = |manifest: &Manifest, what: &str| {
            let key =
                if name == "lib" { ["lib.name", "lib.crate-type", "lib.path"] } else { ["bin.name"; 3] };
            let key = key.into_iter().find(|key| manifest.lines.contains_key(*key)).unwrap_or("package.name");
            Some(Site { item: format!("targets.{name}"), ..site(manifest, key, &format!("{name}: {what}")) })
        };
        let (was, is) = (reference.targets.get(name), port.targets.get(name));
        let sites = (was.and_then(|was| place(reference, was)), is.and_then(|is| place(port, is)));
        let item = format!("targets.{name}");
        out.push(match (was, is) {
            (Some(was), None) => difference(Aspect::TargetAbsent, &item, Facts::reference(was), sites),
            (None, Some(is)) => difference(Aspect::TargetExtra, &item, Facts::port(is), sites),
            (Some(was), Some(is)) if was != is => {
                difference(Aspect::TargetChanged, &item, Facts::both(was, is), sites)
            }
            _ => continue,
        });
    }
}

/// The note on requirements that can be met by the same version.
pub(crate) const COMPATIBLE: &str = "both allow the same major version";

/// Whether two dependencies ask for the same versions. One on a folder asks for none.
fn asks_for_the_same(was: &str, is: &str) -> bool {
    let plain = |text: &str| text.trim_start_matches(['^', '=', ' ']).to_owned();
    was.is_empty() || is.is_empty() || plain(was) == plain(is)
}

/// What versions have to agree in to stand in for each other: everything up to the first number that is not 0.
fn major(requirement: &str) -> Vec<String> {
    let mut out = Vec::new();
    for number in requirement.trim_start_matches(|c: char| !c.is_ascii_digit()).split('.') {
        out.push(number.to_owned());
        if number != "0" {
            break;
        }
    }
    out
}

fn site(manifest: &Manifest, key: &str, snippet: &str) -> Site {
    Site {
        item: key.to_owned(),
        file: "Cargo.toml".into(),
        line: line(manifest, key),
        snippet: snippet.to_owned(),
    }
}

/// The line of a key. A feature that an optional dependency implies stands where the dependency does.
fn line(manifest: &Manifest, key: &str) -> usize {
    let implied = key.strip_prefix("features.").map(|name| format!("dependencies.{name}"));
    let found = manifest.lines.get(key).or_else(|| manifest.lines.get(&implied?));
    found.copied().unwrap_or(1)
}

fn difference(
    aspect: Aspect,
    item: &str,
    facts: Facts,
    (reference, port): (Option<Site>, Option<Site>),
) -> Difference {
    let kind = match (&reference, &port) {
        (Some(_), None) => DriftKind::Absent,
        (None, Some(_)) => DriftKind::Extra,
        _ => DriftKind::Changed,
    };
    Difference {
        aspect,
        kind,
        item: item.to_owned(),
        item_kind: ItemKind::Module,
        reach: Reach::Public,
        detail: String::new(),
        reference,
        port,
        facts,
    }
}
