//! Proves the comparison of bodies on real code: changes of behaviour put into the reference's own source are found at
//! the function that was changed, and rewrites that change nothing raise nothing of weight.
//!
//! Every mutation keeps the number of lines, and at most one goes into a function, so many are checked in one run.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::Pair;
use drift_check::judge::Severity;
use drift_check::load::{Source, crate_root};
use drift_check::report::Report;
use quote::ToTokens;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// The crate that is mutated, as the lock file pins it.
const SUBJECT: &str = "lsm-tree@3.1.10";

/// A mutation of the line at an index; `None` if the line offers none.
type Mutate = fn(&[String], usize) -> Option<Vec<(usize, String)>>;

/// A rewrite of a whole file.
type Rewrite = fn(&str) -> String;

/// What is mutated, how, and the share that must be found at least.
const OPERATORS: &[(&str, Mutate, f64)] = &[
    ("comparison flipped", flip_comparison, 0.85),
    ("ordering weakened", weaken_ordering, 0.90),
    ("lock removed", remove_lock, 0.90),
    ("read lock for write lock", read_for_write, 0.90),
    ("atomic update split", split_atomic, 0.85),
    ("`?` removed", remove_try, 0.80),
    ("early return removed", remove_early_return, 0.80),
    ("sync removed", remove_sync, 0.90),
    ("saturating made wrapping", wrap, 0.80),
];

#[test]
fn changes_of_behaviour_are_found_where_they_are() {
    let files = subject();
    let (mut all, mut all_found) = (0, 0);
    for (name, mutate, floor) in OPERATORS {
        let (mutated, places) = mutants(&files, *mutate);
        let report = check(&files, &mutated);
        let missed: Vec<&Place> = places.iter().filter(|place| !is_found(&report, place)).collect();
        let found = places.len() - missed.len();
        let rate = rate(found, places.len());
        println!("{name}: {found} of {} found ({rate:.2})", places.len());
        for place in &missed {
            println!("  missed {}:{}", place.file, place.line);
        }
        assert!(!places.is_empty(), "{name}: nothing to mutate");
        assert!(rate >= *floor, "{name}: only {found} of {} were found", places.len());
        all += places.len();
        all_found += found;
    }
    println!("all: {all_found} of {all} found ({:.2})", rate(all_found, all));
}

#[test]
fn rewrites_that_change_nothing_raise_nothing_of_weight() {
    let files = subject();
    let rewrites: [(&str, Rewrite); 3] = [
        ("reformatted and reordered", reorder),
        ("`?` spelt out", spell_out_try),
        ("locals renamed", rename),
    ];
    for (name, rewrite) in rewrites {
        let mut count = 0;
        let mut rewritten = files.clone();
        for (path, text) in &mut rewritten {
            if !is_compared(path) {
                continue;
            }
            let new = rewrite(text);
            if new != *text && syn::parse_file(&new).is_ok() {
                count += 1;
                *text = new;
            }
        }
        let report = check(&files, &rewritten);
        let mut by_severity: BTreeMap<Severity, usize> = BTreeMap::new();
        for finding in &report.findings {
            *by_severity.entry(finding.severity).or_default() += 1;
            println!("  {} {} {}", finding.rule, finding.item, finding.message);
        }
        println!("{name}: {count} files, findings {by_severity:?}");
        assert!(count > 10, "{name}: nothing was rewritten");
        assert!(by_severity.keys().all(|severity| *severity < Severity::High), "{name}: {by_severity:?}");
    }
}

fn rate(found: usize, all: usize) -> f64 {
    f64::from(u32::try_from(found).unwrap()) / f64::from(u32::try_from(all.max(1)).unwrap())
}

type Files = BTreeMap<PathBuf, String>;

