//! Finds what no longer fits: names, and calls of what they name.
//!
//! Without a compiler, types are followed only as far as they are certain: from a function of the crate through `?` and
//! `unwrap` into a variable and on to its methods. What is uncertain is never reported.

use super::api::{Api, Lookup, Member, Typed};
use super::sources::Source;
use super::{Kind, Problem};
use crate::model::item::{Detail, Item, ItemId};
use crate::model::signature::Signature;
use std::collections::{HashMap, HashSet};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Methods after which a `Result` or `Option` is gone.
const UNWRAPS: &[&str] = &["unwrap", "expect", "unwrap_or_default"];

/// Checks one file.
pub(super) fn check(source: &Source, api: &Api<'_>) -> Vec<Problem> {
    let mut imports = Imports { api, names: HashMap::new() };
    imports.visit_file(&source.syntax);
    let mut rot = Rot {
        api,
        file: &source.file,
        names: imports.names,
        variables: vec![HashMap::new()],
        reported: HashSet::new(),
        problems: Vec::new(),
    };
    rot.visit_file(&source.syntax);
    rot.problems
}

/// Collects which short names stand for which paths of the crate. Benchmarks import inside functions, too; a name means
/// the same everywhere in a file, or it is not trusted.
struct Imports<'a, 'b> {
    api: &'b Api<'a>,
    names: HashMap<String, Option<Vec<String>>>,
}

impl<'ast> Visit<'ast> for Imports<'_, '_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for (path, alias) in leaves(&item.tree) {
            let ours = path.first().is_some_and(|first| first == self.api.crate_name());
            let path = ours.then(|| path[1..].to_vec());
            let entry = self.names.entry(alias).or_insert_with(|| path.clone());
            if *entry != path {
                *entry = None;
            }
        }
    }
}

/// Every path of a `use`, with the name it gets.
fn leaves(tree: &syn::UseTree) -> Vec<(Vec<String>, String)> {
    fn walk(tree: &syn::UseTree, before: &[String], out: &mut Vec<(Vec<String>, String)>) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => walk(&path.tree, &with(&path.ident), out),
            syn::UseTree::Name(name) if name.ident == "self" => {
                out.extend(before.last().map(|last| (before.to_vec(), last.clone())));
            }
            syn::UseTree::Name(name) => out.push((with(&name.ident), name.ident.to_string())),
            syn::UseTree::Rename(rename) => out.push((with(&rename.ident), rename.rename.to_string())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, before, out)),
            // What a glob brings is looked up by nobody, so nothing wrong is said about it.
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(tree, &[], &mut out);
    out
}

struct Rot<'a, 'b> {
    api: &'b Api<'a>,
    file: &'b str,
    names: HashMap<String, Option<Vec<String>>>,
    variables: Vec<HashMap<String, Option<Typed>>>,
    reported: HashSet<String>,
    problems: Vec<Problem>,
}

/// What an expression calls.
enum Called<'a> {
    Function(&'a Item, &'a Signature),
    Unknown,
}

