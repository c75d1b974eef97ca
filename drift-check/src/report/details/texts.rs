//! Functions in uniform layout, by the place of their name.

use crate::load::read_text;
use crate::parse::FileFact;
use quote::{ToTokens, quote};
use rayon::prelude::*;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{ImplItemFn, ItemFn, Signature, TraitItemFn};

/// The functions of a crate.
#[derive(Debug)]
pub(super) struct Texts(HashMap<(String, usize), String>);

impl Texts {
    /// Reads all files of a crate once more: the model has no text. What cannot be read now has none.
    pub(super) fn read(folder: &Path, files: &[FileFact]) -> Self {
        let of_file = |path: &str| -> Vec<((String, usize), String)> {
            let Ok(text) = read_text(&folder.join(path)) else { return Vec::new() };
            let Ok(Ok(file)) = catch_unwind(|| syn::parse_file(&text)) else { return Vec::new() };
            let mut functions = Functions(Vec::new());
            functions.visit_file(&file);
            functions.0.into_iter().map(|(line, text)| ((path.to_owned(), line), text)).collect()
        };
        Self(files.par_iter().flat_map_iter(|file| of_file(&file.path)).collect())
    }

    pub(super) fn get(&self, file: &str, line: usize) -> Option<&str> {
        self.0.get(&(file.to_owned(), line)).map(String::as_str)
    }
}

struct Functions(Vec<(usize, String)>);

impl Functions {
    /// Lays a function out anew. Comments are gone since parsing, attributes of the function are left out here.
    fn add(&mut self, vis: &impl ToTokens, sig: &Signature, block: &impl ToTokens) {
        let line = sig.ident.span().start().line;
        let Ok(file) = syn::parse2::<syn::File>(quote!(#vis #sig #block)) else { return };
        // The printer panics on syntax that it does not know; such a function goes without text.
        if let Ok(text) = catch_unwind(AssertUnwindSafe(|| prettyplease::unparse(&file))) {
            self.0.push((line, text.trim_end().to_owned()));
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, node: &'ast ItemFn) {
        self.add(&node.vis, &node.sig, &node.block);
        visit::visit_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast ImplItemFn) {
        self.add(&node.vis, &node.sig, &node.block);
        visit::visit_impl_item_fn(self, node);
    }

    fn visit_trait_item_fn(&mut self, node: &'ast TraitItemFn) {
        if let Some(block) = &node.default {
            self.add(&quote!(), &node.sig, block);
        }
        visit::visit_trait_item_fn(self, node);
    }
}