/// The subject's files, read from where cargo has unpacked it.
fn subject() -> Files {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = crate_root(&Source::parse(SUBJECT, &workspace).unwrap(), &workspace).unwrap();
    let mut out = Files::new();
    for entry in walkdir::WalkDir::new(&root.dir).into_iter().map(Result::unwrap) {
        let relative = entry.path().strip_prefix(&root.dir).unwrap().to_path_buf();
        let wanted = relative.starts_with("src") || relative == Path::new("Cargo.toml");
        if entry.file_type().is_file()
            && wanted
            && let Ok(text) = std::fs::read_to_string(entry.path())
        {
            out.insert(relative, text);
        }
    }
    out
}

fn check(reference: &Files, port: &Files) -> Report {
    let pair = Pair::of("", "");
    for (side, files) in [("a", reference), ("b", port)] {
        for (path, text) in files {
            pair.write(&format!("{side}/{}", path.display()), text);
        }
    }
    drift_check::run(&pair.options("a", "b"), &drift_check::progress::Silent).unwrap()
}

/// Where a mutation is: a line, and the lines of the function around it.
struct Place {
    file: String,
    line: usize,
    first: usize,
    last: usize,
}

fn is_found(report: &Report, place: &Place) -> bool {
    let inside = |line: usize| (place.first..=place.last).contains(&line);
    report.findings.iter().any(|finding| {
        let sites = [&finding.reference, &finding.port];
        sites.into_iter().flatten().any(|site| site.file == place.file && inside(site.line))
    })
}

/// Whether a file belongs to the library, as far as its name tells.
fn is_compared(path: &Path) -> bool {
    let tests = path.iter().any(|part| part == "tests.rs" || part == "tests" || part == "test.rs");
    path.extension().is_some_and(|extension| extension == "rs") && !tests
}

/// One mutant in every function that offers a place.
fn mutants(files: &Files, mutate: Mutate) -> (Files, Vec<Place>) {
    let (mut out, mut places) = (files.clone(), Vec::new());
    for (path, text) in &mut out {
        if !is_compared(path) {
            continue;
        }
        let Ok(tree) = syn::parse_file(text) else { continue };
        let mut functions = Functions::default();
        functions.visit_file(&tree);
        for (first, last) in functions.0 {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let mutated = (first..last).find_map(|line| {
                let mut lines = lines.clone();
                for (idx, new) in mutate(&lines, line)? {
                    lines[idx] = new;
                }
                let new = lines.join("\n");
                syn::parse_file(&new).is_ok().then_some((line, new))
            });
            if let Some((line, new)) = mutated {
                *text = new;
                let file = path.display().to_string();
                places.push(Place { file, line: line + 1, first, last });
            }
        }
    }
    (out, places)
}

/// First and last lines of functions outside of tests, counted from 1.
#[derive(Default)]
struct Functions(Vec<(usize, usize)>);

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.ident != "tests" && item.ident != "test" {
            visit::visit_item_mod(self, item);
        }
    }
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !item.attrs.iter().any(|attr| attr.to_token_stream().to_string().contains("test")) {
            self.0.push((item.sig.span().start().line, item.block.span().end().line));
        }
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.0.push((item.sig.span().start().line, item.block.span().end().line));
    }
}

fn code(line: &str) -> bool {
    let line = line.trim_start();
    !line.starts_with("//") && !["log::", "assert", "debug_assert"].iter().any(|word| line.starts_with(word))
}

/// Replaces the first of some words in a line of code.
fn replace(lines: &[String], idx: usize, words: &[(&str, &str)]) -> Option<Vec<(usize, String)>> {
    let line = lines.get(idx).filter(|line| code(line))?;
    let (from, to) = words.iter().find(|(from, _)| line.contains(from))?;
    Some(vec![(idx, line.replacen(from, to, 1))])
}

fn flip_comparison(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    replace(lines, idx, &[(" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= ")])
}

fn weaken_ordering(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    replace(lines, idx, &[("Acquire)", "Relaxed)"), ("Release)", "Relaxed)"), ("AcqRel)", "Relaxed)")])
}

fn read_for_write(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    replace(lines, idx, &[(".write()", ".read()")])
}

fn split_atomic(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    replace(lines, idx, &[(".fetch_max(", ".store("), (".fetch_add(", ".store("), (".fetch_sub(", ".store(")])
}

