//! One vocabulary for three crates: what an item is called in the old version or, if it is new, in the new one.
//!
//! Counting facts on three sides only means something if the same thing has the same name on each. A port that *is*
//! one of the two versions gets that version's very words, so the verdicts on it are exact.

use crate::matching::Matching;
use crate::model::Crate;
use crate::model::canonical::Names;
use crate::model::item::{ItemId, ItemKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// The names of one crate's items.
#[derive(Debug)]
pub(super) struct Words {
    paths: HashMap<ItemId, String>,
    /// Names of fields that are called otherwise.
    fields: BTreeMap<String, String>,
    /// Types of other crates.
    types: BTreeMap<String, String>,
    /// Items that exist both in the old and in the new version, or stand for such an item.
    shared: std::collections::HashSet<ItemId>,
}

/// Who corresponds to whom.
pub(super) struct Sides<'a> {
    pub(super) old: &'a Crate,
    pub(super) new: &'a Crate,
    pub(super) port: &'a Crate,
    /// Old and new.
    pub(super) upstream: Matching<'a>,
    /// Old and port.
    pub(super) from_old: Matching<'a>,
    /// New and port.
    pub(super) from_new: Matching<'a>,
}

impl Sides<'_> {
    /// The port's counterpart of an upstream item. A port item that stands for another item of the old version is none.
    pub(super) fn counterpart(&self, old: Option<ItemId>, new: Option<ItemId>) -> Option<ItemId> {
        let by_new = new.and_then(|new| self.from_new.to_port.get(&new)).copied();
        let free = |port: &ItemId| match self.from_old.to_reference.get(port) {
            None => true,
            Some(other) => old == Some(*other),
        };
        by_new.filter(free).or_else(|| old.and_then(|old| self.from_old.to_port.get(&old)).copied())
    }

    pub(super) fn old_words(&self) -> Words {
        let mut words = Words::new(self.old);
        words.shared = self.upstream.to_port.keys().copied().collect();
        words
    }

    pub(super) fn new_words(&self) -> Words {
        let mut words = Words::new(self.new);
        for (id, _) in self.new.compared() {
            if let Some(old) = self.upstream.to_reference.get(&id) {
                words.rename(self.new, id, self.old, *old);
                words.shared.insert(id);
            }
        }
        words
    }

    pub(super) fn port_words(&self, types: &BTreeMap<String, String>) -> Words {
        let mut words = Words::new(self.port);
        words.types = types.iter().map(|(reference, port)| (port.clone(), reference.clone())).collect();
        for (id, _) in self.port.compared() {
            let by_old = self.from_old.to_reference.get(&id).copied();
            let by_new = self.from_new.to_reference.get(&id).copied();
            if let Some(old) = by_old {
                words.rename(self.port, id, self.old, old);
            } else if let Some(new) = by_new {
                match self.upstream.to_reference.get(&new) {
                    Some(old) => words.rename(self.port, id, self.old, *old),
                    None => words.rename(self.port, id, self.new, new),
                }
            }
            let through_old = by_old.is_some_and(|old| self.upstream.to_port.contains_key(&old));
            let through_new =
                by_old.is_none() && by_new.is_some_and(|new| self.upstream.to_reference.contains_key(&new));
            if through_old || through_new {
                words.shared.insert(id);
            }
        }
        words
    }
}

impl Words {
    fn new(krate: &Crate) -> Self {
        Self {
            paths: HashMap::with_capacity(krate.items.len()),
            fields: BTreeMap::new(),
            types: BTreeMap::new(),
            shared: std::collections::HashSet::new(),
        }
    }

    fn rename(&mut self, krate: &Crate, id: ItemId, other: &Crate, theirs: ItemId) {
        let (mine, theirs) = (krate.item(id), other.item(theirs));
        if mine.path != theirs.path {
            self.paths.insert(id, theirs.path.clone());
        }
        if mine.kind == ItemKind::Field && mine.name != theirs.name {
            self.fields.insert(mine.name.to_string(), theirs.name.to_string());
        }
    }

    /// Whether an item exists in both versions.
    pub(super) fn is_shared(&self, id: ItemId) -> bool {
        self.shared.contains(&id)
    }

    /// The path of an item.
    pub(super) fn path<'a>(&'a self, krate: &'a Crate, id: ItemId) -> &'a str {
        self.paths.get(&id).map_or(krate.item(id).path.as_str(), String::as_str)
    }

    /// The last name of an item.
    pub(super) fn name<'a>(&'a self, krate: &'a Crate, id: ItemId) -> &'a str {
        let path = self.path(krate, id);
        path.rsplit("::").next().unwrap_or(path)
    }

    /// The name of a field, or of what is reached through one.
    pub(super) fn field<'a>(&'a self, name: &'a str) -> &'a str {
        self.fields.get(name).map_or(name, String::as_str)
    }
}

impl Names for Words {
    fn item<'a>(&'a self, krate: &'a Crate, id: ItemId) -> Cow<'a, str> {
        Cow::Borrowed(self.path(krate, id))
    }

    fn external<'a>(&'a self, path: &'a str) -> Cow<'a, str> {
        self.types.get(path).map_or(Cow::Borrowed(path), |name| Cow::Borrowed(name.as_str()))
    }
}
