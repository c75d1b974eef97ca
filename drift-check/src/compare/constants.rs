//! Constants and statics.

use super::{Aspect, Both, Context, Facts};
use crate::model::item::{Detail, Item, ItemKind};
use crate::model::written;

/// Type, value and mutability.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    let of_type = cx.differing(both, |canon, item| match &item.detail {
        Detail::Value { ty, .. } => canon.eliding_static().ty(ty),
        _ => String::new(),
    });
    if let Some((reference, port)) = of_type {
        cx.changed(both, Aspect::ConstantType, "", Facts::both(reference, port));
    }
    let (
        Detail::Value { value: in_reference, mutable: was, .. },
        Detail::Value { value: in_port, mutable: is, .. },
    ) = (&both.reference.detail, &both.port.detail)
    else {
        return;
    };
    if was != is {
        let say = |mutable: bool| if mutable { "static mut" } else { "static" };
        cx.changed(both, Aspect::StaticMutability, "", Facts::both(say(*was), say(*is)));
    }
    if in_reference.is_some() && in_port.is_some() {
        value(cx, both);
    }
    // A trait's constant with a default against one without.
    if in_reference.is_some() != in_port.is_some() && both.reference.kind == ItemKind::AssociatedConstant {
        super::traits::provided(cx, both, in_reference.is_some(), in_port.is_some());
    }
}

fn value(cx: &mut Context<'_>, both: &Both<'_>) {
    let differing = cx.differing(both, |canon, item| match &item.detail {
        Detail::Value { value: Some(value), .. } => canon.eliding_static().expr(value),
        _ => String::new(),
    });
    if let Some((reference, port)) = differing {
        let mut facts = Facts::both(reference, port);
        for (side, item) in [("reference", both.reference), ("port", both.port)] {
            let computed = if side == "reference" { &facts.reference } else { &facts.port };
            let written = spelt(item);
            if computed.as_deref() != Some(written.as_str()) {
                facts.notes.push(format!("the {side} writes it as `{written}`"));
            }
        }
        cx.changed(both, Aspect::ConstantValue, "", facts);
    }
}

fn spelt(item: &Item) -> String {
    match &item.detail {
        Detail::Value { value: Some(value), .. } => written::expr(value),
        _ => String::new(),
    }
}