impl<'a> Rot<'a, '_> {
    fn report(&mut self, span: proc_macro2::Span, kind: Kind, message: String) {
        self.problems.push(Problem { file: self.file.to_owned(), line: span.start().line, kind, message });
    }

    /// The names behind the crate's, if a path leads into it.
    fn names_in_crate(&self, path: &syn::Path) -> Option<Vec<String>> {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let (first, rest) = names.split_first()?;
        if first == self.api.crate_name() {
            return Some(rest.to_vec());
        }
        let imported = self.names.get(first)?.as_ref()?;
        Some([imported, rest].concat())
    }

    /// Looks a path up, reports what is wrong with it, and returns the function it denotes.
    fn path(&mut self, path: &syn::Path) -> Called<'a> {
        let Some(names) = self.names_in_crate(path).filter(|names| !names.is_empty()) else {
            return Called::Unknown;
        };
        let shown = names.join("::");
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match self.api.look_up(&names) {
            Lookup::Foreign => Called::Unknown,
            Lookup::Absent => {
                // What was in something removed is gone with it, and that has been said.
                let told = (1..names.len()).any(|count| self.reported.contains(&names[..count].join("::")));
                if !told && self.reported.insert(shown.clone()) {
                    let message = format!("`{}` has no `{shown}`", self.api.crate_name());
                    self.report(path.span(), Kind::Removed, message);
                }
                Called::Unknown
            }
            Lookup::Private(id) => {
                if self.reported.insert(shown.clone()) {
                    let item = self.api.item(id);
                    let elsewhere =
                        item.public_paths.first().map(|path| format!("; it is public as `{path}`"));
                    let message =
                        format!("{} `{shown}` is private{}", item.kind, elsewhere.unwrap_or_default());
                    self.report(path.span(), Kind::Private, message);
                }
                Called::Unknown
            }
            Lookup::Item(id, used) if used == names.len() => match &self.api.item(id).detail {
                Detail::Function { signature, .. } => Called::Function(self.api.item(id), signature),
                _ => Called::Unknown,
            },
            Lookup::Item(id, used) if used + 1 == names.len() => self.member(id, names[used], path.span()),
            Lookup::Item(..) => Called::Unknown,
        }
    }

    fn member(&mut self, ty: ItemId, name: &str, span: proc_macro2::Span) -> Called<'a> {
        match self.api.member(ty, name) {
            Member::Function(item, _) if !item.visibility.is_open() => {
                let message = format!("`{}::{name}` is private", self.api.item(ty).name);
                self.report(span, Kind::Private, message);
                Called::Unknown
            }
            Member::Function(item, signature) => Called::Function(item, signature),
            Member::Other => Called::Unknown,
            Member::Absent => {
                let message = format!("`{}` has no function `{name}`", self.api.item(ty).name);
                self.report(span, Kind::Missing, message);
                Called::Unknown
            }
        }
    }

    fn arity(&mut self, item: &Item, wanted: usize, given: usize, span: proc_macro2::Span) {
        if wanted != given {
            let arguments = crate::words::plural(wanted, "argument");
            self.report(span, Kind::Arity, format!("`{}` takes {arguments}, not {given}", item.path));
        }
    }

    /// The type of an expression. Reports nothing: every expression is visited once for that.
    fn type_of(&self, expr: &syn::Expr) -> Option<Typed> {
        match expr {
            syn::Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                *self.variables.iter().rev().find_map(|scope| scope.get(&name))?
            }
            syn::Expr::Paren(inner) => self.type_of(&inner.expr),
            syn::Expr::Reference(inner) => self.type_of(&inner.expr),
            syn::Expr::Try(inner) => unwrapped(self.type_of(&inner.expr)?),
            syn::Expr::Call(call) => {
                let syn::Expr::Path(path) = &*call.func else { return None };
                let names = self.names_in_crate(&path.path)?;
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let Lookup::Item(id, used) = self.api.look_up(&names) else { return None };
                if used == names.len() {
                    let Detail::Function { signature, .. } = &self.api.item(id).detail else { return None };
                    return self.api.returned(self.api.item(id), signature);
                }
                match self.api.member(id, names.get(used)?) {
                    Member::Function(item, signature) => self.api.returned(item, signature),
                    _ => None,
                }
            }
            syn::Expr::MethodCall(call) => {
                let receiver = self.type_of(&call.receiver)?;
                let name = call.method.to_string();
                if UNWRAPS.contains(&name.as_str()) {
                    return unwrapped(receiver);
                }
                if name == "clone" {
                    return Some(receiver);
                }
                if receiver.wrapped {
                    return None;
                }
                match self.api.member(receiver.item, &name) {
                    Member::Function(item, signature) => self.api.returned(item, signature),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn declare(&mut self, pattern: &syn::Pat, ty: Option<Typed>) {
        let mut names = Bound(Vec::new());
        names.visit_pat(pattern);
        let simple = matches!(pattern, syn::Pat::Ident(_));
        if let Some(scope) = self.variables.last_mut() {
            scope.extend(names.0.into_iter().map(|name| (name, ty.filter(|_| simple))));
        }
    }

    fn scoped(&mut self, visit: impl FnOnce(&mut Self)) {
        self.variables.push(HashMap::new());
        visit(self);
        self.variables.pop();
    }
}

fn unwrapped(typed: Typed) -> Option<Typed> {
    typed.wrapped.then_some(Typed { wrapped: false, ..typed })
}

/// Names a pattern binds.
struct Bound(Vec<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.0.push(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }
}

impl<'ast> Visit<'ast> for Rot<'_, '_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for (path, _) in leaves(&item.tree) {
            if path.first().is_some_and(|first| first == self.api.crate_name()) && path.len() > 1 {
                let mut segments = syn::punctuated::Punctuated::new();
                segments.extend(
                    path.iter().map(|name| syn::PathSegment::from(syn::Ident::new(name, item.span()))),
                );
                self.path(&syn::Path { leading_colon: None, segments });
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(path);
        visit::visit_path(self, path);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.scoped(|this| visit::visit_block(this, block));
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.scoped(|this| visit::visit_item_fn(this, function));
    }

    fn visit_pat_type(&mut self, pattern: &'ast syn::PatType) {
        // A parameter shadows; what its type is worth is not followed.
        self.declare(&pattern.pat, None);
        visit::visit_pat_type(self, pattern);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.scoped(|this| {
            for input in &closure.inputs {
                this.declare(input, None);
            }
            visit::visit_expr_closure(this, closure);
        });
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.scoped(|this| {
            this.declare(&arm.pat, None);
            visit::visit_arm(this, arm);
        });
    }

    fn visit_expr_for_loop(&mut self, each: &'ast syn::ExprForLoop) {
        self.scoped(|this| {
            this.declare(&each.pat, None);
            visit::visit_expr_for_loop(this, each);
        });
    }

    fn visit_expr_let(&mut self, expr: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, expr);
        self.declare(&expr.pat, None);
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        let ty = local.init.as_ref().and_then(|init| self.type_of(&init.expr));
        visit::visit_local(self, local);
        self.declare(&local.pat, ty);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            // Visited here instead of as a path: it must not be reported twice.
            if let Called::Function(item, signature) = self.path(&path.path) {
                let wanted = signature.params.len() + usize::from(signature.receiver.is_some());
                self.arity(item, wanted, call.args.len(), path.span());
            }
        } else {
            self.visit_expr(&call.func);
        }
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let Some(receiver) = self.type_of(&call.receiver).filter(|receiver| !receiver.wrapped)
            && let Called::Function(item, signature) =
                self.member(receiver.item, &call.method.to_string(), call.method.span())
            && signature.receiver.is_some()
        {
            self.arity(item, signature.params.len(), call.args.len(), call.method.span());
        }
        visit::visit_expr_method_call(self, call);
    }
}
