//! Fields: type, visibility, and their order where it is observable.

use super::{Aspect, Both, Context, Facts};
use crate::model::Crate;
use crate::model::item::{Detail, ItemId, ItemKind, Reach, Visibility};
use std::collections::BTreeSet;

/// Type and visibility of one field.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    let of_type = cx.differing(both, |canon, item| match &item.detail {
        Detail::Field { ty, .. } => canon.ty(ty),
        _ => String::new(),
    });
    if let Some((reference, port)) = of_type {
        cx.changed(both, Aspect::FieldType, "", Facts::both(reference, port));
    }
    let (was, is) = (&both.reference.visibility, &both.port.visibility);
    // Between `pub(crate)` and private nobody outside sees a difference, nor if nobody outside can name the type; but
    // other modules of the crate may.
    let outside = |visibility: &Visibility| *visibility == Visibility::Public;
    let reach = owner_reach(cx.matching.reference, both.pair.reference)
        .max(owner_reach(cx.matching.port, both.pair.port));
    if outside(was) != outside(is) && reach > Reach::Internal {
        cx.changed(both, Aspect::FieldVisibility, "", Facts::both(was.to_string(), is.to_string()));
        if let Some(last) = cx.out.last_mut() {
            last.reach = reach;
        }
    } else if super::places::seen_inside(cx, both).is_some() {
        cx.changed(both, Aspect::FieldVisibility, "inside", Facts::both(was.to_string(), is.to_string()));
        if let Some(last) = cx.out.last_mut() {
            last.reach = Reach::Internal;
        }
    }
}

fn owner_reach(krate: &Crate, id: ItemId) -> Reach {
    krate.owner(id).map_or(Reach::Internal, |owner| krate.item(owner).reach)
}

/// Order of fields and variants, where a layout or a derived comparison depends on it.
pub(super) fn order(cx: &mut Context<'_>, both: &Both<'_>) {
    let attributes = &both.reference.attributes;
    let reason = if ["PartialOrd", "Ord"].iter().any(|name| attributes.derives.contains(*name)) {
        "the derived order compares members in the order they are written"
    } else if attributes.repr.iter().any(|hint| hint == "C" || hint.starts_with("packed")) {
        "the layout follows the order of the fields"
    } else {
        return;
    };
    let (reference, port) =
        (ordered(cx.matching.reference, both.pair.reference), ordered(cx.matching.port, both.pair.port));
    let common: BTreeSet<&str> =
        reference.iter().copied().filter(|name| port.contains(name)).collect::<BTreeSet<&str>>();
    let keep = |names: &[&str]| {
        names.iter().copied().filter(|name| common.contains(name)).collect::<Vec<_>>().join(", ")
    };
    let (was, is) = (keep(&reference), keep(&port));
    if was != is {
        let mut facts = Facts::both(was, is);
        facts.notes.push(reason.into());
        cx.changed(both, Aspect::MemberOrder, "", facts);
    }
}

fn ordered(krate: &Crate, id: ItemId) -> Vec<&str> {
    let mut members: Vec<(usize, &str)> = krate
        .members_of(id)
        .iter()
        .map(|id| krate.item(*id))
        .filter(|item| matches!(item.kind, ItemKind::Field | ItemKind::Variant))
        .filter_map(|item| match item.detail {
            Detail::Field { position, .. } | Detail::Variant { position, .. } => {
                Some((position, &*item.name))
            }
            _ => None,
        })
        .collect();
    members.sort_unstable();
    members.into_iter().map(|(_, name)| name).collect()
}
