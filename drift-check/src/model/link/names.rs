//! Scopes and name lookup: what a name denotes in a module.

use crate::load::Manifest;
use crate::model::Crate;
use crate::model::cfg::Cfg;
use crate::model::item::{ItemId, ItemKind, Namespace, Visibility};
use crate::model::raw::{Import, RawBlock};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Index of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ScopeId(pub(super) usize);

/// The names of one module.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The module.
    pub(super) item: ItemId,
    /// The module around it; `None` for a root.
    pub(super) parent: Option<ScopeId>,
    /// Items defined here. Several under one name exclude each other by `cfg`.
    pub(super) names: BTreeMap<(Namespace, Box<str>), Vec<ItemId>>,
    /// `use` lines.
    pub(super) imports: Vec<Import>,
    /// Those that bring in one name, by that name.
    by_alias: HashMap<Box<str>, Vec<usize>>,
    /// Those that bring in all names of a module or enum.
    globs: Vec<usize>,
}

impl Scope {
    pub(super) fn new(item: ItemId, parent: Option<ScopeId>) -> Self {
        Self {
            item,
            parent,
            names: BTreeMap::new(),
            imports: Vec::new(),
            by_alias: HashMap::new(),
            globs: Vec::new(),
        }
    }

    pub(super) fn import_all(&mut self, imports: Vec<Import>) {
        for (idx, import) in imports.iter().enumerate() {
            match &import.alias {
                Some(alias) => self.by_alias.entry(alias.clone()).or_default().push(idx),
                None if import.glob => self.globs.push(idx),
                None => {}
            }
        }
        self.imports = imports;
    }

    /// Imports of one name.
    fn named(&self, name: &str) -> impl Iterator<Item = &Import> {
        self.by_alias.get(name).into_iter().flatten().map(|idx| &self.imports[*idx])
    }

    /// Imports of everything.
    fn glob_imports(&self) -> impl Iterator<Item = &Import> {
        self.globs.iter().map(|idx| &self.imports[*idx])
    }

    pub(super) fn define(&mut self, namespace: Namespace, name: Box<str>, id: ItemId) {
        self.names.entry((namespace, name)).or_default().push(id);
    }
}

/// All scopes of a crate.
#[derive(Debug)]
pub(crate) struct Scopes {
    pub(super) all: Vec<Scope>,
    /// The scope a module opens.
    pub(super) of_module: HashMap<ItemId, ScopeId>,
    /// The scope each item stands in, by item index.
    pub(super) of_item: Vec<ScopeId>,
    /// The scope each inherent block stands in, by block index.
    pub(super) block_scopes: Vec<ScopeId>,
    /// Inherent blocks that wait for their type.
    pub(super) blocks: Vec<(ScopeId, Arc<str>, bool, RawBlock)>,
    /// Names of other crates, and the identifier of the package behind each.
    externs: BTreeMap<String, String>,
    crate_name: String,
    edition_2015: bool,
    /// Features that are on unless somebody says otherwise.
    features: BTreeSet<String>,
    cache: RefCell<HashMap<Key, Option<Entity>>>,
}

/// What a path denotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entity {
    /// A module of this crate.
    Module(ScopeId),
    /// Another item of this crate.
    Item(ItemId),
    /// Something of another crate.
    External(String),
}

/// Imports lead from one to the next only so far.
const LOOKUP_DEPTH_MAX: usize = 64;

/// A name looked up in a scope.
type Key = (ScopeId, Namespace, Box<str>);

/// Lookups in progress; a cycle of imports ends here.
#[derive(Debug)]
struct Stack {
    keys: Vec<Key>,
    /// The outermost lookup that some inner one ran into.
    lowest_hit: usize,
}

impl Stack {
    fn new() -> Self {
        Self { keys: Vec::new(), lowest_hit: usize::MAX }
    }
}

