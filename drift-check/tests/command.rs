//! The command line: exit codes, formats, outputs.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use assert_cmd::Command;
use common::Pair;
use std::fs;
use std::path::Path;

fn command(dir: &Path) -> Command {
    let mut command = Command::cargo_bin("drift-check").unwrap();
    command.current_dir(dir).env_remove("RUST_BACKTRACE").env("CARGO_TERM_COLOR", "never");
    command
}

fn check(pair: &Pair, args: &[&str]) -> (i32, String, String) {
    run(command(pair.dir.path()).args(["check", "--reference", "reference", "--port", "port"]).args(args))
}

fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn no_drift_is_0_and_drift_is_1() {
    let same = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 0x1;");
    assert_eq!(check(&same, &[]).0, 0);
    let drifted = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    assert_eq!(check(&drifted, &[]).0, 1);
    assert_eq!(check(&drifted, &["--fail-on", "high"]).0, 1);
    assert_eq!(check(&drifted, &["--fail-on", "critical"]).0, 0);
    assert_eq!(check(&drifted, &["--fail-on", "never"]).0, 0);
    assert_eq!(check(&drifted, &["--skip", "DC5"]).0, 0);
}

#[test]
fn check_is_the_default_command() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    let (code, stdout, _) =
        run(command(pair.dir.path()).args(["--reference", "reference", "--port", "port"]));
    assert_eq!(code, 1);
    assert!(stdout.contains("value differs: 1 in the reference, 2 in the port"), "{stdout}");
}

#[test]
fn wrong_usage_is_2() {
    let pair = Pair::of("", "");
    assert_eq!(check(&pair, &["--fail-on", "always"]).0, 2);
    let (code, _, stderr) = check(&pair, &["--only", "DC999"]);
    assert!(code == 2 && stderr.contains("`DC999`"), "{stderr}");
    let (code, _, stderr) = run(command(pair.dir.path()).args(["check", "--port", "port"]));
    assert!(code == 2 && stderr.contains("--reference SRC"), "{stderr}");
    let (code, _, stderr) = run(command(pair.dir.path()).args(["--reference", "a@1.2", "--port", "port"]));
    assert!(code == 2 && stderr.contains("not a full version"), "{stderr}");
}

#[test]
fn a_wrong_configuration_is_2_and_named_by_line() {
    let pair = Pair::of("", "");
    pair.write("drift.toml", "reference = \"reference\"\nport = \"port\"\n\n[map]\nmodule = {}\n");
    let (code, _, stderr) = run(&mut command(pair.dir.path()));
    assert!(code == 2 && stderr.contains("drift.toml:5: unknown field `module`"), "{stderr}");
    let (code, _, stderr) = run(command(pair.dir.path()).args(["--config", "none.toml"]));
    assert!(code == 2 && stderr.contains("none.toml"), "{stderr}");
}

#[test]
fn what_cannot_be_checked_is_3() {
    let pair = Pair::of("mod missing;", "");
    let (code, stdout, _) = check(&pair, &["--fail-on", "never"]);
    assert!(code == 3 && stdout.contains("lib.rs:1: module `missing`"), "{stdout}");

    let pair = Pair::of("fn (", "");
    let (code, stdout, _) = check(&pair, &[]);
    assert!(
        code == 3 && stdout.contains("reference lib.rs:1: crate root: the file does not parse"),
        "{stdout}"
    );

    let pair = Pair::of("", "");
    let (code, _, stderr) = run(command(pair.dir.path()).args(["--reference", "nowhere", "--port", "port"]));
    assert!(code == 3 && stderr.contains("no such folder"), "{stderr}");
    fs::remove_file(pair.dir.path().join("port/Cargo.toml")).unwrap();
    let (code, _, stderr) = check(&pair, &[]);
    assert!(code == 3 && stderr.contains("Cargo.toml"), "{stderr}");
}

#[test]
fn a_wrong_value_in_the_configuration_is_named_by_its_key() {
    let pair = Pair::of("", "");
    for (text, expected) in [
        ("fail-on = \"sometimes\"", "drift.toml:1: fail-on: unknown variant `sometimes`"),
        ("[map.types]\n\"a::B\" = 1", "drift.toml:2: map.types.\"a::B\": invalid type"),
        ("[output]\njson = true", "drift.toml:2: output.json: invalid type"),
        ("[ledger]\ntests = [\"a\", 2]", "drift.toml:2: ledger.tests[2]: invalid type"),
    ] {
        pair.write("drift.toml", text);
        let (code, _, stderr) = run(&mut command(pair.dir.path()));
        assert!(code == 2 && stderr.contains(expected), "{stderr}");
    }
}

