//! What differs between matched items, and what has no counterpart. Facts only: how bad a difference is, rules decide.

mod attributes;
mod bodies;
mod constants;
mod derives;
mod difference;
mod fields;
mod functions;
mod lone;
mod manifest;
mod places;
mod traits;
mod types;
mod variants;

pub(crate) use bodies::{ALIKE, COPIED, NOT_YET_DURABLE, SYNC, UNUSED, WEAKER, written_type};
pub use bodies::{ALIKE_MIN, Level, level};
pub use difference::{Aspect, Difference, DriftKind, Facts, Site};
pub(crate) use lone::{FORESEEN, READ_IN_PLACE};
pub(crate) use manifest::COMPATIBLE;
pub(crate) use places::{OLD_PATH_LEADS_THERE, REACHES_FURTHER};
pub(crate) use types::NO_PUBLIC_FIELD;

use crate::matching::{Matching, Pair, ReferenceNames};
use crate::model::Crate;
use crate::model::canonical::{Canon, Names, Own};
use crate::model::item::{Detail, Item, ItemId, ItemKind, Reach};
use crate::model::written::declaration;
use std::collections::{BTreeSet, HashSet};

/// All differences, in no particular order.
pub fn all(matching: &Matching<'_>) -> Vec<Difference> {
    let mut cx = Context {
        matching,
        names: matching.names(),
        absent: matching.absent.iter().copied().collect(),
        extra: matching.extra.iter().copied().collect(),
        reference_modules: public_modules(matching.reference),
        port_modules: public_modules(matching.port),
        read_in_place: HashSet::new(),
        out: Vec::new(),
    };
    manifest::compare(&mut cx);
    let codes = bodies::Codes::new(matching);
    for pair in &matching.pairs {
        let both = Both::new(&cx, *pair);
        one(&mut cx, &both);
        bodies::compare(&mut cx, &codes, &both);
    }
    let settled = derives::compare(&mut cx);
    lone::compare(&mut cx, &settled);
    places::orphans(&mut cx);
    cx.out
}

/// Every aspect looks at every pair it applies to.
fn one(cx: &mut Context<'_>, both: &Both<'_>) {
    if both.reference.is_root() {
        return;
    }
    places::compare(cx, both);
    attributes::compare(cx, both);
    if both.reference.kind != both.port.kind {
        return places::kind(cx, both);
    }
    match (&both.reference.detail, &both.port.detail) {
        (Detail::Adt { .. }, Detail::Adt { .. }) => {
            types::compare(cx, both);
            variants::discriminants(cx, both);
            fields::order(cx, both);
        }
        (Detail::Field { .. }, Detail::Field { .. }) => fields::compare(cx, both),
        (Detail::Variant { .. }, Detail::Variant { .. }) => variants::payload(cx, both),
        (Detail::Function { .. }, Detail::Function { .. }) => functions::compare(cx, both),
        (Detail::Value { .. }, Detail::Value { .. }) => constants::compare(cx, both),
        (Detail::Alias { .. }, Detail::Alias { .. }) => types::alias(cx, both),
        (Detail::Trait { .. }, Detail::Trait { .. }) => traits::compare(cx, both),
        (Detail::Impl(_), Detail::Impl(_)) => traits::impl_bounds(cx, both),
        (Detail::Macro { .. }, Detail::Macro { .. }) => attributes::macro_rules(cx, both),
        _ => {}
    }
}

/// What every comparison needs.
struct Context<'a> {
    matching: &'a Matching<'a>,
    names: ReferenceNames<'a>,
    absent: HashSet<ItemId>,
    extra: HashSet<ItemId>,
    /// Public paths of modules of the reference.
    reference_modules: BTreeSet<String>,
    /// Public paths of modules of the port.
    port_modules: BTreeSet<String>,
    /// Helpers of the reference that are read at the place of their calls, and found to say the same there.
    read_in_place: HashSet<ItemId>,
    out: Vec<Difference>,
}

