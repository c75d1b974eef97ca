//! Rust files that no `mod` line reaches: dead code, or a forgotten line.

use super::locate::display;
use crate::load::CrateRoot;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Folders beside the source that hold targets of their own.
const OTHER_TARGETS: &[&str] = &["bin", "tests", "benches", "examples", "target"];

/// Orphans below the folder of the first root, sorted. `reached` are paths relative to the crate.
pub(super) fn find(root: &CrateRoot, reached: &[PathBuf]) -> Vec<String> {
    let Some(first) = root.manifest.roots.first() else { return Vec::new() };
    let folder = root.dir.join(first.parent().unwrap_or(Path::new("")));
    let reached: BTreeSet<PathBuf> = reached.iter().map(|file| root.dir.join(file)).collect();
    let mut out: Vec<String> = WalkDir::new(&folder)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_other_target(entry))
        .filter_map(Result::ok)
        .filter(|entry| {
            entry.file_type().is_file() && entry.path().extension().is_some_and(|ext| ext == "rs")
        })
        .filter(|entry| !reached.contains(entry.path()))
        .filter(|entry| {
            !(entry.depth() == 1 && matches!(entry.file_name().to_str(), Some("main.rs" | "build.rs")))
        })
        .filter_map(|entry| entry.path().strip_prefix(&root.dir).ok().map(display))
        .collect();
    out.sort();
    out
}

fn is_other_target(entry: &DirEntry) -> bool {
    entry.file_type().is_dir()
        && (entry.path().join("Cargo.toml").is_file()
            || (entry.depth() == 1
                && entry.file_name().to_str().is_some_and(|name| OTHER_TARGETS.contains(&name))))
}
