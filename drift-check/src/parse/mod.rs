//! From files to [`RawModule`]s: reads the root, follows `mod` lines, parses and lowers every file in parallel.
//!
//! A file that is missing or does not parse hides nothing else: it becomes a gap that is named in the report, and the
//! run cannot succeed. syn's trees are neither sendable nor small, so each file is parsed *and* lowered in one go and
//! only owned data leaves [`file`].

mod file;
mod locate;
mod orphans;

use crate::load::CrateRoot;
use crate::model::cfg::Cfg;
use crate::model::raw::{RawChild, RawModule};
use locate::Home;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A parsed crate.
#[derive(Debug)]
pub struct ParsedTree {
    /// The root modules: the library, or each binary.
    pub roots: Vec<RawModule>,
    /// Files that were parsed, sorted by path.
    pub files: Vec<FileFact>,
    /// What could not be parsed, sorted.
    pub gaps: Vec<Gap>,
    /// Rust files below the root that no `mod` line reaches, sorted.
    pub orphans: Vec<String>,
}

/// A file that was parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileFact {
    /// Path relative to the crate.
    pub path: Arc<str>,
    /// Number of lines.
    pub lines: usize,
    /// Bytes.
    pub size_bytes: usize,
    /// Time in `syn::parse_file`.
    pub parsing: Duration,
    /// Time in lowering.
    pub lowering: Duration,
}

/// Something that could not be read or parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The file that is missing or broken, or the one that asks for it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
    /// Why it could not be checked.
    pub reason: String,
    /// Whether the check cannot be called complete.
    pub blocking: bool,
}

/// Parses a crate. Never fails: what could not be read is among the gaps.
pub fn tree(root: &CrateRoot, on_file: &(dyn Fn() + Sync)) -> ParsedTree {
    let walk = Walk { dir: &root.dir, files: Mutex::default(), gaps: Mutex::default(), on_file };
    let roots = root
        .manifest
        .roots
        .iter()
        .map(|path| {
            let asked = Asked { by: "Cargo.toml", line: 1, what: "crate root", test_only: false };
            walk.module(&Home::root(path), &asked, &[]).unwrap_or_default()
        })
        .collect();
    let mut files = walk.files.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort();
    files.dedup_by(|a, b| a.path == b.path);
    let mut gaps = walk.gaps.into_inner().unwrap_or_else(PoisonError::into_inner);
    gaps.sort();
    gaps.dedup();
    let mut reached: Vec<PathBuf> = files.iter().map(|file| PathBuf::from(&*file.path)).collect();
    // A file that was found and could not be read is no orphan.
    reached.extend(gaps.iter().map(|gap| PathBuf::from(&*gap.file)));
    reached.extend(of_other_targets(root));
    let orphans = orphans::find(root, &reached);
    ParsedTree { roots, files, gaps, orphans }
}

/// The files of targets that take no part in the comparison.
fn of_other_targets(root: &CrateRoot) -> Vec<PathBuf> {
    let walk = Walk { dir: &root.dir, files: Mutex::default(), gaps: Mutex::default(), on_file: &|| {} };
    for path in &root.manifest.other_roots {
        let asked = Asked { by: "Cargo.toml", line: 1, what: "target", test_only: false };
        walk.module(&Home::root(path), &asked, &[]);
    }
    let files = walk.files.into_inner().unwrap_or_else(PoisonError::into_inner);
    let gaps = walk.gaps.into_inner().unwrap_or_else(PoisonError::into_inner);
    let paths = files.iter().map(|file| &*file.path).chain(gaps.iter().map(|gap| &*gap.file));
    paths.map(PathBuf::from).collect()
}

struct Walk<'a> {
    dir: &'a Path,
    files: Mutex<Vec<FileFact>>,
    gaps: Mutex<Vec<Gap>>,
    on_file: &'a (dyn Fn() + Sync),
}

/// Who asks for a file.
struct Asked<'a> {
    by: &'a str,
    line: usize,
    what: &'a str,
    test_only: bool,
}

