//! Where cargo has unpacked a published crate.
//!
//! Cargo alone knows: registries can be replaced, mirrored or vendored. So this asks `cargo metadata`, first about the
//! workspace at hand, then about a throw-away project that depends on nothing but the wanted version. Either has a
//! `Cargo.lock` afterwards, and what lies unpacked is compared with the archive that has the checksum written there.

use super::archive;
use crate::error::{Error, Result};
use cargo_metadata::{Metadata, MetadataCommand};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The folder that holds the unpacked crate.
pub(super) fn locate(name: &str, version: &str, workspace: &Path) -> Result<PathBuf> {
    let mut tried = Vec::new();
    if let Some(manifest) = enclosing_manifest(workspace) {
        match from_workspace(&manifest, name, version) {
            Ok(found) => return found.verified(),
            Err(reason) => tried.push(format!("the packages locked for {}: {reason}", manifest.display())),
        }
    }
    // Offline first: a version that was fetched before needs no network. A version that was withdrawn is only given
    // to those whose lock file names it, so that is tried last.
    for (offline, locked) in [(true, false), (true, true), (false, false), (false, true)] {
        match from_probe(name, version, workspace, Probe { offline, locked }) {
            Ok(found) => return found.verified(),
            // Of a version that is not withdrawn, the second attempt says nothing that the first did not.
            Err(_) if locked && !tried.last().is_some_and(|last| last.contains("yanked")) => {}
            Err(reason) => {
                let how = match (offline, locked) {
                    (true, false) => "without network",
                    (true, true) => "without network, as a withdrawn version",
                    (false, false) => "from the registry",
                    (false, true) => "from the registry, as a withdrawn version",
                };
                tried.push(format!("fetching {name} ={version} through cargo {how}: {reason}"));
            }
        }
    }
    Err(Error::NotFound {
        wanted: format!("{name}@{version}"),
        tried,
        advice: format!(
            "check name and version with `cargo info {name}@{version}`; without network, pass a folder that holds the crate instead"
        ),
    })
}

/// An unpacked crate.
struct Found {
    dir: PathBuf,
    /// SHA-256 of its archive, as the lock file has it.
    checksum: String,
}

impl Found {
    fn verified(self) -> Result<PathBuf> {
        archive::verify(&self.dir, &self.checksum)?;
        Ok(self.dir)
    }
}

/// The nearest `Cargo.toml` at or above a folder.
fn enclosing_manifest(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    absolute.ancestors().map(|dir| dir.join("Cargo.toml")).find(|path| path.is_file())
}

fn from_workspace(manifest: &Path, name: &str, version: &str) -> Result<Found, String> {
    let metadata = metadata(manifest, manifest.parent().unwrap_or(Path::new(".")), &["--locked"])?;
    let dir = package_dir(&metadata, name, version)?;
    let checksum = locked_checksum(metadata.workspace_root.as_std_path(), name, version)?;
    Ok(Found { dir, checksum })
}

/// How a version is asked for.
#[derive(Debug, Clone, Copy)]
struct Probe {
    /// Only what was fetched before.
    offline: bool,
    /// With a lock file that names the version.
    locked: bool,
}

/// Makes a project that depends on the exact version and asks cargo where that landed.
fn from_probe(name: &str, version: &str, workspace: &Path, how: Probe) -> Result<Found, String> {
    let probe =
        tempfile::Builder::new().prefix("drift-check-").tempdir().map_err(|error| error.to_string())?;
    let text = format!(
        "[package]\nname = \"drift-check-probe\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
         [lib]\npath = \"lib.rs\"\n\n[dependencies]\nwanted = {{ package = \"{name}\", version = \"={version}\" }}\n\n\
         [workspace]\n"
    );
    let manifest = probe.path().join("Cargo.toml");
    fs::write(&manifest, text).map_err(|error| error.to_string())?;
    fs::write(probe.path().join("lib.rs"), "").map_err(|error| error.to_string())?;
    if how.locked {
        // The checksum is left to cargo: it takes it from the registry's index and verifies the archive against it.
        let text = format!(
            "version = 4\n\n[[package]]\nname = \"drift-check-probe\"\nversion = \"0.0.0\"\n\
             dependencies = [\n \"{name}\",\n]\n\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\
             source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
        );
        fs::write(probe.path().join("Cargo.lock"), text).map_err(|error| error.to_string())?;
    }
    // Run in the workspace's folder, so that its cargo configuration (mirrors, vendoring) applies.
    let metadata = metadata(&manifest, workspace, if how.offline { &["--offline"] } else { &[] })?;
    let dir = package_dir(&metadata, name, version)?;
    let checksum = locked_checksum(probe.path(), name, version)?;
    Ok(Found { dir, checksum })
}

fn metadata(manifest: &Path, current_dir: &Path, options: &[&str]) -> Result<Metadata, String> {
    MetadataCommand::new()
        .manifest_path(manifest)
        .current_dir(current_dir)
        .other_options(options.iter().map(|option| (*option).to_owned()).collect::<Vec<_>>())
        .exec()
        .map_err(|error| summary(&error))
}

/// Cargo's own words without the lines about progress.
fn summary(error: &cargo_metadata::Error) -> String {
    let text = match error {
        cargo_metadata::Error::CargoMetadata { stderr } => stderr.clone(),
        other => other.to_string(),
    };
    let telling: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| {
            !line.is_empty() && !matches!(line.split_whitespace().next(), Some("Updating" | "Locking"))
        })
        .take(4)
        .collect();
    telling.join("; ")
}

fn package_dir(metadata: &Metadata, name: &str, version: &str) -> Result<PathBuf, String> {
    let package = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some())
        .find(|package| package.name == name && is_version(&package.version.to_string(), version))
        .ok_or_else(|| "not among them".to_owned())?;
    let dir = package.manifest_path.parent().ok_or_else(|| "its manifest has no folder".to_owned())?;
    let dir = dir.as_std_path().to_path_buf();
    if dir.join("Cargo.toml").is_file() { Ok(dir) } else { Err(format!("{} is gone", dir.display())) }
}

/// Whether a version is the one asked for. What stands behind a `+` orders nothing and need not be said.
fn is_version(version: &str, wanted: &str) -> bool {
    version == wanted
        || (!wanted.contains('+') && version.split_once('+').is_some_and(|(version, _)| version == wanted))
}

/// A locked registry package carries a checksum; a path or git package of the same name and version does not.
fn locked_checksum(root: &Path, name: &str, version: &str) -> Result<String, String> {
    let path = root.join("Cargo.lock");
    let text =
        fs::read_to_string(&path).map_err(|error| format!("could not read {}: {error}", path.display()))?;
    let lock: Table =
        text.parse().map_err(|error: toml::de::Error| format!("{}: {}", path.display(), error.message()))?;
    let is =
        |package: &Value, key: &str, wanted: &str| package.get(key).and_then(Value::as_str) == Some(wanted);
    let entry = lock
        .get("package")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .find(|package| {
            let locked = package.get("version").and_then(Value::as_str).unwrap_or_default();
            is(package, "name", name) && is_version(locked, version)
        })
        .ok_or_else(|| format!("{} does not list it", path.display()))?;
    match entry.get("checksum").and_then(Value::as_str) {
        Some(checksum) if checksum.len() == 64 => Ok(checksum.to_owned()),
        _ => Err(format!("{} lists it without a checksum, so it is not the published crate", path.display())),
    }
}