impl Scopes {
    /// Names given by `use … as …`, with the last name of what they stand for.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all.iter().flat_map(|scope| &scope.imports).filter_map(|import| {
            let (alias, name) = (import.alias.as_deref()?, import.segments.last()?);
            (*alias != **name).then_some((alias, &**name))
        })
    }

    pub(super) fn new(manifest: &Manifest) -> Self {
        let mut externs: BTreeMap<String, String> =
            ["std", "core", "alloc"].map(|name| (name.to_owned(), "std".to_owned())).into();
        externs.insert("proc_macro".into(), "proc_macro".into());
        for (key, dependency) in &manifest.dependencies {
            // The standard library builds some crates with stand-ins of these names; they mean the same.
            externs.entry(key.replace('-', "_")).or_insert_with(|| dependency.package.replace('-', "_"));
        }
        Self {
            all: Vec::new(),
            of_module: HashMap::new(),
            of_item: Vec::new(),
            block_scopes: Vec::new(),
            blocks: Vec::new(),
            externs,
            crate_name: manifest.crate_name.clone(),
            edition_2015: manifest.edition == "2015",
            features: manifest.default_features(),
            cache: RefCell::default(),
        }
    }

    fn root_of(&self, scope: ScopeId) -> ScopeId {
        let mut current = scope;
        while let Some(parent) = self.all[current.0].parent {
            current = parent;
        }
        current
    }

    /// What a path of names at the crate root denotes; only items, and only if all names are used up.
    pub(in crate::model) fn resolve_from_root(
        &self,
        krate: &Crate,
        path: &str,
        kind: ItemKind,
    ) -> Option<ItemId> {
        let names: Vec<&str> = path.split("::").collect();
        let mut segments = vec!["crate"];
        segments.extend(&names);
        let (entity, used) = self.resolve(krate, ScopeId(0), false, &segments, kind.namespace())?;
        match entity {
            Entity::Item(id) if used == segments.len() => Some(id),
            Entity::Module(scope) if used == segments.len() => Some(self.all[scope.0].item),
            _ => None,
        }
    }

    /// What the longest possible beginning of a path from the root denotes: an item, or nothing of this crate; and how
    /// many names that takes.
    pub(in crate::model) fn walk_from_root(
        &self,
        krate: &Crate,
        names: &[&str],
        namespace: Namespace,
    ) -> Option<(Option<ItemId>, usize)> {
        let mut segments = vec!["crate"];
        segments.extend(names);
        let (entity, used) = self.resolve(krate, ScopeId(0), false, &segments, namespace)?;
        let item = match entity {
            Entity::Item(id) => Some(id),
            Entity::Module(scope) => Some(self.all[scope.0].item),
            Entity::External(_) => None,
        };
        Some((item, used - 1))
    }

    /// What the longest possible beginning of a path denotes, and how many segments that is.
    pub(super) fn resolve(
        &self,
        krate: &Crate,
        scope: ScopeId,
        global: bool,
        segments: &[&str],
        namespace: Namespace,
    ) -> Option<(Entity, usize)> {
        self.walk(krate, scope, global, segments, namespace, &mut Stack::new())
    }

    fn walk(
        &self,
        krate: &Crate,
        scope: ScopeId,
        global: bool,
        segments: &[&str],
        namespace: Namespace,
        stack: &mut Stack,
    ) -> Option<(Entity, usize)> {
        let (&first, rest) = segments.split_first()?;
        let first_namespace = if rest.is_empty() { namespace } else { Namespace::Type };
        let mut entity = if global {
            self.global(krate, scope, first, first_namespace, stack)?
        } else {
            self.first(krate, scope, first, first_namespace, stack)?
        };
        for (idx, &name) in rest.iter().enumerate() {
            let namespace = if idx + 1 == rest.len() { namespace } else { Namespace::Type };
            entity = match entity {
                Entity::Module(inner) if name == "super" => {
                    Entity::Module(self.all[inner.0].parent.unwrap_or(inner))
                }
                Entity::Module(inner) if name == "self" => Entity::Module(inner),
                Entity::Module(inner) => self.lookup(krate, inner, scope, name, namespace, stack)?,
                Entity::External(path) => Entity::External(format!("{path}::{name}")),
                Entity::Item(item) => match variant(krate, item, name) {
                    Some(variant) => Entity::Item(variant),
                    None => return Some((Entity::Item(item), idx + 1)),
                },
            };
        }
        Some((entity, segments.len()))
    }

    fn global(
        &self,
        krate: &Crate,
        scope: ScopeId,
        name: &str,
        namespace: Namespace,
        stack: &mut Stack,
    ) -> Option<Entity> {
        if self.edition_2015
            && let Some(found) = self.lookup(krate, self.root_of(scope), scope, name, namespace, stack)
        {
            return Some(found);
        }
        Some(self.external(scope, name).unwrap_or_else(|| Entity::External(name.to_owned())))
    }

    fn external(&self, scope: ScopeId, name: &str) -> Option<Entity> {
        if name == self.crate_name {
            return Some(Entity::Module(self.root_of(scope)));
        }
        self.externs.get(name).map(|package| Entity::External(package.clone()))
    }

    fn first(
        &self,
        krate: &Crate,
        scope: ScopeId,
        name: &str,
        namespace: Namespace,
        stack: &mut Stack,
    ) -> Option<Entity> {
        match name {
            "crate" | "$crate" => return Some(Entity::Module(self.root_of(scope))),
            "self" => return Some(Entity::Module(scope)),
            "super" => return Some(Entity::Module(self.all[scope.0].parent.unwrap_or(scope))),
            _ => {}
        }
        self.lookup(krate, scope, scope, name, namespace, stack)
            .or_else(|| {
                let root = self.root_of(scope);
                (self.edition_2015 && root != scope)
                    .then(|| self.lookup(krate, root, scope, name, namespace, stack))
                    .flatten()
            })
            .or_else(|| self.external(scope, name))
            .or_else(|| prelude(name).map(|path| Entity::External(path.to_owned())))
    }

    /// What a name denotes in a scope, as seen from another one: definitions, then imports, then globs.
    fn lookup(
        &self,
        krate: &Crate,
        scope: ScopeId,
        from: ScopeId,
        name: &str,
        namespace: Namespace,
        stack: &mut Stack,
    ) -> Option<Entity> {
        let key = (scope, namespace, Box::<str>::from(name));
        if let Some(known) = self.cache.borrow().get(&key) {
            return known.clone();
        }
        if let Some(position) = stack.keys.iter().position(|known| *known == key) {
            stack.lowest_hit = stack.lowest_hit.min(position);
            return None;
        }
        if stack.keys.len() > LOOKUP_DEPTH_MAX {
            stack.lowest_hit = 0;
            return None;
        }
        let depth = stack.keys.len();
        let outer_hit = std::mem::replace(&mut stack.lowest_hit, usize::MAX);
        stack.keys.push(key.clone());
        let found = self.lookup_uncached(krate, scope, from, name, namespace, stack);
        stack.keys.pop();
        // A miss that ran into a lookup further out may be due to the cycle alone, so it is not kept.
        if found.is_some() || stack.lowest_hit >= depth {
            self.cache.borrow_mut().insert(key, found.clone());
        }
        let inner_hit = if stack.lowest_hit < depth { stack.lowest_hit } else { usize::MAX };
        stack.lowest_hit = outer_hit.min(inner_hit);
        found
    }

    fn lookup_uncached(
        &self,
        krate: &Crate,
        scope: ScopeId,
        from: ScopeId,
        name: &str,
        namespace: Namespace,
        stack: &mut Stack,
    ) -> Option<Entity> {
        let data = &self.all[scope.0];
        let defined = self.defined(krate, scope, name, namespace);
        if let Some(found) = &defined
            && (data.named(name).next().is_none() || self.is_usual(self.cfg_of(krate, found)))
        {
            return defined;
        }
        // Definitions and imports of one name exclude each other by `cfg`; the one of a usual build is meant.
        let is_usual = |import: &&Import| self.is_usual(Some(&import.cfg));
        for import in data.named(name).filter(is_usual) {
            if let Some(found) = self.import(krate, scope, import, namespace, stack) {
                return Some(found);
            }
        }
        if defined.is_some() {
            return defined;
        }
        for import in data.named(name).filter(|import| !is_usual(import)) {
            if let Some(found) = self.import(krate, scope, import, namespace, stack) {
                return Some(found);
            }
        }
        for import in data.glob_imports() {
            let found = match self.import(krate, scope, import, Namespace::Type, stack) {
                Some(Entity::Module(inner))
                    if inner != scope && self.sees(krate, scope, inner, name, namespace) =>
                {
                    self.lookup(krate, inner, from, name, namespace, stack)
                }
                Some(Entity::Item(item)) => variant(krate, item, name).map(Entity::Item),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn is_usual(&self, cfg: Option<&Cfg>) -> bool {
        cfg.is_some_and(|cfg| cfg.holds_with(&self.features) == Some(true))
    }

    fn cfg_of<'k>(&self, krate: &'k Crate, entity: &Entity) -> Option<&'k Cfg> {
        match entity {
            Entity::Item(id) => Some(&krate.item(*id).cfg),
            Entity::Module(scope) => Some(&krate.item(self.all[scope.0].item).cfg),
            Entity::External(_) => None,
        }
    }

    /// An item defined in the scope itself. Structs and variants live in both namespaces, so each may stand in.
    fn defined(&self, krate: &Crate, scope: ScopeId, name: &str, namespace: Namespace) -> Option<Entity> {
        let names = &self.all[scope.0].names;
        let order = match namespace {
            Namespace::Value => [Namespace::Value, Namespace::Type],
            other => [other, other],
        };
        let found = order.iter().find_map(|namespace| names.get(&(*namespace, name.into())))?;
        // Code of test builds is the last choice: it is not what the rest of the crate refers to.
        let id = found.iter().find(|id| !krate.item(**id).test_only).or(found.first())?;
        Some(self.of_module.get(id).map_or(Entity::Item(*id), |scope| Entity::Module(*scope)))
    }

    /// What an import denotes.
    pub(super) fn import_target(
        &self,
        krate: &Crate,
        scope: ScopeId,
        import: &Import,
        namespace: Namespace,
    ) -> Option<Entity> {
        self.import(krate, scope, import, namespace, &mut Stack::new())
    }

    fn import(
        &self,
        krate: &Crate,
        scope: ScopeId,
        import: &Import,
        namespace: Namespace,
        stack: &mut Stack,
    ) -> Option<Entity> {
        let segments: Vec<&str> = import.segments.iter().map(|segment| &**segment).collect();
        let start = if self.edition_2015 && !matches!(segments.first(), Some(&("self" | "super" | "crate"))) {
            self.root_of(scope)
        } else {
            scope
        };
        if segments.is_empty() {
            return Some(Entity::Module(start));
        }
        let (entity, used) = self.walk(krate, start, import.global, &segments, namespace, stack)?;
        (used == segments.len()).then_some(entity)
    }

    /// Whether a glob in `scope` brings in a name of `inner`: private names only reach modules below.
    fn sees(&self, krate: &Crate, scope: ScopeId, inner: ScopeId, name: &str, namespace: Namespace) -> bool {
        let mut current = Some(scope);
        while let Some(id) = current {
            if id == inner {
                return true;
            }
            current = self.all[id.0].parent;
        }
        let data = &self.all[inner.0];
        let defined = data.names.get(&(namespace, name.into())).into_iter().flatten();
        let mut private = defined.map(|id| &krate.item(*id).visibility);
        if let Some(first) = private.next() {
            return *first != Visibility::Private;
        }
        data.named(name).chain(data.glob_imports()).any(|import| import.visibility != Visibility::Private)
    }
}

