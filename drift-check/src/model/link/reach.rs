//! From where each item can be reached: public names are followed from the root, through modules, re-exports and globs.

use super::build::join;
use super::names::{Entity, ScopeId};
use crate::model::Crate;
use crate::model::item::{Detail, ItemId, ItemKind, Namespace, Reach, Visibility};
use std::collections::{BTreeMap, BTreeSet};

/// Sets `reach` and `public_paths` of all items.
pub(super) fn compute(krate: &mut Crate) {
    let mut walk = Walk { krate, found: BTreeMap::new(), seen: BTreeSet::new() };
    walk.scope(ScopeId(0), "", false, &mut Vec::new());
    walk.exported_macros();
    let found = walk.found;
    for (id, names) in found {
        let item = &mut krate.items[id.0];
        item.reach = if names.values().any(|hidden| !hidden) { Reach::Public } else { Reach::Hidden };
        item.public_paths = names.into_keys().collect();
    }
    for root in krate.items.iter_mut().filter(|item| item.is_root()) {
        root.reach = Reach::Public;
    }
    members(krate);
}

struct Walk<'a> {
    krate: &'a Crate,
    /// Public paths of each item, and whether each is hidden from documentation.
    found: BTreeMap<ItemId, BTreeMap<String, bool>>,
    seen: BTreeSet<(ScopeId, String, bool)>,
}

impl Walk<'_> {
    fn scope(&mut self, scope: ScopeId, prefix: &str, hidden: bool, chain: &mut Vec<ScopeId>) {
        // A module that re-exports itself would never end.
        if chain.contains(&scope) || !self.seen.insert((scope, prefix.to_owned(), hidden)) {
            return;
        }
        chain.push(scope);
        let data = &self.krate.scopes.all[scope.0];
        for ((namespace, name), ids) in &data.names {
            if matches!(namespace, Namespace::Macro | Namespace::Impl) {
                continue;
            }
            for id in ids.iter().filter(|id| self.krate.item(**id).visibility == Visibility::Public) {
                self.reached(*id, &join(prefix, name), hidden, chain);
            }
        }
        for import in data
            .imports
            .iter()
            .filter(|import| import.visibility == Visibility::Public && !import.cfg.is_test_only())
        {
            let hidden = hidden || import.hidden;
            let mut targets = Vec::new();
            for namespace in [Namespace::Type, Namespace::Value] {
                let target = self.krate.scopes.import_target(self.krate, scope, import, namespace);
                if let Some(target) = target
                    && !targets.contains(&target)
                {
                    targets.push(target);
                }
            }
            for target in targets {
                match (target, &import.alias) {
                    (Entity::Module(inner), None) if import.glob => self.scope(inner, prefix, hidden, chain),
                    (Entity::Item(item), None) if import.glob => self.variants(item, prefix, hidden),
                    (Entity::Module(inner), Some(alias)) => {
                        self.reached(
                            self.krate.scopes.all[inner.0].item,
                            &join(prefix, alias),
                            hidden,
                            chain,
                        );
                    }
                    (Entity::Item(item), Some(alias)) => {
                        self.reached(item, &join(prefix, alias), hidden, chain)
                    }
                    _ => {}
                }
            }
        }
        chain.pop();
    }

    fn reached(&mut self, id: ItemId, path: &str, hidden: bool, chain: &mut Vec<ScopeId>) {
        let item = self.krate.item(id);
        if item.test_only {
            return;
        }
        let hidden = hidden || item.attributes.doc_hidden;
        // Hidden only if every way there is hidden.
        let entry = self.found.entry(id).or_default().entry(path.to_owned()).or_insert(hidden);
        *entry &= hidden;
        if let Some(inner) = self.krate.scopes.of_module.get(&id) {
            self.scope(*inner, path, hidden, chain);
        }
    }

    fn variants(&mut self, item: ItemId, prefix: &str, hidden: bool) {
        for member in self.krate.members_of(item) {
            let variant = self.krate.item(*member);
            if variant.kind == ItemKind::Variant {
                self.found.entry(*member).or_default().insert(join(prefix, &variant.name), hidden);
            }
        }
    }

    /// `#[macro_export]` puts a macro at the crate root, wherever it is written.
    fn exported_macros(&mut self) {
        for (id, item) in self.krate.compared() {
            if item.kind == ItemKind::Macro && item.attributes.macro_export {
                let hidden = item.attributes.doc_hidden;
                self.found.entry(id).or_default().insert(item.name.to_string(), hidden);
            }
        }
    }
}

/// Members reach as far as their owner, unless they are written to reach less far. Owners come before members.
fn members(krate: &mut Crate) {
    for idx in 0..krate.items.len() {
        let item = &krate.items[idx];
        let reach = match &item.detail {
            Detail::Impl(header) => {
                let involved = header.involved().into_iter().map(|id| krate.item(id).reach);
                involved.min().unwrap_or(Reach::Public)
            }
            _ => {
                let Some(owner) = krate.owner(ItemId(idx)) else { continue };
                if item.visibility.is_open() { krate.item(owner).reach } else { Reach::Internal }
            }
        };
        let hidden = if item.attributes.doc_hidden { Reach::Hidden } else { Reach::Public };
        krate.items[idx].reach = reach.min(hidden);
    }
}
