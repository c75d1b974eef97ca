//! Items without counterpart. What is absent as a whole is reported once, with a count of what it contains.

use super::derives::Settled;
use super::{Aspect, Context, Difference, DriftKind, Facts, further, site};
use crate::model::Crate;
use crate::model::cfg::Cfg;
use crate::model::item::{Detail, ItemId, ItemKind, Reach};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The note on a helper whose callers say the same without it.
pub(crate) const READ_IN_PLACE: &str = "the functions that call it do the same without it";

/// The note on a variant that everybody who matches the enum had to expect.
pub(crate) const FORESEEN: &str = "the enum is `#[non_exhaustive]` in the reference";

/// Reports absent and extra items.
pub(super) fn compare(cx: &mut Context<'_>, settled: &Settled) {
    let matching = cx.matching;
    let absent = side(matching.reference, &cx.absent, &settled.reference, &matching.to_port, matching.port);
    let extra = side(matching.port, &cx.extra, &settled.port, &matching.to_reference, matching.reference);
    for (id, mut facts, reach) in absent {
        let item = matching.reference.item(id);
        if cx.read_in_place.contains(&id) {
            facts.notes.push(READ_IN_PLACE.into());
        }
        let aspect = aspect(matching.reference, id, DriftKind::Absent);
        cx.out.push(Difference {
            aspect,
            kind: DriftKind::Absent,
            item: item.path.clone(),
            item_kind: item.kind,
            reach,
            detail: detail(matching.reference, id),
            reference: Some(site(item)),
            port: None,
            facts,
        });
    }
    for (id, mut facts, reach) in extra {
        let item = matching.port.item(id);
        let parent = item.parent.and_then(|parent| matching.to_reference.get(&parent));
        if item.kind == ItemKind::Variant
            && parent.is_some_and(|parent| matching.reference.item(*parent).attributes.non_exhaustive)
        {
            facts.notes.push(FORESEEN.into());
        }
        let aspect = aspect(matching.port, id, DriftKind::Extra);
        cx.out.push(Difference {
            aspect,
            kind: DriftKind::Extra,
            item: item.path.clone(),
            item_kind: item.kind,
            reach,
            detail: detail(matching.port, id),
            reference: None,
            port: Some(site(item)),
            facts,
        });
    }
}

/// Kind and `cfg`: what tells items of one path apart.
fn detail(krate: &Crate, id: ItemId) -> String {
    let item = krate.item(id);
    format!("{} {}", item.kind, item.cfg)
}

/// The outermost unmatched items of one side, what they contain, and the furthest reach among it.
fn side(
    krate: &Crate,
    unmatched: &HashSet<ItemId>,
    settled: &HashSet<ItemId>,
    to_other: &HashMap<ItemId, ItemId>,
    other: &Crate,
) -> Vec<(ItemId, Facts, Reach)> {
    let mut groups: BTreeMap<ItemId, Vec<ItemId>> = BTreeMap::new();
    for id in unmatched.iter().copied().collect::<BTreeSet<_>>() {
        if settled.contains(&id) || krate.item(id).parent.is_some_and(|parent| settled.contains(&parent)) {
            continue;
        }
        let top = outermost(krate, unmatched, id);
        let group = groups.entry(top).or_default();
        if top != id {
            group.push(id);
        }
    }
    let paths: BTreeSet<(ItemKind, &str)> = other
        .compared()
        .flat_map(|(_, item)| item.public_paths.iter().map(|path| (item.kind, path.as_str())))
        .collect();
    let seen_from = |id: &ItemId| {
        if stood_for(krate, unmatched, *id, &paths) { Reach::Internal } else { krate.item(*id).reach }
    };
    groups
        .into_iter()
        .map(|(top, inside)| {
            let facts = facts(krate, top, &inside, to_other, other);
            let reach = inside.iter().fold(seen_from(&top), |reach, id| further(reach, seen_from(id)));
            (top, facts, reach)
        })
        .collect()
}

/// Whether all public paths to an item, or to what it is a member of, lead to something of its kind on the other side
/// as well. Then it is one of several under different `cfg`s, and users find another one in its place. What has a
/// counterpart is itself found there, with what it lacks.
fn stood_for(
    krate: &Crate,
    unmatched: &HashSet<ItemId>,
    id: ItemId,
    paths: &BTreeSet<(ItemKind, &str)>,
) -> bool {
    let mut top = id;
    while let Some(owner) = krate.owner(top) {
        top = owner;
    }
    let about = match &krate.item(top).detail {
        Detail::Impl(header) => header.involved(),
        _ => vec![top],
    };
    about.into_iter().any(|id| {
        let item = krate.item(id);
        let known = |path: &String| paths.contains(&(item.kind, path.as_str()));
        unmatched.contains(&id)
            && !item.public_paths.is_empty()
            && krate.total_cfg(id) != Cfg::Always
            && item.public_paths.iter().all(known)
    })
}

