//! Every rule has a fixture of its name, and every fixture is checked against all rules: what it reports is in its
//! `report.snap`, and that nothing else is reported is what the look-alikes in it are for.

mod common;

use common::{Pair, brief, fixtures, names};
use drift_check::compare::DriftKind;
use drift_check::judge::ALL;
use std::collections::BTreeSet;

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let rules: BTreeSet<String> = ALL.iter().map(|rule| rule.name.replace('-', "_")).collect();
    assert_eq!(names().into_iter().collect::<BTreeSet<_>>(), rules);
}

#[test]
fn fixtures_report_what_their_snapshots_say_and_nothing_else() {
    for name in names() {
        let report = Pair::fixture(&name).report();
        assert!(report.is_complete(), "{name}: {:?}", report.coverage.unchecked_list);
        let rule = ALL.iter().find(|rule| rule.name.replace('-', "_") == name).unwrap();
        assert!(
            report.findings.iter().any(|finding| finding.rule == rule.id),
            "{name} does not raise {}",
            rule.id
        );
        insta::with_settings!({
            snapshot_path => fixtures().join(&name),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("report", brief(&report));
        });
    }
}

#[test]
fn a_crate_against_itself_is_silent() {
    for name in names() {
        let pair = Pair::fixture(&name);
        for side in ["reference", "port"] {
            let report = pair.with_itself(side);
            assert_eq!(brief(&report), "", "{name}/{side}");
            assert_eq!(report.coverage.matched, report.coverage.reference_items, "{name}/{side}");
        }
    }
}

#[test]
fn swapping_the_sides_swaps_absent_and_extra() {
    for name in names() {
        let mut pair = Pair::fixture(&name);
        pair.map = drift_check::matching::UserMap::default();
        pair.ledger = drift_check::ledger::Ledger::default();
        let (forward, backward) = (pair.report(), pair.swapped());
        let items = |report: &drift_check::report::Report, kind: DriftKind| -> BTreeSet<String> {
            let findings = report.findings.iter().filter(|finding| finding.kind == kind);
            findings.map(|finding| finding.item.clone()).collect()
        };
        assert_eq!(items(&forward, DriftKind::Absent), items(&backward, DriftKind::Extra), "{name}");
        assert_eq!(items(&forward, DriftKind::Extra), items(&backward, DriftKind::Absent), "{name}");
        assert_eq!(forward.coverage.extra, backward.coverage.absent, "{name}");
    }
}

#[test]
fn fingerprints_are_unique_within_a_report() {
    for name in names() {
        let report = Pair::fixture(&name).report();
        let prints: BTreeSet<&str> =
            report.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
        assert_eq!(prints.len(), report.findings.len(), "{name}");
    }
}
