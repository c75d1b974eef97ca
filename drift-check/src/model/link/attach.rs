//! Inherent impl blocks find the type they belong to, so that a method has one home however often `impl` is written.

use super::build::{Place, add_item};
use super::names::{Entity, ScopeId};
use crate::model::Crate;
use crate::model::item::{BlockId, Detail, ItemId, ItemKind, Namespace};
use crate::model::path::Path;
use crate::model::raw::RawItem;
use crate::model::ty::Ty;
use crate::parse::Gap;

/// Adds the members of all inherent blocks to their types.
pub(super) fn inherent_blocks(krate: &mut Crate) {
    let blocks = std::mem::take(&mut krate.scopes.blocks);
    for (scope, file, test_only, block) in blocks {
        let id = BlockId(krate.blocks.len());
        let owner = owner(krate, scope, &block.header.self_ty);
        krate.blocks.push(block.header);
        krate.scopes.block_scopes.push(scope);
        let Some(owner) = owner else {
            unattached(krate, &file, &block.members);
            continue;
        };
        let path = krate.item(owner).path.clone();
        let test_only = test_only || block.cfg.is_test_only() || krate.item(owner).test_only;
        for mut member in block.members {
            member.cfg = member.cfg.and(block.cfg.clone());
            set_block(&mut member, id);
            add_item(
                krate,
                Place { parent: Some(owner), path: &path, file: &file, test_only, scope },
                member,
            );
        }
    }
}

fn set_block(member: &mut RawItem, id: BlockId) {
    match &mut member.detail {
        Detail::Function { block, .. } | Detail::Value { block, .. } | Detail::Alias { block, .. } => {
            *block = Some(id);
        }
        _ => {}
    }
}

/// The type behind `impl Type`, through aliases.
fn owner(krate: &Crate, scope: ScopeId, ty: &Ty) -> Option<ItemId> {
    let Ty::Path(path) = ty else { return None };
    let mut found = resolve(krate, scope, path)?;
    for _ in 0..16 {
        match &krate.item(found).detail {
            Detail::Alias { ty: Some(Ty::Path(path)), .. } => {
                found = resolve(krate, krate.scopes.of_item[found.0], path)?;
            }
            _ => break,
        }
    }
    (krate.item(found).kind != ItemKind::TypeAlias).then_some(found)
}

fn resolve(krate: &Crate, scope: ScopeId, path: &Path) -> Option<ItemId> {
    let names: Vec<&str> = path.segments.iter().map(|segment| &*segment.name).collect();
    match krate.scopes.resolve(krate, scope, path.global, &names, Namespace::Type)? {
        (Entity::Item(id), used) if used == names.len() => Some(id),
        _ => None,
    }
}

fn unattached(krate: &mut Crate, file: &str, members: &[RawItem]) {
    if let Some(first) = members.first() {
        krate.gaps.push(Gap {
            file: file.to_owned(),
            line: first.line,
            what: format!("impl block with `{}`", first.name),
            reason: "the type it is for could not be found in the crate; its members are not compared".into(),
            blocking: false,
        });
    }
}
