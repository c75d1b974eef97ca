//! Bodies of functions: facts that differ, not text that differs.
//!
//! How much is compared depends on how alike two bodies are. Where the port was written anew, only what other code
//! relies on counts: locks, atomics, durability, errors, panics, each looked for behind the calls, too. Where the
//! bodies are alike, single comparisons, guards and patterns are compared on top.

mod choices;
mod code;
mod concurrency;
mod effects;
mod flow;
mod gone;
mod trees;
mod trivial;
mod written;

pub(crate) use written::spelled as written_type;

pub(crate) use concurrency::WEAKER;
pub(crate) use effects::{NOT_YET_DURABLE, SYNC};
pub(crate) use gone::UNUSED;
pub(crate) use trees::COPIED;

use super::{Aspect, Both, Context, Difference, DriftKind, Facts, Site, site};
use crate::matching::Matching;
use crate::model::body::{BodyFacts, Fact};
use crate::model::item::{Detail, ItemId};
use choices::Choices;
use code::{Code, Key, Kind, Reached};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// From this similarity on two bodies count as alike: the share of words they have in common, locals aside.
pub const ALIKE_MIN: f64 = 0.6;

/// A body also counts as alike if it has all of the other one, which has at least so many words, …
const GROWN_WORDS_MIN: usize = 8;
/// … is at most so many times as large, …
const GROWN_MAX: usize = 3;
/// … and this share of its words.
const CONTAINED_MIN: f64 = 0.95;

/// The note on findings where the rest of the body is nearly the same, or at least consists of the same words.
pub(crate) const ALIKE: &str = "the bodies have most of the rest in common";

/// How closely two bodies were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The same words in the same order.
    Same,
    /// Alike: every fact counts.
    Alike,
    /// Written anew: only what other code relies on counts.
    Footprint,
    /// One side is a stub.
    Stub,
    /// One side has no body.
    Bodiless,
}

impl Level {
    /// The words used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Level::Same => "same words",
            Level::Alike => "alike, fact by fact",
            Level::Footprint => "written anew, by footprint",
            Level::Stub => "stub",
            Level::Bodiless => "without body on one side",
        }
    }
}

/// How closely the bodies of two functions can be compared; `None` if neither has one or they are no functions.
pub fn level(matching: &Matching<'_>, reference: ItemId, port: ItemId) -> Option<Level> {
    let (Detail::Function { body: was, .. }, Detail::Function { body: is, .. }) =
        (&matching.reference.item(reference).detail, &matching.port.item(port).detail)
    else {
        return None;
    };
    Some(match (was, is) {
        (None, None) => return None,
        (Some(was), Some(is)) if was.stub || is.stub => Level::Stub,
        (Some(was), Some(is)) if was.facts.shape == is.facts.shape => Level::Same,
        (Some(was), Some(is)) if are_alike(&was.facts, &is.facts) => Level::Alike,
        (Some(_), Some(_)) => Level::Footprint,
        _ => Level::Bodiless,
    })
}

/// Whether two bodies have so much in common that one was made from the other.
fn are_alike(was: &BodyFacts, is: &BodyFacts) -> bool {
    let (small, large) = (was.words.len().min(is.words.len()), was.words.len().max(is.words.len()));
    was.similarity(is) >= ALIKE_MIN
        || (small >= GROWN_WORDS_MIN && large <= GROWN_MAX * small && was.containment(is) >= CONTAINED_MIN)
}

/// The code of both sides.
pub(super) struct Codes<'a> {
    reference: Code<'a>,
    port: Code<'a>,
    to_port: &'a HashMap<ItemId, ItemId>,
    choices: Choices,
}

impl<'a> Codes<'a> {
    pub(super) fn new(matching: &'a Matching<'a>) -> Self {
        Self {
            reference: Code::reference(matching),
            port: Code::port(matching),
            to_port: &matching.to_port,
            choices: Choices::new(matching.mapped_types()),
        }
    }
}