/// The unmatched item that an item is part of, by whatever contains it or what it implements.
fn outermost(krate: &Crate, unmatched: &HashSet<ItemId>, id: ItemId) -> ItemId {
    let mut current = id;
    for _ in 0..64 {
        let parents = match &krate.item(current).detail {
            Detail::Impl(header) => header.involved(),
            _ => krate.item(current).parent.into_iter().collect(),
        };
        match parents.into_iter().find(|parent| unmatched.contains(parent)) {
            Some(parent) => current = parent,
            None => return current,
        }
    }
    current
}

fn facts(
    krate: &Crate,
    top: ItemId,
    inside: &[ItemId],
    to_other: &HashMap<ItemId, ItemId>,
    other: &Crate,
) -> Facts {
    let mut facts = Facts::default();
    for id in inside {
        *facts.contains.entry(krate.item(*id).kind.word().to_owned()).or_default() += 1;
    }
    let named = |id: &&ItemId| {
        let item = krate.item(**id);
        item.reach == Reach::Public && krate.owner(**id).is_none() && item.kind != ItemKind::Impl
    };
    facts.public_items = inside.iter().filter(named).map(|id| krate.item(*id).path.clone()).collect();
    facts.public_items.sort();
    // Tells twins apart, which have one path.
    let cfg = &krate.item(top).cfg;
    if *cfg != Cfg::Always {
        facts.notes.push(format!("exists under cfg({cfg})"));
    }
    if let Some(by) = generator(krate, top, to_other, other) {
        facts.maybe_generated = true;
        facts.notes.push(format!("the other side uses {by} there, which is not expanded and may provide it"));
    }
    facts
}

/// A macro on the other side that may provide an impl: an attribute on the counterpart of a type or trait the impl is
/// about, or a call between items in the counterpart's file.
fn generator(krate: &Crate, id: ItemId, to_other: &HashMap<ItemId, ItemId>, other: &Crate) -> Option<String> {
    let impl_id = if krate.item(id).kind == ItemKind::Impl { id } else { krate.owner(id)? };
    let Detail::Impl(header) = &krate.item(impl_id).detail else { return None };
    header.involved().into_iter().find_map(|id| {
        let counterpart = other.item(*to_other.get(&id)?);
        let attribute = counterpart.attributes.macros.first().map(|name| format!("#[{name}]"));
        attribute.or_else(|| other.macro_calls.get(&counterpart.span.file).map(|name| format!("{name}!")))
    })
}

fn aspect(krate: &Crate, id: ItemId, kind: DriftKind) -> Aspect {
    let absent = kind == DriftKind::Absent;
    let pick = |if_absent, if_extra| if absent { if_absent } else { if_extra };
    let owner = krate.owner(id).map(|owner| krate.item(owner).kind);
    match (krate.item(id).kind, owner) {
        (
            ItemKind::Method | ItemKind::AssociatedConstant | ItemKind::AssociatedType,
            Some(ItemKind::Trait),
        ) => pick(Aspect::TraitItemAbsent, Aspect::TraitItemExtra),
        (
            ItemKind::Method | ItemKind::AssociatedConstant | ItemKind::AssociatedType,
            Some(ItemKind::Impl),
        ) => pick(Aspect::ImplMemberAbsent, Aspect::ImplMemberExtra),
        (ItemKind::Module, _) => pick(Aspect::ModuleAbsent, Aspect::ModuleExtra),
        (ItemKind::Function | ItemKind::Method | ItemKind::Macro, _) => {
            pick(Aspect::FunctionAbsent, Aspect::FunctionExtra)
        }
        (
            ItemKind::Struct
            | ItemKind::Enum
            | ItemKind::Union
            | ItemKind::TypeAlias
            | ItemKind::AssociatedType,
            _,
        ) => pick(Aspect::TypeAbsent, Aspect::TypeExtra),
        (ItemKind::Trait, _) => pick(Aspect::TraitAbsent, Aspect::TraitExtra),
        (ItemKind::Constant | ItemKind::AssociatedConstant | ItemKind::Static, _) => {
            pick(Aspect::ConstantAbsent, Aspect::ConstantExtra)
        }
        (ItemKind::Impl, _) => pick(Aspect::ImplAbsent, Aspect::ImplExtra),
        (ItemKind::Field, _) => pick(Aspect::FieldAbsent, Aspect::FieldExtra),
        (ItemKind::Variant, _) => pick(Aspect::VariantAbsent, Aspect::VariantExtra),
    }
}
