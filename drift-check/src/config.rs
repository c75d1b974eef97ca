//! `drift.toml`.

use crate::bench::BenchConfig;
use crate::error::Result;
use crate::matching::UserMap;
use crate::options::{FailOn, Format};
use crate::toml_file;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that is looked for when none is named.
pub const FILE_NAME: &str = "drift.toml";

/// The content of a configuration file. Keys it does not know are errors.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The reference: a folder, or NAME@VERSION.
    pub reference: Option<String>,
    /// The port: a folder, or NAME@VERSION.
    pub port: Option<String>,
    /// From which severity on the run fails.
    pub fail_on: Option<FailOn>,
    /// Reports to leave in files.
    pub output: Outputs,
    /// What is called differently on purpose.
    pub map: Map,
    /// What concerns upstream changes.
    pub follow: Follow,
    /// How to measure port against reference.
    pub bench: BenchConfig,
    /// What is different on purpose.
    pub ledger: LedgerFile,
}

/// `[ledger]`: accepted drift.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerFile {
    /// The file, relative to the configuration. Without it, the one of the usual name beside the configuration, if any.
    pub file: Option<PathBuf>,
    /// Folders whose tests may be named as evidence, besides the port's own; relative to the configuration.
    pub tests: Vec<PathBuf>,
}

/// `[output]`: a path per format, relative to the configuration file.
pub type Outputs = BTreeMap<Format, PathBuf>;

/// `[follow]`: upstream changes the port does without.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Follow {
    /// One entry per change.
    pub accept: Vec<AcceptedChange>,
}

/// `[[follow.accept]]`: an upstream change that the port does without, or has in a way that cannot be told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedChange {
    /// The fingerprint that `follow` prints.
    pub change: String,
    /// Why it is all right. May not be empty.
    pub reason: String,
}

/// `[map.…]`: keys are paths in the reference, values paths in the port.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    /// Modules, with everything below them.
    pub modules: BTreeMap<String, String>,
    /// Single items.
    pub items: BTreeMap<String, String>,
    /// Types of other crates.
    pub types: BTreeMap<String, String>,
}

impl From<Map> for UserMap {
    fn from(map: Map) -> Self {
        UserMap { modules: map.modules, items: map.items, types: map.types }
    }
}

/// The nearest configuration file at or above a folder.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    absolute.ancestors().map(|dir| dir.join(FILE_NAME)).find(|path| path.is_file())
}

/// Reads a configuration file.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config), naming file, line and key.
pub fn read(path: &Path) -> Result<Config> {
    toml_file::parse(path, &toml_file::text(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name_and_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE_NAME);
        std::fs::write(&path, "port = \"engine\"\n\n[map]\ntypo = 1\n").unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains(":4: ") && message.contains("`typo`"), "{message}");
    }
}
