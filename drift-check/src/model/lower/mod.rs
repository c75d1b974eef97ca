//! From syn's tree to [`RawModule`]: the only place, besides the parser, that knows syn.
//!
//! One file per kind of item. Nothing is resolved here, because a name can only be resolved once all files are known.

mod attributes;
mod body;
mod expr;
mod functions;
mod generics;
mod impls;
mod imports;
mod items;
mod macros;
mod ty;
mod types;

use super::raw::{RawChild, RawModule, RawUnchecked};
use proc_macro2::Span;
use quote::ToTokens;

/// Lowers one file. `is_test` says that only tests are compiled with it.
pub(crate) fn file(file: &syn::File, is_test: bool) -> RawModule {
    module(&file.attrs, &file.items, is_test)
}

fn module(attrs: &[syn::Attribute], items: &[syn::Item], is_test: bool) -> RawModule {
    let inner = attributes::read(attrs);
    let mut out = RawModule {
        inner_cfg: inner.cfg,
        inner_documented: inner.attributes.documented,
        inner_hidden: inner.attributes.doc_hidden,
        ..RawModule::default()
    };
    let is_test = is_test || out.inner_cfg.is_test_only();
    for item in items {
        items::lower(item, is_test, &mut out);
    }
    out
}

fn child_module(item: &syn::ItemMod, is_test: bool, out: &mut RawModule) {
    let read = attributes::read(&item.attrs);
    let is_test = is_test || read.cfg.is_test_only();
    let content = item.content.as_ref().map(|(_, items)| module(&item.attrs, items, is_test));
    let raw = items::raw(
        &item.ident,
        &item.vis,
        read.item(),
        super::item::ItemKind::Module,
        super::item::Detail::Module,
    );
    out.modules.push(RawChild {
        item: raw,
        content,
        path_attributes: read.paths,
        has_certain_path: read.has_certain_path,
    });
}

/// The line of a span, counted from 1.
fn line(span: Span) -> usize {
    span.start().line
}

/// An identifier's text without `r#`.
fn name(ident: &syn::Ident) -> Box<str> {
    let text = ident.to_string();
    text.strip_prefix("r#").unwrap_or(&text).into()
}

/// Tokens as text with one canonical spacing.
fn tokens(node: &impl ToTokens) -> Box<str> {
    node.to_token_stream().to_string().into()
}

fn unchecked(out: &mut RawModule, span: Span, what: impl Into<String>, reason: &str) {
    out.unchecked.push(RawUnchecked { line: line(span), what: what.into(), reason: reason.into() });
}
