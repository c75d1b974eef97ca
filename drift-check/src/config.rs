//! `drift.toml`.

use crate::bench::BenchConfig;
use crate::error::{Error, Result};
use crate::judge::fingerprint;
use crate::matching::UserMap;
use crate::options::{FailOn, Format};
use crate::toml_file;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
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
/// [`Error::Config`], naming file, line and key.
pub fn read(path: &Path) -> Result<Config> {
    let config: Config = toml_file::parse(path, &toml_file::text(path)?)?;
    let base = path.parent().unwrap_or(Path::new(""));
    config.validate(base).map_err(|message| Error::Config { path: path.into(), line: None, message })?;
    Ok(config)
}

impl Config {
    /// What is wrong with values that have the right form, whichever command they are for. Paths are relative to `base`.
    fn validate(&self, base: &Path) -> Result<(), String> {
        self.bench.validate()?;
        for (idx, entry) in self.follow.accept.iter().enumerate() {
            let key = |name: &str| format!("follow.accept[{}].{name}", idx + 1);
            if !fingerprint::is_whole(&entry.change) {
                return Err(format!(
                    "{}: `{}` is no whole fingerprint, which is v1: and {} digits",
                    key("change"),
                    entry.change,
                    fingerprint::DIGITS
                ));
            }
            if entry.reason.trim().is_empty() {
                return Err(format!("{}: say why the port does without this change", key("reason")));
            }
        }
        if let Some(missing) = self.ledger.tests.iter().find(|folder| !base.join(folder).is_dir()) {
            return Err(format!("ledger.tests: there is no folder {}", missing.display()));
        }
        let mut seen = BTreeSet::new();
        match self.output.values().find(|path| !seen.insert(*path)) {
            Some(twice) => Err(format!("output: two reports go to the same file {}", twice.display())),
            None => Ok(()),
        }
    }
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

    #[test]
    fn values_are_checked_whichever_command_they_are_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE_NAME);
        for (text, key) in [
            ("[bench]\nthreshold = 5.0", "bench.threshold"),
            ("[ledger]\ntests = [\"nowhere\"]", "ledger.tests"),
            ("[output]\njson = \"a\"\nsarif = \"a\"", "output"),
            ("[[follow.accept]]\nchange = \"v1:12\"\nreason = \"x\"", "follow.accept[1].change"),
            (
                "[[follow.accept]]\nchange = \"v1:00000000000000000000000000000000\"\nreason = \" \"",
                "follow.accept[1].reason",
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            let message = read(&path).unwrap_err().to_string();
            assert!(message.contains(key), "{message}");
        }
    }
}
