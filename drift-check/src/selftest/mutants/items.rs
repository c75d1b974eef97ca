//! Types, traits, constants and signatures.

use super::edit;
use crate::selftest::corpus::{Corpus, Edit, bytes, is_test, text_of};
use std::ops::Range;
use syn::visit::{self, Visit};

type Found = Vec<(Range<usize>, Vec<Edit>)>;

/// Calls a function for every item that is no test, also in inline modules.
fn items(file: &syn::File, seen: &mut dyn FnMut(&syn::Item)) {
    fn walk(items: &[syn::Item], seen: &mut dyn FnMut(&syn::Item)) {
        for item in items {
            match item {
                syn::Item::Mod(module) if !is_test(&module.attrs) => {
                    module.content.iter().for_each(|(_, items)| walk(items, seen));
                }
                syn::Item::Mod(_) => {}
                other => seen(other),
            }
        }
    }
    walk(&file.items, seen);
}

fn fields(file: &syn::File, seen: &mut dyn FnMut(&syn::ItemStruct, &syn::Field)) {
    items(file, &mut |item| {
        if let syn::Item::Struct(item) = item
            && !is_test(&item.attrs)
        {
            item.fields
                .iter()
                .filter(|field| field.attrs.iter().all(|attr| !attr.path().is_ident("cfg")))
                .for_each(|field| seen(item, field));
        }
    });
}

/// Names in a field's type, replaced.
fn in_field_type(file: &syn::File, from: &str, to: &str) -> Found {
    struct Names<'n>(&'n str, Vec<Range<usize>>);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            if segment.ident == self.0 {
                self.1.push(segment.ident.span().byte_range());
            }
            visit::visit_path_segment(self, segment);
        }
    }
    let mut out = Found::new();
    fields(file, &mut |_, field| {
        let mut names = Names(from, Vec::new());
        names.visit_type(&field.ty);
        out.extend(names.1.into_iter().map(|range| (bytes(field), vec![edit(range, to)])));
    });
    out
}

pub(super) fn other_lock(_: &Corpus, _: &str, file: &syn::File) -> Found {
    in_field_type(file, "RwLock", "Mutex")
}

pub(super) fn no_arc(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    fields(file, &mut |_, field| {
        if let syn::Type::Path(path) = &field.ty
            && let Some(last) = path.path.segments.last()
            && last.ident == "Arc"
            && let syn::PathArguments::AngleBracketed(args) = &last.arguments
            && let Some(inner) = args.args.first()
        {
            let inner = text.get(bytes(inner)).unwrap_or_default();
            out.push((bytes(field), vec![edit(bytes(&field.ty), inner)]));
        }
    });
    out
}

pub(super) fn narrower_field(_: &Corpus, _: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    fields(file, &mut |_, field| {
        if matches!(&*text_of(&field.ty), "u64" | "usize" | "u128") {
            out.push((bytes(field), vec![edit(bytes(&field.ty), "u32")]));
        }
    });
    out
}

pub(super) fn public_field(_: &Corpus, _: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    fields(file, &mut |_, field| {
        if matches!(field.vis, syn::Visibility::Inherited)
            && let Some(name) = &field.ident
        {
            let at = name.span().byte_range().start;
            out.push((bytes(field), vec![edit(at..at, "pub ")]));
        }
    });
    out
}

pub(super) fn no_field(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    fields(file, &mut |item, field| {
        if field.ident.is_some() && item.fields.len() > 1 {
            let mut range = bytes(field);
            let rest = text.get(range.end..).unwrap_or_default();
            if rest.starts_with(',') {
                range.end += 1;
            }
            out.push((bytes(item), vec![edit(range, "")]));
        }
    });
    out
}

fn derives(attrs: &[syn::Attribute], seen: &mut dyn FnMut(&syn::Attribute, Vec<syn::Path>)) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let list =
            attr.parse_args_with(syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated);
        if let Ok(list) = list {
            seen(attr, list.into_iter().collect());
        }
    }
}

