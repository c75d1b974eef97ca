//! What is known about the locals of a body.

use std::collections::HashMap;

/// Texts longer than this do not replace a local: they would only make operands unreadable.
const REPLACEMENT_BYTES_MAX: usize = 80;

/// Locals by name. Scopes are not told apart: a name that is bound again stands for what was bound last.
#[derive(Debug, Default)]
pub(super) struct Locals {
    by_name: HashMap<String, Local>,
}

#[derive(Debug)]
struct Local {
    text: String,
    root: String,
}

impl Locals {
    /// A local about which nothing is known: a parameter, or part of a pattern.
    pub(super) fn bind(&mut self, name: &syn::Ident) {
        self.by_name.insert(name.to_string(), Local { text: "_".into(), root: String::new() });
    }

    /// A local that stands for an expression.
    pub(super) fn stand_for(&mut self, name: &syn::Ident, text: String, root: String) {
        let text = if text.len() > REPLACEMENT_BYTES_MAX { "_".into() } else { text };
        self.by_name.insert(name.to_string(), Local { text, root });
    }

    /// What a local reads as; `None` if the name is none.
    pub(super) fn text(&self, name: &syn::Ident) -> Option<&str> {
        self.by_name.get(&name.to_string()).map(|local| local.text.as_str())
    }

    /// What a local is a part of; `None` if the name is none.
    pub(super) fn root(&self, name: &syn::Ident) -> Option<String> {
        self.by_name.get(&name.to_string()).map(|local| local.root.clone())
    }
}
