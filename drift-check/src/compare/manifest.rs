//! `Cargo.toml`: features, dependencies, targets, edition.

use super::{Aspect, Context, Difference, DriftKind, Facts, Site};
use crate::load::Manifest;
use crate::model::item::{ItemKind, Reach};
use std::collections::BTreeSet;

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

fn dependencies(reference: &Manifest, port: &Manifest, out: &mut Vec<Difference>) {
    let packages = |manifest: &Manifest| -> BTreeSet<String> {
        manifest.dependencies.values().map(|dependency| dependency.package.clone()).collect()
    };
    let (was, is) = (packages(reference), packages(port));
    requirements(reference, port, out);
    for (names, manifest, absent) in
        [(was.difference(&is), reference, true), (is.difference(&was), port, false)]
    {
        for package in names {
            let Some((name, dependency)) =
                manifest.dependencies.iter().find(|(_, dependency)| dependency.package == *package)
            else {
                continue;
            };
            let key = format!("dependencies.{name}");
            let text = format!("{package} = \"{}\"", dependency.requirement);
            let item = format!("dependencies.{package}");
            let site = site(manifest, &key, &text);
            out.push(if absent {
                difference(Aspect::DependencyAbsent, &item, Facts::reference(text), (Some(site), None))
            } else {
                difference(Aspect::DependencyExtra, &item, Facts::port(text), (None, Some(site)))
            });
        }
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

/// Versions that are asked for. A dependency on a folder asks for none.
fn requirements(reference: &Manifest, port: &Manifest, out: &mut Vec<Difference>) {
    for (name, was) in &reference.dependencies {
        let Some((port_name, is)) = port.dependencies.iter().find(|(_, other)| other.package == was.package)
        else {
            continue;
        };
        let plain = |text: &str| text.trim_start_matches(['^', '=', ' ']).to_owned();
        if was.requirement.is_empty()
            || is.requirement.is_empty()
            || plain(&was.requirement) == plain(&is.requirement)
        {
            continue;
        }
        let mut facts = Facts::both(&was.requirement, &is.requirement);
        if major(&was.requirement) == major(&is.requirement) {
            facts.notes.push(COMPATIBLE.into());
        }
        let line = |requirement: &str| format!("{} = \"{requirement}\"", was.package);
        let sites = (
            Some(site(reference, &format!("dependencies.{name}"), &line(&was.requirement))),
            Some(site(port, &format!("dependencies.{port_name}"), &line(&is.requirement))),
        );
        out.push(difference(
            Aspect::DependencyRequirement,
            &format!("dependencies.{}", was.package),
            facts,
            sites,
        ));
    }
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
