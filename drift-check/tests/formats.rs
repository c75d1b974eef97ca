//! The forms of the report: each one whole, stable, and the same whether a run or a saved report writes it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use assert_cmd::Command;
use common::{Pair, names};
use drift_check::judge::{Acceptance, Status};
use drift_check::ledger::Class;
use drift_check::progress::Silent;
use drift_check::report::Report;
use drift_check::{FailOn, Format, Look, Verbosity, run};
use serde_json::Value;
use std::fs;

const FORMS: [&str; 7] = ["human", "json", "markdown", "sarif", "junit", "github", "html"];

/// A pair with something of everything: each severity, both directions, characters that have to be escaped, something
/// that was not checked, and a stub.
fn pair() -> Pair {
    let reference = r#"
        pub const PAGE_SIZE: u32 = 4096;
        pub fn gone(text: &str) -> Vec<u8> { text.into() }
        pub fn later(a: u8) -> u8 { a + 1 }
        pub struct Tree { pub state: std::sync::Mutex<u8>, hidden: u8 }
        impl Tree {
            /// Counts.
            pub fn count(&self) -> u8 { *self.state.lock().unwrap() }
        }
        pub const TEXT: &str = "100 % <b>|`@x`, a:b";
        thread_local! { static X: u8 = 1; }
    "#;
    let port = r#"
        pub const PAGE_SIZE: u32 = 8192;
        pub fn later(a: u8) -> u8 { todo!() }
        pub struct Tree { pub state: std::sync::Mutex<u8>, fresh: u8 }
        impl Tree {
            pub fn count(&self) -> u8 { 0 }
        }
        pub const TEXT: &str = "200 % <i>|`@y`, b:c";
        pub fn extra() {}
    "#;
    Pair::of(reference, port)
}

/// The report on it, with one finding accepted.
fn report() -> Report {
    let mut report = pair().report();
    let finding = report.findings.iter_mut().find(|finding| finding.item == "TEXT").unwrap();
    finding.status = Status::Accepted;
    finding.acceptance = Some(Acceptance {
        entry: "DC504 TEXT".into(),
        class: Class::ByDesign,
        reason: "another text, agreed with `@legal`".into(),
        evidence: vec!["tests/text.rs::text_is_ours".into()],
        decided: Some("2026-01-31".into()),
        expires: Some("2030-01-31".into()),
    });
    report
}

fn look(verbosity: Verbosity) -> Look {
    Look { fail_on: FailOn::High, verbosity }
}

fn sarif_schema() -> jsonschema::Validator {
    // The schema as published has a bracket too many in one expression, which a strict reader refuses.
    let text = include_str!("data/sarif-schema-2.1.0.json");
    let (wrong, right) = ("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    assert!(text.contains(wrong));
    let schema: Value = serde_json::from_str(&text.replace(wrong, right)).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn human_report() {
    insta::assert_snapshot!(report().render(Format::Human, look(Verbosity::Normal)));
}

#[test]
fn markdown_report() {
    insta::assert_snapshot!(report().render(Format::Markdown, look(Verbosity::Normal)));
}

#[test]
fn github_annotations() {
    insta::assert_snapshot!(report().render(Format::Github, look(Verbosity::Normal)));
}

#[test]
fn junit_report() {
    let text = report().render(Format::Junit, look(Verbosity::Normal));
    // Rules without findings pass, one line each, and the sums count them: a new rule is no change of the format.
    let shown: Vec<&str> = text
        .lines()
        .filter(|line| !(line.contains("<testsuite") || line.contains("<testcase") && line.ends_with("/>")))
        .collect();
    assert!(text.lines().count() > shown.len() + 50);
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn sarif_results() {
    let mut sarif: Value = serde_json::from_str(&report().render(Format::Sarif, Look::default())).unwrap();
    let run = &mut sarif["runs"][0];
    // Positions in the list of rules move with every new rule; another test checks that they are right.
    for result in run["results"].as_array_mut().unwrap() {
        result.as_object_mut().unwrap().remove("ruleIndex").unwrap();
    }
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "DC701").unwrap();
    let shown = serde_json::json!({
        "results": run["results"],
        "invocations": run["invocations"],
        "bases": run["originalUriBaseIds"],
        "a rule": rule,
    });
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
}

#[test]
fn sarif_is_valid_for_every_fixture() {
    let schema = sarif_schema();
    for report in names().iter().map(|name| Pair::fixture(name).report()).chain([report()]) {
        let sarif: Value = serde_json::from_str(&report.render(Format::Sarif, Look::default())).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    // The schema does refuse something.
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0", "runs": [{}] })));
}

#[test]
fn sarif_names_findings_and_suppresses_accepted_ones() {
    let report = report();
    let sarif: Value = serde_json::from_str(&report.render(Format::Sarif, Look::default())).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len());
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for (result, finding) in results.iter().zip(&report.findings) {
        assert_eq!(result["partialFingerprints"]["driftCheck/v1"], finding.fingerprint.as_str());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], finding.rule.as_str());
        let suppressions = result["suppressions"].as_array().unwrap();
        assert_eq!(suppressions.len(), usize::from(finding.status == Status::Accepted));
        assert!(suppressions.iter().all(|one| one["justification"].is_string()));
    }
}

