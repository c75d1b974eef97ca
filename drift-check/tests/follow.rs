//! `follow`: the three laws on every pair of versions at hand, and verdicts on small ports.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{Pair, names};
use drift_check::exit;
use drift_check::follow::{self, Class, FollowOptions, FollowReport, Verdict};
use drift_check::load::Source;
use drift_check::progress::Silent;
use std::path::Path;
use std::process::Command;

fn follow_in(dir: &Path, old: &str, new: &str, port: &str) -> FollowReport {
    let source = |text| Source::parse(text, dir).unwrap();
    let mut options = FollowOptions::new(source(old), source(new), source(port));
    options.workspace = dir.to_path_buf();
    follow::run(&options, &Silent).unwrap()
}

/// One line per change.
fn brief(report: &FollowReport) -> String {
    let line = |change: &follow::Change| {
        format!(
            "{} {} {} {}: {}",
            change.verdict.word(),
            change.risk.word(),
            change.class.word(),
            change.item,
            change.because
        )
    };
    report.changes.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Nothing changes between a version and itself; the new version has adopted everything, the old one nothing.
/// Returns the number of changes.
fn laws_hold(dir: &Path, old: &str, new: &str) -> usize {
    let same = follow_in(dir, new, new, old);
    assert_eq!(brief(&same), "", "{new} against itself");
    assert_eq!((same.tests.len(), same.only_comments.len()), (0, 0), "{new} against itself");
    let (adopted, absent) = (follow_in(dir, old, new, new), follow_in(dir, old, new, old));
    let others = |report: &FollowReport, wanted: Verdict| -> Vec<String> {
        let found = report.changes.iter().filter(|change| change.verdict != wanted);
        found.map(|change| format!("{} {}: {}", change.verdict.word(), change.item, change.because)).collect()
    };
    assert_eq!(others(&adopted, Verdict::Adopted), Vec::<String>::new(), "{old} -> {new}, port is new");
    assert_eq!(others(&absent, Verdict::Absent), Vec::<String>::new(), "{old} -> {new}, port is old");
    assert!(adopted.tests.iter().all(|test| test.in_port), "{old} -> {new}: {:?}", adopted.tests);
    assert!(absent.tests.iter().all(|test| !test.in_port), "{old} -> {new}: {:?}", absent.tests);
    let fingerprints = |report: &FollowReport| -> Vec<String> {
        let mut list: Vec<String> = report.changes.iter().map(|change| change.fingerprint.clone()).collect();
        list.sort();
        list
    };
    assert_eq!(fingerprints(&adopted), fingerprints(&absent), "what changed does not depend on the port");
    absent.changes.len()
}

#[test]
fn the_laws_hold_for_every_fixture_in_both_directions() {
    let mut changes = 0;
    for name in names() {
        let pair = Pair::fixture(&name);
        changes += laws_hold(pair.dir.path(), "reference", "port");
        changes += laws_hold(pair.dir.path(), "port", "reference");
    }
    assert!(changes > 250, "the fixtures hold differences: {changes}");
}

/// Some of these versions were withdrawn from the registry, which is no reason not to know what they changed.
#[test]
fn the_laws_hold_for_every_step_of_a_real_crate() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let changes: Vec<usize> = (6..10)
        .map(|patch| {
            laws_hold(&workspace, &format!("lsm-tree@3.1.{patch}"), &format!("lsm-tree@3.1.{}", patch + 1))
        })
        .collect();
    assert!(changes.iter().all(|count| *count > 0), "{changes:?}");
}

const OLD: &str = "pub struct Log { pub limit: u64, file: std::fs::File }\n\
    impl Log {\n\
        pub fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {\n\
            use std::io::Write;\n\
            self.file.write_all(bytes)\n\
        }\n\
        pub fn has_room(&self, used: u64) -> bool { used < self.limit }\n\
    }\n\
    pub const LIMIT: u64 = 100;\n";

