//! `Cargo.toml`, as far as the comparison needs it. Read directly: cargo refuses manifests outside their workspace.

use super::features;
use crate::error::{Error, Result};
use crate::toml_file::line_at;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// What a crate's manifest says.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Package name.
    pub name: String,
    /// Package version, if one is written.
    pub version: Option<String>,
    /// Edition; `2015` if none is written.
    pub edition: String,
    /// Minimum Rust version.
    pub rust_version: Option<String>,
    /// Name of the library or, without one, of the first binary, as an identifier.
    pub crate_name: String,
    /// Root files to follow `mod` lines from, relative to the folder: the library, or else every binary.
    pub roots: Vec<PathBuf>,
    /// Features and what each switches on, with the implicit ones of optional dependencies.
    pub features: BTreeMap<String, BTreeSet<String>>,
    /// Normal and build-time dependencies by the name the source uses; not those for development.
    pub dependencies: BTreeMap<String, Dependency>,
    /// What is built besides tests: `lib` and `bin NAME`, each with what is special about it. The package's own name is
    /// written `*`.
    pub targets: BTreeMap<String, String>,
    /// Root files of other targets beside those in [`roots`](Self::roots), relative to the folder.
    pub other_roots: Vec<PathBuf>,
    /// Whether cargo metadata needs a build script.
    pub build_script: bool,
    /// Line of each feature and dependency key, for messages.
    pub lines: BTreeMap<String, usize>,
}

impl Manifest {
    /// The features that are on unless somebody says otherwise, with all that they switch on.
    pub fn default_features(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let mut waiting = vec!["default".to_owned()];
        while let Some(name) = waiting.pop() {
            if let Some(implied) = self.features.get(&name)
                && out.insert(name)
            {
                waiting.extend(implied.iter().map(|name| name.trim_start_matches("dep:").to_owned()));
            }
        }
        out
    }
}

/// A dependency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependency {
    /// Package name, which differs from the key for renamed dependencies.
    pub package: String,
    /// Version requirement; empty for path dependencies without one.
    pub requirement: String,
    /// Whether it is optional.
    pub optional: bool,
}

/// Reads the manifest in a folder.
///
/// # Errors
/// [`Error::Io`] or [`Error::Manifest`], naming the file.
pub(super) fn read(dir: &Path) -> Result<Manifest> {
    let path = dir.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::Manifest {
            path: path.clone(),
            message: "there is no such file; name the folder of one crate, the one its Cargo.toml is in"
                .into(),
        },
        _ => Error::io("read", &path)(source),
    })?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map(|span| format!("line {}: ", line_at(&text, span.start)));
        Error::Manifest {
            path: path.clone(),
            message: format!("{}{}", line.unwrap_or_default(), error.message()),
        }
    })?;
    let package = table.get("package").and_then(Value::as_table).ok_or_else(|| Error::Manifest {
        path: path.clone(),
        message: "has no [package]; name the folder of one crate, not of a workspace".into(),
    })?;
    let workspace = Workspace::find(dir, package);

    let text_of =
        |key: &str| inherited(package, key, &workspace).and_then(|value| value.as_str().map(str::to_owned));
    let name = text_of("name")
        .ok_or_else(|| Error::Manifest { path: path.clone(), message: "[package] has no name".into() })?;
    let dependencies = dependencies(&table, &workspace);
    let (lib_name, roots) = roots(&table, dir, &name);
    if roots.is_empty() {
        return Err(Error::Manifest {
            path,
            message: "has neither a library nor a binary target: src/lib.rs and src/main.rs are both missing"
                .into(),
        });
    }
    Ok(Manifest {
        version: text_of("version"),
        edition: text_of("edition").unwrap_or_else(|| "2015".into()),
        rust_version: text_of("rust-version"),
        crate_name: lib_name,
        other_roots: other_roots(&table, dir, &roots),
        roots,
        features: features::read(&table, &dependencies),
        dependencies,
        targets: targets(&table, dir, &name),
        build_script: has_build_script(package, dir),
        lines: key_lines(&text),
        name,
    })
}

