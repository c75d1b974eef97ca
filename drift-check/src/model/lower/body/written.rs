//! Types that are written in bodies.
//!
//! Mostly they help inference along, and leaving them out changes nothing. Where two bodies write one in the same place,
//! another size or another order of bytes is a difference in what they do.

use super::Walk;
use super::spell;
use crate::model::body::What;
use crate::model::lower::ty;
use proc_macro2::Span;

/// Names of types that say how bytes are laid out.
const TELLING: &[&str] = &[
    "bool",
    "char",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "LE",
    "BE",
    "NE",
    "LittleEndian",
    "BigEndian",
    "NativeEndian",
    "NetworkEndian",
];

/// Whether a type is one of those, or an array of them.
fn is_telling(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Path(path) if path.qself.is_none() => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.arguments.is_none() && TELLING.contains(&&*last.ident.to_string())),
        syn::Type::Array(array) => is_telling(&array.elem),
        syn::Type::Group(inner) => is_telling(&inner.elem),
        syn::Type::Paren(inner) => is_telling(&inner.elem),
        _ => false,
    }
}

impl Walk {
    /// The generic arguments of a call.
    pub(super) fn type_arguments(
        &mut self,
        name: &str,
        args: &syn::AngleBracketedGenericArguments,
        span: Span,
    ) {
        for arg in &args.args {
            if let syn::GenericArgument::Type(found) = arg {
                self.written(name, found, span);
            }
        }
    }

    /// The generic arguments of a function that is named.
    pub(super) fn path_arguments(&mut self, path: &syn::Path) {
        if let Some(last) = path.segments.last()
            && let syn::PathArguments::AngleBracketed(args) = &last.arguments
        {
            self.type_arguments(&last.ident.to_string(), args, spell::path_start(path));
        }
    }

    /// The type of a local.
    pub(super) fn type_of_local(&mut self, pat: &syn::Pat) {
        if let syn::Pat::Type(typed) = pat {
            self.written("let", &typed.ty, spell::pat_start(pat));
        }
    }

    /// The suffix of a number.
    pub(super) fn suffix(&mut self, lit: &syn::Lit) {
        let suffix = match lit {
            syn::Lit::Int(int) => int.suffix(),
            syn::Lit::Float(float) => float.suffix(),
            _ => "",
        };
        if let Ok(ty) = syn::parse_str::<syn::Type>(suffix) {
            self.written("literal", &ty, lit.span());
        }
    }

    fn written(&mut self, place: &str, ty: &syn::Type, span: Span) {
        if is_telling(ty) {
            self.fact(span, What::Written { place: place.into(), ty: ty::lower(ty) });
        }
    }
}
