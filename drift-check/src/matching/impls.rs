//! Trait impls, by type and trait in canonical spelling.

use super::{Groups, How, Work, members, twins};
use crate::model::Crate;
use crate::model::canonical::{Canon, Names, Own};
use crate::model::item::{Detail, ItemId, ItemKind};

/// Joins the impls of both sides, and their members.
pub(super) fn pair(work: &mut Work<'_>) {
    let mut groups: Groups<String> = Groups::new();
    for id in impls(work.reference) {
        groups.entry(key(work.reference, &Own, id)).or_default().0.push(id);
    }
    for id in impls(work.port) {
        let key = key(work.port, &work.names(), id);
        groups.entry(key).or_default().1.push(id);
    }
    for (references, ports) in groups.into_values() {
        if references.is_empty() || ports.is_empty() {
            continue;
        }
        twins::join(work, &references, &ports, How::Path);
        for reference in references {
            if let Some(port) = work.to_port.get(&reference).copied() {
                members::of_pair(work, reference, port);
            }
        }
    }
}

fn impls(krate: &Crate) -> Vec<ItemId> {
    krate.compared().filter(|(_, item)| item.kind == ItemKind::Impl).map(|(id, _)| id).collect()
}

/// `<Type as Trait>` with aliases replaced, so that an impl for an alias is one for the type.
fn key(krate: &Crate, names: &dyn Names, id: ItemId) -> String {
    let Detail::Impl(header) = &krate.item(id).detail else { return String::new() };
    let mut canon = Canon::new(krate, names).expanding(true);
    let self_ty = canon.ty(&header.self_ty);
    let trait_path = header.trait_path.as_ref().map(|path| canon.path(path)).unwrap_or_default();
    format!("<{self_ty} as {}{trait_path}>", if header.negative { "!" } else { "" })
}
