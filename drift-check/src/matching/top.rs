//! Items that stand in modules.

use super::{Groups, How, Work, is_top, twins};
use crate::model::Crate;
use crate::model::canonical::{Canon, Names};
use crate::model::item::{Detail, Item, ItemId, ItemKind, Namespace};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// `[map.items]`, also for members.
pub(super) fn by_map(work: &mut Work<'_>) {
    for (key, value) in &work.map.items {
        let of = |krate: &Crate, path: &str| -> Vec<ItemId> {
            krate.compared().filter(|(_, item)| item.path == *path).map(|(id, _)| id).collect()
        };
        let port_ids = of(work.port, value);
        for id in of(work.reference, key) {
            let class = |kind: ItemKind| (kind.namespace(), kind == ItemKind::Module);
            let wanted = class(work.reference.item(id).kind);
            let found = port_ids.iter().find(|port| class(work.port.item(**port).kind) == wanted);
            if let Some(found) = found
                && work.reference_is_free(id)
                && work.port_is_free(*found)
            {
                work.used.items.insert(key.clone());
                work.join(id, *found, How::Map);
            }
        }
    }
}

/// The same path, in the words of the map.
pub(super) fn by_path(work: &mut Work<'_>) {
    let mut groups: Groups<(Namespace, String)> = Groups::new();
    for (id, item) in work.reference.compared().filter(|(id, _)| is_top(work.reference, *id)) {
        if work.reference_is_free(id) {
            let key = (item.kind.namespace(), work.expected_path(&item.path));
            groups.entry(key).or_default().0.push(id);
        }
    }
    for (id, item) in work.port.compared().filter(|(id, _)| is_top(work.port, *id)) {
        if work.port_is_free(id)
            && let Some(group) = groups.get_mut(&(item.kind.namespace(), item.path.clone()))
        {
            group.1.push(id);
        }
    }
    for ((_, path), (references, ports)) in groups {
        let mapped = references.iter().any(|id| work.reference.item(*id).path != path);
        twins::join(work, &references, &ports, if mapped { How::Map } else { How::Path });
    }
}

fn free_tops<'a>(work: &Work<'a>) -> Vec<(ItemId, &'a Item)> {
    let reference = work.reference;
    reference.compared().filter(|(id, _)| is_top(reference, *id) && work.reference_is_free(*id)).collect()
}

/// The reference's path, followed through the port's imports, leads to an item that lives elsewhere.
pub(super) fn by_re_export(work: &mut Work<'_>) {
    for (id, item) in free_tops(work) {
        // Which of several items of this name it is, the name cannot say.
        if work.ambiguous.contains(&id) {
            continue;
        }
        let path = work.expected_path(&item.path);
        let found = work.port.resolve(&path, item.kind);
        if let Some(found) = found
            && work.port.item(found).kind == item.kind
            && !work.port.item(found).test_only
            && is_top(work.port, found)
        {
            work.join(id, found, How::ReExport);
            if work.reference_is_free(id) && is_leaf(item.kind) {
                work.share(id, found);
            }
        }
    }
    // The other way round: the port's path is a re-export in the reference.
    let frees: Vec<ItemId> =
        work.port.compared().map(|(id, _)| id).filter(|id| work.port_is_free(*id)).collect();
    for port in frees {
        let item = work.port.item(port);
        if !is_top(work.port, port) || work.map.module_path(&item.path).is_some() {
            continue;
        }
        if let Some(found) = work.reference.resolve(&item.path, item.kind)
            && work.reference.item(found).kind == item.kind
            && !work.reference.item(found).test_only
            && is_top(work.reference, found)
            && !work.ambiguous.contains(&found)
        {
            work.join(found, port, How::ReExport);
            if work.port_is_free(port) && is_leaf(item.kind) {
                work.share(found, port);
            }
        }
    }
}

/// Kinds without members. Two of them in the reference may well be one, re-exported, in the port.
pub(super) fn is_leaf(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::TypeAlias | ItemKind::Function | ItemKind::Constant | ItemKind::Static)
}

/// Both can be named by the same path from outside.
pub(super) fn by_public_path(work: &mut Work<'_>) {
    let mut by_path: BTreeMap<(ItemKind, &str), Vec<ItemId>> = BTreeMap::new();
    let port = work.port;
    for (id, item) in port.compared().filter(|(id, _)| is_top(port, *id) && work.port_is_free(*id)) {
        for path in &item.public_paths {
            by_path.entry((item.kind, path)).or_default().push(id);
        }
    }
    for (id, item) in free_tops(work) {
        let fits: BTreeSet<ItemId> = item
            .public_paths
            .iter()
            .filter_map(|path| by_path.get(&(item.kind, path.as_str())))
            .flatten()
            .copied()
            .collect();
        if let (Some(only), 1) = (fits.first(), fits.len()) {
            work.join(id, *only, How::PublicPath);
        }
    }
}

/// A name that only one item of that kind has, on both sides. Not for modules and functions: `new` and `tests` say
/// nothing about what they are.
pub(super) fn by_unique_name(work: &mut Work<'_>) {
    let count = |krate: &Crate| {
        let mut out: BTreeMap<(ItemKind, Box<str>), Vec<ItemId>> = BTreeMap::new();
        for (id, item) in krate.compared().filter(|(id, _)| is_top(krate, *id)) {
            if !matches!(item.kind, ItemKind::Module | ItemKind::Function) {
                out.entry((item.kind, item.name.clone())).or_default().push(id);
            }
        }
        out
    };
    let ports = count(work.port);
    for (key, references) in count(work.reference) {
        if let ([reference], Some([port])) = (references.as_slice(), ports.get(&key).map(Vec::as_slice)) {
            // Two private types of one name in different places may have nothing but the name in common.
            if super::alike::unrelated(work.reference, *reference, work.port, *port) {
                continue;
            }
            work.join(*reference, *port, How::UniqueName);
        }
    }
}

/// Whether any declaration of a crate mentions a foreign path.
pub(super) fn mentions(krate: &Crate, path: &str) -> bool {
    struct Recorder<'r>(&'r str, RefCell<bool>);
    impl Names for Recorder<'_> {
        fn item<'a>(&'a self, krate: &'a Crate, id: ItemId) -> Cow<'a, str> {
            Cow::Borrowed(&krate.item(id).path)
        }
        fn external<'a>(&'a self, path: &'a str) -> Cow<'a, str> {
            if path == self.0 {
                *self.1.borrow_mut() = true;
            }
            Cow::Borrowed(path)
        }
    }
    let recorder = Recorder(path, RefCell::new(false));
    let mut canon = Canon::new(krate, &recorder);
    for (_, item) in krate.compared() {
        match &item.detail {
            Detail::Field { ty, .. } => drop(canon.ty(ty)),
            Detail::Value { ty, value, .. } => {
                canon.ty(ty);
                value.iter().for_each(|value| drop(canon.expr(value)));
            }
            Detail::Alias { ty: Some(ty), .. } => drop(canon.ty(ty)),
            Detail::Function { signature, .. } => drop(canon.signature(signature, None)),
            Detail::Variant { fields, .. } => fields.iter().for_each(|field| drop(canon.ty(&field.ty))),
            Detail::Impl(header) => {
                canon.ty(&header.self_ty);
                header.trait_path.iter().for_each(|path| drop(canon.path(path)));
            }
            _ => {}
        }
    }
    recorder.1.into_inner()
}
