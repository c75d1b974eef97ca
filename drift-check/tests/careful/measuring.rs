//! Benchmarks: what can't be measured, kept or compared, and what is interrupted.

use super::{drift_check, expect, said};
use crate::common::Pair;
use drift_check::exit;
use std::time::Duration;

/// A result file of one workload with twelve calm rounds.
fn result(started: u32, ns: f64, operations: u32) -> serde_json::Value {
    let rounds: Vec<serde_json::Value> = (0..12_u32)
        .map(|i| {
            let noise = 1.0 + f64::from(i % 3) / 1000.0;
            serde_json::json!({"started_s": i, "load": null, "order": [0, 1, 2], "reference_ns": 100.0 * noise,
                "port_ns": ns * noise, "again_ns": 100.0 * noise})
        })
        .collect();
    let estimate = serde_json::json!({"ratio": ns / 100.0, "low": ns / 101.0, "high": ns / 99.0});
    serde_json::json!({
        "schema": "drift-check-bench/1",
        "tool": {"name": "drift-check", "version": "0"},
        "session": {"started_unix": started, "started": "2026-01-01T00:00:00Z", "duration_s": 1.0, "seed": 1,
            "confidence": 0.95, "revision": null},
        "machine": {"os": "", "architecture": "", "cpu": "one", "cpu_count": 1, "memory_bytes": null,
            "rustc": "", "load_before": null, "load_after": null, "stolen_ratio": null},
        "reference": {"name": "a", "command": []},
        "port": {"name": "b", "command": []},
        "workloads": [{"name": "w", "verdict": "same", "failure": null, "threshold": 0.02, "effect": estimate,
            "control": null, "detectable": null, "p_adjusted": null, "reference_ns": 100.0, "port_ns": ns,
            "operations": operations, "measures": [], "rounds": rounds}],
    })
}

#[test]
fn nothing_is_measured_for_a_result_that_cannot_be_kept() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let marker = "measured";
    pair.write(
        "drift.toml",
        &format!("[bench]\nworkloads = [\"w\"]\nreference = [\"touch\", \"{marker}\"]\nport = [\"touch\", \"{marker}\"]\n"),
    );
    pair.write("file", "");
    for more in [["--out", "file/result.json"], ["--history", "file/history"], ["--markdown", "file/page.md"]]
    {
        expect(&pair, &[&["bench", "run"][..], &more].concat(), exit::COULD_NOT_CHECK, "file");
    }
    expect(&pair, &["bench", "run", "--budget", "0s"], exit::USAGE, "no time");
    assert!(!pair.dir.path().join(marker).exists());
    expect(
        &pair,
        &["bench", "run", "--budget", "1s"],
        exit::COULD_NOT_CHECK,
        "the port against the reference, 1 workload",
    );
    assert!(pair.dir.path().join(marker).exists());
}

