//! Where items are and from where they can be reached.

use super::{Aspect, Both, Context, Difference, DriftKind, Facts, Site, site};
use crate::matching::How;
use crate::model::item::{ItemKind, Reach};
use std::collections::BTreeSet;

/// Place, public paths, reach and `cfg` of a pair.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    moved(cx, both);
    reach(cx, both);
    public_paths(cx, both);
    if both.reference.cfg != both.port.cfg {
        let facts = Facts::both(both.reference.cfg.to_string(), both.port.cfg.to_string());
        cx.changed(both, Aspect::CfgChanged, "", facts);
    }
}

/// A pair of different kinds.
pub(super) fn kind(cx: &mut Context<'_>, both: &Both<'_>) {
    // What a macro declares is known by name only.
    let facts = Facts::both(both.reference.kind.word(), both.port.kind.word());
    cx.changed(both, Aspect::KindChanged, "", facts);
}

/// Members move with their owner, and what the map says is known.
fn moved(cx: &mut Context<'_>, both: &Both<'_>) {
    if matches!(both.pair.how, How::Map | How::Path | How::Member) || both.reference.path == both.port.path {
        return;
    }
    let mut facts = Facts::both(&both.reference.path, &both.port.path);
    facts.notes.push(format!("matched {}", both.pair.how.word()));
    if both.pair.how == How::ReExport {
        facts.notes.push("the old path still leads to it".into());
    }
    cx.out.push(Difference {
        aspect: Aspect::Moved,
        kind: DriftKind::Moved,
        item: both.reference.path.clone(),
        item_kind: both.reference.kind,
        reach: both.reference.reach,
        detail: String::new(),
        reference: Some(site(both.reference)),
        port: Some(site(both.port)),
        facts,
    });
}

/// Fields have a rule of their own, and impls reach as far as their type and trait.
fn reach(cx: &mut Context<'_>, both: &Both<'_>) {
    let (was, is) = (both.reference.reach, both.port.reach);
    if was == is || matches!(both.reference.kind, ItemKind::Field | ItemKind::Impl) {
        return;
    }
    // A member that changes along with its owner says nothing new.
    let owner_changed = || {
        let owner = cx.matching.reference.owner(both.pair.reference)?;
        let port_owner = cx.matching.port.owner(both.pair.port)?;
        Some(cx.matching.reference.item(owner).reach != cx.matching.port.item(port_owner).reach)
    };
    if owner_changed() == Some(true) {
        return;
    }
    let mut facts = Facts::both(was.word(), is.word());
    if is < was {
        facts.notes.push("reaches less far than in the reference".into());
    } else {
        facts.notes.push("reaches further than in the reference".into());
    }
    cx.changed(both, Aspect::Reach, "", facts);
    if let Some(last) = cx.out.last_mut() {
        last.reach = was.max(is);
    }
}

/// Public paths of items that stand in modules. Paths below a module that is itself not public any more are not
/// listed one by one.
fn public_paths(cx: &mut Context<'_>, both: &Both<'_>) {
    if cx.matching.reference.owner(both.pair.reference).is_some() || both.reference.kind == ItemKind::Macro {
        return;
    }
    // An item that lost or gained all of its paths is reported by its reach.
    if both.reference.reach == Reach::Internal || both.port.reach == Reach::Internal {
        return;
    }
    let modules = |krate: &crate::model::Crate| -> BTreeSet<String> {
        let modules = krate.items.iter().filter(|item| item.kind == ItemKind::Module);
        modules.flat_map(|item| item.public_paths.iter().cloned()).collect()
    };
    let (was, is) = (&both.reference.public_paths, &both.port.public_paths);
    if was == is {
        return;
    }
    let known = |path: &str, modules: &BTreeSet<String>| {
        path.rsplit_once("::").is_none_or(|(module, _)| modules.contains(module))
    };
    let port_modules = modules(cx.matching.port);
    for path in was.difference(is).filter(|path| known(path, &port_modules)) {
        cx.changed(both, Aspect::PublicPathAbsent, path, Facts::reference(path));
    }
    let reference_modules = modules(cx.matching.reference);
    for path in is.difference(was).filter(|path| known(path, &reference_modules)) {
        cx.changed(both, Aspect::PublicPathExtra, path, Facts::port(path));
    }
}

/// Files that no `mod` line reaches.
pub(super) fn orphans(cx: &mut Context<'_>) {
    let matching = cx.matching;
    let (reference, port) = (&matching.reference.orphans, &matching.port.orphans);
    for (list, others, in_reference) in [(reference, port, true), (port, reference, false)] {
        for file in list.iter().filter(|file| !others.contains(file)) {
            let found = Some(Site { item: file.clone(), file: file.clone(), line: 1, snippet: String::new() });
            let (reference, port) = if in_reference { (found, None) } else { (None, found) };
            cx.out.push(Difference {
                aspect: Aspect::OrphanFile,
                kind: if in_reference { DriftKind::Absent } else { DriftKind::Extra },
                item: file.clone(),
                item_kind: ItemKind::Module,
                reach: Reach::Internal,
                detail: String::new(),
                reference,
                port,
                facts: Facts::default(),
            });
        }
    }
}
