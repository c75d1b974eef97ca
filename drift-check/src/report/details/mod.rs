//! What the page shows beyond findings: items with the text of both sides, locks and atomics, tests. An optional part of
//! the JSON report, since it holds source of both crates.

mod sync;
mod tests;
mod texts;

use super::summary::stands_empty;
use crate::compare::level;
use crate::judge::Finding;
use crate::matching::Matching;
use crate::model::item::{Detail, Item, ItemId, ItemKind};
use crate::model::written::declaration;
use crate::model::{Crate, facts};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use texts::Texts;

/// All texts together take at most this much, so that the page, where they are compressed to about a sixth of it, stays below
/// two megabytes. Items with findings come first.
const TEXTS_MAX_BYTES: usize = 6_000_000;

/// What the page shows beyond findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Details {
    /// Modules of the reference, the crate root included, sorted.
    pub modules: Vec<Module>,
    /// Functions of both sides and whatever else has a finding, sorted by path.
    pub items: Vec<ItemDetail>,
    /// Items whose text was left out, because the page would have become too large.
    pub texts_left_out: usize,
    /// Locks and atomics of the reference, with what the port has in their place.
    pub concurrency: Vec<SyncRow>,
    /// Tests of the reference, and whether the port has one of that name.
    pub tests: Tests,
}

/// A module of the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Module {
    /// Its path; empty for the crate root.
    pub path: String,
    /// Items that stand in it or are members of such items, without those of modules below.
    pub items: usize,
    /// Those with a counterpart that is no stub.
    pub matched: usize,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemDetail {
    /// Canonical path in the reference, or in the port if only the port has it.
    pub path: String,
    /// What it is.
    pub kind: String,
    /// How the counterpart was found; null without one.
    #[serde(default)]
    pub matched: Option<String>,
    /// How closely the bodies were compared; null if there are none.
    #[serde(default)]
    pub bodies: Option<String>,
    /// The reference's side.
    #[serde(default)]
    pub reference: Option<ItemSide>,
    /// The port's side.
    #[serde(default)]
    pub port: Option<ItemSide>,
}

/// An item on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemSide {
    /// Canonical path on this side.
    pub path: String,
    /// File, relative to the crate.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// The declaration, on one line.
    pub declaration: String,
    /// What its body does, in source order: line and fact.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub footprint: Vec<(usize, String)>,
    /// The function in uniform layout, without comments and attributes; null if it is no function or was left out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

/// A lock, an atomic operation or a fence of the reference, or a field or static that holds a lock or an atomic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncRow {
    /// Path in the reference of the function, field or static.
    pub item: String,
    /// `declared`, `lock`, `atomic` or `fence`.
    pub kind: String,
    /// What the reference does.
    pub reference: SyncSide,
    /// What the port does in its place; null if nothing was found.
    pub port: Option<SyncSide>,
    /// `same`, `changed` or `none`.
    pub state: String,
}

/// One side of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSide {
    /// File, relative to the crate.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is done, with orderings or how long the guard lives.
    pub what: String,
}

/// Tests by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tests {
    /// Tests of the reference.
    pub reference: Vec<Test>,
    /// How many tests the port has.
    pub port_count: usize,
}

/// A test of the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Test {
    /// File, modules and name.
    pub path: String,
    /// The port's tests of the same name.
    pub port: Vec<String>,
}

/// Gathers it all. The folders hold the crates' `Cargo.toml`.
pub(crate) fn collect(
    matching: &Matching<'_>,
    findings: &[Finding],
    reference_dir: &Path,
    port_dir: &Path,
) -> Details {
    let mut items = items(matching, findings);
    let (reference, port) = (&matching.reference.files, &matching.port.files);
    let texts = rayon::join(|| Texts::read(reference_dir, reference), || Texts::read(port_dir, port));
    let texts_left_out = add_texts(&mut items, findings, &texts);
    Details {
        modules: modules(matching),
        items,
        texts_left_out,
        concurrency: sync::sheet(matching),
        tests: tests::compare(reference_dir, port_dir),
    }
}

/// Where an item stands.
fn module_of(krate: &Crate, id: ItemId) -> String {
    let mut at = Some(id);
    while let Some(id) = at {
        let item = krate.item(id);
        if item.kind == ItemKind::Module {
            return item.path.clone();
        }
        at = item.parent;
    }
    String::new()
}

