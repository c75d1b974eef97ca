//! GitHub's workflow commands: annotations at the lines of a pull request.
//!
//! GitHub shows about ten of each level per step, so the worst come first. Accepted findings are told to the debug log.

use super::places::short;
use super::verdict::{self, Outcome};
use super::{Report, because, rule_name};
use crate::judge::{Finding, Severity};
use crate::options::{Look, Verbosity};

/// One command per line.
pub(super) fn render(report: &Report, look: Look) -> String {
    let mut out = String::new();
    let findings: Vec<&Finding> = verdict::open(report).collect();
    let mut left_out = 0;
    if look.verbosity > Verbosity::Quiet {
        for severity in Severity::ALL {
            let group = findings.iter().filter(|finding| finding.severity == severity);
            if severity == Severity::Info && look.verbosity < Verbosity::Verbose {
                left_out += group.count();
                continue;
            }
            group.for_each(|finding| annotation(&mut out, report, finding));
        }
        for finding in verdict::accepted(report) {
            command(&mut out, "debug", &[], &format!("accepted: {}", text(finding)));
        }
    }
    for entry in report.coverage.unchecked_list.iter().filter(|entry| entry.blocking) {
        let message = format!("{}:{}: {}: {}", entry.file, entry.line, entry.what, entry.reason);
        command(&mut out, "error", &[("title", "could not be checked")], &message);
    }
    let verdict = verdict::of(report, look.fail_on);
    let level = match verdict.outcome {
        Outcome::Clean { .. } | Outcome::Drift { failing: 0 } => "notice",
        _ => "error",
    };
    let more = if left_out > 0 { format!("; {left_out} of severity info left out") } else { String::new() };
    let message = format!("{}; {}{more}", verdict.text, report.coverage.sentence());
    command(&mut out, level, &[("title", &format!("drift-check: {}", verdict.headline()))], &message);
    out
}

fn annotation(out: &mut String, report: &Report, finding: &Finding) {
    let level = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    };
    let title = format!("{} {}: {}", finding.rule, rule_name(&finding.rule), finding.item);
    let place = report.port_place(finding);
    let line = place.as_ref().map(|place| place.site.line.to_string());
    let mut properties = Vec::new();
    if let (Some(place), Some(line)) = (&place, &line) {
        properties.push(("file", place.file.as_str()));
        properties.push(("line", line.as_str()));
    }
    properties.push(("title", title.as_str()));
    let reference = finding.reference.as_ref();
    let reference = reference.map(|site| format!("\nreference: {}", short(site))).unwrap_or_default();
    let message = format!(
        "{}: {}{reference}\nwhy: {}\n{}",
        finding.item, finding.message, finding.why, finding.fingerprint
    );
    command(out, level, &properties, &message);
}

fn text(finding: &Finding) -> String {
    let reason = because(finding).map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{} {}: {}{reason}", finding.rule, finding.item, finding.message)
}

/// Writes `::name key=value,key=value::message`.
fn command(out: &mut String, name: &str, properties: &[(&str, &str)], message: &str) {
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    let gap = if properties.is_empty() { "" } else { " " };
    out.push_str(&format!("::{name}{gap}{}::{}\n", properties.join(","), data(message)));
}

/// What ends a line would end the command; `%` comes first, since it begins every replacement.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Inside properties, what parts them has to be replaced, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_can_end_it() {
        let mut out = String::new();
        command(&mut out, "error", &[("title", "a:b,c::d%0A"), ("file", "x y")], "50 %\r\n::error::x");
        assert_eq!(out, "::error title=a%3Ab%2Cc%3A%3Ad%250A,file=x y::50 %25%0D%0A::error::x\n");
    }

    #[test]
    fn a_command_without_properties_has_no_gap() {
        let mut out = String::new();
        command(&mut out, "debug", &[], "x");
        assert_eq!(out, "::debug::x\n");
    }
}
