//! The dispatch over items, and what all of them share.

use super::{
    attributes, expr, functions, generics, impls, imports, line, macros, name, tokens, ty, types, unchecked,
};
use crate::model::cfg::Cfg;
use crate::model::item::{Attributes, Detail, ItemKind, Visibility};
use crate::model::raw::{RawItem, RawModule};
use quote::ToTokens;
use syn::spanned::Spanned;

/// Lowers one item into its module.
pub(super) fn lower(item: &syn::Item, is_test: bool, out: &mut RawModule) {
    match item {
        syn::Item::Mod(item) => super::child_module(item, is_test, out),
        syn::Item::Use(item) => imports::uses(item, out),
        syn::Item::ExternCrate(item) => imports::extern_crate(item, out),
        syn::Item::Struct(item) => out.items.push(types::strukt(item)),
        syn::Item::Enum(item) => out.items.push(types::enumeration(item)),
        syn::Item::Union(item) => out.items.push(types::union(item)),
        syn::Item::Type(item) => {
            let detail = Detail::Alias {
                generics: generics::lower(&item.generics),
                bounds: Vec::new(),
                ty: Some(ty::lower(&item.ty)),
                block: None,
            };
            out.items.push(read(&item.attrs, &item.ident, &item.vis, ItemKind::TypeAlias, detail));
        }
        syn::Item::Const(item) => {
            // `const _: () = …;` has no name and is a compile-time check, not an item others see.
            if item.ident != "_" {
                let detail = value(&item.ty, false, Some(&item.expr));
                out.items.push(read(&item.attrs, &item.ident, &item.vis, ItemKind::Constant, detail));
            }
        }
        syn::Item::Static(item) => {
            let mutable = matches!(item.mutability, syn::StaticMutability::Mut(_));
            let detail = value(&item.ty, mutable, Some(&item.expr));
            out.items.push(read(&item.attrs, &item.ident, &item.vis, ItemKind::Static, detail));
        }
        syn::Item::Fn(item) => {
            let runs_as_test =
                item.attrs.iter().any(|attr| attr.path().is_ident("test") || attr.path().is_ident("bench"));
            let detail = functions::detail(&item.sig, Some(&item.block), is_test || runs_as_test);
            let mut raw = read(&item.attrs, &item.sig.ident, &item.vis, ItemKind::Function, detail);
            if runs_as_test {
                raw.cfg = raw.cfg.and(Cfg::Option("test".into()));
            }
            out.items.push(raw);
        }
        syn::Item::Trait(item) => {
            let raw = impls::trait_item(item, is_test, &mut out.unchecked);
            out.items.push(raw);
        }
        syn::Item::TraitAlias(item) => {
            let detail = Detail::Trait {
                generics: generics::lower(&item.generics),
                supertraits: ty::bounds(&item.bounds),
                unsafety: false,
            };
            out.items.push(read(&item.attrs, &item.ident, &item.vis, ItemKind::Trait, detail));
        }
        syn::Item::Impl(item) => impls::impl_item(item, is_test, out),
        syn::Item::Macro(item) => macros::item(item, out),
        syn::Item::ForeignMod(item) => foreign(item, out),
        other => unchecked(out, other.span(), excerpt(other), "syntax this tool does not know"),
    }
}

fn foreign(item: &syn::ItemForeignMod, out: &mut RawModule) {
    for inner in &item.items {
        match inner {
            syn::ForeignItem::Fn(inner) => {
                let mut detail = functions::detail(&inner.sig, None, false);
                if let Detail::Function { signature, .. } = &mut detail {
                    signature.qualifiers.abi = Some(ty::abi(&item.abi));
                }
                out.items.push(read(&inner.attrs, &inner.sig.ident, &inner.vis, ItemKind::Function, detail));
            }
            syn::ForeignItem::Static(inner) => {
                let mutable = matches!(inner.mutability, syn::StaticMutability::Mut(_));
                let detail = value(&inner.ty, mutable, None);
                out.items.push(read(&inner.attrs, &inner.ident, &inner.vis, ItemKind::Static, detail));
            }
            other => unchecked(out, other.span(), excerpt(other), "foreign item this tool does not know"),
        }
    }
}

/// The first words of a node, to name it in the coverage.
pub(super) fn excerpt(node: &impl ToTokens) -> String {
    let text = tokens(node);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// The detail of a constant or static.
pub(super) fn value(ty: &syn::Type, mutable: bool, value: Option<&syn::Expr>) -> Detail {
    Detail::Value { ty: super::ty::lower(ty), mutable, value: value.map(expr::lower), block: None }
}

/// An item, with its attributes read.
pub(super) fn read(
    attrs: &[syn::Attribute],
    ident: &syn::Ident,
    vis: &syn::Visibility,
    kind: ItemKind,
    detail: Detail,
) -> RawItem {
    raw(ident, vis, attributes::read(attrs).item(), kind, detail)
}

/// An item whose attributes were read already.
pub(super) fn raw(
    ident: &syn::Ident,
    vis: &syn::Visibility,
    (cfg, attributes): (Cfg, Attributes),
    kind: ItemKind,
    detail: Detail,
) -> RawItem {
    RawItem {
        name: name(ident),
        kind,
        visibility: visibility(vis),
        cfg,
        attributes,
        line: line(ident.span()),
        detail,
        members: Vec::new(),
    }
}

/// Visibility as written.
pub(super) fn visibility(vis: &syn::Visibility) -> Visibility {
    match vis {
        syn::Visibility::Public(_) => Visibility::Public,
        syn::Visibility::Inherited => Visibility::Private,
        syn::Visibility::Restricted(restricted) => match &*tokens(&restricted.path).replace(' ', "") {
            "self" => Visibility::Private,
            scope => Visibility::Restricted(scope.into()),
        },
    }
}
