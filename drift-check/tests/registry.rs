//! Real crates, found where cargo has unpacked them.

mod common;

use drift_check::load::Source;
use drift_check::progress::Silent;
use drift_check::report::Report;
use drift_check::{Error, Format, Look, Options, exit, run};
use std::path::{Path, PathBuf};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn compare(reference: &str, port: &str) -> Result<Report, Error> {
    let source = |text| Source::parse(text, Path::new("/nowhere"));
    let mut options = Options::new(source(reference)?, source(port)?);
    options.workspace = workspace();
    run(&options, &Silent)
}

#[test]
fn the_locked_reference_against_itself_has_no_finding() {
    let report = compare("lsm-tree@3.1.10", "lsm-tree@3.1.10").unwrap();
    assert!(report.is_complete(), "{:?}", report.coverage.unchecked_list);
    assert_eq!(common::brief(&report), "");
    assert_eq!(report.reference.files, 132);
    assert_eq!(report.coverage.matched, report.coverage.reference_items);
    assert!(report.coverage.reference_items > 2_000);
}

#[test]
fn the_page_of_a_real_pair_stays_small() {
    let mut options = Options::new(
        Source::parse("lsm-tree@3.1.10", Path::new("/nowhere")).unwrap(),
        Source::parse("engine", &workspace()).unwrap(),
    );
    options.workspace = workspace();
    options.details = true;
    let report = run(&options, &Silent).unwrap();
    let details = report.details.as_ref().unwrap();
    assert!(details.concurrency.len() > 50 && details.tests.reference.len() > 100);
    let page = report.render(Format::Html, Look::default());
    assert!(page.len() <= 2_000_000, "{} bytes", page.len());
}

#[test]
fn a_version_that_is_not_locked_is_fetched_through_cargo() {
    // The release added one guard to each of two functions and changed nothing else.
    let report = compare("lsm-tree@3.1.9", "lsm-tree@3.1.10").unwrap();
    assert!(report.is_complete(), "{:?}", report.coverage.unchecked_list);
    assert_eq!(report.reference.version.as_deref(), Some("3.1.9"));
    assert!(report.reference.lines < report.port.lines);
    let found: Vec<(&str, &str)> =
        report.findings.iter().map(|finding| (finding.rule.as_str(), finding.item.as_str())).collect();
    assert_eq!(
        found,
        [("DC802", "compaction::worker::merge_tables"), ("DC802", "compaction::worker::move_tables")],
        "{}",
        common::brief(&report)
    );
}

#[test]
fn a_version_that_does_not_exist_is_an_error_that_says_what_was_tried() {
    let error = compare("lsm-tree@0.0.0", "lsm-tree@3.1.10").unwrap_err();
    assert_eq!(error.exit_code(), exit::COULD_NOT_CHECK);
    let text = error.to_string();
    for part in [
        "could not find the source of lsm-tree@0.0.0",
        "tried: the packages locked for",
        "tried: fetching",
        "next:",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
}
