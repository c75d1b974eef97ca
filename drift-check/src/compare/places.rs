//! Where items are and from where they can be reached.

use super::{Aspect, Both, Context, Difference, DriftKind, Facts, Site, site};
use crate::matching::How;
use crate::model::Crate;
use crate::model::item::{ItemId, ItemKind, Reach, Visibility};
use std::collections::BTreeSet;

/// The note that nobody has to change a path.
pub(crate) const OLD_PATH_LEADS_THERE: &str = "the old path still leads to it";

/// The note that an item became more visible.
pub(crate) const REACHES_FURTHER: &str = "reaches further than in the reference";

/// Place, public paths, reach and `cfg` of a pair.
pub(super) fn compare(cx: &mut Context<'_>, both: &Both<'_>) {
    moved(cx, both);
    reach(cx, both);
    public_paths(cx, both);
    cfg(cx, both);
}

/// What counts is the condition in total: it may stand on the item or on the module around it. If only the one around
/// it differs, the finding belongs there.
fn cfg(cx: &mut Context<'_>, both: &Both<'_>) {
    if both.reference.cfg == both.port.cfg {
        return;
    }
    let was = cx.matching.reference.total_cfg(both.pair.reference);
    let is = cx.matching.port.total_cfg(both.pair.port);
    if was != is {
        cx.changed(both, Aspect::CfgChanged, "", Facts::both(was.to_string(), is.to_string()));
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
    if matches!(both.pair.how, How::Map | How::Path | How::Member | How::Shared)
        || both.reference.path == both.port.path
    {
        return;
    }
    let mut facts = Facts::both(&both.reference.path, &both.port.path);
    facts.notes.push(format!("matched {}", both.pair.how.word()));
    if both.pair.how == How::ReExport {
        facts.notes.push(OLD_PATH_LEADS_THERE.into());
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
    if matches!(both.reference.kind, ItemKind::Field | ItemKind::Impl) {
        return;
    }
    if was == is {
        return inside(cx, both);
    }
    // A member that changes along with its owner says nothing new.
    let owner_changed = || {
        let owner = cx.matching.reference.owner(both.pair.reference)?;
        let port_owner = cx.matching.port.owner(both.pair.port)?;
        Some(cx.matching.reference.item(owner).reach != cx.matching.port.item(port_owner).reach)
    };
    if owner_changed() == Some(true) || below_closed_module(cx, both) {
        return;
    }
    let mut facts = Facts::both(was.word(), is.word());
    if is < was {
        facts.notes.push("reaches less far than in the reference".into());
    } else {
        facts.notes.push(REACHES_FURTHER.into());
    }
    cx.changed(both, Aspect::Reach, "", facts);
    if let Some(last) = cx.out.last_mut() {
        last.reach = was.max(is);
    }
}

/// Nobody outside can tell, but other modules of the crate can. Whatever moved has other modules around it.
fn inside(cx: &mut Context<'_>, both: &Both<'_>) {
    let stayed = matches!(both.pair.how, How::Map | How::Path | How::Member);
    if both.reference.reach != Reach::Internal || both.reference.kind == ItemKind::Module || !stayed {
        return;
    }
    if let Some((was, is)) = seen_inside(cx, both) {
        let word = |seen| if seen { "open to other modules of its crate" } else { "private to its module" };
        cx.changed(both, Aspect::Reach, "inside", Facts::both(word(was), word(is)));
    }
}

/// Whether other modules of the crate can name the item of the reference and that of the port, if that differs and is
/// not for want of what they are members of.
pub(super) fn seen_inside(cx: &Context<'_>, both: &Both<'_>) -> Option<(bool, bool)> {
    let was = open_inside(cx.matching.reference, both.pair.reference)?;
    let is = open_inside(cx.matching.port, both.pair.port)?;
    (was != is).then_some((was, is))
}

/// Whether other modules of the crate can name an item. Nothing if that is not the item's own affair: the visibility is
/// its owner's, or its owner is private to a module.
fn open_inside(krate: &Crate, id: ItemId) -> Option<bool> {
    if krate.owner(id).is_some_and(|owner| open_inside(krate, owner) == Some(false)) {
        return None;
    }
    match &krate.item(id).visibility {
        Visibility::Public => Some(true),
        Visibility::Inherited => None,
        Visibility::Restricted(scope) if !matches!(&**scope, "self" | "in self") => Some(true),
        // What is private to the root module is open to all others, which are inside it.
        Visibility::Restricted(_) | Visibility::Private => {
            let mut parents = std::iter::successors(krate.item(id).parent, |id| krate.item(*id).parent);
            let module = parents.find(|id| krate.item(*id).kind == ItemKind::Module)?;
            Some(krate.item(module).is_root())
        }
    }
}

/// Whether an item is out of reach only because the modules on all its public paths are: those have the finding.
fn below_closed_module(cx: &Context<'_>, both: &Both<'_>) -> bool {
    let paths = &both.reference.public_paths;
    both.port.reach == Reach::Internal
        && !paths.is_empty()
        && paths.iter().all(|path| {
            path.rsplit_once("::").is_some_and(|(module, _)| {
                cx.reference_modules.contains(module) && !cx.port_modules.contains(module)
            })
        })
}

/// Public paths of items that stand in modules. Paths below a module that is itself not public any more are not
/// listed one by one.
fn public_paths(cx: &mut Context<'_>, both: &Both<'_>) {
    if cx.matching.reference.owner(both.pair.reference).is_some() || both.reference.kind == ItemKind::Macro {
        return;
    }
    // Whoever writes a line into the map knows about the other path.
    if both.pair.how == How::Map {
        return;
    }
    // An item that lost or gained all of its paths is reported by its reach.
    if both.reference.reach == Reach::Internal || both.port.reach == Reach::Internal {
        return;
    }
    let (was, is) = (&both.reference.public_paths, &both.port.public_paths);
    if was == is {
        return;
    }
    let known = |path: &str, modules: &BTreeSet<String>| {
        path.rsplit_once("::").is_none_or(|(module, _)| modules.contains(module))
    };
    for path in was.difference(is).filter(|path| known(path, &cx.port_modules)).collect::<Vec<_>>() {
        cx.changed(both, Aspect::PublicPathAbsent, path, Facts::reference(path));
    }
    for path in is.difference(was).filter(|path| known(path, &cx.reference_modules)).collect::<Vec<_>>() {
        cx.changed(both, Aspect::PublicPathExtra, path, Facts::port(path));
    }
}

/// Files that no `mod` line reaches.
pub(super) fn orphans(cx: &mut Context<'_>) {
    let matching = cx.matching;
    let (reference, port) = (&matching.reference.orphans, &matching.port.orphans);
    for (list, others, in_reference) in [(reference, port, true), (port, reference, false)] {
        for file in list.iter().filter(|file| !others.contains(file)) {
            let found =
                Some(Site { item: file.clone(), file: file.clone(), line: 1, snippet: String::new() });
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