#[test]
fn junit_counts_what_fails_what_was_accepted_and_what_was_not_checked() {
    let report = report();
    let look = look(Verbosity::Normal);
    let text = report.render(Format::Junit, look);
    let count = |tag: &str| text.matches(tag).count();
    assert_eq!(count("<failure "), report.failing(FailOn::High));
    let accepted = report.findings.iter().filter(|finding| finding.status == Status::Accepted).count();
    let soft = report.coverage.unchecked_list.iter().filter(|entry| !entry.blocking).count();
    assert!(soft > 0 && accepted > 0);
    assert_eq!(count("<skipped"), accepted + soft);
    let incomplete = Pair::of("mod missing;", "").report();
    assert_eq!(incomplete.render(Format::Junit, look).matches("<error ").count(), 1);
}

#[test]
fn a_comment_fits_and_says_what_it_left_out() {
    let items = |value: u32| -> String {
        (0..3000).map(|idx| format!("pub const SOME_RATHER_LONG_NAME_{idx}: u32 = {value}{idx};\n")).collect()
    };
    let report = Pair::of(&items(1), &items(2)).report();
    assert_eq!(report.findings.len(), 3000);
    let text = report.render(Format::Markdown, look(Verbosity::Verbose));
    assert!(text.len() <= 65_536 && text.len() > 60_000, "{}", text.len());
    let shown = text.matches("- **DC504**").count();
    assert!(text.contains(&format!("**Left out here:** {} high.", 3000 - shown)), "{shown}");
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
    // With room for all, nothing is said about it.
    assert!(
        !Pair::of("", "").report().render(Format::Markdown, look(Verbosity::Normal)).contains("Left out")
    );
}

#[test]
fn what_blocks_the_check_is_never_left_out_of_a_comment() {
    let items: String =
        (0..3000).map(|idx| format!("pub fn a_function_that_is_gone_{idx}() {{}}\n")).collect();
    let report = Pair::of(&format!("mod missing;\n{items}"), "").report();
    let text = report.render(Format::Markdown, look(Verbosity::Normal));
    assert!(text.contains("Left out here") && text.contains("missing.rs or missing/mod.rs"), "{text}");
}

#[test]
fn a_stub_is_no_better_than_absent() {
    let report = Pair::of("pub fn a() -> u8 { 1 }\npub fn b() {}", "pub fn a() -> u8 { todo!() }").report();
    assert_eq!((report.coverage.matched, report.coverage.absent, report.coverage.stubs), (0, 1, 1));
    let text = report.render(Format::Markdown, Look::default());
    assert!(
        text.contains("0 of 2 items of the reference are matched (0.0 %), 2 absent (1 of them as a stub)"),
        "{text}"
    );
    let pair = Pair::of("pub fn a() -> u8 { 1 }", "pub fn a() -> u8 { todo!() }");
    let mut options = pair.options("reference", "port");
    options.details = true;
    let modules = run(&options, &Silent).unwrap().details.unwrap().modules;
    assert_eq!((modules[0].items, modules[0].matched), (1, 0));
    // Where the reference is one, too, there is nothing to be absent.
    let both = Pair::of("pub fn a() { todo!() }", "pub fn a() { todo!() }").report();
    assert_eq!((both.coverage.matched, both.coverage.stubs), (1, 0));
}

