//! Finding and reading input: the only stage that touches the file system or runs cargo.

mod archive;
pub mod excerpt;
mod features;
pub(crate) mod git;
mod manifest;
mod registry;
mod source;

pub use manifest::{Dependency, Manifest};
pub use source::Source;

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// A crate on disk, ready to be parsed.
#[derive(Debug)]
pub struct CrateRoot {
    /// How the user named it.
    pub label: String,
    /// The folder that holds `Cargo.toml`.
    pub dir: PathBuf,
    /// What `Cargo.toml` says.
    pub manifest: Manifest,
    /// The folder goes away with this, if it was only made for the comparison.
    pub keep: Option<tempfile::TempDir>,
}

/// Finds a crate. `workspace` is the folder from which cargo's metadata is asked first.
pub fn crate_root(source: &Source, workspace: &Path) -> Result<CrateRoot> {
    let mut keep = None;
    let dir = match source {
        Source::Folder { path, .. } => path.clone(),
        Source::Registry { name, version } => registry::locate(name, version, workspace)?,
        Source::Git { repository, revision, .. } => {
            let (folder, dir) = git::check_out(repository, revision)?;
            keep = Some(folder);
            dir
        }
    };
    let label = source.label();
    let manifest = manifest::read(&dir)?;
    if let Source::Registry { name, version } = source
        && (manifest.name != *name || manifest.version.as_deref() != Some(version))
    {
        let found = format!("{}@{}", manifest.name, manifest.version.as_deref().unwrap_or("?"));
        return Err(Error::Manifest {
            path: dir.join("Cargo.toml"),
            message: format!(
                "holds {found}, but {name}@{version} was asked for; the unpacked copy is damaged: \
                 delete the folder and run `cargo fetch`"
            ),
        });
    }
    Ok(CrateRoot { label, dir, manifest, keep })
}

/// Reads a source file.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 after byte {}", error.utf8_error().valid_up_to()))
}