/// Compares the bodies of two functions.
pub(super) fn compare(cx: &mut Context<'_>, codes: &Codes<'_>, both: &Both<'_>) {
    let Some(level) = level(cx.matching, both.pair.reference, both.pair.port) else { return };
    let alike = match level {
        Level::Stub | Level::Bodiless => return,
        Level::Same | Level::Alike => true,
        Level::Footprint => false,
    };
    let (Some(was), Some(is)) = (codes.reference.body(both.pair.reference), codes.port.body(both.pair.port))
    else {
        return;
    };
    let mut work = Work {
        codes,
        both,
        alike,
        same: false,
        was: Side::new(&codes.reference, both.pair.reference, &was.facts),
        is: Side::new(&codes.port, both.pair.port, &is.facts),
        found: Vec::new(),
    };
    let trees = trees::of((&codes.reference, both.pair.reference), (&codes.port, both.pair.port));
    work.same = trees.as_ref().is_some_and(|trees| trees.same);
    work.alike |= trees.as_ref().is_some_and(|trees| trees.same || trees.is_near());
    concurrency::compare(&mut work);
    if work.alike {
        written::compare(&mut work);
    }
    match trees {
        // What the normal forms leave out.
        Some(trees) if trees.same => {
            effects::unsafety(&mut work);
            cx.read_in_place.extend(trees.helpers.0);
        }
        trees => {
            effects::compare(&mut work);
            if work.alike {
                let is_near = trees.as_ref().is_some_and(trees::Trees::is_near);
                flow::compare(&mut work, is_near);
            }
            if let Some(trees) = trees {
                trees::compare(&mut work, &trees);
                trivial::compare(&mut work, &trees);
                gone::compare(&mut work, &trees);
            }
        }
    }
    let found = work.found;
    cx.out.extend(found);
}

/// One side of the pair at hand.
struct Side<'w> {
    code: &'w Code<'w>,
    id: ItemId,
    body: &'w BodyFacts,
    /// The body's own facts by key: how many, and the first one's line.
    own: BTreeMap<Key, (usize, usize)>,
    everything: OnceCell<Reached>,
    fresh: OnceCell<Reached>,
}

impl<'w> Side<'w> {
    fn new(code: &'w Code<'w>, id: ItemId, body: &'w BodyFacts) -> Self {
        let mut own: BTreeMap<Key, (usize, usize)> = BTreeMap::new();
        for fact in &body.facts {
            for key in code.keys(id, fact) {
                own.entry(key).or_insert((0, fact.line)).0 += 1;
            }
        }
        Self { code, id, body, own, everything: OnceCell::new(), fresh: OnceCell::new() }
    }

    /// The names of the parameters, without the receiver.
    fn parameters(&self) -> Vec<&'w str> {
        match &self.code.krate.item(self.id).detail {
            Detail::Function { signature, .. } => signature.params.iter().map(|param| &*param.name).collect(),
            _ => Vec::new(),
        }
    }

    /// A text in which parameters that go by position, as in `$1`, have their names. The receiver counts as one.
    fn in_names(&self, text: &str) -> String {
        let own = match &self.code.krate.item(self.id).detail {
            Detail::Function { signature, .. } => usize::from(signature.receiver.is_some()),
            _ => 0,
        };
        let names = self.parameters();
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let position = after[..end].parse::<usize>().ok().and_then(|position| position.checked_sub(own));
            match position.and_then(|position| names.get(position)) {
                Some(name) => out.push_str(name),
                None => out.push_str(&rest[before.len()..before.len() + 1 + end]),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        // Which way it is compared, a condition's own finding says.
        out.replace(" ~ ", " compared with ")
    }

    fn count(&self, key: &Key) -> usize {
        self.own.get(key).map_or(0, |(count, _)| *count)
    }

    /// All that may lie behind its calls.
    fn everything(&self) -> &Reached {
        self.everything.get_or_init(|| self.code.reach(&self.code.starts(self.id, None, false), false))
    }

    /// What lies behind the calls that the other side does not make. `certain` must always be the same for one side.
    fn fresh(&self, other: &Side<'_>, certain: bool) -> &Reached {
        self.fresh.get_or_init(|| {
            let known: BTreeSet<&str> = other.code.call_names(other.id);
            self.code.reach(&self.code.starts(self.id, Some(&known), certain), certain)
        })
    }

    fn facts<'s, T>(&'s self, pick: impl Fn(&'w Fact) -> Option<T> + 's) -> impl Iterator<Item = T> + 's {
        self.body.facts.iter().filter_map(pick)
    }
}