/// `put` makes durable, `has_room` lets one more in, the limit is another one.
const NEW: &str = "pub struct Log { pub limit: u64, file: std::fs::File }\n\
    impl Log {\n\
        pub fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {\n\
            use std::io::Write;\n\
            self.file.write_all(bytes)?;\n\
            self.file.sync_all()\n\
        }\n\
        pub fn has_room(&self, used: u64) -> bool { used <= self.limit }\n\
    }\n\
    pub const LIMIT: u64 = 200;\n";

fn with_port(port: &str) -> FollowReport {
    let pair = Pair::of(OLD, NEW);
    pair.write("mine/lib.rs", port);
    pair.write(
        "mine/Cargo.toml",
        "[package]\nname = \"mine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n",
    );
    follow_in(pair.dir.path(), "reference", "port", "mine")
}

fn verdict(report: &FollowReport, item: &str) -> Option<Verdict> {
    report.changes.iter().find(|change| change.item == item).map(|change| change.verdict)
}

#[test]
fn a_port_that_was_written_anew_is_judged_by_what_it_does() {
    let report = with_port(
        "pub const LIMIT: u64 = 200;\n\
         pub struct Log { pub limit: u64, inner: std::fs::File }\n\
         impl Log {\n\
             pub fn put(&mut self, data: &[u8]) -> std::io::Result<()> { self.append(data) }\n\
             fn append(&mut self, data: &[u8]) -> std::io::Result<()> {\n\
                 let target = &mut self.inner;\n\
                 for part in data.chunks(512) { std::io::Write::write_all(target, part)?; }\n\
                 target.sync_all()\n\
             }\n\
             pub fn has_room(&self, used: u64) -> bool { used < self.limit }\n\
         }\n",
    );
    assert_eq!(verdict(&report, "Log::put"), Some(Verdict::Adopted), "{}", brief(&report));
    assert_eq!(verdict(&report, "Log::has_room"), Some(Verdict::Absent), "{}", brief(&report));
    assert_eq!(verdict(&report, "LIMIT"), Some(Verdict::Adopted), "{}", brief(&report));
    assert_eq!(report.exit_code(), exit::DRIFT);
}

#[test]
fn what_the_port_has_nothing_of_is_not_applicable_and_a_third_value_differs() {
    let report = with_port("pub const LIMIT: u64 = 300;\n");
    assert_eq!(verdict(&report, "Log::put"), Some(Verdict::NotApplicable));
    assert!(report.changes.iter().any(|change| change.item == "LIMIT" && change.verdict == Verdict::Partial));
    assert_eq!(report.exit_code(), exit::CLEAN);
}

#[test]
fn renaming_moving_and_commenting_is_no_change() {
    let old = "pub fn total(list: &[u64]) -> u64 { let mut sum = 0; for x in list { sum += x; } sum }\n\
               pub fn check(a: u64) -> Result<u64, String> { if a > 7 { return Err(String::new()); } Ok(a) }\n";
    let new = "/// Documented now.\n\
               pub fn check(value: u64) -> Result<u64, String> {\n\
                   // Too much.\n\
                   limited(value)\n\
               }\n\
               fn limited(value: u64) -> Result<u64, String> { if value > 7 { return Err(String::new()); } Ok(value) }\n\
               #[allow(clippy::all)]\n\
               pub fn total(numbers: &[u64]) -> u64 { let mut all = 0; for number in numbers { all += number; } all }\n";
    let pair = Pair::of(old, new);
    let report = follow_in(pair.dir.path(), "reference", "port", "reference");
    let weighty: Vec<&str> = report
        .changes
        .iter()
        .filter(|change| !change.class.falls_out())
        .map(|change| change.item.as_str())
        .collect();
    assert_eq!(weighty, Vec::<&str>::new(), "{}", brief(&report));
}

