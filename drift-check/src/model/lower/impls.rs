//! Traits, impl blocks and their members.

use super::items::{excerpt, read, value};
use super::{attributes, expr, functions, generics, line, ty};
use crate::model::item::{Detail, ImplHeader, ItemKind, Visibility};
use crate::model::raw::{RawBlock, RawItem, RawModule, RawUnchecked};
use syn::spanned::Spanned;

/// Lowers a trait with its members.
pub(super) fn trait_item(item: &syn::ItemTrait, is_test: bool, unchecked: &mut Vec<RawUnchecked>) -> RawItem {
    let detail = Detail::Trait {
        generics: generics::lower(&item.generics),
        supertraits: ty::bounds(&item.supertraits),
        unsafety: item.unsafety.is_some(),
    };
    let mut raw = read(&item.attrs, &item.ident, &item.vis, ItemKind::Trait, detail);
    raw.members = item.items.iter().filter_map(|member| trait_member(member, is_test, unchecked)).collect();
    raw
}

/// Members of a trait are as visible as the trait.
const INHERITED: syn::Visibility = syn::Visibility::Inherited;

fn trait_member(
    member: &syn::TraitItem,
    is_test: bool,
    unchecked: &mut Vec<RawUnchecked>,
) -> Option<RawItem> {
    let mut raw = match member {
        syn::TraitItem::Fn(member) => {
            let detail = functions::detail(&member.sig, member.default.as_ref(), is_test);
            read(&member.attrs, &member.sig.ident, &INHERITED, ItemKind::Method, detail)
        }
        syn::TraitItem::Const(member) => {
            let mut detail = value(&member.ty, false, None);
            if let Detail::Value { value, .. } = &mut detail {
                *value = member.default.as_ref().map(|(_, default)| expr::lower(default));
            }
            read(&member.attrs, &member.ident, &INHERITED, ItemKind::AssociatedConstant, detail)
        }
        syn::TraitItem::Type(member) => {
            let detail = Detail::Alias {
                generics: generics::lower(&member.generics),
                bounds: ty::bounds(&member.bounds),
                ty: member.default.as_ref().map(|(_, default)| ty::lower(default)),
                block: None,
            };
            read(&member.attrs, &member.ident, &INHERITED, ItemKind::AssociatedType, detail)
        }
        other => {
            unchecked.push(unknown(other.span(), excerpt(other)));
            return None;
        }
    };
    raw.visibility = Visibility::Inherited;
    Some(raw)
}

/// Lowers an impl block: inherent ones to [`RawBlock`], those of a trait to an item with members.
pub(super) fn impl_item(item: &syn::ItemImpl, is_test: bool, out: &mut RawModule) {
    let read = attributes::read(&item.attrs);
    let is_test = is_test || read.cfg.is_test_only();
    let header = ImplHeader {
        generics: generics::lower(&item.generics),
        self_ty: ty::lower(&item.self_ty),
        trait_path: item.trait_.as_ref().map(|(path, _)| ty::lower_path(path)),
        negative: item.modifiers.polarity.is_some(),
        unsafety: item.unsafety.is_some(),
    };
    let mut members: Vec<RawItem> =
        item.items.iter().filter_map(|member| impl_member(member, is_test, &mut out.unchecked)).collect();
    if header.trait_path.is_none() {
        out.blocks.push(RawBlock { header, cfg: read.cfg, members });
        return;
    }
    for member in &mut members {
        member.visibility = Visibility::Inherited;
    }
    let (cfg, attributes) = read.item();
    out.items.push(RawItem {
        name: "".into(),
        kind: ItemKind::Impl,
        visibility: Visibility::Inherited,
        cfg,
        attributes,
        line: line(item.impl_token.span),
        detail: Detail::Impl(Box::new(header)),
        members,
    });
}

fn impl_member(member: &syn::ImplItem, is_test: bool, unchecked: &mut Vec<RawUnchecked>) -> Option<RawItem> {
    match member {
        syn::ImplItem::Fn(member) => {
            let detail = functions::detail(&member.sig, Some(&member.block), is_test);
            Some(read(&member.attrs, &member.sig.ident, &member.vis, ItemKind::Method, detail))
        }
        syn::ImplItem::Const(member) => {
            let detail = value(&member.ty, false, Some(&member.expr));
            Some(read(&member.attrs, &member.ident, &member.vis, ItemKind::AssociatedConstant, detail))
        }
        syn::ImplItem::Type(member) => {
            let detail = Detail::Alias {
                generics: generics::lower(&member.generics),
                bounds: Vec::new(),
                ty: Some(ty::lower(&member.ty)),
                block: None,
            };
            Some(read(&member.attrs, &member.ident, &member.vis, ItemKind::AssociatedType, detail))
        }
        other => {
            unchecked.push(unknown(other.span(), excerpt(other)));
            None
        }
    }
}

fn unknown(span: proc_macro2::Span, what: String) -> RawUnchecked {
    RawUnchecked {
        line: line(span),
        what,
        reason: "a macro call or syntax inside an impl or trait that this tool does not expand".into(),
    }
}
