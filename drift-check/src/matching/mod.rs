//! Who corresponds to whom: items of the reference and of the port in pairs.
//!
//! From strong to weak, each step only over what the steps before left: the user's map; the same path; the old path
//! still leading to the item through a re-export; the same public path; a name that is unique on both sides. Members
//! (fields, variants, methods, trait items) follow their owners by name, and trait impls their type and trait. What is
//! left may have been renamed: the same body, then likeness with a margin.
//!
//! Nothing is guessed: when two candidates fit, the item is counted as ambiguous and left alone.

mod alike;
mod impls;
mod map;
mod members;
mod top;
mod twins;

pub use map::{ConfigFinding, UserMap};

use crate::model::Crate;
use crate::model::canonical::Names;
use crate::model::item::{ItemId, ItemKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How a pair was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// By a line of the user's map.
    Map,
    /// By the same path.
    Path,
    /// The reference's path leads to the port's item through a re-export.
    ReExport,
    /// One side has two items where the other has one and a re-export of it.
    Shared,
    /// Both can be named by the same public path.
    PublicPath,
    /// The name is unique on both sides.
    UniqueName,
    /// As members of a pair.
    Member,
    /// Their bodies have the same normal form, and no others have.
    EqualBody,
    /// They do and hold much the same, and clearly more so than any other two.
    Alike,
}

impl How {
    /// The words used in reports.
    pub fn word(self) -> &'static str {
        match self {
            How::Map => "by the map in the configuration",
            How::Path => "by path",
            How::ReExport => "by a re-export at the old path",
            How::Shared => "with an item that a re-export stands for",
            How::PublicPath => "by public path",
            How::UniqueName => "by a name that is unique on both sides",
            How::Member => "as members of matched items",
            How::EqualBody => "by the same body under another name",
            How::Alike => "by likeness, clearly above any other",
        }
    }
}

/// Two items that correspond to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// In the reference.
    pub reference: ItemId,
    /// In the port.
    pub port: ItemId,
    /// How they were found.
    pub how: How,
}

/// The result of matching.
#[derive(Debug)]
pub struct Matching<'a> {
    /// The reference.
    pub reference: &'a Crate,
    /// The port.
    pub port: &'a Crate,
    /// All pairs, sorted by the reference's path.
    pub pairs: Vec<Pair>,
    /// Items of the reference without counterpart, in source order.
    pub absent: Vec<ItemId>,
    /// Items of the port without counterpart, in source order.
    pub extra: Vec<ItemId>,
    /// Items of the reference for which several counterparts fit equally well.
    pub ambiguous: Vec<ItemId>,
    /// What is wrong with the user's map.
    pub config: Vec<ConfigFinding>,
    /// The reference item each port item is matched with.
    pub to_reference: HashMap<ItemId, ItemId>,
    /// The port item each reference item is matched with.
    pub to_port: HashMap<ItemId, ItemId>,
    types: BTreeMap<String, String>,
}

/// Matches two crates.
pub fn pair<'a>(reference: &'a Crate, port: &'a Crate, map: &'a UserMap) -> Matching<'a> {
    let mut work = by_names(reference, port, map);
    alike::pair(&mut work);
    // What was renamed may have impls, which are written with its name.
    impls::pair(&mut work);
    work.finish()
}

/// The same without looking for what was renamed.
pub fn pair_by_names<'a>(reference: &'a Crate, port: &'a Crate, map: &'a UserMap) -> Matching<'a> {
    by_names(reference, port, map).finish()
}

fn by_names<'a>(reference: &'a Crate, port: &'a Crate, map: &'a UserMap) -> Work<'a> {
    let mut work = Work::new(reference, port, map);
    top::by_map(&mut work);
    top::by_path(&mut work);
    top::by_re_export(&mut work);
    top::by_public_path(&mut work);
    top::by_unique_name(&mut work);
    members::pair(&mut work);
    impls::pair(&mut work);
    work
}

/// Candidates of both sides under one key.
type Groups<K> = BTreeMap<K, (Vec<ItemId>, Vec<ItemId>)>;

/// Pairs found so far.
struct Work<'a> {
    reference: &'a Crate,
    port: &'a Crate,
    map: &'a UserMap,
    pairs: Vec<Pair>,
    to_reference: HashMap<ItemId, ItemId>,
    to_port: HashMap<ItemId, ItemId>,
    ambiguous: BTreeSet<ItemId>,
    used: map::Used,
    types: BTreeMap<String, String>,
}

