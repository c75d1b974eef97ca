//! Starting with a port, and keeping to what is new: `init`, `map`, `--new-only`, `--changed-since`, `watch`.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::Pair;
use drift_check::exit;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output};

fn drift_check(dir: &Path, arguments: &[&str]) -> Output {
    let program = assert_cmd::cargo::cargo_bin!("drift-check");
    Command::new(program).args(arguments).current_dir(dir).env("NO_COLOR", "1").output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn ends_with(output: &Output, code: u8) {
    assert_eq!(output.status.code(), Some(i32::from(code)), "{output:?}");
}

const REFERENCE: &str = "pub mod vlog { pub struct Handle { pub id: u64, pub offset: u64 } pub fn open() {} pub fn sweep() {} }\n\
    pub struct Reader { pub path: String, pub position: u64, pub length: u64 }\n\
    impl Reader { pub fn next_block(&mut self) -> u64 { 0 } pub fn rewind(&mut self) {} }\n\
    pub struct Gone;\n";

/// `vlog` is called `blob` here, and `Reader` is called `BlockSource`.
const PORT: &str = "pub mod blob { pub struct Handle { pub id: u64, pub offset: u64 } pub fn open() {} pub fn sweep() {} }\n\
    pub struct BlockSource { pub path: String, pub position: u64, pub length: u64 }\n\
    impl BlockSource { pub fn next_block(&mut self) -> u64 { 0 } pub fn rewind(&mut self) {} }\n";

#[test]
fn init_guesses_a_map_that_works_and_says_why() {
    let pair = Pair::of(REFERENCE, PORT);
    let output = drift_check(pair.dir.path(), &["init", "--reference", "reference", "--port", "port"]);
    ends_with(&output, exit::CLEAN);
    assert!(stdout(&output).contains("struct Gone"), "what is left is named: {}", stdout(&output));
    let text = std::fs::read_to_string(pair.dir.path().join("drift.toml")).unwrap();
    assert!(text.contains("vlog = \"blob\"") || text.contains("\"vlog\" = \"blob\""), "{text}");
    assert!(text.contains("\"Reader\" = \"BlockSource\""), "{text}");
    assert!(text.contains("# 5 of 5 members have the same name"), "the reason stands above the line: {text}");

    let output = drift_check(pair.dir.path(), &["map", "check"]);
    ends_with(&output, exit::CLEAN);
    let output = drift_check(pair.dir.path(), &["--only", "DC3"]);
    assert!(stdout(&output).contains("Gone") && !stdout(&output).contains("Reader"), "{}", stdout(&output));
    // A second time, nothing is lost.
    ends_with(
        &drift_check(pair.dir.path(), &["init", "--reference", "reference", "--port", "port"]),
        exit::USAGE,
    );
}

#[test]
fn what_is_merely_declared_alike_is_no_guess() {
    let pair = Pair::of("pub fn red(x: u8) -> u8 { x }", "pub fn blue(x: u8) -> u8 { x }");
    let output =
        drift_check(pair.dir.path(), &["init", "--reference", "reference", "--port", "port", "--dry-run"]);
    assert!(!stdout(&output).contains("[map"), "{}", stdout(&output));
    assert!(!pair.dir.path().join("drift.toml").exists());
}

#[test]
fn map_check_names_lines_that_do_nothing() {
    let pair = Pair::of(REFERENCE, PORT);
    pair.write(
        "drift.toml",
        "reference = \"reference\"\nport = \"port\"\n[map.modules]\nvlog = \"nowhere\"\n",
    );
    let output = drift_check(pair.dir.path(), &["map", "check"]);
    ends_with(&output, exit::DRIFT);
    assert!(stdout(&output).contains("the port has no module `nowhere`"), "{}", stdout(&output));
    let output = drift_check(pair.dir.path(), &["map", "suggest"]);
    ends_with(&output, exit::CLEAN);
    assert!(stdout(&output).contains("BlockSource"), "{}", stdout(&output));
}

#[test]
fn only_what_is_new_since_a_kept_report_is_shown_and_counted() {
    let pair =
        Pair::of("pub const A: u8 = 1;\npub const B: u8 = 1;", "pub const A: u8 = 2;\npub const B: u8 = 1;");
    let sides = ["--reference", "reference", "--port", "port"];
    let run = |more: &[&str]| drift_check(pair.dir.path(), &[&sides[..], more].concat());
    ends_with(&run(&["--out", "json=base.json", "-q"]), exit::DRIFT);
    ends_with(&run(&["--new-only", "--baseline", "base.json"]), exit::CLEAN);
    pair.write("port/lib.rs", "\n\npub const A: u8 = 2;\npub const B: u8 = 7;");
    let output = run(&["--new-only", "--baseline", "base.json"]);
    ends_with(&output, exit::DRIFT);
    let text = stdout(&output);
    assert!(text.contains("1 in the reference, 7 in the port") && !text.contains("2 in the port"), "{text}");
    assert!(text.contains("1 known finding left out"), "{text}");
    // The same finding in another form is news.
    pair.write("port/lib.rs", "pub const A: u8 = 3;\npub const B: u8 = 1;");
    ends_with(&run(&["--new-only", "--baseline", "base.json"]), exit::DRIFT);
    // Without a baseline nothing is known.
    ends_with(&run(&["--new-only", "--baseline", "missing.json"]), exit::COULD_NOT_CHECK);
    pair.write("broken.json", "{}");
    ends_with(&run(&["--new-only", "--baseline", "broken.json"]), exit::USAGE);
    // Nor with one that left a file out.
    pair.write("port/lib.rs", "pub const A: u8 = 2;\npub const B: u8 = 1;\nfn (");
    ends_with(&run(&["--out", "json=partial.json", "-q"]), exit::COULD_NOT_CHECK);
    pair.write("port/lib.rs", "pub const A: u8 = 2;\npub const B: u8 = 7;");
    let output = run(&["--new-only", "--baseline", "partial.json"]);
    ends_with(&output, exit::COULD_NOT_CHECK);
    assert!(String::from_utf8_lossy(&output.stderr).contains("unchecked: port lib.rs:3"), "{output:?}");
}

fn git(dir: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    let output = Command::new("git").arg("-C").arg(dir).args(identity).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

#[test]
fn a_revision_of_the_port_serves_as_baseline() {
    let pair = Pair::of("pub fn a() {}\npub fn b() {}", "pub fn a() {}");
    git(pair.dir.path(), &["init", "--quiet"]);
    git(pair.dir.path(), &["add", "."]);
    git(pair.dir.path(), &["commit", "--quiet", "-m", "first"]);
    let sides = ["--reference", "reference", "--port", "port", "--changed-since", "HEAD"];
    ends_with(&drift_check(pair.dir.path(), &sides), exit::CLEAN);
    pair.write("port/lib.rs", "pub fn c() {}");
    let output = drift_check(pair.dir.path(), &sides);
    ends_with(&output, exit::DRIFT);
    let text = stdout(&output);
    assert!(text.contains("1 known finding left out"), "`b` was absent before: {text}");
    ends_with(
        &drift_check(
            pair.dir.path(),
            &["--reference", "reference", "--port", "port", "--changed-since", "v9"],
        ),
        exit::COULD_NOT_CHECK,
    );
}

#[test]
fn watch_prints_a_line_per_check() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    let output = drift_check(
        pair.dir.path(),
        &["watch", "--checks", "1", "--reference", "reference", "--port", "port"],
    );
    ends_with(&output, exit::DRIFT);
    assert_eq!(stdout(&output), "drift: 1 open\n");
}

/// What an incomplete check does not find is not gone, so it is not new either once the file can be read again.
#[test]
fn watch_compares_with_the_last_complete_check() {
    let port = "pub const A: u8 = 2;";
    let pair = Pair::of("pub const A: u8 = 1;", port);
    let mut watch = Command::new(assert_cmd::cargo::cargo_bin!("drift-check"))
        .args(["watch", "--reference", "reference", "--port", "port"])
        .current_dir(pair.dir.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "drift: 1 open");
    pair.write("port/lib.rs", "pub const A: u8 = (");
    // A file may be seen between being emptied and being written.
    assert!(lines.by_ref().any(|line| line.starts_with("incomplete")));
    pair.write("port/lib.rs", port);
    let line = lines.find(|line| line.starts_with("drift")).unwrap();
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert_eq!(line, "drift: 1 open, 0 new, 0 gone");
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&drift_check(dir.path(), &["completions", shell]));
        assert!(script.contains("follow") && script.contains("changed-since"), "{shell}");
    }
    ends_with(&drift_check(dir.path(), &["man", "--dir", "pages"]), exit::CLEAN);
    for page in ["drift-check.1", "drift-check-follow.1", "drift-check-init.1"] {
        assert!(dir.path().join("pages").join(page).is_file(), "{page}");
    }
}
