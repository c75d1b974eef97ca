//! Changes of items: those that are on both sides, and those that are on one only.

use super::change::{Change, Class, Diffs, FactChange, Fate, Verdict};
use super::classify::{self, Of};
use super::fact::Key;
use super::inventory::{Facts, Inventory};
use super::sources::{self, Sources};
use super::verdict::{Evidence, Inventories, Triple};
use super::words::Sides;
use crate::compare::Site;
use crate::judge::Severity;
use crate::matching::How;
use crate::model::Crate;
use crate::model::item::{Detail, Item, ItemId, ItemKind};
use std::collections::{BTreeMap, HashSet};

/// All changes of items, in no particular order.
pub(super) fn changes<'a>(
    sides: &Sides<'a>,
    inventories: &Inventories<'a>,
    sources: &[Sources; 3],
) -> Vec<Change> {
    let cx = Context { sides, inventories, sources };
    let mut out = Vec::new();
    for pair in sides.upstream.pairs.iter().filter(|pair| pair.how != How::Shared) {
        if !sides.old.item(pair.reference).is_root() {
            out.extend(cx.changed(pair.reference, pair.port));
        }
    }
    let gone: HashSet<ItemId> = sides.upstream.absent.iter().copied().collect();
    let fresh: HashSet<ItemId> = cx.fresh();
    // Helpers are known to be helpers once all callers have been looked at.
    for id in sides.upstream.absent.iter().copied() {
        out.extend(cx.removed(id, &gone));
    }
    for id in sides.upstream.extra.iter().copied().filter(|id| fresh.contains(id)) {
        out.extend(cx.added(id, &fresh));
    }
    out
}

struct Context<'c, 'a> {
    sides: &'c Sides<'a>,
    inventories: &'c Inventories<'a>,
    sources: &'c [Sources; 3],
}

impl Context<'_, '_> {
    /// New items, without those an item of the old version may stand for that could not be told from another.
    fn fresh(&self) -> HashSet<ItemId> {
        let unclear: HashSet<&str> =
            self.sides.upstream.ambiguous.iter().map(|id| self.sides.old.item(*id).path.as_str()).collect();
        let extra = self.sides.upstream.extra.iter().copied();
        extra.filter(|id| !unclear.contains(self.sides.new.item(*id).path.as_str())).collect()
    }

    fn changed(&self, old: ItemId, new: ItemId) -> Option<Change> {
        let port = self.sides.counterpart(Some(old), Some(new));
        let evidence = Evidence::new(self.inventories, Triple { old, new, port });
        let facts = evidence.changed();
        if facts.is_empty() {
            return None;
        }
        let item = self.sides.old.item(old);
        let now = self.sides.new.item(new);
        // Of two reaches the further one says who notices.
        let noticed = if now.reach > item.reach { now } else { item };
        let judged = facts.iter().map(|fact| {
            let of = Of { kind: fact.kind, text: &fact.text, item: noticed };
            let class = classify::class(of);
            (class, classify::risk(of, class))
        });
        let judged: Vec<(Class, Severity)> = judged.collect();
        let class = judged.iter().map(|(class, _)| *class).min()?;
        let risk = judged.iter().filter(|(found, _)| *found == class).map(|(_, risk)| *risk).max()?;
        let (verdict, because) = evidence.verdict(&facts);
        let old_line = first_line(&evidence.old, &facts, |fact| fact.new < fact.old);
        let new_line = first_line(&evidence.new, &facts, |fact| fact.new > fact.old);
        Some(Change {
            fingerprint: String::new(),
            class,
            risk,
            verdict,
            because,
            fate: Fate::Changed,
            item: item.path.clone(),
            kind: item.kind.word().to_owned(),
            facts,
            contains: BTreeMap::new(),
            old: Some(site(&self.inventories.old, old, old_line)),
            new: Some(site(&self.inventories.new, new, new_line)),
            port: port.map(|port| site(&self.inventories.port, port, None)),
            diffs: self.diffs(Some(old), Some(new), port, evidence.is_alike()),
            accepted: None,
        })
    }

    fn removed(&self, old: ItemId, gone: &HashSet<ItemId>) -> Option<Change> {
        let krate = self.sides.old;
        if is_part(krate, old, gone) || self.inventories.old.was_inlined(old) {
            return None;
        }
        let port = self.sides.counterpart(Some(old), None);
        let (verdict, because) = match port {
            Some(_) => (Verdict::Absent, "the port still has it"),
            None => (Verdict::Adopted, "the port does not have it either"),
        };
        Some(self.whole(Fate::Removed, Ends { old: Some(old), new: None, port }, verdict, because))
    }

    fn added(&self, new: ItemId, fresh: &HashSet<ItemId>) -> Option<Change> {
        let krate = self.sides.new;
        if is_part(krate, new, fresh) || self.inventories.new.was_inlined(new) {
            return None;
        }
        let port = self.sides.counterpart(None, Some(new));
        let ownerless = krate.owner(new).is_some_and(|owner| {
            let old = self.sides.upstream.to_reference.get(&owner).copied();
            old.is_some() && self.sides.counterpart(old, Some(owner)).is_none()
        });
        let (verdict, because) = match port {
            Some(port) if is_stub(self.sides.port.item(port)) => {
                (Verdict::Partial, "the port has it as a stub")
            }
            Some(_) => (Verdict::Adopted, "the port has it, too"),
            None if ownerless => (Verdict::NotApplicable, "the port does not have what it belongs to"),
            None => (Verdict::Absent, "the port does not have it"),
        };
        Some(self.whole(Fate::Added, Ends { old: None, new: Some(new), port }, verdict, because))
    }