/// The `[workspace]` a manifest may inherit from.
struct Workspace(Table);

impl Workspace {
    /// Looks for it in the folder itself and upwards, or where `package.workspace` points.
    fn find(dir: &Path, package: &Table) -> Self {
        let explicit = package.get("workspace").and_then(Value::as_str).map(|path| dir.join(path));
        let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_path_buf());
        let found = explicit.iter().map(PathBuf::as_path).chain(absolute.ancestors()).find_map(|folder| {
            let text = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
            text.parse::<Table>().ok()?.get("workspace")?.as_table().cloned()
        });
        Workspace(found.unwrap_or_default())
    }

    fn package(&self, key: &str) -> Option<&Value> {
        self.0.get("package")?.get(key)
    }

    fn dependency(&self, key: &str) -> Option<&Value> {
        self.0.get("dependencies")?.get(key)
    }
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn inherited<'a>(package: &'a Table, key: &str, workspace: &'a Workspace) -> Option<&'a Value> {
    match package.get(key) {
        Some(value) if inherits(value) => workspace.package(key),
        other => other,
    }
}

fn dependencies(table: &Table, workspace: &Workspace) -> BTreeMap<String, Dependency> {
    let mut sections: Vec<&Table> = Vec::new();
    sections.extend(table.get("dependencies").and_then(Value::as_table));
    let targets = table.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flat_map(Table::values) {
        sections.extend(target.get("dependencies").and_then(Value::as_table));
    }
    let mut out = BTreeMap::new();
    for (key, value) in sections.into_iter().flatten() {
        let optional = value.get("optional").and_then(Value::as_bool).unwrap_or(false);
        let value = if inherits(value) { workspace.dependency(key).unwrap_or(value) } else { value };
        let text = |field: &str| value.get(field).and_then(Value::as_str).map(str::to_owned);
        let requirement = value.as_str().map(str::to_owned).or_else(|| text("version")).unwrap_or_default();
        let package = text("package").unwrap_or_else(|| key.clone());
        out.insert(key.clone(), Dependency { package, requirement, optional });
    }
    out
}

/// Crate name and root files. A library is compared alone, since binaries are its users; without one, all binaries are.
fn roots(table: &Table, dir: &Path, package: &str) -> (String, Vec<PathBuf>) {
    let identifier = |name: &str| name.replace('-', "_");
    let lib = table.get("lib").and_then(Value::as_table);
    let lib_text = |key: &str| lib.and_then(|lib| lib.get(key)).and_then(Value::as_str);
    let lib_path = PathBuf::from(lib_text("path").unwrap_or("src/lib.rs"));
    if lib.is_some() || dir.join(&lib_path).is_file() {
        return (identifier(lib_text("name").unwrap_or(package)), vec![lib_path]);
    }
    let mut bins = BTreeMap::new();
    if dir.join("src/main.rs").is_file() {
        bins.insert(package.to_owned(), PathBuf::from("src/main.rs"));
    }
    for bin in table.get("bin").and_then(Value::as_array).into_iter().flatten() {
        let name = bin.get("name").and_then(Value::as_str).unwrap_or(package);
        let default = if name == package { "src/main.rs".to_owned() } else { format!("src/bin/{name}.rs") };
        bins.insert(
            name.to_owned(),
            PathBuf::from(bin.get("path").and_then(Value::as_str).unwrap_or(&default)),
        );
    }
    let name = bins.keys().next().map_or(package, String::as_str);
    (identifier(name), bins.into_values().collect())
}

