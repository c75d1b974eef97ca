//! Macros: definitions by example, and calls in item position, which are not expanded.

use super::{attributes, line, name, tokens};
use crate::model::item::{Attributes, Detail, ItemKind, Visibility};
use crate::model::raw::{RawItem, RawModule, RawUnchecked};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Lowers `macro_rules! name { … }` or a macro call between items.
pub(super) fn item(item: &syn::ItemMacro, out: &mut RawModule) {
    let called = item.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    match (&item.ident, called.as_str()) {
        (Some(ident), "macro_rules") => out.items.push(definition(item, ident)),
        _ => call(item, &called, out),
    }
}

fn definition(item: &syn::ItemMacro, ident: &syn::Ident) -> RawItem {
    let (cfg, attributes) = attributes::read(&item.attrs).item();
    RawItem {
        name: name(ident),
        kind: ItemKind::Macro,
        visibility: if attributes.macro_export { Visibility::Public } else { Visibility::Private },
        cfg,
        attributes,
        line: line(ident.span()),
        detail: Detail::Macro { tokens: tokens(&item.mac.tokens) },
        members: Vec::new(),
    }
}

/// Keeps the names a call visibly declares, so that they count as present, and says that the rest is unchecked.
fn call(item: &syn::ItemMacro, called: &str, out: &mut RawModule) {
    let read = attributes::read(&item.attrs);
    if !read.cfg.is_test_only() {
        out.unchecked.push(RawUnchecked {
            line: line(item.mac.bang_token.span),
            what: match syn::parse2::<syn::LitStr>(item.mac.tokens.clone()) {
                // Which file is meant can be said, and whether it is there.
                Ok(file) if called == "include" => format!("{called}!({:?})", file.value()),
                _ => format!("{called}!"),
            },
            reason: "macro call between items: what it expands to is not compared".into(),
        });
    }
    if called == "include" {
        return;
    }
    let mut declared = Vec::new();
    declarations(item.mac.tokens.clone(), &mut declared);
    out.items.extend(declared.into_iter().map(|found| RawItem {
        name: found.name,
        kind: found.kind,
        visibility: found.visibility,
        cfg: read.cfg.clone(),
        attributes: Attributes::default(),
        line: found.line,
        detail: Detail::Opaque { by: called.into() },
        members: Vec::new(),
    }));
}

struct Declared {
    name: Box<str>,
    kind: ItemKind,
    visibility: Visibility,
    line: usize,
}

/// Finds `pub struct Name` and the like at the top level of a token stream.
fn declarations(stream: TokenStream, out: &mut Vec<Declared>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (idx, pair) in trees.windows(2).enumerate() {
        let [TokenTree::Ident(keyword), TokenTree::Ident(found)] = pair else { continue };
        let kind = match keyword.to_string().as_str() {
            "struct" => ItemKind::Struct,
            "enum" => ItemKind::Enum,
            "union" => ItemKind::Union,
            "trait" => ItemKind::Trait,
            "static" => ItemKind::Static,
            _ => continue,
        };
        // `static ref NAME` is how lazy_static spells a static.
        let found = match (found.to_string().as_str(), trees.get(idx + 2)) {
            ("ref" | "mut", Some(TokenTree::Ident(next))) => next,
            _ => found,
        };
        out.push(Declared {
            name: name(found),
            kind,
            visibility: visibility_before(&trees[..idx]),
            line: line(found.span()),
        });
    }
}

fn visibility_before(trees: &[TokenTree]) -> Visibility {
    match trees {
        [.., TokenTree::Ident(word)] if word == "pub" => Visibility::Public,
        [.., TokenTree::Ident(word), TokenTree::Group(scope)]
            if word == "pub" && scope.delimiter() == Delimiter::Parenthesis =>
        {
            Visibility::Restricted(scope.stream().to_string().replace(' ', "").into())
        }
        _ => Visibility::Private,
    }
}
