//! What was not read, asked for wrongly, or cannot be kept: commands say so instead of ending well.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[path = "../common/mod.rs"]
mod common;
mod measuring;

use common::Pair;
use drift_check::exit;
use std::process::{Command, Output};

const SIDES: [&str; 4] = ["--reference", "reference", "--port", "port"];

fn command(pair: &Pair, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("drift-check"));
    command.args(arguments).current_dir(pair.dir.path()).env("NO_COLOR", "1").env_remove("CI");
    command
}

fn drift_check(pair: &Pair, arguments: &[&str]) -> Output {
    command(pair, arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).join("\n")
}

/// Runs a command on both sides and expects its exit code and a part of what it says.
#[track_caller]
fn expect(pair: &Pair, arguments: &[&str], code: u8, part: &str) {
    let output = drift_check(pair, arguments);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(i32::from(code)), "{arguments:?}: {text}");
    assert!(text.contains(part), "{arguments:?}: `{part}` is missing in: {text}");
}

fn on_both<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, &SIDES, more].concat()
}

fn half_read() -> Pair {
    let pair = Pair::of("pub mod broken;\npub struct A;", "pub mod broken { pub fn b() {} }\npub struct A;");
    pair.write("reference/broken.rs", "pub fn b( {}");
    pair.write("port/benches/speed.rs", "use fixture::A;\nfn main() {}");
    pair.write("reference/benches/speed.rs", "use fixture::A;\nfn main() {}");
    pair
}

#[test]
fn a_file_that_does_not_parse_keeps_every_command_from_ending_well() {
    let pair = half_read();
    for command in
        [&["init"][..], &["map", "suggest"], &["map", "check"], &["show", "A"], &["bench", "audit"]]
    {
        expect(&pair, &on_both(command, &[]), exit::COULD_NOT_CHECK, "broken.rs:1");
    }
    // What is not found may stand in what was not read.
    expect(&pair, &on_both(&["show"], &["nowhere"]), exit::COULD_NOT_CHECK, "broken.rs:1");
    expect(&pair, &["model", "reference", "--item", "broken::b"], exit::COULD_NOT_CHECK, "broken.rs:1");
}

#[test]
fn a_file_that_was_found_and_not_read_is_no_orphan() {
    let pair = half_read();
    let text = said(&drift_check(&pair, &on_both(&["check"], &["-v"])));
    assert!(text.contains("broken.rs:1") && !text.contains("DC109"), "{text}");
}

#[test]
fn files_of_other_targets_are_no_orphans_and_forgotten_ones_are() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let manifest = "[package]\nname = \"fixture\"\nversion = \"1.0.0\"\nedition = \"2024\"\nbuild = \"setup.rs\"\n\n\
        [lib]\npath = \"lib.rs\"\n\n[[bin]]\nname = \"tool\"\npath = \"cli/tool.rs\"\n";
    pair.write("port/Cargo.toml", manifest);
    pair.write("port/setup.rs", "fn main() {}");
    pair.write("port/cli/tool.rs", "mod options;\nfn main() {}");
    pair.write("port/cli/options.rs", "pub struct Options;");
    pair.write("port/forgotten.rs", "pub struct Forgotten;");
    let text = said(&drift_check(&pair, &on_both(&["check"], &["-v", "--only", "DC109"])));
    assert!(text.contains("forgotten.rs") && text.contains("1 info"), "{text}");
    for file in ["setup.rs", "tool.rs", "options.rs"] {
        assert!(!text.contains(file), "{file}: {text}");
    }
}

