//! Laying out items and scopes.

use super::names::{Scope, ScopeId, Scopes};
use crate::load::Manifest;
use crate::model::Crate;
use crate::model::item::{Attributes, Detail, Item, ItemId, ItemKind, Reach, Visibility};
use crate::model::raw::{RawItem, RawModule};
use crate::model::span::Span;
use crate::parse::{Gap, ParsedTree};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Builds the crate; nothing is resolved yet, and inherent blocks still wait in the scopes.
pub(super) fn crate_from(tree: ParsedTree, manifest: Manifest) -> Crate {
    let scopes = Scopes::new(&manifest);
    let mut krate = Crate {
        manifest,
        items: Vec::new(),
        blocks: Vec::new(),
        members: Vec::new(),
        files: tree.files,
        gaps: tree.gaps,
        macro_calls: BTreeMap::new(),
        orphans: tree.orphans,
        scopes,
    };
    for root in tree.roots {
        add_root(&mut krate, root);
    }
    krate
}

fn add_root(krate: &mut Crate, module: RawModule) {
    let raw = RawItem {
        name: "".into(),
        kind: ItemKind::Module,
        visibility: Visibility::Public,
        cfg: crate::model::cfg::Cfg::Always,
        attributes: Attributes { documented: module.inner_documented, ..Attributes::default() },
        line: 1,
        detail: Detail::Module,
        members: Vec::new(),
    };
    let file = Arc::clone(&module.file);
    let item = add_item(
        krate,
        Place { parent: None, path: "", file: &file, test_only: false, scope: ScopeId(0) },
        raw,
    );
    fill_scope(krate, None, item, module);
}

/// Where an item goes.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) parent: Option<ItemId>,
    /// The parent's path.
    pub(super) path: &'a str,
    pub(super) file: &'a Arc<str>,
    pub(super) test_only: bool,
    pub(super) scope: ScopeId,
}

/// Adds an item with its members.
pub(super) fn add_item(krate: &mut Crate, place: Place<'_>, raw: RawItem) -> ItemId {
    let id = ItemId(krate.items.len());
    let path = join(place.path, &raw.name);
    let test_only = place.test_only || raw.cfg.is_test_only();
    krate.items.push(Item {
        parent: place.parent,
        name: raw.name,
        path: path.clone(),
        kind: raw.kind,
        visibility: raw.visibility,
        reach: Reach::Internal,
        public_paths: BTreeSet::new(),
        cfg: raw.cfg,
        test_only,
        attributes: raw.attributes,
        span: Span { file: Arc::clone(place.file), line: raw.line },
        detail: raw.detail,
    });
    krate.members.push(Vec::new());
    krate.scopes.of_item.push(place.scope);
    if let Some(parent) = place.parent {
        krate.members[parent.0].push(id);
    }
    for member in raw.members {
        add_item(krate, Place { parent: Some(id), path: &path, test_only, ..place }, member);
    }
    id
}

/// `a` and `b` to `a::b`.
pub(super) fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}::{name}") }
}

fn fill_scope(krate: &mut Crate, parent: Option<ScopeId>, item: ItemId, module: RawModule) {
    let scope = ScopeId(krate.scopes.all.len());
    krate.scopes.all.push(Scope::new(item, parent));
    krate.scopes.of_module.insert(item, scope);

    let owner = &mut krate.items[item.0];
    owner.cfg = std::mem::take(&mut owner.cfg).and(module.inner_cfg);
    owner.test_only |= owner.cfg.is_test_only();
    owner.attributes.documented |= module.inner_documented;
    owner.attributes.doc_hidden |= module.inner_hidden && parent.is_some();
    let (path, test_only) = (owner.path.clone(), owner.test_only);
    let place = Place { parent: Some(item), path: &path, file: &module.file, test_only, scope };

    if !test_only {
        for found in &module.unchecked {
            // One that only stops the compiler provides nothing.
            if let Some(called) = found.what.strip_suffix('!').filter(|called| *called != "compile_error") {
                krate.macro_calls.entry(Arc::clone(&module.file)).or_insert_with(|| called.to_owned());
            }
        }
        krate.gaps.extend(module.unchecked.into_iter().map(|found| Gap {
            file: module.file.to_string(),
            line: found.line,
            what: found.what,
            reason: found.reason,
            blocking: false,
        }));
    }
    krate.scopes.all[scope.0].import_all(module.imports);
    for raw in module.items {
        let (namespace, name) = (raw.kind.namespace(), raw.name.clone());
        let id = add_item(krate, place, raw);
        krate.scopes.all[scope.0].define(namespace, name, id);
    }
    for block in module.blocks {
        krate.scopes.blocks.push((scope, Arc::clone(&module.file), test_only, block));
    }
    for child in module.modules {
        let name = child.item.name.clone();
        let id = add_item(krate, place, child.item);
        krate.scopes.all[scope.0].define(ItemKind::Module.namespace(), name, id);
        let mut content = child.content.unwrap_or_default();
        if content.file.is_empty() {
            content.file = Arc::clone(&module.file);
        }
        fill_scope(krate, Some(scope), id, content);
    }
}
