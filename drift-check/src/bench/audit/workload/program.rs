//! The sources of all benchmarks of a side, as one program: its functions, its constants, its macros laid open.

use super::values;
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

/// A function, or a method.
pub(super) struct Function<'a> {
    pub(super) file: &'a str,
    pub(super) name: String,
    pub(super) signature: &'a syn::Signature,
    pub(super) block: &'a syn::Block,
}

/// Functions and constants of all files.
pub(super) struct Program<'a> {
    functions: Vec<Function<'a>>,
    numbers: BTreeMap<(&'a str, String), i128>,
    texts: BTreeMap<(&'a str, String), String>,
    /// Names that functions are called by.
    called: BTreeSet<String>,
}

impl<'a> Program<'a> {
    pub(super) fn of(files: &'a [(String, syn::File)]) -> Self {
        let mut program = Self {
            functions: Vec::new(),
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            called: BTreeSet::new(),
        };
        let mut constants = Vec::new();
        for (file, syntax) in files {
            let mut collector =
                Collector { file, functions: &mut program.functions, constants: &mut constants };
            collector.visit_file(syntax);
        }
        let mut called = Called::default();
        for function in &program.functions {
            called.own.clone_from(&function.name);
            called.visit_block(function.block);
        }
        program.called = called.names;
        // A constant may be made of others, wherever they stand.
        loop {
            let known = program.numbers.len();
            for (file, name, expr) in &constants {
                if let Some(number) = values::number(expr, &|name| program.number(file, name)) {
                    program.numbers.insert((file, name.clone()), number);
                }
                if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = expr {
                    program.texts.insert((file, name.clone()), text.value());
                }
            }
            if program.numbers.len() == known {
                return program;
            }
        }
    }

    /// All functions.
    pub(super) fn functions(&self) -> impl Iterator<Item = &Function<'a>> {
        self.functions.iter()
    }

    /// Whether nothing but the harness calls a function.
    pub(super) fn is_root(&self, function: &Function<'a>) -> bool {
        !self.called.contains(&function.name)
    }

    /// The function that a name means in a file: one there, or the only one elsewhere.
    pub(super) fn function(&self, file: &str, name: &str) -> Option<&Function<'a>> {
        let mut named = self.functions.iter().filter(|function| function.name == name);
        let here = self.functions.iter().find(|function| function.name == name && function.file == file);
        here.or_else(|| named.next().filter(|_| named.next().is_none()))
    }

    /// The number that a constant is.
    pub(super) fn number(&self, file: &str, name: &str) -> Option<i128> {
        in_file_or_only(&self.numbers, file, name).copied()
    }

    /// The text that a constant is.
    pub(super) fn text(&self, file: &str, name: &str) -> Option<&String> {
        in_file_or_only(&self.texts, file, name)
    }
}

fn in_file_or_only<'m, T>(map: &'m BTreeMap<(&str, String), T>, file: &str, name: &str) -> Option<&'m T> {
    let mut named = map.iter().filter(|((_, known), _)| known == name);
    let here = map.iter().find(|((place, known), _)| *place == file && known == name);
    here.or_else(|| named.next().filter(|_| named.next().is_none())).map(|(_, value)| value)
}

struct Collector<'c, 'a> {
    file: &'a str,
    functions: &'c mut Vec<Function<'a>>,
    constants: &'c mut Vec<(&'a str, String, &'a syn::Expr)>,
}

impl<'a> Collector<'_, 'a> {
    fn function(&mut self, signature: &'a syn::Signature, block: &'a syn::Block) {
        let name = signature.ident.to_string();
        self.functions.push(Function { file: self.file, name, signature, block });
        visit::visit_block(self, block);
    }
}

impl<'a> Visit<'a> for Collector<'_, 'a> {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        self.constants.push((self.file, item.ident.to_string(), &item.expr));
    }

    fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
        self.constants.push((self.file, item.ident.to_string(), &item.expr));
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        self.constants.push((self.file, item.ident.to_string(), &item.expr));
    }
}

/// Names that functions are called by, or handed on by, from other functions than themselves.
#[derive(Default)]
struct Called {
    own: String,
    names: BTreeSet<String>,
}

impl Called {
    fn name(&mut self, name: String) {
        if name != self.own {
            self.names.insert(name);
        }
    }
}

impl<'ast> Visit<'ast> for Called {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if let Some(last) = path.path.segments.last() {
            self.name(last.ident.to_string());
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if values::is_self(&call.receiver) {
            self.name(call.method.to_string());
        }
        visit::visit_expr_method_call(self, call);
    }

    // They are functions of their own.
    fn visit_item_fn(&mut self, _: &'ast syn::ItemFn) {}
}

/// The file with what stands in `vec![…]`, `assert!(…)` and other macros as expressions, as far as it is any.
pub(super) fn open_macros(syntax: &syn::File) -> syn::File {
    let mut syntax = syntax.clone();
    Opener.visit_file_mut(&mut syntax);
    syntax
}

struct Opener;

impl VisitMut for Opener {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        if let syn::Expr::Macro(call) = expr
            && let Some(opened) = values::opened(&call.mac)
        {
            *expr = opened;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_stmt_mut(&mut self, statement: &mut syn::Stmt) {
        if let syn::Stmt::Macro(call) = statement
            && let Some(opened) = values::opened(&call.mac)
        {
            *statement = syn::Stmt::Expr(opened, call.semi_token);
        }
        visit_mut::visit_stmt_mut(self, statement);
    }
}
