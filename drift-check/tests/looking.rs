//! The commands for looking closer: `explain`, `show`, `model`.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use assert_cmd::Command;
use common::Pair;

fn run(pair: &Pair, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("drift-check").unwrap();
    let output = command.current_dir(pair.dir.path()).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A function that takes a lock in the reference and none in the port, in a configured pair.
fn pair() -> Pair {
    let code = |lock: &str| {
        format!(
            "use std::sync::Mutex;\npub struct S {{ m: Mutex<u8>, n: u8 }}\nimpl S {{\n    /// Counts.\n    \
             pub fn count(&self) -> u8 {{\n        // why\n        {lock}\n        let a = 1;\n        a + self.n\n    }}\n}}\n\
             pub mod t {{ pub struct T; impl T {{ pub fn count(&self) -> u8 {{ 2 }} }} }}\n"
        )
    };
    let pair = Pair::of(&code("let _g = self.m.lock().unwrap();"), &code(""));
    pair.write("drift.toml", "reference = \"reference\"\nport = \"port\"\n");
    pair
}

#[test]
fn a_rule_is_explained_by_id_name_and_family() {
    let pair = pair();
    let (code, by_id, _) = run(&pair, &["explain", "dc701"]);
    assert_eq!((code, &by_id), (0, &run(&pair, &["explain", "lock-missing"]).1));
    for part in ["DC701 lock-missing (concurrency)", "because", "example", "severity"] {
        assert!(by_id.contains(part), "{part} in {by_id}");
    }
    let (_, family, _) = run(&pair, &["explain", "DC7"]);
    assert!(family.lines().count() > 3 && family.contains("DC701 lock-missing"), "{family}");
    let (code, _, stderr) = run(&pair, &["explain", "no-such-rule"]);
    assert!(code == 2 && stderr.contains("`no-such-rule`"), "{stderr}");
}

#[test]
fn a_finding_is_explained_by_its_fingerprint() {
    let pair = pair();
    let report: serde_json::Value = serde_json::from_str(&run(&pair, &["--format", "json"]).1).unwrap();
    let lock =
        report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "DC701").unwrap();
    let (code, text, _) = run(&pair, &["explain", &lock["fingerprint"].as_str().unwrap()[..10]]);
    assert_eq!(code, 0);
    for part in ["S::count", "`m` is taken with `lock()`", "drift-check accept v1:", "DC701 lock-missing"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn an_item_is_shown_on_both_sides_with_facts_and_findings() {
    let pair = pair();
    let (code, text, _) = run(&pair, &["show", "S::count", "--width", "120"]);
    assert_eq!(code, 0);
    for part in [
        "method S::count, matched",
        "as written",
        "// why",
        "without comments, attributes and layout",
        "lock m.lock, held to the end of the scope",
        "DC701 S::count",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // The lock's line stands on the left alone.
    let line = text.lines().find(|line| line.contains("lock m.lock")).unwrap();
    assert!(line.trim_end().ends_with('<'), "{line}");
    assert!(!text.contains('\u{1b}'), "no colour where nobody sees it");
}

#[test]
fn an_item_that_can_be_several_is_asked_about_and_one_that_is_alone_is_shown_alone() {
    let pair = pair();
    let (code, _, stderr) = run(&pair, &["show", "count"]);
    assert!(code == 2 && stderr.contains("S::count") && stderr.contains("t::T::count"), "{stderr}");
    let (code, _, stderr) = run(&pair, &["show", "nothing"]);
    assert!(code == 2 && stderr.contains("neither side"), "{stderr}");

    let pair = Pair::of("pub fn gone() {\n    let a = 1;\n}", "");
    let (code, text, _) = run(&pair, &["show", "gone", "--reference", "reference", "--port", "port"]);
    assert!(
        code == 0 && text.contains("only in the reference") && text.contains("    2     let a = 1;"),
        "{text}"
    );
}

#[test]
fn a_model_is_json_with_the_facts_of_bodies() {
    let pair = pair();
    let (code, text, _) = run(&pair, &["model", "reference"]);
    assert_eq!(code, 0);
    let model: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(model["package"], "fixture");
    let items = model["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["path"] == "S::count").unwrap();
    assert_eq!(
        (&item["kind"], &item["line"], &item["documented"]),
        (&"method".into(), &5.into(), &true.into())
    );
    let facts = item["body"]["facts"].as_array().unwrap();
    assert!(facts.iter().any(|fact| fact["kind"] == "lock" && fact["line"] == 7), "{facts:?}");

    let (_, text, _) = run(&pair, &["model", "reference", "--item", "t::**"]);
    let model: serde_json::Value = serde_json::from_str(&text).unwrap();
    let paths: Vec<&str> =
        model["items"].as_array().unwrap().iter().map(|item| item["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["t", "t::T", "t::T::count"]);
}
