//! Types as a whole: parameters, shape, and what aliases stand for.

use super::{Aspect, Both, Context, Facts};
use crate::model::Crate;
use crate::model::item::{Detail, Item, ItemId, ItemKind, Shape, Visibility};
use crate::model::ty::Generics;

/// Generic parameters and shape of a struct, enum or union.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    parameters(cx, both);
    if let (Detail::Adt { shape: was, .. }, Detail::Adt { shape: is, .. }) =
        (&both.reference.detail, &both.port.detail)
        && was != is
    {
        let mut facts = Facts::both(was.word(), is.word());
        if !has_public_field(cx.matching.reference, both.pair.reference)
            && !has_public_field(cx.matching.port, both.pair.port)
            && *was != Shape::Unit
        {
            facts.notes.push(NO_PUBLIC_FIELD.into());
        }
        cx.changed(both, Aspect::Shape, "", facts);
    }
}

/// The note that the shape cannot be seen from outside.
pub(crate) const NO_PUBLIC_FIELD: &str = "neither side has a public field";

fn has_public_field(krate: &Crate, id: ItemId) -> bool {
    let members = krate.members_of(id).iter().map(|id| krate.item(*id));
    members.filter(|item| item.kind == ItemKind::Field).any(|item| item.visibility == Visibility::Public)
}

fn generics(item: &Item) -> Option<&Generics> {
    match &item.detail {
        Detail::Adt { generics, .. } | Detail::Trait { generics, .. } | Detail::Alias { generics, .. } => {
            Some(generics)
        }
        _ => None,
    }
}

/// The list of parameters as users write them, with bounds.
pub(super) fn parameters(cx: &mut Context<'_>, both: &Both<'_>) {
    let differing = cx.differing(both, |canon, item| {
        let Some(generics) = generics(item) else { return String::new() };
        let list = format!("<{}>", canon.parameter_list(generics).join(", "));
        let bounds: Vec<String> = canon.generics(generics).into_iter().collect();
        if bounds.is_empty() { list } else { format!("{list} where {}", bounds.join(", ")) }
    });
    if let Some((was, is)) = differing {
        cx.changed(both, Aspect::TypeParameters, "", Facts::both(was, is));
    }
}

/// What a type alias or associated type stands for.
pub(super) fn alias(cx: &mut Context<'_>, both: &Both<'_>) {
    let (Detail::Alias { ty: was, .. }, Detail::Alias { ty: is, .. }) =
        (&both.reference.detail, &both.port.detail)
    else {
        return;
    };
    let associated = both.reference.kind == ItemKind::AssociatedType;
    if associated && was.is_some() != is.is_some() {
        return super::traits::provided(cx, both, was.is_some(), is.is_some());
    }
    let differing = cx.differing(both, |canon, item| match &item.detail {
        Detail::Alias { ty, bounds, .. } => {
            let target = ty.as_ref().map(|ty| canon.ty(ty)).unwrap_or_default();
            let bounds: Vec<String> = canon.bounds(bounds).into_iter().collect();
            match (target.is_empty(), bounds.is_empty()) {
                (true, true) => "without bounds".into(),
                (true, false) => format!("bound by {}", bounds.join(" + ")),
                (false, true) => target,
                (false, false) => format!("{target}: {}", bounds.join(" + ")),
            }
        }
        _ => String::new(),
    });
    if let Some((was, is)) = differing {
        let aspect = if associated { Aspect::AssociatedType } else { Aspect::AliasTarget };
        cx.changed(both, aspect, "", Facts::both(was, is));
    }
    if !associated {
        parameters(cx, both);
    }
}