    fn whole(&self, fate: Fate, ends: Ends, verdict: Verdict, because: &str) -> Change {
        let (krate, id) = match (ends.old, ends.new) {
            (Some(old), _) => (self.sides.old, old),
            (None, Some(new)) => (self.sides.new, new),
            (None, None) => (self.sides.old, ItemId(0)),
        };
        let item = krate.item(id);
        let mut contains = BTreeMap::new();
        let has_bodies = count(krate, id, &mut contains) || body(item);
        let inventory = if ends.old.is_some() { &self.inventories.old } else { &self.inventories.new };
        let class = classify::whole(item, has_bodies, inventory.calls.is_called(&item.name));
        Change {
            fingerprint: String::new(),
            class,
            risk: classify::whole_risk(item, class, fate),
            verdict,
            because: because.to_owned(),
            fate,
            item: item.path.clone(),
            kind: item.kind.word().to_owned(),
            facts: Vec::new(),
            contains,
            old: ends.old.map(|id| site(&self.inventories.old, id, None)),
            new: ends.new.map(|id| site(&self.inventories.new, id, None)),
            port: ends.port.map(|id| site(&self.inventories.port, id, None)),
            diffs: self.diffs(ends.old, ends.new, ends.port, false),
            accepted: None,
        }
    }

    fn diffs(&self, old: Option<ItemId>, new: Option<ItemId>, port: Option<ItemId>, alike: bool) -> Diffs {
        let [of_old, of_new, of_port] = self.sources;
        let text = |krate: &Crate, sources: &Sources, id: Option<ItemId>| {
            id.map(|id| krate.item(id))
                .map(|item| sources.item(&item.span.file, item.span.line))
                .unwrap_or_default()
        };
        let was = text(self.sides.old, of_old, old);
        let is = text(self.sides.new, of_new, new);
        let ported = text(self.sides.port, of_port, port);
        Diffs {
            upstream: sources::diff(&was, &is),
            port: if alike && !is.is_empty() && !ported.is_empty() {
                sources::diff(&is, &ported)
            } else {
                sources::excerpt(&ported)
            },
        }
    }
}

/// The first line of a fact that changed, if it is known more closely than by the item.
fn first_line(facts: &Facts, changed: &[FactChange], wanted: impl Fn(&FactChange) -> bool) -> Option<usize> {
    let changed: Vec<&FactChange> = changed.iter().filter(|fact| wanted(fact)).collect();
    let of_change = |key: &Key| changed.iter().any(|fact| fact.kind == key.kind && fact.text == key.text);
    facts.iter().filter(|(key, count)| count.line > 0 && of_change(key)).map(|(_, count)| count.line).min()
}

/// An item on the sides that have it.
#[derive(Clone, Copy)]
struct Ends {
    old: Option<ItemId>,
    new: Option<ItemId>,
    port: Option<ItemId>,
}

/// Whether something it belongs to is on the same list. Modules are reported by their content.
fn is_part(krate: &Crate, id: ItemId, list: &HashSet<ItemId>) -> bool {
    if krate.item(id).kind == ItemKind::Module && !krate.members_of(id).is_empty() {
        return true;
    }
    if let Detail::Impl(header) = &krate.item(id).detail {
        return header.involved().iter().any(|item| list.contains(item));
    }
    let Some(owner) = krate.owner(id) else { return false };
    if list.contains(&owner) {
        return true;
    }
    // What an impl no longer has, or has now, because its trait does.
    let Detail::Impl(header) = &krate.item(owner).detail else { return false };
    let is_same = |member: &ItemId| list.contains(member) && krate.item(*member).name == krate.item(id).name;
    header.involved().iter().any(|involved| krate.members_of(*involved).iter().any(is_same))
}

fn body(item: &Item) -> bool {
    matches!(&item.detail, Detail::Function { body: Some(_), .. })
}

fn is_stub(item: &Item) -> bool {
    matches!(&item.detail, Detail::Function { body: Some(body), .. } if body.stub)
}

/// Counts members; returns whether one of them has a body.
fn count(krate: &Crate, id: ItemId, out: &mut BTreeMap<String, usize>) -> bool {
    let mut has_bodies = false;
    for member in krate.members_of(id).iter().filter(|member| krate.owner(**member) == Some(id)) {
        let item = krate.item(*member);
        *out.entry(item.kind.word().to_owned()).or_default() += 1;
        has_bodies |= body(item);
        has_bodies |= count(krate, *member, out);
    }
    has_bodies
}

fn site(inventory: &Inventory<'_>, id: ItemId, line: Option<usize>) -> Site {
    let item = inventory.krate.item(id);
    Site {
        item: item.path.clone(),
        file: item.span.file.to_string(),
        line: line.unwrap_or(item.span.line),
        snippet: inventory.declaration(id),
    }
}