/// The comparison of one pair.
struct Work<'w> {
    codes: &'w Codes<'w>,
    both: &'w Both<'w>,
    /// Whether the bodies are alike.
    alike: bool,
    /// Whether their normal forms are the same: what one says twice, the other says once for both.
    same: bool,
    was: Side<'w>,
    is: Side<'w>,
    found: Vec<Difference>,
}

/// Something one side has and the other lacks.
struct Lost {
    key: Key,
    line: Option<usize>,
    through: Vec<ItemId>,
}

impl<'w> Work<'w> {
    /// What the reference has of a kind, itself or behind calls only it makes, and the port does not have anywhere.
    fn lost(&self, kind: Kind) -> Vec<Lost> {
        let mut out = Vec::new();
        for (key, (count, line)) in self.was.own.iter().filter(|(key, _)| key.0 == kind) {
            let kept = if self.same {
                self.is.count(key) > 0 || self.is.everything().contains_key(key)
            } else if self.alike {
                self.is.count(key) >= *count || self.is.fresh(&self.was, false).contains_key(key)
            } else {
                self.is.count(key) > 0 || self.is.everything().contains_key(key)
            };
            if !kept {
                out.push(Lost { key: key.clone(), line: Some(*line), through: Vec::new() });
            }
        }
        for (key, trail) in self.was.fresh(&self.is, true).iter().filter(|(key, _)| key.0 == kind) {
            // Where the port was written anew, what a shared function does is compared there.
            let shared = trail.first().is_some_and(|first| self.was_to_port(*first));
            if !self.was.own.contains_key(key)
                && (self.alike || (!shared && matches!(kind, Kind::Lock | Kind::Io)))
                && self.is.count(key) == 0
                && !self.is.everything().contains_key(key)
            {
                out.push(Lost { key: key.clone(), line: None, through: trail.clone() });
            }
        }
        out
    }

    fn was_to_port(&self, id: ItemId) -> bool {
        self.codes.to_port.contains_key(&id)
    }

    /// Records a difference.
    fn report(&mut self, aspect: Aspect, detail: impl Into<String>, lines: Lines, mut facts: Facts) {
        if self.alike {
            facts.notes.push(ALIKE.into());
        }
        if let (None, Some(was), Some(is)) = (&facts.shown, &facts.reference, &facts.port) {
            facts.shown = Some((self.was.in_names(was), self.is.in_names(is)));
        }
        let at = |mut site: Site, line: Option<usize>| {
            site.line = line.unwrap_or(site.line);
            site
        };
        self.found.push(Difference {
            aspect,
            kind: DriftKind::Changed,
            item: self.both.reference.path.clone(),
            item_kind: self.both.reference.kind,
            reach: self.both.reference.reach,
            detail: detail.into(),
            reference: Some(at(site(self.both.reference), lines.reference)),
            port: Some(at(site(self.both.port), lines.port)),
            facts,
        });
    }

    /// A note on the calls that lead to a fact of the reference.
    fn trail(&self, through: &[ItemId]) -> Option<String> {
        let names: Vec<String> =
            through.iter().map(|id| format!("`{}`", self.codes.reference.krate.item(*id).path)).collect();
        (!names.is_empty())
            .then(|| format!("in the reference it is reached through {}", names.join(", then ")))
    }
}

/// Where a difference is, if it is known closer than by the item.
#[derive(Debug, Clone, Copy, Default)]
struct Lines {
    reference: Option<usize>,
    port: Option<usize>,
}