fn wrap(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    replace(lines, idx, &[(".saturating_", ".wrapping_")])
}

fn remove_try(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    let line = lines.get(idx).filter(|line| code(line) && line.ends_with("?;"))?;
    let alone = line.trim_start().starts_with(|c: char| c.is_lowercase()) && !line.contains('=');
    let returns = line.trim_start().starts_with("return");
    (alone && !returns).then(|| vec![(idx, line.replace("?;", ";"))])
}

/// Removes a statement that stands on one line.
fn remove(lines: &[String], idx: usize, words: &[&str]) -> Option<Vec<(usize, String)>> {
    let line = lines.get(idx).filter(|line| code(line) && line.ends_with(';'))?;
    words.iter().any(|word| line.contains(word)).then(|| vec![(idx, String::new())])
}

fn remove_lock(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    let line = lines.get(idx)?.trim_start();
    let whole = line.starts_with("let ");
    whole.then(|| remove(lines, idx, &[".lock()", ".read()", ".write()"])).flatten()
}

fn remove_sync(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    remove(lines, idx, &[".sync_all()", ".sync_data()", "fsync_directory("])
}

fn remove_early_return(lines: &[String], idx: usize) -> Option<Vec<(usize, String)>> {
    let (head, body, tail) = (lines.get(idx)?.trim(), lines.get(idx + 1)?.trim(), lines.get(idx + 2)?.trim());
    let guard = head.starts_with("if ") && head.ends_with('{') && body.starts_with("return") && tail == "}";
    guard.then(|| (idx..idx + 3).map(|idx| (idx, String::new())).collect())
}

/// Other spacing, no comments, methods and items in the opposite order.
fn reorder(text: &str) -> String {
    let Ok(mut file) = syn::parse_file(text) else { return text.to_owned() };
    let has_macros = file.items.iter().any(|item| matches!(item, syn::Item::Macro(_)));
    for item in &mut file.items {
        if let syn::Item::Impl(found) = item {
            found.items.reverse();
        }
    }
    if !has_macros {
        // Imports stay: of two with one name under opposite conditions, the first is the one that counts.
        file.items.reverse();
        let (mut imports, others): (Vec<_>, Vec<_>) =
            file.items.into_iter().partition(|item| matches!(item, syn::Item::Use(_)));
        imports.reverse();
        file.items = imports.into_iter().chain(others).collect();
    }
    file.to_token_stream().to_string()
}

fn spell_out_try(text: &str) -> String {
    let line = |line: &str| {
        let lines = [line.to_owned()];
        match remove_try(&lines, 0) {
            Some(_) if !line.trim_start().starts_with('.') => {
                let call = line.trim().trim_end_matches("?;");
                format!("match {call} {{ Ok(_) => {{}} Err(error) => return Err(error.into()) }}")
            }
            _ => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Gives every local that a `let` binds by a plain name another one, throughout its file.
fn rename(text: &str) -> String {
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("let "))
        .filter_map(|rest| rest.trim_start_matches("mut ").split([' ', ':', ',']).next())
        .filter(|name| name.len() > 2 && name.chars().all(|c| c.is_lowercase() || c == '_'))
        .filter(|name| {
            // Fields, methods, functions and modules of the same name must keep theirs.
            [".", "fn ", "mod ", "::"].iter().all(|before| !text.contains(&format!("{before}{name}")))
                && ["::", "!", ":", "("].iter().all(|after| !text.contains(&format!("{name}{after}")))
        })
        .collect();
    let mut out = String::with_capacity(text.len());
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    while !rest.is_empty() {
        let len = rest.find(|c| !word(c)).unwrap_or(rest.len());
        if len == 0 {
            let step = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..step]);
            rest = &rest[step..];
        } else {
            out.push_str(&rest[..len]);
            if names.contains(&&rest[..len]) {
                out.push_str("_renamed");
            }
            rest = &rest[len..];
        }
    }
    out
}
