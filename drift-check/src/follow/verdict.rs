//! Whether the port has a change: fact by fact, then all together.

use super::change::{Agreement, FactChange, Verdict};
use super::fact::{FactKind, Key};
use super::inventory::{Facts, Inventory};
use crate::compare::ALIKE_MIN;
use crate::model::item::ItemId;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// The same item on all three sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Triple {
    pub(super) old: ItemId,
    pub(super) new: ItemId,
    pub(super) port: Option<ItemId>,
}

/// Inventories of the three sides.
pub(super) struct Inventories<'a> {
    pub(super) old: Inventory<'a>,
    pub(super) new: Inventory<'a>,
    pub(super) port: Inventory<'a>,
}

/// What is known of one item, as far as it was asked for.
pub(super) struct Evidence<'i, 'a> {
    sides: &'i Inventories<'a>,
    at: Triple,
    pub(super) old: Facts,
    pub(super) new: Facts,
    port: Option<Facts>,
    /// Whether the port's body is like one of the other two, so that spelling means something.
    alike: bool,
    behind_old: OnceCell<BTreeSet<Key>>,
    behind_port: OnceCell<BTreeSet<Key>>,
}

impl<'i, 'a> Evidence<'i, 'a> {
    pub(super) fn new(sides: &'i Inventories<'a>, at: Triple) -> Self {
        let old = sides.old.facts(at.old);
        let new = sides.new.facts(at.new);
        let port = at.port.map(|id| sides.port.facts(id));
        Evidence {
            sides,
            at,
            old,
            new,
            port,
            alike: at.port.is_none_or(|port| is_alike(sides, at, port)),
            behind_old: OnceCell::new(),
            behind_port: OnceCell::new(),
        }
    }

    /// The facts that changed upstream.
    pub(super) fn changed(&self) -> Vec<FactChange> {
        let keys: BTreeSet<&Key> = self.old.keys().chain(self.new.keys()).collect();
        let mut out: Vec<FactChange> = keys.into_iter().filter_map(|key| self.fact(key)).collect();
        // That a result is ignored says nothing new if the call itself is.
        let calls: BTreeSet<(String, bool)> = out
            .iter()
            .filter(|fact| matches!(fact.kind, FactKind::Call | FactKind::Use))
            .map(|fact| (fact.text.clone(), fact.new > fact.old))
            .collect();
        out.retain(|fact| {
            fact.kind != FactKind::Discarded || !calls.contains(&(fact.text.clone(), fact.new > fact.old))
        });
        drop_paired_booleans(&mut out);
        // Behind every other fact there are words. They only count where nothing else does.
        if out.iter().any(|fact| fact.kind != FactKind::Wording) {
            out.retain(|fact| fact.kind != FactKind::Wording);
        }
        out
    }

    fn fact(&self, key: &Key) -> Option<FactChange> {
        let of = |facts: &Facts| facts.get(key).map_or(0, |count| count.count);
        let (old, new) = (of(&self.old), of(&self.new));
        if old == new {
            return None;
        }
        let port = self.port.as_ref().map(of);
        let agreement = port.map(|port| self.agreement(key, old, new, port));
        Some(FactChange { kind: key.kind, text: key.text.clone(), old, new, port, agreement })
    }

    fn agreement(&self, key: &Key, old: usize, new: usize, port: usize) -> Agreement {
        if port == new {
            // A body written anew never had what upstream took away; that says nothing.
            return if new < old && !self.alike && port == 0 { Agreement::Unclear } else { Agreement::New };
        }
        let (like_new, like_old) =
            if new > old { (port > new, port <= old) } else { (port < new, port >= old) };
        if like_new || (new > old && self.is_behind(key)) {
            return Agreement::New;
        }
        if !self.alike && new > old && !key.kind.is_firm() {
            return self.by_names(key);
        }
        if like_old { Agreement::Old } else { Agreement::Between }
    }

    /// Whether a helper of the port does what the old version did nowhere.
    fn is_behind(&self, key: &Key) -> bool {
        self.behind_port().contains(key) && !self.behind_old().contains(key)
    }

    /// In a body written anew a condition reads differently, but it is about the same things.
    fn by_names(&self, key: &Key) -> Agreement {
        let known = |facts: &Facts, behind: &BTreeSet<Key>, name: &str| {
            facts.keys().chain(behind).any(|found| found.names().any(|other| other == name))
        };
        let fresh: Vec<&str> =
            key.names().filter(|name| !known(&self.old, self.behind_old(), name)).collect();
        match &self.port {
            Some(port) if !fresh.is_empty() => {
                let found = fresh.iter().all(|name| known(port, self.behind_port(), name));
                if found { Agreement::New } else { Agreement::Old }
            }
            _ => Agreement::Unclear,
        }
    }