fn without(
    file: &syn::File,
    fits: impl Fn(&str) -> bool,
    then: impl Fn(&str) -> Option<String>,
    text: &str,
) -> Found {
    let mut out = Found::new();
    items(file, &mut |item| {
        let (attrs, name) = match item {
            syn::Item::Struct(item) if item.generics.params.is_empty() => {
                (&item.attrs, item.ident.to_string())
            }
            syn::Item::Enum(item) if item.generics.params.is_empty() => (&item.attrs, item.ident.to_string()),
            _ => return,
        };
        derives(attrs, &mut |attr, list| {
            let keep: Vec<String> = list.iter().map(text_of).filter(|name| !fits(name)).collect();
            if keep.len() == list.len() {
                return;
            }
            let mut edits = vec![edit(bytes(attr), format!("#[derive({})]", keep.join(", ")))];
            if let Some(more) = then(&name) {
                edits.push(edit(text.len()..text.len(), more));
            }
            out.push((bytes(item), edits));
        });
    });
    out
}

pub(super) fn no_derive(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    for name in ["Clone", "Hash", "Ord", "PartialEq", "Copy", "Debug", "Default"] {
        out.extend(without(file, |found| found == name, |_| None, text));
    }
    out
}

pub(super) fn written_ord(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let written = |name: &str| {
        Some(format!(
            "\nimpl Ord for {name} {{ fn cmp(&self, other: &Self) -> std::cmp::Ordering {{ other.rank().cmp(&self.rank()) }} }}\n"
        ))
    };
    without(file, |found| found == "Ord", written, text)
}

fn impls(file: &syn::File, fits: impl Fn(&str) -> bool) -> Found {
    let mut out = Found::new();
    items(file, &mut |item| {
        if let syn::Item::Impl(found) = item
            && !is_test(&found.attrs)
            && found.attrs.iter().all(|attr| !attr.path().is_ident("cfg"))
            && let Some((path, _)) = &found.trait_
            && fits(&path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default())
        {
            out.push((bytes(item), vec![edit(bytes(item), "")]));
        }
    });
    out
}

pub(super) fn no_drop(_: &Corpus, _: &str, file: &syn::File) -> Found {
    impls(file, |name| name == "Drop")
}

pub(super) fn no_impl(_: &Corpus, _: &str, file: &syn::File) -> Found {
    impls(file, |name| name != "Drop")
}

pub(super) fn required(_: &Corpus, _: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    items(file, &mut |item| {
        let syn::Item::Trait(item) = item else { return };
        for member in &item.items {
            if let syn::TraitItem::Fn(found) = member
                && let Some(block) = &found.default
            {
                out.push((bytes(found), vec![edit(bytes(block), ";")]));
            }
        }
    });
    out
}

pub(super) fn variants_swapped(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    items(file, &mut |item| {
        let syn::Item::Enum(found) = item else { return };
        let numbered = found.attrs.iter().any(|attr| attr.path().is_ident("repr"))
            || found.variants.iter().any(|variant| variant.discriminant.is_some());
        let orders = text_of_attrs(&found.attrs).contains("Ord");
        let (Some(one), Some(two)) = (found.variants.first(), found.variants.iter().nth(1)) else { return };
        if numbered || orders {
            let name = |variant: &syn::Variant| variant.ident.span().byte_range();
            let source = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
            let edits = vec![edit(name(one), source(name(two))), edit(name(two), source(name(one)))];
            out.push((bytes(item), edits));
        }
    });
    out
}

fn text_of_attrs(attrs: &[syn::Attribute]) -> String {
    attrs.iter().map(text_of).collect()
}

/// The first number in an expression, changed.
fn changed_number(expr: &syn::Expr) -> Option<Edit> {
    struct First(Option<Edit>);
    impl<'ast> Visit<'ast> for First {
        fn visit_lit(&mut self, lit: &'ast syn::Lit) {
            if self.0.is_some() {
                return;
            }
            let span = lit.span().byte_range();
            self.0 = match lit {
                syn::Lit::Int(int) => int
                    .base10_parse::<u64>()
                    .ok()
                    .map(|value| edit(span, format!("{}{}", value + 3, int.suffix()))),
                syn::Lit::Byte(byte) => {
                    Some(edit(span, format!("b'{}'", if byte.value() == b'Q' { 'R' } else { 'Q' })))
                }
                syn::Lit::ByteStr(text) => {
                    let mut bytes = text.value();
                    bytes
                        .first_mut()
                        .into_iter()
                        .for_each(|byte| *byte = if *byte == b'Q' { b'R' } else { b'Q' });
                    Some(edit(span, format!("b\"{}\"", String::from_utf8_lossy(&bytes))))
                }
                syn::Lit::Float(float) => Some(edit(span, format!("1{}", float.base10_digits()))),
                _ => None,
            };
        }
    }
    let mut first = First(None);
    first.visit_expr(expr);
    first.0
}