#[test]
fn colour_goes_where_it_is_wanted_and_nowhere_else() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    let coloured = |variable: &str, args: &[&str]| {
        let mut command = command(pair.dir.path());
        command.env_remove("CI").env(variable, "1").args(["--reference", "reference", "--port", "port"]);
        run(command.args(args)).1.contains('\u{1b}')
    };
    assert!(coloured("CLICOLOR_FORCE", &[]));
    assert!(!coloured("NO_COLOR", &[]));
    assert!(!coloured("UNRELATED", &[]), "standard output is no terminal here");
    assert!(!coloured("CLICOLOR_FORCE", &["--format", "json"]));
    coloured("CLICOLOR_FORCE", &["--out", "human=r.txt"]);
    assert!(!fs::read_to_string(pair.dir.path().join("r.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn configuration_fills_in_what_the_command_line_leaves_open() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    pair.write(
        "drift.toml",
        "reference = \"reference\"\nport = \"port\"\nfail-on = \"never\"\n[output]\njson = \"out/deep/report.json\"\n",
    );
    // Also from a folder below; the paths in the file are relative to the file.
    assert_eq!(run(&mut command(&pair.dir.path().join("port"))).0, 0);
    let json = fs::read_to_string(pair.dir.path().join("out/deep/report.json")).unwrap();
    assert!(json.contains("\"source\": \"port\""), "{json}");
    assert_eq!(run(command(pair.dir.path()).args(["--fail-on", "high"])).0, 1);
    // A pair named in full has nothing to do with the configured one.
    assert_eq!(check(&pair, &[]).0, 1);
}

#[test]
fn several_outputs_are_written_in_one_run() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    let (_, stdout, _) =
        check(&pair, &["--format", "json", "--out", "json=a/r.json", "--out", "human=b/r.txt"]);
    let json = fs::read_to_string(pair.dir.path().join("a/r.json")).unwrap();
    assert_eq!(stdout, json);
    let human = fs::read_to_string(pair.dir.path().join("b/r.txt")).unwrap();
    assert!(human.contains("DC504") && !human.contains('\u{1b}'), "{human}");
    let left: Vec<_> = fs::read_dir(pair.dir.path().join("a")).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file stays behind");
}

#[test]
fn the_json_report_keeps_its_contract() {
    let pair = Pair::of("pub fn gone() {}", "pub fn new() {}");
    let (_, stdout, _) = check(&pair, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["schema"], "drift-check/1");
    assert!(report["timings"].is_null());
    assert_eq!(report["coverage"]["reference_items"], 1);
    let finding = &report["findings"][0];
    for key in
        ["fingerprint", "rule", "family", "severity", "kind", "item", "facts", "message", "why", "status"]
    {
        assert!(!finding[key].is_null(), "{key} is missing in {finding}");
    }
    assert!(
        finding["port"].is_null()
            && finding["reference"]["line"] == 1
            && finding["reference"]["file"] == "lib.rs"
    );
    assert_eq!(report["summary"]["by_severity"]["high"], 1);
    assert!(!stdout.contains(pair.dir.path().to_str().unwrap()), "no absolute path");
}

#[test]
fn timings_appear_only_when_asked_for() {
    let pair = Pair::of("", "");
    let (_, stdout, _) = check(&pair, &["--format", "json", "--timings"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(report["timings"]["work_per_parser"].is_number(), "{stdout}");
}

#[test]
fn quiet_leaves_verdict_and_summary() {
    let pair = Pair::of("pub const A: u8 = 1;", "pub const A: u8 = 2;");
    let (_, stdout, _) = check(&pair, &["-q"]);
    assert!(
        !stdout.contains("DC504") && stdout.contains("1 high") && stdout.contains("coverage"),
        "{stdout}"
    );
}

#[test]
fn the_kept_schema_is_the_generated_one() {
    let (code, stdout, _) = run(command(Path::new(".")).arg("schema"));
    assert_eq!(code, 0);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/report.schema.json");
    assert_eq!(
        fs::read_to_string(&kept).unwrap_or_default(),
        stdout,
        "docs/report.schema.json is out of date; run `cargo run -p drift-check -- schema > docs/report.schema.json`"
    );
}
