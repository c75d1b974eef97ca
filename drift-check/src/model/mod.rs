//! The model of a crate: owned items without any type of the parser, with names resolved inside the crate.
//!
//! [`link`] turns the raw modules of all files into a [`Crate`]; everything after this stage works on that alone.

pub mod body;
pub mod canonical;
pub mod cfg;
pub mod dump;
pub mod expr;
pub mod facts;
pub mod fold;
pub mod form;
pub mod item;
mod link;
pub(crate) mod lower;
pub mod normal;
pub mod path;
pub mod raw;
pub mod signature;
mod sketch;
pub mod span;
pub mod ty;
pub mod written;

pub use link::link;

use crate::load::Manifest;
use crate::parse::{FileFact, Gap};
use cfg::Cfg;
use item::{BlockId, ImplHeader, Item, ItemId, ItemKind, Namespace};
use link::Scopes;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A crate as the comparison sees it.
#[derive(Debug)]
pub struct Crate {
    /// What `Cargo.toml` says.
    pub manifest: Manifest,
    /// All items. The first one is the crate root.
    pub items: Vec<Item>,
    /// The heads of inherent impl blocks.
    pub blocks: Vec<ImplHeader>,
    /// Members of each item, in source order; by item index.
    pub members: Vec<Vec<ItemId>>,
    /// The files that were parsed, sorted by path.
    pub files: Vec<FileFact>,
    /// What could not be parsed or looked into, sorted.
    pub gaps: Vec<Gap>,
    /// Files with macro calls between items, and the first such macro.
    pub macro_calls: BTreeMap<Arc<str>, String>,
    /// Files below the root that no `mod` line reaches.
    pub orphans: Vec<String>,
    scopes: Scopes,
}

impl Crate {
    /// An item by its id.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0]
    }

    /// The head of an inherent impl block.
    pub fn block(&self, id: BlockId) -> &ImplHeader {
        &self.blocks[id.0]
    }

    /// Names given by `use … as …`, with the last name of what they stand for.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.scopes.aliases()
    }

    /// Members of an item.
    pub fn members_of(&self, id: ItemId) -> &[ItemId] {
        &self.members[id.0]
    }

    /// Every item with its id, without those of test builds and without the root.
    pub fn compared(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        let ids = self.items.iter().enumerate().map(|(idx, item)| (ItemId(idx), item));
        ids.filter(|(_, item)| !item.test_only && !item.is_root())
    }

    /// What a path of names, starting at the crate root, denotes; through imports and re-exports.
    pub fn resolve(&self, path: &str, kind: ItemKind) -> Option<ItemId> {
        self.scopes.resolve_from_root(self, path, kind)
    }

    /// What the longest possible beginning of a path from the crate root denotes, whoever may see it: an item, or `None`
    /// for something of another crate; and how many of the names that takes.
    pub fn walk(&self, names: &[&str], namespace: Namespace) -> Option<(Option<ItemId>, usize)> {
        self.scopes.walk_from_root(self, names, namespace)
    }

    /// The `cfg` of an item together with that of everything around it.
    pub fn total_cfg(&self, id: ItemId) -> Cfg {
        let own = self.item(id).cfg.clone();
        match self.item(id).parent {
            Some(parent) => own.and(self.total_cfg(parent)),
            None => own,
        }
    }

    /// The item whose member this is, if it is a member of a type, trait or impl; not for items of modules.
    pub fn owner(&self, id: ItemId) -> Option<ItemId> {
        self.item(id).parent.filter(|parent| self.item(*parent).kind != ItemKind::Module)
    }
}

impl Item {
    /// Whether this is the crate root.
    pub fn is_root(&self) -> bool {
        self.parent.is_none() && self.kind == ItemKind::Module && self.path.is_empty()
    }
}