#[test]
fn several_dependencies_on_one_package_are_told_apart_by_their_names() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let manifest = |more: &str| {
        format!(
            "[package]\nname = \"fixture\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n\
             [dependencies]\nglam29 = {{ package = \"glam\", version = \"0.29\" }}\n{more}"
        )
    };
    let second = "glam30 = { package = \"glam\", version = \"0.30\" }\n";
    pair.write("reference/Cargo.toml", &manifest(second));
    pair.write("port/Cargo.toml", &manifest(second));
    expect(&pair, &on_both(&["check"], &["--fail-on", "low"]), exit::CLEAN, "no drift");
    pair.write("port/Cargo.toml", &manifest("glam30 = { package = \"glam\", version = \"0.31\" }\n"));
    expect(&pair, &on_both(&["check"], &["-v"]), exit::CLEAN, "dependencies.glam30");
    pair.write("port/Cargo.toml", &manifest(""));
    let text = said(&drift_check(&pair, &on_both(&["check"], &["-v"])));
    assert!(text.contains("dependencies.glam30") && text.contains("is absent"), "{text}");
}

#[test]
fn rules_that_take_no_part_are_no_success() {
    let pair = Pair::of("pub struct A { pub b: u8 }", "pub struct A { pub b: u16 }");
    expect(
        &pair,
        &on_both(&["check"], &["--only", "DC3", "--skip", "DC"]),
        exit::USAGE,
        "nothing would be checked",
    );
    expect(
        &pair,
        &on_both(&["check"], &["--only", "DC7"]),
        exit::CLEAN,
        "by the rules that took part (only DC7)",
    );
    expect(&pair, &["selftest", "reference", "--only", "ZZ"], exit::USAGE, "no operator starts with `ZZ`");
    expect(&pair, &["selftest", "reference", "--sites", "0"], exit::USAGE, "0 is not in");
    expect(&pair, &["model", "reference", "--item", "nope"], exit::USAGE, "no item that fits `nope`");
}

#[test]
fn a_baseline_of_another_pair_is_refused_and_its_silence_is_not_called_no_drift() {
    let pair = Pair::of("pub struct A { pub b: u8 }", "pub struct A { pub b: u16 }");
    let run = |more: &[&'static str]| drift_check(&pair, &on_both(&["check"], more));
    run(&["--format", "json=base.json"]);
    let text = said(&run(&["--new-only", "--baseline", "base.json"]));
    assert!(text.contains("no new drift: ") && !text.contains("has the structure"), "{text}");
    let base = std::fs::read_to_string(pair.dir.path().join("base.json")).unwrap();
    pair.write("other.json", &base.replace("\"package\": \"fixture\"", "\"package\": \"other\""));
    let output = run(&["--new-only", "--baseline", "other.json"]);
    assert_eq!(output.status.code(), Some(i32::from(exit::USAGE)));
    assert!(said(&output).contains("about another pair"), "{}", said(&output));
}

#[test]
fn quiet_is_about_the_screen() {
    let pair = Pair::of("pub struct A { pub b: u8 }", "pub struct A { pub b: u16 }");
    drift_check(&pair, &on_both(&["check"], &["--format", "markdown=loud.md"]));
    drift_check(&pair, &on_both(&["check"], &["--format", "markdown=quiet.md", "-q"]));
    let read = |name: &str| std::fs::read_to_string(pair.dir.path().join(name)).unwrap();
    assert!(read("loud.md").contains("DC305"));
    assert_eq!(read("loud.md"), read("quiet.md"));
}

#[test]
fn two_lines_of_the_map_about_one_item_are_not_both_in_use() {
    let pair =
        Pair::of("pub struct A { pub x: u8 }\npub struct B { pub x: u8 }", "pub struct C { pub x: u8 }");
    pair.write(
        "drift.toml",
        "reference = \"reference\"\nport = \"port\"\n[map.items]\nA = \"C\"\nB = \"C\"\n",
    );
    expect(&pair, &["map", "check"], exit::DRIFT, "`C` is the counterpart of `A`");
}

#[test]
fn an_entry_that_could_not_count_is_not_written() {
    let pair = Pair::of("pub struct A { pub b: u8 }", "pub struct A { pub b: u16 }");
    pair.write("drift.toml", "reference = \"reference\"\nport = \"port\"\n");
    let accept = [
        "accept",
        "--rule",
        "DC3",
        "--item",
        "A::b",
        "--up-to",
        "high",
        "--class",
        "by-design",
        "--reason",
        "r",
    ];
    let with = |more: &[&'static str]| [&accept[..], more].concat();
    expect(&pair, &with(&["--evidence", "nosuch"]), exit::USAGE, "no test is called `nosuch`");
    expect(&pair, &with(&["--expires", "2020-01-01"]), exit::USAGE, "that day has come");
    assert!(!pair.dir.path().join("drift-accepted.toml").exists());
    expect(&pair, &accept, exit::CLEAN, "1 added");
    expect(&pair, &["ledger", "list"], exit::CLEAN, "all up to high, at most 1");
}

#[test]
fn half_a_fingerprint_in_the_ledger_is_an_error_and_not_an_entry_that_fits_nothing() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    pair.write("drift.toml", "reference = \"reference\"\nport = \"port\"\n");
    pair.write(
        "drift-accepted.toml",
        "[[accepted]]\nrule = \"DC3\"\nitem = \"A\"\nclass = \"by-design\"\nreason = \"r\"\nfingerprint = \"v1:64a0\"\n",
    );
    expect(&pair, &["check"], exit::USAGE, "drift-accepted.toml:6: accepted[1].fingerprint: `v1:64a0`");
}

#[test]
fn explanations_have_no_gaps() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let text = said(&drift_check(&pair, &["explain", "DC305"]));
    assert!(text.contains("field type differs: … in the reference") && !text.contains('{'), "{text}");
    expect(&pair, &on_both(&["explain"], &["v1:64a"]), exit::USAGE, "too short for a fingerprint");
    expect(&pair, &on_both(&["explain"], &["v1:xyz123"]), exit::USAGE, "digits from 0 to f");
}

