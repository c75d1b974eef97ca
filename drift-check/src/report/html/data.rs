//! What the page's script works on: JSON inside of the page, compressed, as the bodies of two crates repeat themselves.

use super::heat;
use crate::compare::Site;
use crate::judge::{ALL, Finding};
use crate::report::details::{ItemDetail, ItemSide};
use crate::report::{Report, because};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

#[derive(Serialize)]
struct Data<'a> {
    reference: &'a str,
    port: &'a str,
    rules: BTreeMap<&'a str, Rule>,
    findings: Vec<One<'a>>,
    items: Vec<Item<'a>>,
    details: bool,
}

#[derive(Serialize)]
struct Rule {
    name: &'static str,
    family: &'static str,
    title: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct One<'a> {
    id: &'a str,
    rule: &'a str,
    severity: &'static str,
    status: &'static str,
    item: &'a str,
    module: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Place<'a> {
    at: String,
    text: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    path: &'a str,
    kind: &'a str,
    module: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    matched: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bodies: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Half<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<Half<'a>>,
    /// Lines side by side: a string if both sides have it, a pair otherwise, with null for a line one side lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diff: Vec<Line>,
}

#[derive(Serialize)]
struct Half<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    at: String,
    /// The declaration, unless the text below begins with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    facts: &'a [(usize, String)],
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Line {
    Both(String),
    Sides(Option<String>, Option<String>),
}

/// The data as base64 of a gzip stream, so nothing in it can end the element it stands in.
pub(super) fn of(report: &Report) -> String {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let packed = packer.write_all(json(report).as_bytes()).and_then(|()| packer.finish()).unwrap_or_default();
    STANDARD.encode(packed)
}

fn json(report: &Report) -> String {
    let modules = heat::modules(report);
    let used: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let rules = ALL.iter().filter(|rule| used.contains(rule.id)).map(|rule| {
        let (family, title) = (heat::key(rule.family), rule.family.title());
        (rule.id, Rule { name: rule.name, family, title, why: rule.why })
    });
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let items = report.details.iter().flat_map(|details| &details.items);
    let data = Data {
        reference: &report.reference.source,
        port: &report.port.source,
        rules: rules.collect(),
        findings: findings.into_iter().map(|finding| one(finding, &modules)).collect(),
        items: items.map(|detail| item(detail, &modules)).collect(),
        details: report.details.is_some(),
    };
    serde_json::to_string(&data).unwrap_or_else(|error| format!("{{\"error\":{:?}}}", error.to_string()))
}

fn one<'a>(finding: &'a Finding, modules: &BTreeSet<&'a str>) -> One<'a> {
    One {
        id: &finding.fingerprint,
        rule: &finding.rule,
        severity: finding.severity.word(),
        status: finding.status.word(),
        item: &finding.item,
        module: heat::module_of(modules, &finding.item),
        message: &finding.message,
        reference: finding.reference.as_ref().map(place),
        port: finding.port.as_ref().map(place),
        notes: finding.facts.notes.iter().map(String::as_str).collect(),
        reason: because(finding),
    }
}

fn place(site: &Site) -> Place<'_> {
    Place { at: format!("{}:{}", site.file, site.line), text: &site.snippet }
}

fn item<'a>(detail: &'a ItemDetail, modules: &BTreeSet<&'a str>) -> Item<'a> {
    let text = |side: &'a Option<ItemSide>| side.as_ref().and_then(|side| side.text.as_deref());
    Item {
        path: &detail.path,
        kind: &detail.kind,
        module: heat::module_of(modules, &detail.path),
        matched: detail.matched.as_deref(),
        bodies: detail.bodies.as_deref(),
        reference: detail.reference.as_ref().map(|side| half(detail, side)),
        port: detail.port.as_ref().map(|side| half(detail, side)),
        diff: side_by_side(text(&detail.reference), text(&detail.port)),
    }
}

fn half<'a>(detail: &ItemDetail, side: &'a ItemSide) -> Half<'a> {
    Half {
        path: (side.path != detail.path).then_some(side.path.as_str()),
        at: format!("{}:{}", side.file, side.line),
        text: side.text.is_none().then_some(side.declaration.as_str()),
        facts: &side.footprint,
    }
}

/// Lines that both sides have stand once; lines that were replaced stand beside what replaced them.
fn side_by_side(reference: Option<&str>, port: Option<&str>) -> Vec<Line> {
    let (was, is) = (reference.unwrap_or_default(), port.unwrap_or_default());
    let mut out = Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for change in TextDiff::from_lines(was, is).iter_all_changes() {
        let line = change.value().trim_end_matches('\n').to_owned();
        match change.tag() {
            ChangeTag::Delete => removed.push(line),
            ChangeTag::Insert => added.push(line),
            ChangeTag::Equal => {
                flush(&mut out, &mut removed, &mut added);
                out.push(Line::Both(line));
            }
        }
    }
    flush(&mut out, &mut removed, &mut added);
    out
}

fn flush(out: &mut Vec<Line>, removed: &mut Vec<String>, added: &mut Vec<String>) {
    let (mut was, mut is) = (removed.drain(..), added.drain(..));
    loop {
        match (was.next(), is.next()) {
            (None, None) => return,
            (was, is) => out.push(Line::Sides(was, is)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_lines_stand_side_by_side() {
        let side = |text: &str| Some(text.to_owned());
        let found = side_by_side(Some("a\nb\nc\nd\n"), Some("a\nx\nd\n"));
        let expected = [
            Line::Both("a".into()),
            Line::Sides(side("b"), side("x")),
            Line::Sides(side("c"), None),
            Line::Both("d".into()),
        ];
        assert_eq!(found, expected);
        assert_eq!(side_by_side(None, Some("a")), [Line::Sides(None, side("a"))]);
        assert_eq!(side_by_side(None, None), []);
    }
}
