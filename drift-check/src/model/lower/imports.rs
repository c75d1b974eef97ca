//! `use` and `extern crate`: one [`Import`] per imported name.

use super::{attributes, line, name};
use crate::model::raw::{Import, RawModule};

/// Lowers a `use` line.
pub(super) fn uses(item: &syn::ItemUse, out: &mut RawModule) {
    let read = attributes::read(&item.attrs);
    let base = Import {
        global: item.leading_colon.is_some(),
        segments: Vec::new(),
        alias: None,
        glob: false,
        visibility: super::items::visibility(&item.vis),
        hidden: read.attributes.doc_hidden,
        cfg: read.cfg,
        line: line(item.use_token.span),
    };
    tree(&item.tree, &base, out);
}

fn tree(tree_: &syn::UseTree, base: &Import, out: &mut RawModule) {
    match tree_ {
        syn::UseTree::Path(path) => {
            let mut base = base.clone();
            base.segments.push(name(&path.ident));
            tree(&path.tree, &base, out);
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|inner| tree(inner, base, out)),
        syn::UseTree::Glob(_) => out.imports.push(Import { glob: true, ..base.clone() }),
        syn::UseTree::Name(leaf) => push(base, &leaf.ident, name(&leaf.ident), out),
        syn::UseTree::Rename(leaf) => push(base, &leaf.ident, name(&leaf.rename), out),
    }
}

/// Adds one name. `use a::{self}` imports `a` under its own name.
fn push(base: &Import, ident: &syn::Ident, alias: Box<str>, out: &mut RawModule) {
    let mut import = base.clone();
    let own = name(ident);
    let mut alias = alias;
    if &*own == "self" && !import.segments.is_empty() {
        if &*alias == "self" {
            alias = import.segments.last().cloned().unwrap_or_default();
        }
    } else {
        import.segments.push(own);
    }
    import.alias = (&*alias != "_").then_some(alias);
    out.imports.push(import);
}

/// Lowers `extern crate name as alias;`.
pub(super) fn extern_crate(item: &syn::ItemExternCrate, out: &mut RawModule) {
    let read = attributes::read(&item.attrs);
    let alias = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename);
    let own = name(&item.ident);
    let is_self = &*own == "self";
    out.imports.push(Import {
        global: !is_self,
        segments: vec![if is_self { "crate".into() } else { own }],
        alias: Some(name(alias)).filter(|alias| &**alias != "_"),
        glob: false,
        visibility: super::items::visibility(&item.vis),
        hidden: read.attributes.doc_hidden,
        cfg: read.cfg,
        line: line(item.extern_token.span),
    });
}
