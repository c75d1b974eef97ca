//! Items whose names differ: joined by what they do and hold.
//!
//! Only what no step before could place takes part, and only within the same surroundings: functions of one module or
//! type, types of one module. Candidates get a score, the best pairs come first, and a pair counts only if it is clearly
//! better than any other of its two items. What is too close to call is ambiguous.

use super::{How, Work, is_top};
use crate::model::Crate;
use crate::model::canonical::{Canon, Names, Own};
use crate::model::item::{Body, Detail, ItemId, ItemKind, Reach, Visibility};
use std::collections::{BTreeMap, BTreeSet};

/// From this score on two items may be the same.
const SCORE_MIN: f64 = 0.55;
/// By so much a pair must be better than the next one of either item.
const MARGIN_MIN: f64 = 0.08;
/// Bodies smaller than this are alike by chance.
const SIZE_MIN: usize = 8;
/// Bodies less alike than this are different, whatever they are called.
const BODY_MIN: f64 = 0.6;

/// Joins functions and types that were renamed.
pub(super) fn pair(work: &mut Work<'_>) {
    fields(work);
    same_bodies(work);
    for kinds in
        [&[ItemKind::Struct, ItemKind::Enum, ItemKind::Trait][..], &[ItemKind::Function, ItemKind::Method]]
    {
        let mut scored = Vec::new();
        for (references, ports) in neighbours(work, kinds).into_values() {
            for reference in &references {
                for port in &ports {
                    let score = score(work, *reference, *port);
                    if score >= SCORE_MIN {
                        scored.push((score, *reference, *port));
                    }
                }
            }
        }
        assign(work, scored);
        super::members::pair(work);
        fields(work);
    }
}

/// Private fields of a pair of types, if each is the only one left of its type.
fn fields(work: &mut Work<'_>) {
    for owner in work.pairs.clone() {
        let is_struct =
            |krate: &Crate, id: ItemId| matches!(krate.item(id).kind, ItemKind::Struct | ItemKind::Union);
        if !is_struct(work.reference, owner.reference) || !is_struct(work.port, owner.port) {
            continue;
        }
        let mut groups: BTreeMap<String, (Vec<ItemId>, Vec<ItemId>)> = BTreeMap::new();
        for id in work.reference.members_of(owner.reference) {
            if work.reference_is_free(*id)
                && let Some(ty) = field_type(work.reference, &Own, *id)
            {
                groups.entry(ty).or_default().0.push(*id);
            }
        }
        for id in work.port.members_of(owner.port) {
            if work.port_is_free(*id)
                && let Some(ty) = field_type(work.port, &work.names(), *id)
            {
                groups.entry(ty).or_default().1.push(*id);
            }
        }
        for (references, ports) in groups.into_values() {
            if let ([reference], [port]) = (references.as_slice(), ports.as_slice()) {
                work.join(*reference, *port, How::Alike);
            }
        }
    }
}

fn field_type(krate: &Crate, names: &dyn Names, id: ItemId) -> Option<String> {
    let item = krate.item(id);
    match &item.detail {
        Detail::Field { ty, .. } if item.visibility != Visibility::Public => {
            Some(Canon::new(krate, names).expanding(true).ty(ty))
        }
        _ => None,
    }
}

fn assign(work: &mut Work<'_>, mut scored: Vec<(f64, ItemId, ItemId)>) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (score, reference, port) in scored.clone() {
        if !work.reference_is_free(reference) || !work.port_is_free(port) {
            continue;
        }
        let rival = scored.iter().any(|(other, was, is)| {
            (*was == reference) != (*is == port)
                && score - other < MARGIN_MIN
                && work.reference_is_free(*was)
                && work.port_is_free(*is)
        });
        if rival {
            work.ambiguous.insert(reference);
        } else {
            work.ambiguous.remove(&reference);
            work.join(reference, port, How::Alike);
        }
    }
}

fn body(krate: &Crate, id: ItemId) -> Option<&Body> {
    match &krate.item(id).detail {
        Detail::Function { body, .. } => body.as_ref(),
        _ => None,
    }
}