#[test]
fn classes_follow_from_content() {
    let pair = Pair::of(
        "pub const MAGIC: [u8; 2] = [1, 2];\npub fn gone() {}\n\
         pub fn copies(list: &[u8]) -> Vec<u8> { let list = list.to_vec(); list.to_vec() }\n\
         pub fn takes(flag: bool) -> u8 { if flag { 1 } else { 2 } }\n",
        "pub const MAGIC: [u8; 2] = [1, 3];\n\
         pub fn copies(list: &[u8]) -> Vec<u8> { list.to_vec() }\n\
         pub fn takes(flag: bool) -> u8 { if flag { 1 } else { 3 } }\n",
    );
    let report = follow_in(pair.dir.path(), "reference", "port", "reference");
    let class = |item: &str| report.changes.iter().find(|change| change.item == item).unwrap().class;
    assert_eq!(class("MAGIC"), Class::Format);
    assert_eq!(class("gone"), Class::Api);
    assert_eq!(class("copies"), Class::Performance);
    assert_eq!(class("takes"), Class::Behaviour);
    assert_eq!(
        report.changes.first().map(|change| change.item.as_str()),
        Some("MAGIC"),
        "the greatest risk comes first"
    );
}

#[test]
fn new_tests_are_listed_with_what_they_need() {
    let pair = Pair::of("pub fn one() {}", "pub fn one() {}\npub fn two() -> u8 { 2 }");
    pair.write("port/tests/it.rs", "#[test]\nfn two_is_two() { assert_eq!(x::two(), 2); x::one(); }\n");
    let report = follow_in(pair.dir.path(), "reference", "port", "reference");
    let test = report.tests.first().unwrap();
    assert_eq!((test.name.as_str(), test.file.as_str(), test.line), ("two_is_two", "tests/it.rs", 2));
    assert_eq!(test.needs, ["one", "two"]);
    assert_eq!(test.missing, ["two"]);
}

#[test]
fn a_version_that_cannot_be_read_in_full_concludes_nothing() {
    let pair = Pair::of("pub fn f() {}", "pub mod lost;\npub fn f() {}");
    let report = follow_in(pair.dir.path(), "reference", "port", "port");
    assert!(!report.is_complete());
    assert_eq!(report.exit_code(), exit::COULD_NOT_CHECK);
}

fn git(dir: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    let status = Command::new("git").arg("-C").arg(dir).args(identity).args(arguments).output().unwrap();
    assert!(status.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&status.stderr));
}

#[test]
fn revisions_of_a_clone_are_read_without_touching_it() {
    let pair = Pair::of(OLD, "");
    let repository = pair.dir.path().join("reference");
    git(&repository, &["init", "--quiet"]);
    // `git archive` would leave the file out.
    pair.write("reference/.gitattributes", "lib.rs export-ignore\n");
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "-m", "old"]);
    git(&repository, &["tag", "v1"]);
    pair.write("reference/lib.rs", NEW);
    git(&repository, &["commit", "--quiet", "-a", "-m", "new"]);
    pair.write("reference/lib.rs", "not committed");
    let report = follow_in(pair.dir.path(), "./reference@v1", "./reference@main", "./reference@v1");
    assert_eq!(report.changes.len(), 3, "{}", brief(&report));
    assert!(report.changes.iter().all(|change| change.verdict == Verdict::Absent), "{}", brief(&report));
    let missing = Source::parse("./reference@v9", pair.dir.path()).unwrap();
    let options = FollowOptions::new(missing.clone(), missing.clone(), missing);
    let error = follow::run(&options, &Silent).unwrap_err();
    assert_eq!(error.exit_code(), exit::COULD_NOT_CHECK);
    assert!(error.to_string().contains("no such revision"), "{error}");
}

#[test]
fn the_page_has_every_change_and_nothing_of_the_code_is_markup() {
    let report = with_port("pub struct Log<'a> { text: &'a str }\npub fn f() -> Vec<u8> { Vec::new() }\n");
    let page = drift_check::follow::render::html(&report);
    assert!(!report.changes.is_empty());
    for change in &report.changes {
        assert!(page.contains(&format!("id=\"{}\"", change.fingerprint)), "{}", change.item);
    }
    assert!(!page.contains("&mut self, bytes: &[u8]") && page.contains("bytes: &#38;[u8]"), "{page}");
    assert!(!page.contains("src=") && !page.contains("http"), "the page needs nothing but itself");
}
