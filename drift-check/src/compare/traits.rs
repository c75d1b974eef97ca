//! Traits and their impls.

use super::{Aspect, Both, Context, Facts};
use crate::model::item::Detail;
use std::collections::BTreeSet;

/// Supertraits, parameters and bounds of a trait.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    let supertraits = cx.differing(both, |canon, item| match &item.detail {
        Detail::Trait { supertraits, unsafety, .. } => {
            let list: BTreeSet<String> = canon.bounds(supertraits);
            let list = list.into_iter().collect::<Vec<_>>().join(" + ");
            if *unsafety { format!("unsafe, {list}") } else { list }
        }
        _ => String::new(),
    });
    if let Some((was, is)) = supertraits {
        let say = |list: String| if list.is_empty() { "no supertraits".to_owned() } else { list };
        cx.changed(both, Aspect::Supertraits, "", Facts::both(say(was), say(is)));
    }
    super::types::parameters(cx, both);
}

/// A trait item that has a default on one side only.
pub(super) fn provided(cx: &mut Context<'_>, both: &Both<'_>, reference: bool, port: bool) {
    let say = |provided: bool| if provided { "provided" } else { "required" };
    cx.changed(both, Aspect::ProvidedRequired, "", Facts::both(say(reference), say(port)));
}

/// Bounds and unsafety of a trait impl.
pub(super) fn impl_bounds(cx: &mut Context<'_>, both: &Both<'_>) {
    let bounds = cx.differing(both, |canon, item| match &item.detail {
        Detail::Impl(header) => {
            // Parameters that appear only in the trait are numbered before bounds are written.
            header.trait_path.iter().for_each(|path| drop(canon.path(path)));
            let bounds: Vec<String> = canon.generics(&header.generics).into_iter().collect();
            format!("{}{}", if header.unsafety { "unsafe " } else { "" }, bounds.join(", "))
        }
        _ => String::new(),
    });
    if let Some((was, is)) = bounds {
        let say = |list: String| if list.is_empty() { "no bounds".to_owned() } else { list };
        cx.changed(both, Aspect::ImplBounds, "", Facts::both(say(was), say(is)));
    }
}