#[test]
fn a_bare_version_needs_a_name() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let follow = |from: &'static str| ["follow", "--from", from, "--to", "reference", "--port", "port"];
    expect(&pair, &follow("1.0"), exit::USAGE, "`1.0` is a version of what?");
    pair.write("drift.toml", "reference = \"semver@1.0.22\"\nport = \"port\"\n");
    expect(&pair, &follow("1.0"), exit::USAGE, "not a full version of semver");
}

#[test]
fn what_was_nearly_right_is_named() {
    let pair = Pair::of(
        "pub mod tree { pub fn rotate_memtable() {} }",
        "pub mod tree { pub fn rotate_memtable() {} }",
    );
    let meant = "did you mean `tree::rotate_memtable`?";
    expect(&pair, &on_both(&["show"], &["rotate_memtabel"]), exit::USAGE, meant);
    expect(&pair, &["model", "reference", "--item", "tree::rotate_memtabel"], exit::USAGE, meant);
    let text = said(&drift_check(&pair, &on_both(&["show"], &["entirely_else"])));
    assert!(text.contains("neither side has an item") && !text.contains("did you mean"), "{text}");
    expect(&pair, &on_both(&["explain"], &["v1:000000"]), exit::USAGE, "`drift-check -v` shows all findings");
}

#[test]
fn ids_of_rules_may_be_written_small() {
    let pair = Pair::of("pub struct A { pub b: u8 }", "pub struct A { pub b: u16 }");
    expect(&pair, &on_both(&["check"], &["--only", "dc305"]), exit::DRIFT, "DC305");
    expect(&pair, &on_both(&["check"], &["--skip", "dc3", "--fail-on", "low"]), exit::CLEAN, "no drift");
    expect(&pair, &on_both(&["explain"], &["dc305"]), exit::CLEAN, "DC305 ");
}

#[test]
fn options_before_the_command_are_its_options() {
    let pair = Pair::of("pub struct A { pub b: u8 }", "pub struct A { pub b: u16 }");
    let before = [&SIDES[..], &["--fail-on", "never", "check"]].concat();
    expect(&pair, &before, exit::CLEAN, "DC305");
}

#[test]
fn sides_that_are_files_or_do_not_parse_are_named_with_what_to_do() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let file = ["check", "--reference", "reference/lib.rs", "--port", "port"];
    expect(&pair, &file, exit::USAGE, "lib.rs is a file; name the folder that holds the crate's Cargo.toml");
    pair.write("port/Cargo.toml", "[package]\nname = \"fixture\"\nversion = 1.0.0\n");
    expect(&pair, &on_both(&["check"], &[]), exit::COULD_NOT_CHECK, "Cargo.toml: line 3: ");
}

