//! Variants: what they carry, and their numbers.

use super::{Aspect, Both, Context, Facts};
use crate::matching::{How, Pair};
use crate::model::Crate;
use crate::model::fold;
use crate::model::item::{Detail, ItemId, ItemKind, Shape};
use std::collections::BTreeMap;

/// What a variant carries.
pub(super) fn payload(cx: &mut Context<'_>, both: &Both<'_>) {
    let differing = cx.differing(both, |canon, item| {
        let Detail::Variant { shape, fields, .. } = &item.detail else { return String::new() };
        let mut list: Vec<String> = fields
            .iter()
            .map(|field| match shape {
                Shape::Named => format!("{}: {}", field.name, canon.ty(&field.ty)),
                _ => canon.ty(&field.ty),
            })
            .collect();
        match shape {
            Shape::Unit => "nothing".into(),
            Shape::Tuple => format!("({})", list.join(", ")),
            Shape::Named => {
                list.sort();
                format!("{{ {} }}", list.join(", "))
            }
        }
    });
    if let Some((was, is)) = differing {
        cx.changed(both, Aspect::VariantPayload, "", Facts::both(was, is));
    }
}

/// Numbers of variants, explicit and implied, where the reference gives any or fixes the representation.
pub(super) fn discriminants(cx: &mut Context<'_>, both: &Both<'_>) {
    if both.reference.kind != ItemKind::Enum {
        return;
    }
    let numbered = !both.reference.attributes.repr.is_empty()
        || has_explicit(cx.matching.reference, both.pair.reference);
    if !numbered {
        return;
    }
    let reference = numbers(cx.matching.reference, both.pair.reference);
    let port = numbers(cx.matching.port, both.pair.port);
    for (id, was) in &reference {
        let Some(counterpart) = cx.matching.to_port.get(id) else { continue };
        if let Some(is) = port.get(counterpart)
            && was != is
        {
            let pair = Pair { reference: *id, port: *counterpart, how: How::Member };
            let variant = Both::new(cx, pair);
            cx.changed(&variant, Aspect::Discriminant, "", Facts::both(was.to_string(), is.to_string()));
        }
    }
}

fn variants(krate: &Crate, id: ItemId) -> impl Iterator<Item = (ItemId, &Detail)> {
    krate.members_of(id).iter().map(|id| (*id, &krate.item(*id).detail))
}

fn has_explicit(krate: &Crate, id: ItemId) -> bool {
    variants(krate, id).any(|(_, detail)| matches!(detail, Detail::Variant { discriminant: Some(_), .. }))
}

/// The number of each variant, as far as it can be computed.
fn numbers(krate: &Crate, id: ItemId) -> BTreeMap<ItemId, i128> {
    let mut out = BTreeMap::new();
    let mut next = Some(0_i128);
    for (id, detail) in variants(krate, id) {
        let Detail::Variant { discriminant, .. } = detail else { continue };
        let number = match discriminant {
            Some(expr) => fold::fold(krate, expr),
            None => next,
        };
        out.extend(number.map(|number| (id, number)));
        next = number.and_then(|number| number.checked_add(1));
    }
    out
}
