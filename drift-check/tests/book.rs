//! The book: it builds, every link leads somewhere, generated pages are current, and the tutorial prints what it says.
//!
//! `UPDATE_BOOK=1 cargo test -p drift-check --test book` writes what is generated; read it before committing it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use drift_check::commands::rules;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_BOOK").is_some()
}

/// Compares a generated page, or writes it.
fn current(path: &Path, generated: &str) {
    if is_update() {
        return fs::write(path, generated).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(found.as_str(), generated).unified_diff().to_string();
    assert!(found == generated, "{} is not current; write it with UPDATE_BOOK=1\n{diff}", path.display());
}

/// Pages, relative to the book.
fn pages() -> BTreeSet<String> {
    let files = walkdir::WalkDir::new(docs()).into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
        .map(|entry| entry.path().strip_prefix(docs()).unwrap().to_string_lossy().replace('\\', "/"))
        .collect()
}

/// Targets of links outside of code.
fn links(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code {
            continue;
        }
        let mut rest = line;
        while let Some(start) = rest.find("](") {
            let (target, after) = rest[start + 2..].split_once(')').unwrap_or((&rest[start + 2..], ""));
            out.push(target.to_owned());
            rest = after;
        }
    }
    out
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>()
        .replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| anchor(line.trim_start_matches('#')))
        .collect()
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    let summary = fs::read_to_string(docs().join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<String> = links(&summary).into_iter().chain(["SUMMARY.md".to_owned()]).collect();
    assert_eq!(listed, pages(), "the summary on the left, the folder on the right");
    let mut broken = Vec::new();
    for page in pages() {
        let path = docs().join(&page);
        for link in links(&fs::read_to_string(&path).unwrap()) {
            if link.starts_with("http://") || link.starts_with("https://") {
                continue;
            }
            let (file, wanted) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let text = fs::read_to_string(&target).unwrap_or_default();
            if !target.exists() || (!wanted.is_empty() && !anchors(&text).contains(wanted)) {
                broken.push(format!("{page}: {link}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_book_builds_and_has_every_page() {
    let built = tempfile::tempdir().unwrap();
    let mut book = mdbook_driver::MDBook::load(docs()).unwrap();
    book.config.build.build_dir = built.path().to_path_buf();
    book.build().unwrap();
    let missing: Vec<String> = pages()
        .into_iter()
        .filter(|page| page != "SUMMARY.md")
        .map(|page| page.replace(".md", ".html"))
        .filter(|page| {
            fs::read_to_string(built.path().join(page)).map_or(true, |html| !html.contains("<main"))
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn links_and_anchors_are_recognised() {
    assert_eq!(links("see [a](b.md#c) and [d](e)\n```\n[x](y)\n```\n"), ["b.md#c", "e"]);
    assert_eq!(anchor(" DC8: control and data"), "dc8-control-and-data");
}

#[test]
fn the_reference_of_rules_is_current() {
    current(&docs().join("drift-check/rules.md"), &rules::markdown());
}

#[test]
fn the_tutorial_prints_what_it_says() {
    let dir = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(docs().join("tutorial")) {
        let entry = entry.unwrap();
        let to = dir.path().join(entry.path().strip_prefix(docs().join("tutorial")).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&to).unwrap();
        } else {
            fs::copy(entry.path(), &to).unwrap();
        }
    }
    let path = docs().join("drift-check/tutorial.md");
    let mut out = String::new();
    let mut in_console = false;
    for line in fs::read_to_string(&path).unwrap().lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        if in_console && !line.starts_with("```") && !line.starts_with("$ ") {
            continue;
        }
        out.push_str(line);
        out.push('\n');
        if let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) {
            out.push_str(&printed(dir.path(), command));
        }
    }
    current(&path, &out);
}

/// What a command prints, run in a folder.
fn printed(dir: &Path, command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let text = match words.as_slice() {
        ["cat", file] => fs::read_to_string(dir.join(file)).unwrap(),
        ["drift-check", arguments @ ..] => {
            let program = assert_cmd::cargo::cargo_bin!("drift-check");
            let output =
                Command::new(program).args(arguments).current_dir(dir).env("NO_COLOR", "1").output().unwrap();
            assert!(output.status.code().is_some_and(|code| code < 2), "{command}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        }
        _ => {
            assert_eq!(command, "cat or drift-check", "the tutorial runs nothing else");
            String::new()
        }
    };
    let lines: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    lines
}
