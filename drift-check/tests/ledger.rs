//! Accepted drift by way of the command: what is written, what it does to a run, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use assert_cmd::Command;
use common::Pair;
use std::fs;

const CONFIG: &str = "reference = \"reference\"\nport = \"port\"\n";

/// A configured pair that differs in two constants and a function.
fn pair() -> Pair {
    let pair = Pair::of(
        "pub const A: u8 = 1;\npub const B: u8 = 1;\npub fn gone() {}",
        "pub const A: u8 = 2;\npub const B: u8 = 2;",
    );
    pair.write("drift.toml", CONFIG);
    pair
}

fn command(pair: &Pair, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("drift-check").unwrap();
    command.current_dir(pair.dir.path()).env_remove("CI").args(args);
    command
}

fn run(pair: &Pair, args: &[&str]) -> (i32, String, String) {
    let output = command(pair, args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn report(pair: &Pair) -> serde_json::Value {
    serde_json::from_str(&run(pair, &["--format", "json"]).1).unwrap()
}

fn fingerprint(pair: &Pair, item: &str) -> String {
    let report = report(pair);
    let findings = report["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["item"] == item).unwrap();
    finding["fingerprint"].as_str().unwrap().to_owned()
}

fn ledger(pair: &Pair) -> String {
    fs::read_to_string(pair.dir.path().join("drift-accepted.toml")).unwrap()
}

fn accept(pair: &Pair, what: &[&str]) -> (i32, String, String) {
    let mut args = vec!["accept", "--class", "by-design", "--reason", "they are meant to differ"];
    args.extend(what);
    run(pair, &args)
}

#[test]
fn what_is_accepted_counts_no_more_and_stays_in_the_report() {
    let pair = pair();
    assert_eq!(run(&pair, &[]).0, 1);
    assert_eq!(accept(&pair, &[&fingerprint(&pair, "A")[..12]]).0, 0);
    assert_eq!(accept(&pair, &["--rule", "DC2", "--item", "gone", "--up-to", "high"]).0, 0);
    let (code, text, _) = run(&pair, &[]);
    assert_eq!(code, 1, "B is still open");
    assert!(text.contains("2 findings: 2 by-design") && !text.contains("DC201"), "{text}");
    assert_eq!(accept(&pair, &[&fingerprint(&pair, "B")]).0, 0);
    let (code, text, _) = run(&pair, &[]);
    assert!(code == 0 && text.contains("no drift") && text.contains("3 findings: 3 by-design"), "{text}");

    let report = report(&pair);
    assert_eq!(report["summary"]["by_status"]["accepted"], 3);
    let acceptance = &report["findings"][0]["acceptance"];
    assert_eq!(acceptance["reason"], "they are meant to differ");
    assert_eq!((&acceptance["class"], &acceptance["entry"]), (&"by-design".into(), &"DC504 A".into()));
}

#[test]
fn a_changed_side_reopens_what_was_accepted_and_accepting_again_replaces_the_entry() {
    let pair = pair();
    let print = fingerprint(&pair, "A");
    accept(&pair, &[&print]);
    pair.write("port/lib.rs", "pub const A: u8 = 3;\npub const B: u8 = 1;\npub fn gone() {}");
    let (code, text, _) = run(&pair, &[]);
    assert!(code == 1 && text.contains("DX004") && text.contains("the port's facts have changed"), "{text}");
    // Other spelling, other lines, same facts.
    pair.write("port/lib.rs", "pub const B: u8 = 1;\n// A\n\npub const A: u8 = 0x02;\npub fn gone() {}");
    assert_eq!(run(&pair, &[]).0, 0);
    pair.write("port/lib.rs", "pub const A: u8 = 3;\npub const B: u8 = 1;\npub fn gone() {}");
    let (_, text, _) = accept(&pair, &[&print]);
    assert!(text.contains("0 added, 1 replaced"), "{text}");
    assert_eq!(run(&pair, &[]).0, 0);
    assert_eq!(ledger(&pair).matches("[[accepted]]").count(), 1);
}

#[test]
fn the_ledger_is_sorted_and_keeps_its_comments() {
    let pair = pair();
    let entry = |item: &str| {
        format!(
            "[[accepted]]\nitem = \"{item}\"\nrule = \"DC5\"\nclass = \"by-design\"\nreason = \"r\"\nat-most = 1\n"
        )
    };
    pair.write("drift-accepted.toml", &format!("# On top.\n\n# About B.\n{}", entry("B")));
    accept(&pair, &[&fingerprint(&pair, "A")]);
    accept(&pair, &["--rule", "DC2", "--item", "gone", "--up-to", "high"]);
    let text = ledger(&pair);
    let places: Vec<usize> = ["# On top.", "\"A\"", "# About B.", "\"B\"", "\"gone\""]
        .iter()
        .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")))
        .collect();
    assert!(places.is_sorted(), "{text}");
    assert!(!text.contains("line") && text.starts_with("# On top.\n\n[[accepted]]\n"), "{text}");
}

#[test]
fn a_ledger_keeps_its_head_its_groups_its_ends_of_lines_and_what_kind_of_file_it_is() {
    let pair = pair();
    let (a, b) = (fingerprint(&pair, "A"), fingerprint(&pair, "B"));
    accept(&pair, &[&a]);
    accept(&pair, &[&b]);
    let path = pair.dir.path().join("drift-accepted.toml");
    let second = ledger(&pair).rfind("[[accepted]]").unwrap();
    let mut text = ledger(&pair);
    text.insert_str(second, "# A group.\n\n# About B.\n");
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::create_dir(pair.dir.path().join("kept")).unwrap();
        fs::rename(&path, pair.dir.path().join("kept/decisions.toml")).unwrap();
        std::os::unix::fs::symlink("kept/decisions.toml", &path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    }
    // The first entry goes, and the head of the file is not its own.
    pair.write("port/lib.rs", "pub const A: u8 = 1;\npub const B: u8 = 2;");
    assert_eq!(run(&pair, &["ledger", "prune"]).0, 0);
    let written = ledger(&pair);
    assert!(written.starts_with("# Drift that was looked at"), "{written}");
    assert!(written.contains("\r\n\r\n# A group.\r\n\r\n# About B.\r\n[[accepted]]\r\n"), "{written:?}");
    assert!(!written.replace("\r\n", "").contains('\n'), "{written:?}");
    assert!(!written.contains("\"A\""), "{written}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert!(fs::symlink_metadata(&path).unwrap().file_type().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}

#[test]
fn what_another_entry_decides_about_leaves_no_room_for_something_new() {
    let pair = pair();
    accept(&pair, &[&fingerprint(&pair, "A")]);
    accept(&pair, &["--rule", "DC5", "--item", "*", "--up-to", "high"]);
    assert!(ledger(&pair).contains("at-most = 1"), "{}", ledger(&pair));
    assert!(!run(&pair, &[]).1.contains("DX004"));
    // Once more, the entry counts what it covers itself.
    accept(&pair, &["--rule", "DC5", "--item", "*", "--up-to", "high"]);
    assert!(ledger(&pair).contains("at-most = 1"), "{}", ledger(&pair));
}

#[test]
fn pruning_removes_what_covers_nothing_and_nothing_else() {
    let pair = pair();
    accept(&pair, &[&fingerprint(&pair, "A"), &fingerprint(&pair, "B")]);
    pair.write("port/lib.rs", "pub const A: u8 = 1;\npub const B: u8 = 2;\npub fn gone() {}");
    let before = ledger(&pair);
    let (_, text, _) = run(&pair, &["ledger", "list", "--broken"]);
    assert!(text.contains("DC504 A [by-design, unused]") && text.contains("1 of 2 entries"), "{text}");
    let (code, text, _) = run(&pair, &["ledger", "prune", "--dry-run"]);
    assert!(code == 0 && text.contains("1 would be removed, 1 kept"), "{text}");
    assert_eq!(ledger(&pair), before);
    // A file that does not parse covers nothing either, but only until it does.
    let port = "pub const A: u8 = 1;\npub const B: u8 = 2;\npub fn gone() {}";
    pair.write("port/lib.rs", &format!("{port}\nfn ("));
    assert_eq!(run(&pair, &["ledger", "prune"]).0, 3);
    assert_eq!(ledger(&pair), before);
    pair.write("port/lib.rs", port);
    run(&pair, &["ledger", "prune"]);
    assert!(!ledger(&pair).contains("\"A\"") && ledger(&pair).contains("\"B\""));
    assert_eq!(run(&pair, &[]).0, 0);
}

#[test]
fn rules_that_take_no_part_leave_their_entries_alone() {
    let pair = pair();
    accept(&pair, &["--rule", "DC2", "--item", "gone", "--up-to", "high"]);
    let (_, text, _) = run(&pair, &["--only", "DC5", "--only", "DX"]);
    assert!(!text.contains("DX002"), "{text}");
}

#[test]
fn ci_never_writes() {
    let pair = pair();
    let print = fingerprint(&pair, "A");
    let accept = ["accept", &print, "--class", "by-design", "--reason", "r"];
    for args in [&accept[..], &["review"], &["ledger", "prune"]] {
        let with_flag: Vec<&str> = args.iter().copied().chain(["--ci"]).collect();
        let (code, _, stderr) = run(&pair, &with_flag);
        assert!(code == 2 && stderr.contains("in CI"), "{stderr}");
        let output = command(&pair, args).env("CI", "true").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    assert!(!pair.dir.path().join("drift-accepted.toml").exists());
    // Reading goes on.
    assert_eq!(run(&pair, &["--ci", "--fail-on", "never"]).0, 0);
    assert_eq!(command(&pair, &accept).env("CI", "false").output().unwrap().status.code(), Some(0));
}

#[test]
fn review_needs_somebody_to_talk_to() {
    let (code, _, stderr) = run(&pair(), &["review"]);
    assert!(code == 2 && stderr.contains("needs a terminal"), "{stderr}");
}

#[test]
fn a_wrong_entry_is_2_and_named_by_file_line_and_key() {
    let good = "rule = \"DC5\"\nitem = \"A\"\nclass = \"by-design\"\nreason = \"r\"\nat-most = 1\n";
    let cases = [
        (good.replace("at-most = 1\n", ""), "drift-accepted.toml:1: accepted[1].at-most: is missing"),
        (
            format!("{good}evidence = [\"*\"]\n"),
            "drift-accepted.toml:7: accepted[1].evidence: fits every test",
        ),
        (good.replace("reason = \"r\"\n", ""), "drift-accepted.toml:1: accepted[1].reason: is missing"),
        (good.replace("\"r\"", "\" \""), "drift-accepted.toml:5: accepted[1].reason: is empty"),
        (
            good.replace("by-design", "by-accident"),
            "drift-accepted.toml:4: accepted[1].class: unknown variant",
        ),
        (good.replace("class = \"by-design\"\n", ""), "accepted[1].class: is missing: one of by-design"),
        (good.replace("by-design", "pending"), "accepted[1].expires: is missing"),
        (good.replace("DC5", "DC99"), "drift-accepted.toml:2: accepted[1].rule: no rule starts with `DC99`"),
        (good.replace("\"A\"", "\"a::b**\""), "drift-accepted.toml:3: accepted[1].item: `**` stands for"),
        (format!("{good}expires = 07:32:00\n"), "drift-accepted.toml:7: accepted[1].expires: is not a day"),
        (format!("{good}line = 3\n"), "drift-accepted.toml:7: "),
        (
            format!(
                "{}fingerprint = \"v1:{:032x}\"\nup-to = \"high\"\n",
                good.replace("at-most = 1\n", ""),
                0
            ),
            "accepted[1].up-to: has no meaning",
        ),
        (format!("{good}\n[[accepted]]\n{good}"), "accepted[2].item: says the same as the entry in line 1"),
    ];
    for (text, expected) in cases {
        let pair = pair();
        pair.write("drift-accepted.toml", &format!("[[accepted]]\n{text}"));
        let (code, _, stderr) = run(&pair, &[]);
        assert!(code == 2 && stderr.contains(expected), "{text}\n{stderr}");
    }
}

#[test]
fn a_ledger_that_is_named_has_to_be_there_unless_it_is_about_to_be_written() {
    let pair = pair();
    let (code, _, stderr) = run(&pair, &["--ledger", "other.toml"]);
    assert!(code == 2 && stderr.contains("other.toml yet; `drift-check accept` writes it"), "{stderr}");
    accept(&pair, &[&fingerprint(&pair, "A"), "--ledger", "other.toml"]);
    assert!(pair.dir.path().join("other.toml").exists());
    pair.write("drift.toml", &format!("{CONFIG}[ledger]\nfile = \"other.toml\"\n"));
    assert_eq!(report(&pair)["summary"]["by_status"]["accepted"], 1);
    // A pair named in full has nothing to do with the configured one, nor with its ledger.
    let (_, text, _) = run(&pair, &["--reference", "reference", "--port", "port"]);
    assert!(!text.contains("by-design"), "{text}");
}

#[test]
fn evidence_may_stand_in_other_folders_that_are_configured() {
    let pair = pair();
    pair.write("more/tests/crash.rs", "#[test]\nfn power_loss() {}\n");
    pair.write("drift.toml", &format!("{CONFIG}[ledger]\ntests = [\"more\"]\n"));
    accept(&pair, &[&fingerprint(&pair, "A"), "--evidence", "crash.rs::power_loss"]);
    assert!(!run(&pair, &[]).1.contains("DX005"));
    pair.write("drift.toml", CONFIG);
    assert!(run(&pair, &[]).1.contains("no test is called `crash.rs::power_loss`"));
}

#[test]
fn accepting_what_is_not_there_is_2() {
    let pair = pair();
    for what in [&["v1:ffffffffffff"][..], &["abc"], &["--rule", "DC7", "--item", "**"]] {
        let (code, _, stderr) = accept(&pair, what);
        assert!(code == 2 && stderr.contains("no "), "{what:?}: {stderr}");
    }
    let (code, _, stderr) = run(&pair, &["accept", "v1:ffffffffffff", "--class", "pending", "--reason", "r"]);
    assert!(code == 2 && stderr.contains("--expires"), "{stderr}");
}

#[test]
fn a_ledger_changes_nothing_about_findings_but_whether_they_count() {
    let pair = pair();
    let before = report(&pair);
    accept(&pair, &["--rule", "DC", "--item", "**", "--up-to", "critical"]);
    let mut after = report(&pair);
    for finding in after["findings"].as_array_mut().unwrap() {
        assert_eq!(finding["status"], "accepted");
        finding["status"] = "open".into();
        finding["acceptance"] = serde_json::Value::Null;
    }
    assert_eq!(before["findings"], after["findings"]);
    assert_eq!(before["coverage"], after["coverage"]);
}

#[test]
fn room_that_findings_have_left_is_not_for_others() {
    let pair = pair();
    accept(&pair, &["--rule", "DC5", "--item", "*", "--up-to", "high"]);
    assert!(ledger(&pair).contains("at-most = 2"), "{}", ledger(&pair));
    pair.write("port/lib.rs", "pub const A: u8 = 1;\npub const B: u8 = 2;");
    // A has become what it is in the reference. What was accepted is another set of findings now.
    let (_, text, _) = run(&pair, &[]);
    assert!(text.contains("DX004"), "{text}");
    pair.write("reference/lib.rs", "pub(crate) const A: u8 = 1;\npub(crate) const B: u8 = 1;");
    pair.write(
        "port/lib.rs",
        "pub(crate) const A: u8 = 2;\npub(crate) const B: u8 = 2;\npub(crate) const C: u8 = 3;",
    );
    pair.write("drift-accepted.toml", "");
    accept(&pair, &["--rule", "DC5", "--item", "*", "--kind", "extra"]);
    let text = ledger(&pair).replace("at-most = 1", "at-most = 2");
    pair.write("drift-accepted.toml", &text);
    let (_, text, _) = run(&pair, &[]);
    assert!(text.contains("DX002") && text.contains("it covers 1 finding, and 2 were accepted"), "{text}");
    assert!(run(&pair, &["ledger", "prune"]).1.contains("lowered to at most 1"));
    assert!(!run(&pair, &[]).1.contains("DX002") && ledger(&pair).contains("at-most = 1"));
}

#[test]
fn a_pattern_is_stale_once_what_it_covers_says_something_else() {
    let pair = pair();
    accept(&pair, &["--rule", "DC5", "--item", "*", "--up-to", "high"]);
    assert!(!run(&pair, &[]).1.contains("DX004"));
    pair.write("port/lib.rs", "pub const A: u8 = 2;\npub const B: u8 = 3;");
    let (_, text, _) = run(&pair, &[]);
    assert!(text.contains("DX004") && text.contains("the port's facts have changed"), "{text}");
}

#[test]
fn findings_about_the_ledger_and_proofs_that_prove_nothing_are_not_accepted() {
    let pair = pair();
    pair.write("port/tests/all.rs", "#[test]\nfn any() {}\n");
    accept(&pair, &[&fingerprint(&pair, "A")]);
    pair.write("port/lib.rs", "pub const A: u8 = 7;\npub const B: u8 = 2;");
    let stale = fingerprint(&pair, "DC504 A");
    let (code, _, stderr) = accept(&pair, &[&stale]);
    assert!(code == 2 && stderr.contains("about the configuration or the ledger itself"), "{stderr}");
    let (code, _, stderr) = accept(&pair, &[&fingerprint(&pair, "B"), "--evidence", "*"]);
    assert!(code == 2 && stderr.contains("`*` fits every test"), "{stderr}");
}

#[test]
fn a_decision_that_was_taken_back_since_a_revision_is_new() {
    let pair = pair();
    accept(&pair, &["--rule", "DC", "--item", "**", "--up-to", "critical"]);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
        let status = std::process::Command::new("git")
            .args(identity.iter().chain(arguments))
            .current_dir(pair.dir.path())
            .status();
        assert!(status.unwrap().success());
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "all decided"]);
    let since = ["--changed-since", "HEAD"];
    assert_eq!(run(&pair, &since).0, 0);
    pair.write("drift-accepted.toml", "");
    let (code, text, _) = run(&pair, &since);
    assert!(code == 1 && text.contains("DC504"), "{text}");
    // The same by whole paths.
    let config = pair.dir.path().canonicalize().unwrap().join("drift.toml");
    let (code, text, _) = run(&pair, &["--changed-since", "HEAD", "--config", config.to_str().unwrap()]);
    assert!(code == 1 && text.contains("DC504"), "{text}");
    // What was open then is known now.
    git(&["add", "-A"]);
    git(&["commit", "-qm", "nothing decided"]);
    assert_eq!(run(&pair, &since).0, 0);
    // Another reference is another question, and what differs from it is new.
    pair.write(
        "other/Cargo.toml",
        &fs::read_to_string(pair.dir.path().join("reference/Cargo.toml")).unwrap(),
    );
    pair.write("other/lib.rs", "pub const A: u8 = 9;\npub const B: u8 = 2;");
    pair.write("drift.toml", &CONFIG.replace("\"reference\"", "\"other\""));
    let (code, text, _) = run(&pair, &since);
    assert!(code == 1 && text.contains("9 in the reference"), "{text}");
}
