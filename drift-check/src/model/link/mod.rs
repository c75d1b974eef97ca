//! Linking: raw modules of all files become one crate whose paths are resolved.
//!
//! 1. [`build`] lays out items and scopes; 2. inherent impls find their type; 3. [`resolve`] replaces every path's
//!    target; 4. [`reach`] follows public names from the root; 5. impls get their canonical path, which needs 3.

mod attach;
mod build;
mod names;
mod reach;
mod resolve;

pub(crate) use names::Scopes;

use super::Crate;
use super::canonical::{Canon, Own};
use super::item::{Detail, ItemId, ItemKind};
use crate::load::Manifest;
use crate::parse::ParsedTree;

/// Links a parsed crate.
pub fn link(tree: ParsedTree, manifest: Manifest) -> Crate {
    let mut krate = build::crate_from(tree, manifest);
    attach::inherent_blocks(&mut krate);
    resolve::all(&mut krate);
    reach::compute(&mut krate);
    name_impls(&mut krate);
    krate.gaps.sort();
    krate.gaps.dedup();
    krate
}

/// Gives trait impls and their members paths of the form `<Type as Trait>::member`.
fn name_impls(krate: &mut Crate) {
    for idx in 0..krate.items.len() {
        let id = ItemId(idx);
        if krate.items[idx].kind != ItemKind::Impl {
            continue;
        }
        let Detail::Impl(header) = &krate.items[idx].detail else { continue };
        let mut canon = Canon::new(krate, &Own);
        let self_ty = canon.ty(&header.self_ty);
        let trait_path = header.trait_path.as_ref().map(|path| canon.path(path)).unwrap_or_default();
        let not = if header.negative { "!" } else { "" };
        let path = format!("<{self_ty} as {not}{trait_path}>");
        for member in krate.members[id.0].clone() {
            let member = &mut krate.items[member.0];
            member.path = format!("{path}::{}", member.name);
        }
        krate.items[idx].path = path;
    }
}
