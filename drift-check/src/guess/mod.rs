//! Likely counterparts of what matching by names leaves over: lines for the map, each with its reason.
//!
//! Matching never guesses, since a wrong pair hides a difference. Here everything is a proposal that a person reads.
//! A proposal is made only if two items like each other best, and clearly better than anything else.

mod items;
mod modules;
mod types;

use crate::matching::{self, Matching, UserMap};
use crate::model::Crate;
use crate::model::item::{ItemId, ItemKind, Reach};
use crate::pipeline;

/// Below this, two items have too little in common to be proposed.
pub const SCORE_MIN: f64 = 0.5;
/// By so much the best candidate has to be better than the next one.
pub const MARGIN_MIN: f64 = 0.1;

/// A part of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// `[map.modules]`
    Modules,
    /// `[map.items]`
    Items,
    /// `[map.types]`
    Types,
}

impl Section {
    /// The heading in the configuration.
    pub fn heading(self) -> &'static str {
        match self {
            Section::Modules => "map.modules",
            Section::Items => "map.items",
            Section::Types => "map.types",
        }
    }
}

/// A proposed line of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Where the line belongs.
    pub section: Section,
    /// Path in the reference.
    pub reference: String,
    /// Path in the port.
    pub port: String,
    /// How much the two have in common, from 0 to 1.
    pub score: f64,
    /// What they have in common, in words.
    pub reason: String,
}

/// Proposals, and what is still without counterpart after them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guesses {
    /// Proposed lines, by section and path.
    pub lines: Vec<Guess>,
    /// Items of the reference without counterpart, as `kind path`. Members of such items are left out.
    pub absent: Vec<String>,
    /// Items of the port without counterpart, the same way.
    pub extra: Vec<String>,
    /// Items of the reference with a counterpart.
    pub matched: usize,
    /// Items of the reference.
    pub total: usize,
    /// What could not be read on either side: side, file, line and reason.
    pub unread: Vec<String>,
}

/// Proposes lines for what `map` leaves open.
pub fn guess(reference: &Crate, port: &Crate, map: &UserMap) -> Guesses {
    let mut map = map.clone();
    let mut out = Guesses::default();
    // Each kind of line rests on the ones before: items are easier to tell once their modules are known.
    let steps: [fn(&Matching<'_>) -> Vec<Guess>; 3] = [modules::find, items::find, types::find];
    for find in steps {
        // What likeness finds by itself is proposed, too: a line that a person has read holds when the code moves on.
        let matching = matching::pair_by_names(reference, port, &map);
        let found = find(&matching);
        for guess in &found {
            let section = match guess.section {
                Section::Modules => &mut map.modules,
                Section::Items => &mut map.items,
                Section::Types => &mut map.types,
            };
            section.insert(guess.reference.clone(), guess.port.clone());
        }
        out.lines.extend(found);
    }
    let matching = matching::pair(reference, port, &map);
    out.absent = leftover(reference, &matching.absent);
    out.extra = leftover(port, &matching.extra);
    out.total = reference.compared().count();
    out.matched = out.total - matching.absent.len() - matching.ambiguous.len();
    out.unread = pipeline::unread("reference", reference);
    out.unread.extend(pipeline::unread("port", port));
    out
}

/// What is left over as a whole. What can be reached from outside comes first.
fn leftover(krate: &Crate, ids: &[ItemId]) -> Vec<String> {
    let list: std::collections::HashSet<ItemId> = ids.iter().copied().collect();
    let whole = |id: &&ItemId| {
        let item = krate.item(**id);
        item.kind != ItemKind::Impl && item.parent.is_none_or(|parent| !list.contains(&parent))
    };
    let mut out: Vec<(bool, String)> = ids
        .iter()
        .filter(whole)
        .map(|id| krate.item(*id))
        .map(|item| (item.reach == Reach::Internal, format!("{} {}", item.kind.word(), item.path)))
        .collect();
    out.sort();
    out.dedup();
    out.into_iter().map(|(_, text)| text).collect()
}

/// A pair of candidates.
struct Candidate {
    reference: ItemId,
    port: ItemId,
    score: f64,
    reason: String,
}

/// The candidates that are best for both sides, and clearly so.
fn mutual(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let is_clear = |one: &Candidate| {
        candidates.iter().all(|other| {
            let rival = (other.reference == one.reference) != (other.port == one.port);
            !rival || other.score + MARGIN_MIN <= one.score
        })
    };
    let clear: Vec<bool> = candidates.iter().map(is_clear).collect();
    let chosen = candidates.into_iter().zip(clear).filter(|(one, clear)| *clear && one.score >= SCORE_MIN);
    chosen.map(|(one, _)| one).collect()
}

/// Up to five names, in words.
fn some(names: &[&str]) -> String {
    let shown = names.iter().take(5).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > 5 { format!("{shown}, …") } else { shown }
}