    fn behind_old(&self) -> &BTreeSet<Key> {
        self.behind_old.get_or_init(|| self.sides.old.behind(self.at.old))
    }

    fn behind_port(&self) -> &BTreeSet<Key> {
        self.behind_port
            .get_or_init(|| self.at.port.map(|port| self.sides.port.behind(port)).unwrap_or_default())
    }

    /// All facts together.
    pub(super) fn verdict(&self, facts: &[FactChange]) -> (Verdict, String) {
        if self.port.is_none() {
            return (Verdict::NotApplicable, "the port has no counterpart of this item".into());
        }
        if !self.alike {
            return anew(facts);
        }
        let count = Tally::of(facts.iter());
        match count {
            Tally { old: 0, between: 0, new: 0 } => (Verdict::Differs, "nothing in the port tells".into()),
            Tally { old: 0, between: 0, .. } => (Verdict::Adopted, count.as_new()),
            Tally { new: 0, between: 0, .. } => (Verdict::Absent, count.as_old()),
            _ => (Verdict::Partial, count.both()),
        }
    }

    /// Whether the port's body is like one of the versions.
    pub(super) fn is_alike(&self) -> bool {
        self.alike
    }
}

/// A `match` that yields `true` and `false` and a comparison in its place say the same.
fn drop_paired_booleans(facts: &mut Vec<FactChange>) {
    let is_boolean =
        |fact: &FactChange| fact.kind == FactKind::Literal && matches!(&*fact.text, "true" | "false");
    let change = |text: &str| {
        let found = facts.iter().find(|fact| is_boolean(fact) && fact.text == text);
        found.map(|fact| (fact.new > fact.old, fact.new.abs_diff(fact.old)))
    };
    if change("true").is_some() && change("true") == change("false") {
        facts.retain(|fact| !is_boolean(fact));
    }
}

/// How many facts are as in which version.
#[derive(Debug, Clone, Copy)]
struct Tally {
    new: usize,
    old: usize,
    between: usize,
}

impl Tally {
    fn of<'f>(facts: impl Iterator<Item = &'f FactChange> + Clone) -> Self {
        let count = |wanted| facts.clone().filter(|fact| fact.agreement == Some(wanted)).count();
        Tally { new: count(Agreement::New), old: count(Agreement::Old), between: count(Agreement::Between) }
    }

    fn told(self) -> usize {
        self.new + self.old + self.between
    }

    fn as_new(self) -> String {
        format!("{} of {} facts are as in the new version", self.new, self.told())
    }

    fn as_old(self) -> String {
        format!("{} of {} facts are as in the old version", self.old, self.told())
    }

    fn both(self) -> String {
        format!("{}, {} as in the old one", self.as_new(), self.old)
    }
}

/// A body that was written anew is asked for what does not depend on spelling. Only if nothing of that kind changed,
/// the names in its conditions have to do, and they can prove that a change is there, but not that it is missing.
fn anew(facts: &[FactChange]) -> (Verdict, String) {
    let firm = Tally::of(facts.iter().filter(|fact| fact.kind.is_firm()));
    let soft = Tally::of(facts.iter().filter(|fact| !fact.kind.is_firm()));
    match (firm, soft) {
        (Tally { new, old: 0, between: 0 }, _) if new > 0 => (Verdict::Adopted, firm.as_new()),
        (Tally { new: 0, between: 0, old }, Tally { new: 0, .. }) if old > 0 => {
            (Verdict::Absent, firm.as_old())
        }
        (Tally { new: 0, old: 0, between: 0 }, Tally { new, .. }) if new * 2 > soft.told() => {
            (Verdict::Adopted, format!("written anew; {}", soft.as_new()))
        }
        (Tally { new: 0, old: 0, between: 0 }, Tally { new: 0, .. }) => (
            Verdict::Differs,
            "the port is written anew here, and nothing in it tells whether the change is there".into(),
        ),
        _ => (Verdict::Partial, Tally::of(facts.iter()).both()),
    }
}

fn is_alike(sides: &Inventories<'_>, at: Triple, port: ItemId) -> bool {
    let Some(is) = sides.port.body(port) else { return true };
    let like = |side: &Inventory<'_>, id| side.body(id).is_some_and(|was| was.similarity(is) >= ALIKE_MIN);
    like(&sides.old, at.old) || like(&sides.new, at.new)
}