/// The variant of an enum.
fn variant(krate: &Crate, item: ItemId, name: &str) -> Option<ItemId> {
    krate
        .members_of(item)
        .iter()
        .copied()
        .find(|member| krate.item(*member).kind == ItemKind::Variant && &*krate.item(*member).name == name)
}

/// Names every module has without importing them.
fn prelude(name: &str) -> Option<&'static str> {
    PRELUDE.iter().find(|path| path.rsplit("::").next() == Some(name)).copied()
}

const PRELUDE: &[&str] = &[
    "std::option::Option",
    "std::option::Option::Some",
    "std::option::Option::None",
    "std::result::Result",
    "std::result::Result::Ok",
    "std::result::Result::Err",
    "std::string::String",
    "std::string::ToString",
    "std::vec::Vec",
    "std::boxed::Box",
    "std::borrow::ToOwned",
    "std::marker::Send",
    "std::marker::Sync",
    "std::marker::Sized",
    "std::marker::Copy",
    "std::marker::Unpin",
    "std::ops::Drop",
    "std::ops::Fn",
    "std::ops::FnMut",
    "std::ops::FnOnce",
    "std::clone::Clone",
    "std::cmp::PartialEq",
    "std::cmp::Eq",
    "std::cmp::PartialOrd",
    "std::cmp::Ord",
    "std::convert::AsRef",
    "std::convert::AsMut",
    "std::convert::Into",
    "std::convert::From",
    "std::convert::TryFrom",
    "std::convert::TryInto",
    "std::default::Default",
    "std::iter::Iterator",
    "std::iter::Extend",
    "std::iter::IntoIterator",
    "std::iter::DoubleEndedIterator",
    "std::iter::ExactSizeIterator",
    "std::iter::FromIterator",
];
