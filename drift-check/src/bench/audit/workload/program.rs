//! The sources of all benchmarks of a side, as one program: its functions, its constants, its macros laid open.

use super::values;
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

/// A function, or a method.
pub(super) struct Function<'a> {
    pub(super) file: &'a str,
    pub(super) name: String,
    /// The type whose method it is.
    owner: Option<String>,
    pub(super) signature: &'a syn::Signature,
    pub(super) block: &'a syn::Block,
}

/// Functions and constants of all files.
pub(super) struct Program<'a> {
    functions: Vec<Function<'a>>,
    numbers: BTreeMap<(&'a str, String), i128>,
    texts: BTreeMap<(&'a str, String), String>,
    /// Numbers that constant arrays hold.
    lists: BTreeMap<(&'a str, String), Vec<i128>>,
    /// Names that functions are called by.
    called: BTreeSet<String>,
}

impl<'a> Program<'a> {
    pub(super) fn of(files: &'a [(String, syn::File)]) -> Self {
        let mut program = Self {
            functions: Vec::new(),
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            lists: BTreeMap::new(),
            called: BTreeSet::new(),
        };
        let mut constants = Vec::new();
        for (file, syntax) in files {
            let functions = &mut program.functions;
            let mut collector = Collector { file, owner: None, functions, constants: &mut constants };
            collector.visit_file(syntax);
        }
        let mut called = Called::default();
        for function in &program.functions {
            called.own.clone_from(&function.name);
            called.locals = values::bound(function.signature, function.block);
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
                let numbers = values::numbers(expr, &|name| program.number(file, name));
                if !numbers.is_empty() {
                    program.lists.insert((file, name.clone()), numbers);
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
    pub(super) fn function(&self, file: &str, name: &Name) -> Option<&Function<'a>> {
        let is_meant = |function: &&Function<'a>| {
            function.name == name.name
                && match &name.of {
                    Of::Nothing => function.owner.is_none(),
                    Of::Type(ty) => function.owner.as_ref() == Some(ty),
                    Of::Any => function.owner.is_some(),
                }
        };
        let mut named = self.functions.iter().filter(is_meant);
        let here = self.functions.iter().filter(is_meant).find(|function| function.file == file);
        here.or_else(|| named.next().filter(|_| named.next().is_none()))
    }

    /// The numbers that a constant array holds.
    pub(super) fn list(&self, file: &str, name: &str) -> Option<&Vec<i128>> {
        in_file_or_only(&self.lists, file, name)
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

/// How a function is called.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) of: Of,
}

/// Of what it is a function.
#[derive(Debug, Clone)]
pub(super) enum Of {
    Nothing,
    Type(String),
    /// Some type: a method is called, or `Self` is named.
    Any,
}

impl Name {
    /// What a path names.
    pub(super) fn of_path(path: &syn::Path) -> Option<Self> {
        let mut segments = path.segments.iter().rev().map(|segment| segment.ident.to_string());
        let name = segments.next()?;
        let of = match segments.next() {
            Some(ty) if ty == "Self" => Of::Any,
            Some(ty) if ty.starts_with(char::is_uppercase) => Of::Type(ty),
            _ => Of::Nothing,
        };
        Some(Self { name, of })
    }

    /// A method.
    pub(super) fn of_method(name: String) -> Self {
        Self { name, of: Of::Any }
    }
}

struct Collector<'c, 'a> {
    file: &'a str,
    owner: Option<String>,
    functions: &'c mut Vec<Function<'a>>,
    constants: &'c mut Vec<(&'a str, String, &'a syn::Expr)>,
}

impl<'a> Collector<'_, 'a> {
    fn function(&mut self, signature: &'a syn::Signature, block: &'a syn::Block) {
        let name = signature.ident.to_string();
        let owner = self.owner.clone();
        self.functions.push(Function { file: self.file, name, owner, signature, block });
        let outer = self.owner.take();
        visit::visit_block(self, block);
        self.owner = outer;
    }
}

impl<'a> Visit<'a> for Collector<'_, 'a> {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let outer = self.owner.take();
        if let syn::Type::Path(path) = &*item.self_ty {
            self.owner = path.path.segments.last().map(|last| last.ident.to_string());
        }
        visit::visit_item_impl(self, item);
        self.owner = outer;
    }

    fn visit_item_trait(&mut self, item: &'a syn::ItemTrait) {
        let outer = self.owner.replace(item.ident.to_string());
        visit::visit_item_trait(self, item);
        self.owner = outer;
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
    /// Names that mean something else there.
    locals: BTreeSet<String>,
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
        let is_local = path.path.get_ident().is_some_and(|name| self.locals.contains(&name.to_string()));
        if let Some(last) = path.path.segments.last().filter(|_| !is_local) {
            self.name(last.ident.to_string());
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.name(call.method.to_string());
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