#[test]
fn a_report_that_cannot_be_read_is_not_to_be_overwritten() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    pair.write("notes.json", "{ \"mine\": true }");
    let output = drift_check(&pair, &on_both(&["check"], &["--new-only", "--baseline", "notes.json"]));
    let text = said(&output);
    assert_eq!(output.status.code(), Some(i32::from(exit::USAGE)), "{text}");
    assert!(text.contains("--format json=FILE") && !text.contains("> "), "{text}");
}

#[test]
fn an_audit_of_nothing_is_no_success() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    expect(&pair, &on_both(&["bench", "audit"], &[]), exit::COULD_NOT_CHECK, "nothing was audited");
    pair.write("port/benches/speed.rs", "fn main() {}");
    expect(&pair, &on_both(&["bench", "audit"], &[]), exit::CLEAN, "0 problems");
}

#[test]
fn a_first_configuration_without_guesses_speaks_of_none() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let text = said(&drift_check(&pair, &on_both(&["init"], &[])));
    assert!(text.contains("next: run `drift-check`;") && !text.contains("read the guesses"), "{text}");
}

#[test]
fn what_was_decided_about_one_port_says_nothing_about_another() {
    let pair = Pair::of("pub fn limit(a: u64) -> bool { a < 7 }", "pub fn limit(a: u64) -> bool { a <= 7 }");
    // Both ports are as the old version was.
    for side in ["old", "mine", "other"] {
        pair.write(&format!("{side}/lib.rs"), "pub fn limit(a: u64) -> bool { a < 7 }");
        let manifest = "[package]\nname = \"fixture\"\nversion = \"1.0.0\"\n\n[lib]\npath = \"lib.rs\"\n";
        pair.write(&format!("{side}/Cargo.toml"), manifest);
    }
    let ask = ["follow", "--from", "old", "--to", "port", "--port", "mine", "--format", "json"];
    let report: serde_json::Value = serde_json::from_slice(&drift_check(&pair, &ask).stdout).unwrap();
    let change = report["changes"][0]["fingerprint"].as_str().unwrap();
    let configuration = format!(
        "reference = \"port\"\nport = \"mine\"\n\n[[follow.accept]]\nchange = \"{change}\"\nreason = \"on purpose\"\n"
    );
    pair.write("drift.toml", &configuration);
    let follow = ["follow", "--from", "old"];
    expect(&pair, &follow, exit::CLEAN, "accepted: on purpose");
    expect(&pair, &[&follow[..], &["--port", "./mine"]].concat(), exit::CLEAN, "accepted: on purpose");
    expect(&pair, &[&follow[..], &["--port", "other"]].concat(), exit::DRIFT, "1 change in behaviour");
}

#[test]
fn a_body_that_was_emptied_is_not_passed_over_in_silence() {
    let whole = "pub fn clear(list: &mut Vec<u64>) { for each in list.iter_mut() { *each = each.rotate_left(7) ^ 3; } list.truncate(4); }";
    let pair = Pair::of(whole, "pub fn clear(_: &mut Vec<u64>) {}");
    expect(&pair, &on_both(&["check"], &[]), exit::DRIFT, "DC905 trivial-body clear: the body does nothing");
    // Written anew, and not to nothing: that is said, and with -v of which body.
    let anew = "pub fn clear(list: &mut Vec<u64>) { let kept = std::mem::take(list).into_iter(); list.extend(kept.map(mixed)); }";
    pair.write("port/lib.rs", anew);
    expect(&pair, &on_both(&["check"], &[]), exit::CLEAN, "of 1 body written anew only locks");
    expect(&pair, &on_both(&["check", "-v"], &[]), exit::CLEAN, "written anew clear");
    pair.write("port/lib.rs", whole);
    assert!(!said(&drift_check(&pair, &on_both(&["check"], &[]))).contains("written anew"));
}
