//! Which traits a type derives. A hand-written impl stands in for a derive, and is reported as such.

use super::{Aspect, Both, Context, Facts};
use crate::model::Crate;
use crate::model::item::{Detail, ItemId, ItemKind};
use std::collections::{HashMap, HashSet};

/// Impls that a derive on the other side accounts for: neither absent nor extra.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) reference: HashSet<ItemId>,
    pub(super) port: HashSet<ItemId>,
}

/// Compares the derives of all matched types.
pub(super) fn compare(cx: &mut Context<'_>) -> Settled {
    let reference_impls = written_impls(cx.matching.reference, &cx.absent);
    let port_impls = written_impls(cx.matching.port, &cx.extra);
    let mut settled = Settled::default();
    for pair in &cx.matching.pairs {
        let both = Both::new(cx, *pair);
        if !matches!(both.reference.kind, ItemKind::Struct | ItemKind::Enum | ItemKind::Union)
            || is_opaque(&both.reference.detail)
            || is_opaque(&both.port.detail)
        {
            continue;
        }
        let (derived, port_derived) = (&both.reference.attributes.derives, &both.port.attributes.derives);
        for name in derived.difference(port_derived) {
            match port_impls.get(&(pair.port, name.as_str())) {
                Some(id) => {
                    settled.port.insert(*id);
                    cx.changed(
                        &both,
                        Aspect::DerivedWritten,
                        name,
                        Facts::both(format!("derives {name}"), format!("writes {name} by hand")),
                    );
                }
                None => cx.changed(&both, Aspect::DeriveAbsent, name, Facts::reference(name)),
            }
        }
        for name in port_derived.difference(derived) {
            match reference_impls.get(&(pair.reference, name.as_str())) {
                Some(id) => {
                    settled.reference.insert(*id);
                    cx.changed(
                        &both,
                        Aspect::DerivedWritten,
                        name,
                        Facts::both(format!("writes {name} by hand"), format!("derives {name}")),
                    );
                }
                None => cx.changed(&both, Aspect::DeriveExtra, name, Facts::port(name)),
            }
        }
    }
    settled
}

fn is_opaque(detail: &Detail) -> bool {
    matches!(detail, Detail::Opaque { .. })
}

/// Unmatched hand-written impls of traits without arguments, by type and trait name.
fn written_impls<'k>(krate: &'k Crate, unmatched: &HashSet<ItemId>) -> HashMap<(ItemId, &'k str), ItemId> {
    let mut out = HashMap::new();
    for id in unmatched {
        if let Detail::Impl(header) = &krate.item(*id).detail
            && !header.negative
            && let Some(path) = &header.trait_path
            && let Some(ty) = header.self_ty.local_item()
        {
            out.insert((ty, path.last_name()), *id);
        }
    }
    out
}