/// Files that targets name, and a program beside a library: whatever they reach belongs to the package, too.
fn other_roots(table: &Table, dir: &Path, roots: &[PathBuf]) -> Vec<PathBuf> {
    let declared = ["bin", "example", "test", "bench"].into_iter().filter_map(|kind| table.get(kind));
    let declared = declared.filter_map(Value::as_array).flatten();
    let declared = declared.filter_map(|target| target.get("path").and_then(Value::as_str));
    let build = table.get("package").and_then(|package| package.get("build")).and_then(Value::as_str);
    let mut out: Vec<PathBuf> = declared
        .chain(build)
        .chain(["src/main.rs"])
        .map(|path| Path::new(path).components().collect())
        .collect();
    out.retain(|path| !roots.contains(path) && dir.join(path).is_file());
    out.sort();
    out.dedup();
    out
}

/// Libraries and binaries, as cargo finds them. How a library is called counts where it isn't called like the package.
fn targets(table: &Table, dir: &Path, package: &str) -> BTreeMap<String, String> {
    let called = |name: &str| match name.replace('-', "_") == package.replace('-', "_") {
        true => "*".to_owned(),
        false => name.to_owned(),
    };
    let words = |value: &Value| match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let mut out = BTreeMap::new();
    let lib = table.get("lib").and_then(Value::as_table);
    let of_lib = |key: &str| lib.and_then(|lib| lib.get(key).or_else(|| lib.get(&key.replace('-', "_"))));
    let lib_path = of_lib("path").and_then(Value::as_str).unwrap_or("src/lib.rs");
    if lib.is_some() || dir.join(lib_path).is_file() {
        let is_macro = of_lib("proc-macro").and_then(Value::as_bool) == Some(true);
        let kind =
            if is_macro { "proc-macro".into() } else { of_lib("crate-type").map_or("lib".into(), words) };
        let name = called(of_lib("name").and_then(Value::as_str).unwrap_or(package));
        out.insert("lib".into(), if name == "*" { kind } else { format!("{kind} called {name}") });
    }
    let mut binary = |name: &str, value: Option<&Value>| {
        let features = value.and_then(|bin| bin.get("required-features")).map(words).unwrap_or_default();
        let text = if features.is_empty() { "built always".into() } else { format!("needs {features}") };
        out.insert(format!("bin {}", called(name)), text);
    };
    let discovers = table.get("package").and_then(|package| package.get("autobins")).and_then(Value::as_bool)
        != Some(false);
    if discovers {
        if dir.join("src/main.rs").is_file() {
            binary(package, None);
        }
        for entry in std::fs::read_dir(dir.join("src/bin")).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_program =
                path.extension().is_some_and(|found| found == "rs") || path.join("main.rs").is_file();
            if let Some(name) = path.file_stem().and_then(std::ffi::OsStr::to_str).filter(|_| is_program) {
                binary(name, None);
            }
        }
    }
    for bin in table.get("bin").and_then(Value::as_array).into_iter().flatten() {
        binary(bin.get("name").and_then(Value::as_str).unwrap_or(package), Some(bin));
    }
    out
}

fn has_build_script(package: &Table, dir: &Path) -> bool {
    match package.get("build") {
        Some(Value::Boolean(wanted)) => *wanted,
        Some(_) => true,
        None => dir.join("build.rs").is_file(),
    }
}

/// The line of every `[features]` key and every dependency, read from the text: the parsed table keeps no positions.
fn key_lines(text: &str) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    let mut section = String::new();
    for (idx, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_matches(['[', ']']).to_owned();
            if let Some(key) = section.strip_prefix("dependencies.") {
                out.insert(format!("dependencies.{key}"), idx + 1);
            }
        } else if let Some((key, _)) = line.split_once('=')
            && matches!(section.as_str(), "features" | "dependencies" | "package" | "lib" | "bin")
        {
            let key = key.trim().trim_matches('"');
            if section == "bin" && key != "name" {
                continue;
            }
            let key = key.split('.').next().unwrap_or(key);
            out.insert(format!("{section}.{key}"), idx + 1);
        }
    }
    out
}