fn constants(file: &syn::File, fits: impl Fn(&str) -> bool) -> Found {
    let mut out = Found::new();
    let mut add = |range: Range<usize>, ty: &syn::Type, expr: &syn::Expr| {
        if fits(&text_of(ty))
            && let Some(edit) = changed_number(expr)
        {
            out.push((range, vec![edit]));
        }
    };
    items(file, &mut |item| match item {
        syn::Item::Const(found) => add(bytes(found), &found.ty, &found.expr),
        syn::Item::Static(found) => add(bytes(found), &found.ty, &found.expr),
        syn::Item::Impl(found) => {
            for member in &found.items {
                if let syn::ImplItem::Const(member) = member {
                    add(bytes(member), &member.ty, &member.expr);
                }
            }
        }
        _ => {}
    });
    out
}

fn is_bytes(ty: &str) -> bool {
    ty.contains("[u8") || ty.contains("[ u8")
}

pub(super) fn other_value(_: &Corpus, _: &str, file: &syn::File) -> Found {
    constants(file, |ty| !is_bytes(ty))
}

pub(super) fn other_magic(_: &Corpus, _: &str, file: &syn::File) -> Found {
    constants(file, is_bytes)
}

/// Told of an item, its signature, and its visibility.
type Seen<'s> = &'s mut dyn FnMut(Range<usize>, &syn::Signature, Option<&syn::Visibility>);

/// Functions and methods that are no tests: the item, its signature, its visibility.
fn signatures(file: &syn::File, seen: Seen<'_>) {
    items(file, &mut |item| match item {
        syn::Item::Fn(found) if !is_test(&found.attrs) => seen(bytes(found), &found.sig, Some(&found.vis)),
        syn::Item::Impl(block) if !is_test(&block.attrs) => {
            for member in &block.items {
                if let syn::ImplItem::Fn(found) = member {
                    let vis = block.trait_.is_none().then_some(&found.vis);
                    if !is_test(&found.attrs) {
                        seen(bytes(found), &found.sig, vis);
                    }
                }
            }
        }
        _ => {}
    });
}

pub(super) fn no_bound(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    signatures(file, &mut |range, sig, vis| {
        // An impl of a trait may not differ from the trait.
        if vis.is_none() {
            return;
        }
        for param in sig.generics.type_params() {
            if !param.bounds.is_empty() {
                let at = param.ident.span().byte_range().end;
                out.push((range.clone(), vec![edit(at..bytes(param).end, "")]));
            }
        }
        for predicate in sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            if let syn::WherePredicate::Type(found) = predicate
                && !found.bounds.is_empty()
            {
                let bounded = text.get(bytes(&found.bounded_ty)).unwrap_or_default();
                out.push((range.clone(), vec![edit(bytes(found), format!("{bounded}:"))]));
            }
        }
    });
    out
}

pub(super) fn parameters_swapped(_: &Corpus, text: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    signatures(file, &mut |range, sig, vis| {
        let params: Vec<&syn::PatType> = sig
            .inputs
            .iter()
            .filter_map(|input| match input {
                syn::FnArg::Typed(param) => Some(param),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        if let ([one, two, ..], Some(_)) = (params.as_slice(), vis) {
            let source = |param: &syn::PatType| text.get(bytes(param)).unwrap_or_default().to_owned();
            out.push((range, vec![edit(bytes(*one), source(two)), edit(bytes(*two), source(one))]));
        }
    });
    out
}

pub(super) fn private(_: &Corpus, _: &str, file: &syn::File) -> Found {
    let mut out = Found::new();
    signatures(file, &mut |range, _, vis| {
        if let Some(vis @ syn::Visibility::Public(_)) = vis {
            out.push((range, vec![edit(bytes(vis), "")]));
        }
    });
    out
}
