//! Refactorings of whole files.

use super::edit;
use crate::selftest::corpus::{apply, bytes, text_of};
use quote::ToTokens;

/// Everything on one line, no comments.
pub(super) fn reformatted(_: &str, file: syn::File) -> Option<String> {
    Some(text_of(&file))
}

/// Other words in comments and documentation; what is in code blocks goes, too.
pub(super) fn comments(text: &str, _: syn::File) -> Option<String> {
    let line = |line: &str| {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        match trimmed {
            _ if trimmed.starts_with("//!") => format!("{indent}//! In other words."),
            _ if trimmed.starts_with("///") => format!("{indent}/// In other words."),
            _ if trimmed.starts_with("//") => format!("{indent}// In other words."),
            _ => line.to_owned(),
        }
    };
    Some(text.lines().map(line).collect::<Vec<_>>().join("\n"))
}

/// Members of impls and items of the file in the opposite order.
pub(super) fn reordered(_: &str, mut file: syn::File) -> Option<String> {
    let has_macros = file.items.iter().any(|item| matches!(item, syn::Item::Macro(_)));
    for item in &mut file.items {
        if let syn::Item::Impl(found) = item {
            found.items.reverse();
        }
    }
    if !has_macros {
        // Imports stay: of two with one name under opposite conditions, the first is the one that counts.
        let (imports, mut others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut file.items).into_iter().partition(|item| matches!(item, syn::Item::Use(_)));
        others.reverse();
        file.items = imports.into_iter().chain(others).collect();
    }
    Some(file.to_token_stream().to_string())
}

/// A block of its own for every method.
pub(super) fn split_impls(text: &str, file: syn::File) -> Option<String> {
    let mut edits = Vec::new();
    for item in &file.items {
        let syn::Item::Impl(found) = item else { continue };
        if found.trait_.is_some() || !found.attrs.is_empty() {
            continue;
        }
        let open = found.brace_token.span.open().byte_range().end;
        let head = text.get(bytes(item).start..open)?;
        for member in found.items.iter().skip(1) {
            let at = bytes(member).start;
            edits.push(edit(at..at, format!("}}\n{head}\n")));
        }
    }
    Some(apply(text, edits))
}

/// One `use` line per name.
pub(super) fn split_uses(text: &str, file: syn::File) -> Option<String> {
    fn leaves(tree: &syn::UseTree, prefix: &str, out: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => leaves(&path.tree, &format!("{prefix}{}::", path.ident), out),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, prefix, out)),
            syn::UseTree::Name(name) if name.ident == "self" => out.push(format!("{prefix}{{self}}")),
            other => out.push(format!("{prefix}{}", text_of(other))),
        }
    }
    let mut edits = Vec::new();
    for item in &file.items {
        let syn::Item::Use(found) = item else { continue };
        let mut names = Vec::new();
        leaves(&found.tree, if found.leading_colon.is_some() { "::" } else { "" }, &mut names);
        let attrs: String = found.attrs.iter().map(text_of).collect();
        let vis = text_of(&found.vis);
        let lines: Vec<String> = names.iter().map(|name| format!("{attrs} {vis} use {name};")).collect();
        edits.push(edit(bytes(item), lines.join("\n")));
    }
    Some(apply(text, edits))
}

pub(super) fn core_for_std(text: &str, _: syn::File) -> Option<String> {
    let mut out = text.to_owned();
    for module in ["fmt", "cmp", "mem", "ops", "iter", "marker", "hash", "ptr", "num"] {
        out = out.replace(&format!("std::{module}"), &format!("core::{module}"));
    }
    Some(out.replace("std::sync::atomic", "core::sync::atomic"))
}