fn command(pair: &Pair, args: &[&str]) -> (i32, Vec<u8>, String) {
    let mut command = Command::cargo_bin("drift-check").unwrap();
    let output = command.current_dir(pair.dir.path()).args(args).output().unwrap();
    (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_saved_report_is_written_as_the_same_bytes() {
    let pair = pair();
    let direct: Vec<String> = FORMS.iter().map(|form| format!("--format={form}=direct/{form}")).collect();
    let mut args =
        vec!["check", "--reference", "reference", "--port", "port", "--timings", "--fail-on", "medium"];
    args.extend(direct.iter().map(String::as_str));
    assert_eq!(command(&pair, &args).0, 1);
    let again: Vec<String> = FORMS.iter().map(|form| format!("--format={form}=again/{form}")).collect();
    let mut args = vec!["report", "--in", "direct/json"];
    args.extend(again.iter().map(String::as_str));
    let (code, stdout, stderr) = command(&pair, &args);
    assert_eq!((code, stdout.len()), (0, 0), "{stderr}");
    let page = fs::read_to_string(pair.dir.path().join("direct/html")).unwrap();
    assert!(page.contains("Tree::count") && !page.contains("made without"), "the page has its details");
    for form in FORMS {
        let read = |folder: &str| fs::read_to_string(pair.dir.path().join(folder).join(form)).unwrap();
        assert_eq!(read("direct"), read("again"), "{form}");
        let (code, printed, _) = command(&pair, &["report", "--in", "direct/json", "--format", form]);
        assert_eq!((code, String::from_utf8(printed).unwrap()), (0, read("direct")), "{form}");
    }
}

#[test]
fn what_is_no_report_is_refused_with_its_name() {
    let pair = Pair::of("", "");
    for (text, what) in [
        ("{", "no JSON"),
        ("{}", "does not say which format"),
        ("{\"schema\": \"drift-check/99\"}", "format `drift-check/99`"),
        ("{\"schema\": \"drift-check/1\"}", "not a complete report"),
    ] {
        pair.write("run.json", text);
        let (code, _, stderr) = command(&pair, &["report", "--in", "run.json"]);
        assert!(code == 2 && stderr.contains("run.json: ") && stderr.contains(what), "{stderr}");
    }
    assert_eq!(command(&pair, &["report", "--in", "nowhere.json"]).0, 3);
}

#[test]
fn a_document_is_a_page_under_a_title_and_leaves_other_formats_alone() {
    let many: String = (0..900).map(|n| format!("pub fn function_of_a_long_name_{n}() {{}}\n")).collect();
    let pair = Pair::of(&many, "pub struct A;");
    command(&pair, &["--reference", "reference", "--port", "port", "--format", "json=run.json"]);
    let report = ["report", "--in", "run.json", "--document", "Report *on* A"];
    let with = |more: &[&'static str]| command(&pair, &[&report[..], more].concat());
    let (code, printed, _) = with(&["--format", "markdown=page.md", "--format", "github"]);
    let page = std::fs::read_to_string(pair.dir.path().join("page.md")).unwrap();
    let printed = String::from_utf8(printed).unwrap();
    assert!(code == 0 && printed.contains("::error"), "{printed}");
    assert!(page.contains("# Report \\*on\\* A\n\n## ") && !page.contains("Left out"), "{page}");
    assert!(page.len() > 65_536 && page.contains("function_of_a_long_name_899"));
    assert!(with(&["--format", "markdown"]).1 == page.as_bytes(), "printed and written are the same");
    let (code, _, stderr) = with(&["--format", "github"]);
    assert!(code == 2 && stderr.contains("--document is for Markdown"), "{stderr}");
}

#[test]
fn paths_for_other_programs_begin_at_the_top_of_the_repository() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(".git/HEAD", "ref: refs/heads/main");
    for (side, value) in [("reference", 1), ("port", 2)] {
        write(&format!("libs/x/{side}/Cargo.toml"), "[package]\nname = \"x\"\n[lib]\npath = \"lib.rs\"\n");
        write(&format!("libs/x/{side}/lib.rs"), &format!("pub const A: u8 = {value};"));
    }
    let map = "[map.items]\n\"B\" = \"C\"\n";
    write("libs/x/drift.toml", &format!("reference = \"reference\"\nport = \"../x/port\"\n{map}"));
    let program = assert_cmd::cargo::cargo_bin!("drift-check");
    for (folder, more) in [
        ("libs/x", &[][..]),
        (".", &["--config", "libs/x/drift.toml"]),
        ("libs", &["--config", "x/drift.toml"]),
    ] {
        let output = std::process::Command::new(program)
            .args(["check", "--format", "github"])
            .args(more)
            .current_dir(dir.path().join(folder))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("file=libs/x/port/lib.rs,"), "{folder}: {text}");
        assert!(text.contains("file=libs/x/drift.toml,"), "{folder}: {text}");
    }
}
