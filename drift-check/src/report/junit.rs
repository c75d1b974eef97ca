//! JUnit's XML: a suite per family of rules, a case per finding, and one that passes for each rule without any.

use super::places::short;
use super::{Report, because, rule_name};
use crate::judge::{ALL, Family, Finding, Status};
use crate::options::Look;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

/// The report. Neither times nor ids that differ from run to run go into it.
pub(super) fn render(report: &Report, look: Look) -> String {
    let mut out = quick_junit::Report::new("drift-check");
    out.add_test_suite(coverage(report));
    for family in Family::ALL {
        out.add_test_suite(suite(report, family, look));
    }
    // Only a writer that fails could fail this; a string is none.
    out.to_string().unwrap_or_else(|error| format!("<!-- could not be written: {error} -->\n"))
}

fn coverage(report: &Report) -> TestSuite {
    let mut suite = TestSuite::new("coverage");
    // What could not be compared has cases of its own.
    let blocked = report.coverage.unchecked_list.iter().any(|entry| entry.blocking);
    let name = if blocked { "what could be read was compared" } else { "everything could be compared" };
    let mut case = TestCase::new(name, TestCaseStatus::success());
    case.set_classname("coverage").set_system_out(report.coverage.sentence());
    suite.add_test_case(case);
    for entry in &report.coverage.unchecked_list {
        let mut status = if entry.blocking {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        } else {
            TestCaseStatus::skipped()
        };
        status.set_message(format!("{}: {}", entry.what, entry.reason)).set_type("unchecked");
        let name = format!("{} {}:{}", entry.side.word(), entry.file, entry.line);
        let mut case = TestCase::new(name, status);
        case.set_classname("coverage");
        suite.add_test_case(case);
    }
    suite
}

fn suite(report: &Report, family: Family, look: Look) -> TestSuite {
    let mut suite = TestSuite::new(family.title());
    for rule in ALL.iter().filter(|rule| rule.family == family) {
        let mut found = report.findings.iter().filter(|finding| finding.rule == rule.id).peekable();
        if found.peek().is_none() {
            let mut case = TestCase::new(format!("{} {}", rule.id, rule.name), TestCaseStatus::success());
            case.set_classname(format!("{}.{}", family.prefix(), rule.id));
            suite.add_test_case(case);
        }
        for finding in found {
            suite.add_test_case(case(finding, look));
        }
    }
    suite
}

/// What makes the run fail fails; what has been accepted is skipped; the rest passes and says what it found.
fn case(finding: &Finding, look: Look) -> TestCase {
    let fails = finding.status != Status::Accepted
        && look.fail_on.threshold().is_some_and(|threshold| finding.severity >= threshold);
    let status = if finding.status == Status::Accepted {
        let mut status = TestCaseStatus::skipped();
        let reason = because(finding).map(|reason| format!(": {reason}")).unwrap_or_default();
        status.set_message(format!("accepted{reason}"));
        status
    } else if fails {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status
            .set_message(format!("{}: {}", finding.item, finding.message))
            .set_type(format!("{} {}", finding.severity.word(), finding.rule))
            .set_description(describe(finding));
        status
    } else {
        TestCaseStatus::success()
    };
    let name =
        format!("{} {} {} [{}]", finding.rule, rule_name(&finding.rule), finding.item, finding.fingerprint);
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("{}.{}", finding.family.prefix(), finding.rule));
    if !fails {
        case.set_system_out(format!("{}\n{}", finding.severity.word(), describe(finding)));
    }
    case
}

fn describe(finding: &Finding) -> String {
    let mut lines = vec![format!("{}: {}", finding.item, finding.message)];
    for (side, site) in [("reference", &finding.reference), ("port", &finding.port)] {
        lines.extend(site.iter().map(|site| format!("{side} {}: {}", short(site), site.snippet)));
    }
    lines.extend(finding.facts.notes.iter().map(|note| format!("note: {note}")));
    lines.push(format!("why: {}", finding.why));
    lines.join("\n")
}