#[test]
fn options_of_benchmarks_are_checked_where_they_are_given() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    pair.write("drift.toml", "[bench]\nworkloads = [\"w\"]\nreference = [\"true\"]\nport = [\"true\"]\n");
    let compare = |more: &[&'static str]| [&["bench", "compare", "nowhere"][..], more].concat();
    expect(&pair, &compare(&["--threshold=-1"]), exit::USAGE, "a share between 0 and 1");
    expect(&pair, &compare(&["--confidence=7"]), exit::USAGE, "between 0.5 and 1");
    expect(&pair, &compare(&["--baselines", "a"]), exit::USAGE, "two names with a comma");
    let calibrate = |more: &[&'static str]| [&["bench", "calibrate"][..], more].concat();
    expect(
        &pair,
        &calibrate(&["--workload", "zzz", "--sessions", "1"]),
        exit::USAGE,
        "no workload is called `zzz`",
    );
    expect(&pair, &calibrate(&["--workload", "w"]), exit::USAGE, "--sessions");
    expect(&pair, &calibrate(&["--config", "nope.toml"]), exit::USAGE, "--workload");
    expect(&pair, &calibrate(&["--threshold", "5"]), exit::USAGE, "a share between 0 and 1");
}

/// What one session measured and another one didn't is no regression, however the numbers look.
#[test]
fn results_that_say_nothing_about_each_other_are_not_compared() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    pair.write("a.json", &result(1, 100.0, 500).to_string());
    pair.write("slower.json", &result(2, 150.0, 500).to_string());
    pair.write("other.json", &result(3, 150.0, 50).to_string());
    pair.write("absurd.json", &result(4, -1.0, 500).to_string());
    expect(&pair, &["bench", "compare", "a.json", "slower.json"], exit::BENCHMARK, "slower");
    expect(&pair, &["bench", "compare", "a.json", "other.json"], exit::COULD_NOT_CHECK, "other operations");
    expect(&pair, &["bench", "compare", "a.json", "absurd.json"], exit::USAGE, "not above 0");
    let mut elsewhere = result(5, 100.0, 500);
    elsewhere["machine"]["cpu"] = "two".into();
    pair.write("elsewhere.json", &elsewhere.to_string());
    expect(
        &pair,
        &["bench", "compare", "a.json", "elsewhere.json"],
        exit::CLEAN,
        "another processor: one before, two",
    );
    let mut successor = result(6, 150.0, 500);
    successor["reference"]["name"] = "a 2".into();
    pair.write("successor.json", &successor.to_string());
    expect(&pair, &["bench", "compare", "a.json", "successor.json"], exit::USAGE, "different references");
    expect(
        &pair,
        &["bench", "compare", "a.json", "slower.json", "--threshold", "0.9"],
        exit::USAGE,
        "--threshold is for",
    );
    // A session in which nothing could be measured says nothing about those before it.
    let mut failed = result(7, 100.0, 0);
    failed["reference"]["name"] = "".into();
    failed["workloads"][0]["failure"] = "it crashed".into();
    for key in ["verdict", "effect", "reference_ns", "port_ns"] {
        failed["workloads"][0][key] = serde_json::Value::Null;
    }
    failed["workloads"][0]["rounds"] = serde_json::json!([]);
    pair.write("failed.json", &failed.to_string());
    expect(
        &pair,
        &["bench", "compare", "a.json", "failed.json"],
        exit::COULD_NOT_CHECK,
        "failed in one of both",
    );
    let text = said(&drift_check(&pair, &["bench", "trend", "a.json", "slower.json", "failed.json"]));
    let row = text.lines().find(|line| line.contains("1.000")).unwrap_or_default();
    assert!(row.contains("1.500"), "{text}");
    // The same session is one point, however often it is named.
    let twice = ["bench", "trend", "a.json", "slower.json", "a.json", "slower.json", "a.json", "slower.json"];
    expect(&pair, &twice, exit::CLEAN, "none");
}

#[test]
fn foreign_files_beside_results_are_left_out_aloud() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    pair.write("history/package.json", "{ \"name\": \"x\" }");
    expect(&pair, &["bench", "trend", "history"], exit::USAGE, "package.json: no result of `bench run`");
    expect(&pair, &["bench", "trend", "history/package.json"], exit::USAGE, "is no result of `bench run`");
    pair.write("history/half.json", "{ \"schema\": \"drift-check-bench/1\", ");
    expect(&pair, &["bench", "trend", "history"], exit::USAGE, "half.json is no result of `bench run`");
}

/// A script as runner of both sides: it takes its time and counts its runs.
fn slow_runner(pair: &Pair, seconds: &str) {
    let script = format!(
        "echo run >> runs; sleep {seconds}; echo '{{\"protocol\":\"drift-bench/1\",\"workload\":\"w\",\"samples_ns\":[1.5]}}'"
    );
    let command = serde_json::json!(["sh", "-c", script]).to_string();
    pair.write(
        "drift.toml",
        &format!("[bench]\nworkloads = [\"w\"]\nreference = {command}\nport = {command}\n"),
    );
}