fn public_modules(krate: &Crate) -> BTreeSet<String> {
    let modules = krate.items.iter().filter(|item| item.kind == ItemKind::Module);
    modules.flat_map(|item| item.public_paths.iter().cloned()).collect()
}

/// A pair with both items at hand.
struct Both<'a> {
    pair: Pair,
    reference: &'a Item,
    port: &'a Item,
}

impl<'a> Both<'a> {
    fn new(cx: &Context<'a>, pair: Pair) -> Self {
        Both {
            pair,
            reference: cx.matching.reference.item(pair.reference),
            port: cx.matching.port.item(pair.port),
        }
    }
}

impl<'a> Context<'a> {
    /// Records a difference between the items of a pair.
    fn changed(&mut self, both: &Both<'_>, aspect: Aspect, detail: impl Into<String>, facts: Facts) {
        self.out.push(Difference {
            aspect,
            kind: DriftKind::Changed,
            item: both.reference.path.clone(),
            item_kind: both.reference.kind,
            reach: both.reference.reach,
            detail: detail.into(),
            reference: Some(site(both.reference)),
            port: Some(site(both.port)),
            facts,
        });
    }

    /// Writers for both sides, set up for the surroundings of the pair.
    fn canons(&self, both: &Both<'_>, expand: bool) -> (Canon<'_>, Canon<'_>) {
        (
            canon(self.matching.reference, &Own, both.pair.reference, expand),
            canon(self.matching.port, &self.names, both.pair.port, expand),
        )
    }

    /// Compares something both writers can spell: equal if it is with aliases kept or with aliases replaced.
    /// Otherwise both spellings, aliases kept unless that hides the difference.
    fn differing(
        &self,
        both: &Both<'_>,
        mut spell: impl FnMut(&mut Canon<'_>, &Item) -> String,
    ) -> Option<(String, String)> {
        let (mut reference, mut port) = self.canons(both, false);
        let kept = (spell(&mut reference, both.reference), spell(&mut port, both.port));
        if kept.0 == kept.1 {
            return None;
        }
        let readable = (reference.readable(&kept.0), port.readable(&kept.1));
        let (mut reference, mut port) = self.canons(both, true);
        let replaced = (spell(&mut reference, both.reference), spell(&mut port, both.port));
        (replaced.0 != replaced.1).then_some(readable)
    }
}

/// A writer set up for an item: parameters of its type, trait or impl block are numbered, `Self` is known.
pub(crate) fn canon<'k>(krate: &'k Crate, names: &'k dyn Names, id: ItemId, expand: bool) -> Canon<'k> {
    let item = krate.item(id);
    let new = Canon::new(krate, names).expanding(expand);
    match &item.detail {
        Detail::Adt { generics, .. } | Detail::Trait { generics, .. } => return new.inside(generics),
        Detail::Impl(header) => return new.in_block(header),
        Detail::Function { block: Some(block), .. }
        | Detail::Value { block: Some(block), .. }
        | Detail::Alias { block: Some(block), .. } => return new.in_block(krate.block(*block)),
        _ => {}
    }
    let own = match &item.detail {
        Detail::Alias { generics, .. } if item.kind == ItemKind::TypeAlias => return new.inside(generics),
        _ => krate.owner(id).map(|owner| &krate.item(owner).detail),
    };
    match own {
        Some(Detail::Adt { generics, .. }) => {
            let owner = krate.owner(id).map(|owner| names.item(krate, owner).into_owned());
            new.inside(generics).called(owner.unwrap_or_default(), generics.params.len())
        }
        Some(Detail::Trait { generics, .. }) => new.inside(generics),
        Some(Detail::Impl(header)) => new.in_block(header),
        _ => new,
    }
}

/// Where an item is, for a finding.
fn site(item: &Item) -> Site {
    Site {
        item: item.path.clone(),
        file: item.span.file.to_string(),
        line: item.span.line,
        snippet: declaration(item),
    }
}

/// The further of two reaches.
fn further(a: Reach, b: Reach) -> Reach {
    a.max(b)
}
