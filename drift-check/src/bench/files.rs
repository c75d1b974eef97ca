//! Result files and folders of them.

use super::result::{BenchResult, SCHEMA};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// What was found at a place.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The results.
    pub(crate) results: Vec<BenchResult>,
    /// Files of a folder that never were a result.
    pub(crate) left_out: Vec<PathBuf>,
}

/// Reads a result file, or all of a folder.
///
/// # Errors
/// [`Error::Io`] if the place cannot be read, [`Error::Usage`] if a result is damaged, or the file that was named is none.
pub(crate) fn read(path: &Path) -> Result<Found> {
    if !path.is_dir() {
        return Ok(Found { results: vec![BenchResult::read(path)?], left_out: Vec::new() });
    }
    let mut found = Found::default();
    for file in of(path)? {
        if is_foreign(&file) {
            found.left_out.push(file);
        } else {
            found.results.push(BenchResult::read(&file)?);
        }
    }
    Ok(found)
}

/// The `.json` files of a folder, sorted.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn of(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::io("list", folder))? {
        let file = entry.map_err(Error::io("list", folder))?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file holds JSON that never was a result. What is damaged is not foreign.
fn is_foreign(file: &Path) -> bool {
    let value =
        std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let format = |value: &serde_json::Value| {
        value["schema"].as_str().and_then(|schema| schema.split('/').next()) == SCHEMA.split('/').next()
    };
    value.is_some_and(|value| !format(&value))
}