impl<'a> Work<'a> {
    fn new(reference: &'a Crate, port: &'a Crate, map: &'a UserMap) -> Self {
        // The port's spelling of a foreign type leads to the reference's.
        let types = map.types.iter().map(|(reference, port)| (port.clone(), reference.clone())).collect();
        let mut work = Self {
            reference,
            port,
            map,
            pairs: Vec::new(),
            to_reference: HashMap::new(),
            to_port: HashMap::new(),
            ambiguous: BTreeSet::new(),
            used: map::Used::default(),
            types,
        };
        work.join(ItemId(0), ItemId(0), How::Path);
        work
    }

    fn join(&mut self, reference: ItemId, port: ItemId, how: How) {
        if self.to_port.contains_key(&reference) || self.to_reference.contains_key(&port) {
            return;
        }
        self.pairs.push(Pair { reference, port, how });
        self.to_port.insert(reference, port);
        self.to_reference.insert(port, reference);
    }

    /// Joins two items although one of them has a counterpart already, which it keeps.
    fn share(&mut self, reference: ItemId, port: ItemId) {
        self.pairs.push(Pair { reference, port, how: How::Shared });
        self.to_port.entry(reference).or_insert(port);
        self.to_reference.entry(port).or_insert(reference);
    }

    fn reference_is_free(&self, id: ItemId) -> bool {
        !self.to_port.contains_key(&id)
    }

    fn port_is_free(&self, id: ItemId) -> bool {
        !self.to_reference.contains_key(&id)
    }

    fn finish(mut self) -> Matching<'a> {
        let config = self.used.unused(self.map, self.reference, self.port);
        let reference = self.reference;
        // What was ambiguous by name may have been matched by something else since.
        let ambiguous = self.ambiguous.iter().copied().filter(|id| self.reference_is_free(*id)).collect();
        let absent = reference.compared().map(|(id, _)| id).filter(|id| self.reference_is_free(*id));
        let absent: Vec<ItemId> = absent.filter(|id| !self.ambiguous.contains(id)).collect();
        let extra = self.port.compared().map(|(id, _)| id).filter(|id| self.port_is_free(*id)).collect();
        self.pairs.sort_by(|a, b| {
            let key =
                |pair: &Pair| (&reference.item(pair.reference).path, reference.item(pair.reference).kind);
            key(a).cmp(&key(b)).then(a.reference.cmp(&b.reference))
        });
        Matching {
            reference,
            port: self.port,
            pairs: self.pairs,
            absent,
            extra,
            ambiguous,
            config,
            to_reference: self.to_reference,
            to_port: self.to_port,
            types: self.types,
        }
    }
}

/// Whether an item stands in a module, and not in a type, trait or impl.
fn is_top(krate: &Crate, id: ItemId) -> bool {
    krate.item(id).kind != ItemKind::Impl && krate.owner(id).is_none()
}

/// Names the port's items like their counterparts in the reference.
pub struct ReferenceNames<'a> {
    to_reference: &'a HashMap<ItemId, ItemId>,
    reference: &'a Crate,
    types: &'a BTreeMap<String, String>,
}

impl Names for ReferenceNames<'_> {
    fn item<'a>(&'a self, krate: &'a Crate, id: ItemId) -> Cow<'a, str> {
        match self.to_reference.get(&id) {
            Some(reference) => Cow::Borrowed(&self.reference.item(*reference).path),
            None => Cow::Borrowed(&krate.item(id).path),
        }
    }

    fn external<'a>(&'a self, path: &'a str) -> Cow<'a, str> {
        self.types.get(path).map_or(Cow::Borrowed(path), |name| Cow::Borrowed(name.as_str()))
    }
}

impl Matching<'_> {
    /// The map of types: the port's, and the reference's that it stands for.
    pub fn mapped_types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types.iter().map(|(port, reference)| (port.as_str(), reference.as_str()))
    }

    /// Names for writing the port's types in the reference's words.
    pub fn names(&self) -> ReferenceNames<'_> {
        ReferenceNames { to_reference: &self.to_reference, reference: self.reference, types: &self.types }
    }
}

impl Work<'_> {
    fn names(&self) -> ReferenceNames<'_> {
        ReferenceNames { to_reference: &self.to_reference, reference: self.reference, types: &self.types }
    }
}