#[test]
#[cfg(unix)]
fn an_interrupted_session_keeps_what_it_has_measured() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    slow_runner(&pair, "0.05");
    let out = pair.dir.path().join("result.json");
    let mut child =
        super::command(&pair, &["bench", "run", "--budget", "10m", "--out", "result.json"]).spawn().unwrap();
    let runs = || std::fs::read_to_string(pair.dir.path().join("runs")).unwrap_or_default().lines().count();
    while runs() < 12 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let interrupt =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(child.wait().unwrap().code(), Some(i32::from(exit::COULD_NOT_CHECK)));
    let result: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(result["session"]["interrupted"], true);
    // Two runs were for verification; a round that was not complete does not count.
    let rounds = result["workloads"][0]["rounds"].as_array().unwrap().len();
    assert!((3..=5).contains(&rounds) && rounds <= (runs() - 2) / 3, "{rounds} rounds of {} runs", runs());
}

#[test]
#[cfg(unix)]
fn too_little_time_is_named_as_what_keeps_verdicts_away() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    slow_runner(&pair, "0.1");
    expect(&pair, &["bench", "run", "--budget", "300ms"], exit::USAGE, "90s, 15m or 1h");
    expect(&pair, &["bench", "run", "--budget", "0.5s"], exit::CLEAN, "1 workload had fewer than 5 rounds");
    pair.write(
        "drift.toml",
        "[bench]\nworkloads = [\"w\", \"w\"]\nreference = [\"true\"]\nport = [\"true\"]\n",
    );
    expect(&pair, &["bench", "run"], exit::USAGE, "`w` is named twice");
}

/// A digest on one side only compares nothing, and nobody would notice.
#[test]
#[cfg(unix)]
fn a_side_without_a_digest_is_not_compared_with_one_that_has_any() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let command = |digest: &str| {
        let line = format!(
            "echo '{{\"protocol\":\"drift-bench/1\",\"workload\":\"w\",\"samples_ns\":[1.5],\"digest\":\"{digest}\"}}'"
        );
        serde_json::json!(["sh", "-c", line]).to_string()
    };
    let (reference, port) = (command("7"), command(""));
    pair.write(
        "drift.toml",
        &format!("[bench]\nworkloads = [\"w\"]\nreference = {reference}\nport = {port}\n"),
    );
    expect(
        &pair,
        &["bench", "run", "--budget", "1s"],
        exit::COULD_NOT_CHECK,
        "only the reference prints a digest",
    );
}

#[test]
fn benchmarks_that_criterion_saved_on_one_side_only_are_listed() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    let save = |place: &str, group: &str| {
        let folder = format!("criterion/{group}/{place}");
        let about = serde_json::json!({"group_id": group, "function_id": null, "value_str": null});
        pair.write(&format!("{folder}/benchmark.json"), &about.to_string());
        pair.write(&format!("{folder}/sample.json"), "{\"iters\": [1, 2, 3], \"times\": [10, 20, 30]}");
        pair.write(&format!("{folder}/estimates.json"), "{\"median\": {\"point_estimate\": 10}}");
    };
    for (place, group) in [("base", "kept"), ("new", "kept"), ("base", "lost"), ("new", "added")] {
        save(place, group);
    }
    let text = said(&drift_check(&pair, &["bench", "compare", "criterion"]));
    let word = |group: &str| text.lines().find(|line| line.contains(group)).unwrap().to_owned();
    assert!(word("lost").contains("gone") && word("added").contains("new"), "{text}");
}

/// Nobody asked for them by name.
#[test]
fn a_damaged_result_in_the_usual_place_does_not_fail_a_check() {
    let pair = Pair::of("pub struct A;", "pub struct A;");
    pair.write("drift.toml", "reference = \"reference\"\nport = \"port\"\n");
    pair.write("target/drift/history/good.json", &result(1, 100.0, 500).to_string());
    pair.write("target/drift/history/half.json", "{ \"schema\": ");
    expect(&pair, &["check", "--out", "html=page.html"], exit::CLEAN, "left out: ");
    let page = std::fs::read_to_string(pair.dir.path().join("page.html")).unwrap();
    assert!(page.contains("Session of 2026-01-01T00:00:00Z"));
    expect(
        &pair,
        &["check", "--out", "html=page.html", "--bench", "target/drift/history"],
        exit::USAGE,
        "half.json",
    );
}