/// Functions with the same normal form, if that is unique on both sides.
fn same_bodies(work: &mut Work<'_>) {
    let mut groups: BTreeMap<u64, (Vec<ItemId>, Vec<ItemId>)> = BTreeMap::new();
    let own = |krate: &Crate, id: ItemId| {
        let found = body(krate, id).filter(|body| body.facts.tree.root.size() >= 2 * SIZE_MIN)?;
        Some(found.facts.tree.hash)
    };
    // A body that a pair has, too, tells nothing.
    for (id, _) in work.reference.compared() {
        own(work.reference, id).into_iter().for_each(|hash| groups.entry(hash).or_default().0.push(id));
    }
    for (id, _) in work.port.compared() {
        own(work.port, id).into_iter().for_each(|hash| groups.entry(hash).or_default().1.push(id));
    }
    for (references, ports) in groups.into_values() {
        if let ([reference], [port]) = (references.as_slice(), ports.as_slice())
            && work.reference_is_free(*reference)
            && work.port_is_free(*port)
            && inherent(work.reference, *reference)
            && inherent(work.port, *port)
        {
            work.join(*reference, *port, How::EqualBody);
        }
    }
}

/// Whether an item is not bound to its name by a trait.
fn inherent(krate: &Crate, id: ItemId) -> bool {
    krate.owner(id).is_none_or(|owner| !matches!(krate.item(owner).kind, ItemKind::Impl | ItemKind::Trait))
}

type Surroundings = BTreeMap<(Option<ItemId>, bool), (Vec<ItemId>, Vec<ItemId>)>;

/// Free items of both sides by what they stand in, in the port.
fn neighbours(work: &Work<'_>, kinds: &[ItemKind]) -> Surroundings {
    let mut groups = Surroundings::new();
    for (id, item) in work.reference.compared() {
        if kinds.contains(&item.kind) && work.reference_is_free(id) && inherent(work.reference, id) {
            let parent = item.parent.and_then(|parent| work.to_port.get(&parent).copied());
            if parent.is_some() {
                groups.entry((parent, is_top(work.reference, id))).or_default().0.push(id);
            }
        }
    }
    for (id, item) in work.port.compared() {
        if kinds.contains(&item.kind)
            && work.port_is_free(id)
            && inherent(work.port, id)
            && let Some(group) = groups.get_mut(&(item.parent, is_top(work.port, id)))
        {
            group.1.push(id);
        }
    }
    groups
}

fn score(work: &Work<'_>, reference: ItemId, port: ItemId) -> f64 {
    let (was, is) = (work.reference.item(reference), work.port.item(port));
    if was.kind != is.kind {
        return 0.0;
    }
    let names = dice(&parts(&was.name), &parts(&is.name));
    match (&was.detail, &is.detail) {
        (
            Detail::Function { signature: one, body: Some(a), .. },
            Detail::Function { signature: two, body: Some(b), .. },
        ) => {
            let similarity = a.facts.similarity(&b.facts);
            let smaller = a.facts.tree.root.size().min(b.facts.tree.root.size());
            if smaller < SIZE_MIN || similarity < BODY_MIN || (smaller < 2 * SIZE_MIN && names == 0.0) {
                return 0.0;
            }
            let shape = f64::from(u8::from(one.params.len() == two.params.len()))
                + f64::from(u8::from(one.receiver == two.receiver));
            0.6 * similarity + 0.1 * shape + 0.2 * names
        }
        _ => {
            let members = dice(&members(work.reference, reference), &members(work.port, port));
            0.7 * members + 0.3 * names
        }
    }
}

/// The words a name is made of.
fn parts(name: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut word = String::new();
    for character in name.chars() {
        if (character == '_' || character.is_uppercase()) && !word.is_empty() {
            out.insert(std::mem::take(&mut word));
        }
        if character != '_' {
            word.extend(character.to_lowercase());
        }
    }
    out.insert(word);
    out
}

/// Whether two items of one name that nobody outside can reach have nothing else in common.
pub(super) fn unrelated(reference: &Crate, was: ItemId, port: &Crate, is: ItemId) -> bool {
    let internal = |krate: &Crate, id: ItemId| krate.item(id).reach == Reach::Internal;
    if !internal(reference, was) || !internal(port, is) {
        return false;
    }
    let (one, two) = (members(reference, was), members(port, is));
    one.len() >= 3 && two.len() >= 3 && dice(&one, &two) < RELATED_MIN
}

/// Below this share of common members two types are unrelated.
const RELATED_MIN: f64 = 0.15;

/// What a type consists of, and what can be done with it.
fn members(krate: &Crate, id: ItemId) -> BTreeSet<String> {
    krate
        .members_of(id)
        .iter()
        .map(|member| format!("{} {}", krate.item(*member).kind, krate.item(*member).name))
        .collect()
}

fn dice(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let total = a.len() + b.len();
    if total == 0 { 0.0 } else { 2.0 * float(a.intersection(b).count()) / float(total) }
}