impl Walk<'_> {
    fn gap(&self, gap: Gap) {
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner).push(gap);
    }

    /// Loads one file and, through its `mod` lines, everything below it.
    fn module(&self, home: &Home, asked: &Asked<'_>, ancestors: &[PathBuf]) -> Option<RawModule> {
        let relative = locate::display(&home.file);
        if ancestors.contains(&home.file) {
            self.gap(Gap {
                file: asked.by.into(),
                line: asked.line,
                what: asked.what.into(),
                reason: format!("{relative} contains itself through `mod` lines"),
                blocking: true,
            });
            return None;
        }
        let parsed = match file::parse(&self.dir.join(&home.file), &relative, asked.test_only) {
            Ok(parsed) => parsed,
            Err(failure) => {
                self.gap(Gap {
                    file: relative,
                    line: failure.line,
                    what: asked.what.into(),
                    reason: failure.reason,
                    blocking: !asked.test_only,
                });
                return None;
            }
        };
        (self.on_file)();
        let mut module = parsed.module;
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(parsed.fact);

        let mut chain = ancestors.to_vec();
        chain.push(home.file.clone());
        self.included(&module, home, asked.test_only);
        self.children(&mut module, home, &chain, asked.test_only);
        Some(module)
    }

    /// A file that `include!` names and that is missing: the crate does not compile without it.
    fn included(&self, module: &RawModule, home: &Home, test_only: bool) {
        for call in &module.unchecked {
            let named = call.what.strip_prefix("include!(\"").and_then(|rest| rest.strip_suffix("\")"));
            let Some(named) = named else { continue };
            let folder = home.file.parent().unwrap_or(Path::new(""));
            if !self.dir.join(folder).join(named).is_file() {
                self.gap(Gap {
                    file: module.file.to_string(),
                    line: call.line,
                    what: call.what.clone(),
                    reason: "the file that `include!` names is missing".into(),
                    blocking: !test_only,
                });
            }
        }
    }

    /// Fills in the content of every `mod name;`, also those inside inline modules.
    fn children(&self, module: &mut RawModule, home: &Home, chain: &[PathBuf], test_only: bool) {
        let file = Arc::clone(&module.file);
        module.modules.par_iter_mut().for_each(|child| {
            let test_only = test_only || is_test_only(child);
            let inner = home.inline(child);
            if let Some(content) = &mut child.content {
                content.file = Arc::clone(&file);
                self.children(content, &inner, chain, test_only);
            } else {
                child.content = self.outline(child, home, &file, chain, test_only);
            }
        });
    }

    fn outline(
        &self,
        child: &RawChild,
        home: &Home,
        file: &str,
        chain: &[PathBuf],
        test_only: bool,
    ) -> Option<RawModule> {
        let what = format!("module `{}`", child.item.name);
        let asked = Asked { by: file, line: child.item.line, what: &what, test_only };
        let candidates = home.candidates(child);
        let mut existing = candidates.iter().filter(|candidate| self.dir.join(&candidate.file).is_file());
        let Some(found) = existing.next() else {
            let names: Vec<String> =
                candidates.iter().map(|candidate| locate::display(&candidate.file)).collect();
            self.gap(Gap {
                file: file.into(),
                line: asked.line,
                what: what.clone(),
                reason: format!("the module's file is missing: {}", names.join(" or ")),
                blocking: !test_only,
            });
            return None;
        };
        // Another configuration compiles this one, so what it says goes uncompared.
        for named in home.named(child).iter().filter(|named| !self.dir.join(&named.file).is_file()) {
            self.gap(Gap {
                file: file.into(),
                line: asked.line,
                what: what.clone(),
                reason: format!("the file that `#[path]` names is missing: {}", locate::display(&named.file)),
                blocking: !test_only,
            });
        }
        // On each platform another one: what cannot be compared here is said, as of macros. Without a condition the
        // compiler refuses such a crate, so which file is meant is anybody's guess.
        let is_conditional = !child.path_attributes.is_empty() && !child.has_certain_path;
        for other in existing {
            self.gap(Gap {
                file: file.into(),
                line: asked.line,
                what: what.clone(),
                reason: format!(
                    "the module has several files; {} is compared, {} is not",
                    locate::display(&found.file),
                    locate::display(&other.file)
                ),
                blocking: !test_only && !is_conditional,
            });
        }
        self.module(found, &asked, chain)
    }
}

fn is_test_only(child: &RawChild) -> bool {
    child.item.cfg.is_test_only()
        || child.content.as_ref().is_some_and(|content| Cfg::is_test_only(&content.inner_cfg))
}
