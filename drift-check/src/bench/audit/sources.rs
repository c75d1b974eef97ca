//! Which files hold benchmarks, and reading them.

use super::{Kind, Problem};
use crate::error::{Error, Result};
use crate::load::read_text;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A file with benchmarks.
pub struct Source {
    /// Path relative to the crate.
    pub file: String,
    /// What is in it.
    pub(super) syntax: syn::File,
}

/// Reads all benchmarks of a crate: those its manifest names, and those cargo finds by itself.
pub(super) fn read(dir: &Path) -> Result<(Vec<Source>, Vec<Problem>)> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for file in files(dir)? {
        let name = file.to_string_lossy().replace('\\', "/");
        let parsed = read_text(&dir.join(&file)).map_err(|reason| (1, reason)).and_then(|text| {
            syn::parse_file(&text).map_err(|error| (error.span().start().line, error.to_string()))
        });
        match parsed {
            Ok(syntax) => sources.push(Source { file: name, syntax }),
            Err((line, message)) => {
                problems.push(Problem { file: name, line, kind: Kind::Unreadable, message });
            }
        }
    }
    Ok((sources, problems))
}

fn files(dir: &Path) -> Result<BTreeSet<PathBuf>> {
    let path = dir.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| Error::Manifest { path, message: error.message().to_owned() })?;
    let mut files = BTreeSet::new();
    for target in table.get("bench").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| target.get(key).and_then(Value::as_str);
        let path = text("path").map(PathBuf::from);
        let named = text("name").map(|name| Path::new("benches").join(format!("{name}.rs")));
        // A target without a path may also be a folder, which is found below.
        files.extend(path.or_else(|| named.filter(|path| dir.join(path).is_file())));
    }
    let automatic =
        table.get("package").and_then(|package| package.get("autobenches")).and_then(Value::as_bool);
    if automatic.unwrap_or(true) {
        for entry in std::fs::read_dir(dir.join("benches")).into_iter().flatten().flatten() {
            let place = Path::new("benches").join(entry.file_name());
            if place.extension().is_some_and(|extension| extension == "rs") {
                files.insert(place);
            } else if dir.join(&place).join("main.rs").is_file() {
                files.insert(place.join("main.rs"));
            }
        }
    }
    Ok(files)
}
