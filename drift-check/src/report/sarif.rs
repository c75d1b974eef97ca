//! SARIF 2.1.0, for code scanning. The port's files are relative to the folder of the configuration; the reference is
//! a second base without an address, since a published crate is nowhere in the user's repository.

use super::places::short;
use super::{Report, because};
use crate::compare::Site;
use crate::judge::{ALL, Finding, Rule, Severity, Status};
use serde_sarif::sarif::{
    ArtifactContent, ArtifactLocation, Invocation, Location, LogicalLocation, Message,
    MultiformatMessageString, Notification, PhysicalLocation, PropertyBag, Region, ReportingConfiguration,
    ReportingDescriptor, Result as SarifResult, ResultLevel, Run, Sarif, Suppression, Tool, ToolComponent,
};
use std::collections::BTreeMap;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
const PORT: &str = "%SRCROOT%";
const REFERENCE: &str = "REFERENCE";

/// The log. Fingerprints are ours; they stay as long as the finding does.
pub(super) fn render(report: &Report) -> String {
    let driver = ToolComponent::builder()
        .name(report.tool.name.clone())
        .semantic_version(report.tool.version.clone())
        .rules(ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>())
        .build();
    let bases = BTreeMap::from([
        (PORT.to_owned(), base("the folder of the configuration")),
        (REFERENCE.to_owned(), base(&format!("the source of {}", report.reference.source))),
    ]);
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .results(report.findings.iter().map(|finding| result(report, finding)).collect::<Vec<_>>())
        .invocations(vec![invocation(report)])
        .original_uri_base_ids(bases)
        .properties(properties([("coverage", report.coverage.sentence().into())]))
        .build();
    let sarif = Sarif::builder().schema(SCHEMA.to_owned()).version("2.1.0").runs(vec![run]).build();
    super::json::text(serde_json::to_string_pretty(&sarif))
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let level = ReportingConfiguration::builder().level(level_word(rule.levels.public)).build();
    ReportingDescriptor::builder()
        .id(rule.id)
        .name(rule.name)
        .short_description(multi(&format!("{}: {}", rule.family.title(), rule.name.replace('-', " "))))
        .full_description(multi(rule.why))
        .help(multi(&format!("{}\n\nFor example: {}", rule.why, rule.example)))
        .default_configuration(level)
        .properties(PropertyBag::builder().tags(vec![rule.family.title().to_owned()]).build())
        .build()
}

fn result(report: &Report, finding: &Finding) -> SarifResult {
    let index = ALL.iter().position(|rule| rule.id == finding.rule).and_then(|idx| i64::try_from(idx).ok());
    let related: Vec<Location> =
        finding.reference.iter().map(|site| reference_location(report, site)).collect();
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.clone())
        .level(level(finding.severity))
        .message(message(&format!("{}: {}. {}", finding.item, finding.message, finding.why)))
        .locations(vec![location(report, finding)])
        .partial_fingerprints(BTreeMap::from([("driftCheck/v1".to_owned(), finding.fingerprint.clone())]))
        .properties(properties([
            ("severity", finding.severity.word().into()),
            ("status", finding.status.word().into()),
            ("notes", finding.facts.notes.clone().into()),
        ]))
        .build();
    result.rule_index = index;
    result.related_locations = (!related.is_empty()).then_some(related);
    // An empty list says that suppressions were looked for; without a list nobody would know.
    result.suppressions = Some(match finding.status {
        Status::Accepted => vec![suppression(finding)],
        _ => Vec::new(),
    });
    result
}

fn suppression(finding: &Finding) -> Suppression {
    let mut suppression = Suppression::builder().kind("external").status("accepted").build();
    suppression.justification = because(finding);
    suppression
}

/// The finding's place in the port; what is absent there goes to the port's manifest, so that viewers show it.
fn location(report: &Report, finding: &Finding) -> Location {
    let logical = LogicalLocation::builder().fully_qualified_name(finding.item.clone()).build();
    let mut location = Location::builder().logical_locations(vec![logical]).build();
    location.physical_location = match report.port_place(finding) {
        Some(place) => Some(physical(&place.file, PORT, place.site)),
        None => report.port_manifest().map(|file| {
            let region = Region::builder().start_line(1).build();
            PhysicalLocation::builder().artifact_location(artifact(&file, PORT)).region(region).build()
        }),
    };
    location
}

fn reference_location(report: &Report, site: &Site) -> Location {
    let text = format!("{} {}", report.reference.source, short(site));
    Location::builder()
        .message(message(&text))
        .physical_location(physical(&site.file, REFERENCE, site))
        .build()
}

fn physical(file: &str, base: &str, site: &Site) -> PhysicalLocation {
    let mut region =
        Region::builder().start_line(i64::try_from(site.line.max(1)).unwrap_or(i64::MAX)).build();
    if !site.snippet.is_empty() {
        region.snippet = Some(ArtifactContent::builder().text(site.snippet.clone()).build());
    }
    PhysicalLocation::builder().artifact_location(artifact(file, base)).region(region).build()
}

fn artifact(file: &str, base: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri(file)).uri_base_id(base.to_owned()).build()
}

/// A path as a relative reference. Everything but what paths usually consist of is escaped.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn base(description: &str) -> ArtifactLocation {
    ArtifactLocation::builder().description(message(description)).build()
}

/// What could not be checked, and whether the run counts.
fn invocation(report: &Report) -> Invocation {
    let notifications: Vec<Notification> = report
        .coverage
        .unchecked_list
        .iter()
        .map(|entry| {
            let text = format!(
                "not checked: {} {}:{}: {}: {}",
                entry.side.word(),
                entry.file,
                entry.line,
                entry.what,
                entry.reason
            );
            let level = if entry.blocking { "error" } else { "note" };
            Notification::builder().message(message(&text)).level(level).build()
        })
        .collect();
    Invocation::builder()
        .execution_successful(report.is_complete())
        .tool_execution_notifications(notifications)
        .build()
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Critical | Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low | Severity::Info => ResultLevel::Note,
    }
}

fn level_word(severity: Severity) -> String {
    level(severity).to_string()
}

fn message(text: &str) -> Message {
    Message::builder().text(text.to_owned()).build()
}

fn multi(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text.to_owned()).build()
}

fn properties<const N: usize>(entries: [(&str, serde_json::Value); N]) -> PropertyBag {
    let entries: BTreeMap<String, serde_json::Value> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    PropertyBag::builder().additional_properties(entries).build()
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_relative_references() {
        assert_eq!(uri("src/a b/ü.rs"), "src/a%20b/%C3%BC.rs");
        assert_eq!(uri("src/x.rs"), "src/x.rs");
    }
}
