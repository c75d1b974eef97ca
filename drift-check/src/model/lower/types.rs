//! Structs, enums and unions.

use super::items::{read, visibility};
use super::{attributes, expr, generics, line, name, ty};
use crate::model::item::{Detail, ItemKind, Shape, VariantField, Visibility};
use crate::model::raw::RawItem;
use syn::spanned::Spanned;

/// Lowers a struct with its fields.
pub(super) fn strukt(item: &syn::ItemStruct) -> RawItem {
    let detail = Detail::Adt { generics: generics::lower(&item.generics), shape: shape(&item.fields) };
    let mut raw = read(&item.attrs, &item.ident, &item.vis, ItemKind::Struct, detail);
    raw.members = fields(&item.fields);
    raw
}

/// Lowers a union with its fields.
pub(super) fn union(item: &syn::ItemUnion) -> RawItem {
    let detail = Detail::Adt { generics: generics::lower(&item.generics), shape: Shape::Named };
    let mut raw = read(&item.attrs, &item.ident, &item.vis, ItemKind::Union, detail);
    raw.members = fields(&syn::Fields::Named(item.fields.clone()));
    raw
}

/// Lowers an enum with its variants.
pub(super) fn enumeration(item: &syn::ItemEnum) -> RawItem {
    let detail = Detail::Adt { generics: generics::lower(&item.generics), shape: Shape::Named };
    let mut raw = read(&item.attrs, &item.ident, &item.vis, ItemKind::Enum, detail);
    raw.members = item
        .variants
        .iter()
        .enumerate()
        .map(|(position, variant)| lower_variant(variant, position))
        .collect();
    raw
}

fn lower_variant(variant: &syn::Variant, position: usize) -> RawItem {
    let (cfg, attributes) = attributes::read(&variant.attrs).item();
    RawItem {
        name: name(&variant.ident),
        kind: ItemKind::Variant,
        visibility: Visibility::Inherited,
        cfg,
        attributes,
        line: line(variant.ident.span()),
        detail: Detail::Variant {
            shape: shape(&variant.fields),
            fields: variant
                .fields
                .iter()
                .enumerate()
                .map(|(idx, field)| VariantField { name: field_name(field, idx), ty: ty::lower(&field.ty) })
                .collect(),
            discriminant: variant.discriminant.as_ref().map(|(_, value)| expr::lower(value)),
            position,
        },
        members: Vec::new(),
    }
}

fn fields(fields: &syn::Fields) -> Vec<RawItem> {
    fields
        .iter()
        .enumerate()
        .map(|(position, field)| {
            let (cfg, attributes) = attributes::read(&field.attrs).item();
            RawItem {
                name: field_name(field, position),
                kind: ItemKind::Field,
                visibility: visibility(&field.vis),
                cfg,
                attributes,
                line: line(field.ident.as_ref().map_or_else(|| field.ty.span(), syn::Ident::span)),
                detail: Detail::Field { ty: ty::lower(&field.ty), position },
                members: Vec::new(),
            }
        })
        .collect()
}

fn field_name(field: &syn::Field, position: usize) -> Box<str> {
    field.ident.as_ref().map_or_else(|| position.to_string().into(), name)
}

fn shape(fields: &syn::Fields) -> Shape {
    match fields {
        syn::Fields::Named(_) => Shape::Named,
        syn::Fields::Unnamed(_) => Shape::Tuple,
        syn::Fields::Unit => Shape::Unit,
    }
}