fn modules(matching: &Matching<'_>) -> Vec<Module> {
    let mut out: BTreeMap<String, (usize, usize)> = BTreeMap::from([(String::new(), (0, 0))]);
    for (id, item) in matching.reference.compared() {
        let parent = match item.kind {
            // A module counts as an item of the one around it.
            ItemKind::Module => {
                out.entry(item.path.clone()).or_default();
                item.parent.map(|parent| module_of(matching.reference, parent)).unwrap_or_default()
            }
            _ => module_of(matching.reference, id),
        };
        let counts = out.entry(parent).or_default();
        counts.0 += 1;
        let matched = matching.to_port.get(&id).is_some_and(|port| !stands_empty(matching, id, *port));
        counts.1 += usize::from(matched);
    }
    out.into_iter().map(|(path, (items, matched))| Module { path, items, matched }).collect()
}

/// Every function, and every other item that a finding is about.
fn items(matching: &Matching<'_>, findings: &[Finding]) -> Vec<ItemDetail> {
    let named: HashSet<&str> = findings.iter().map(|finding| finding.item.as_str()).collect();
    let shown = |item: &Item| has_body(item) || sync::holds_one(item) || named.contains(item.path.as_str());
    let (reference, port) = (matching.reference, matching.port);
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for pair in &matching.pairs {
        let (was, is) = (reference.item(pair.reference), port.item(pair.port));
        if !was.is_root() && (shown(was) || has_body(is)) && seen.insert((was.path.clone(), was.kind.word()))
        {
            out.push(ItemDetail {
                path: was.path.clone(),
                kind: was.kind.word().into(),
                matched: Some(pair.how.word().into()),
                bodies: level(matching, pair.reference, pair.port).map(|level| level.word().into()),
                reference: Some(side(was)),
                port: Some(side(is)),
            });
        }
    }
    let lone = matching.absent.iter().chain(&matching.ambiguous).map(|id| (reference.item(*id), true));
    for (item, in_reference) in lone.chain(matching.extra.iter().map(|id| (port.item(*id), false))) {
        if shown(item) && seen.insert((item.path.clone(), item.kind.word())) {
            let found = Some(side(item));
            let (reference, port) = if in_reference { (found, None) } else { (None, found) };
            let (path, kind) = (item.path.clone(), item.kind.word().into());
            out.push(ItemDetail { path, kind, matched: None, bodies: None, reference, port });
        }
    }
    out.sort_by(|a, b| (&a.path, &a.kind).cmp(&(&b.path, &b.kind)));
    out
}

fn has_body(item: &Item) -> bool {
    matches!(&item.detail, Detail::Function { body: Some(_), .. })
}

fn side(item: &Item) -> ItemSide {
    ItemSide {
        path: item.path.clone(),
        file: item.span.file.to_string(),
        line: item.span.line,
        declaration: declaration(item),
        footprint: footprint(item),
        text: None,
    }
}

/// What a function does to the world. What it says in detail is in its text.
fn footprint(item: &Item) -> Vec<(usize, String)> {
    let Detail::Function { body: Some(body), .. } = &item.detail else { return Vec::new() };
    let telling = |kind: &str| !matches!(kind, "call" | "literal" | "condition" | "comparison" | "pattern");
    let fact = |fact: &crate::model::body::Fact| {
        let (kind, text) = facts::words(&fact.what);
        let looped = if fact.in_loop { ", in a loop" } else { "" };
        telling(kind).then(|| (fact.line, format!("{kind} {text}{looped}")))
    };
    body.facts.facts.iter().filter_map(fact).collect()
}

/// Adds texts, first where there are findings, then where a footprint differs, then in order, until the space is used up.
fn add_texts(items: &mut [ItemDetail], findings: &[Finding], texts: &(Texts, Texts)) -> usize {
    let named: HashSet<&str> = findings.iter().map(|finding| finding.item.as_str()).collect();
    let rank = |item: &ItemDetail| {
        let facts = |side: &Option<ItemSide>| {
            let side = side.as_ref()?;
            Some(side.footprint.iter().map(|(_, fact)| fact.clone()).collect::<Vec<_>>())
        };
        match (named.contains(item.path.as_str()), facts(&item.reference) == facts(&item.port)) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        }
    };
    let mut order: Vec<(usize, usize)> =
        items.iter().enumerate().map(|(idx, item)| (rank(item), idx)).collect();
    order.sort_unstable();
    let (mut used, mut left_out) = (0, 0);
    for (_, idx) in order {
        let item = &mut items[idx];
        let find = |texts: &Texts, side: &Option<ItemSide>| {
            side.as_ref().and_then(|side| texts.get(&side.file, side.line).map(str::to_owned))
        };
        let found = (find(&texts.0, &item.reference), find(&texts.1, &item.port));
        let size = [&found.0, &found.1].into_iter().flatten().map(String::len).sum::<usize>();
        if used + size > TEXTS_MAX_BYTES {
            left_out += 1;
            continue;
        }
        used += size;
        if let Some(side) = &mut item.reference {
            side.text = found.0;
        }
        if let Some(side) = &mut item.port {
            side.text = found.1;
        }
    }
    left_out
}
