//! Bodies of functions: one walk that writes down facts and words.

mod conditions;
mod locals;
mod macros;
mod spell;
mod template;
mod tree;
mod words;
mod written;

use super::attributes::predicate;
use super::{line, ty};
use crate::model::body::{Atomic, BodyFacts, Call, Callee, Fact, Held, Lock, Outcome, Panic, Tree, What};
use crate::model::normal;
use locals::Locals;
use proc_macro2::Span;
use spell::start;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Pat, Stmt, UnOp};
use xxhash_rust::xxh3::xxh3_64;

/// Lowers a body; without its tree unless `with_tree`.
pub(super) fn lower(sig: &syn::Signature, block: &syn::Block, with_tree: bool) -> BodyFacts {
    let mut walk = Walk::default();
    for (idx, input) in sig.inputs.iter().enumerate() {
        if let syn::FnArg::Typed(param) = input {
            match whole(&param.pat) {
                // Parameters go by position, so that two of them are not mixed up.
                Some(name) => walk.locals.stand_for(&name.ident, format!("${idx}"), String::new()),
                None => walk.bind(&param.pat),
            }
        }
    }
    walk.visit_block(block);
    let arguments = std::mem::take(&mut walk.arguments);
    let mut facts = walk.finish();
    if with_tree {
        let (root, used) = normal::normal(tree::lower(sig, block, arguments));
        facts.tree = Tree { hash: normal::described(root.clone()).hash(), root, used };
    }
    facts
}

#[derive(Default)]
struct Walk {
    locals: Locals,
    facts: Vec<Fact>,
    words: Vec<u64>,
    loops: usize,
    /// What becomes of the result of an expression that is about to be visited. Known by address alone: arguments of
    /// macros are parsed on the way and live shorter than the body.
    outcomes: Vec<(*const Expr, Outcome)>,
    /// A guard that is about to be bound, and the name it gets.
    held: Option<(*const Expr, Option<String>)>,
    /// Guards that have a name: the index of their fact.
    guards: Vec<(String, usize)>,
    /// Guards of the blocks that are open, with a name or without: the index of their fact.
    scoped: Vec<usize>,
    /// Guards without a name that are held to the end of the statement at hand: the index of their fact.
    temporaries: Vec<usize>,
    arguments: macros::Arguments,
}

impl Walk {
    fn finish(mut self) -> BodyFacts {
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let shape = xxh3_64(&bytes);
        self.words.sort_unstable();
        self.facts.shrink_to_fit();
        BodyFacts { facts: self.facts, words: self.words, shape, tree: Tree::default() }
    }

    fn word(&mut self, word: &str) {
        self.words.push(xxh3_64(word.as_bytes()));
    }

    fn fact(&mut self, span: Span, what: What) {
        self.facts.push(Fact { line: line(span), in_loop: self.loops > 0, what });
    }

    fn bind(&mut self, pat: &Pat) {
        struct Names<'w>(&'w mut Locals);
        impl<'ast> Visit<'ast> for Names<'_> {
            fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
                if !pat.ident.to_string().starts_with(char::is_uppercase) {
                    self.0.bind(&pat.ident);
                }
                visit::visit_pat_ident(self, pat);
            }
        }
        Names(&mut self.locals).visit_pat(pat);
    }

    fn is_local(&self, name: &syn::Ident) -> bool {
        self.locals.text(name).is_some()
    }

    /// Says what becomes of the result of a call, also behind methods that hand the error on.
    fn outcome(&mut self, expr: &Expr, outcome: Outcome) {
        let found = spell::peeled(expr);
        self.outcomes.push((std::ptr::from_ref(found), outcome));
        if let Expr::MethodCall(call) = found
            && words::passes_error(&call.method.to_string())
        {
            self.outcome(&call.receiver, outcome);
        }
    }

    fn outcome_of(&self, expr: &Expr) -> Outcome {
        let found = self.outcomes.iter().rev().find(|(of, _)| std::ptr::eq(*of, expr));
        found.map_or(Outcome::Used, |(_, outcome)| *outcome)
    }

    fn condition(&mut self, cond: &Expr, guard: bool) {
        let condition = match cond {
            Expr::Let(found) => conditions::on_variant(&found.expr, guard, &self.locals),
            _ => conditions::condition(cond, guard, &self.locals),
        };
        self.fact(start(cond), What::Condition(condition));
    }

    fn on_variant(&mut self, scrutinee: &Expr, guard: bool) {
        let condition = conditions::on_variant(scrutinee, guard, &self.locals);
        self.fact(start(scrutinee), What::Condition(condition));
    }

    /// Lets comparisons among the facts from `start` on know what is done when they hold.
    fn branch(&mut self, start: usize, end: usize, words_start: usize) {
        let bytes: Vec<u8> = self.words[words_start..].iter().flat_map(|word| word.to_le_bytes()).collect();
        let hash = xxh3_64(&bytes);
        for fact in &mut self.facts[start..end] {
            if let What::Comparison(comparison) = &mut fact.what {
                comparison.branch = Some(hash);
            }
        }
    }

    fn in_loop(&mut self, kind: &'static str, span: Span, inside: impl FnOnce(&mut Self)) {
        self.word(kind);
        self.fact(span, What::Loop(kind));
        self.loops += 1;
        inside(self);
        self.loops -= 1;
    }

    /// A method that takes a lock. Returns whether it was one.
    fn lock(&mut self, expr: &Expr, call: &syn::ExprMethodCall, name: &str) -> bool {
        let Some(method) = words::lock(name).filter(|_| call.args.is_empty()) else { return false };
        let receiver = spell::root(&call.receiver, &self.locals);
        let mut held = Held::Statement;
        if let Some((of, name)) = &self.held
            && std::ptr::eq(*of, expr)
        {
            held = Held::Scope;
            if let Some(name) = name {
                self.guards.push((name.clone(), self.facts.len()));
            }
        }
        let lock = Lock { receiver: receiver.into(), method, held, until: None };
        match held {
            Held::Scope => self.scoped.push(self.facts.len()),
            _ => self.temporaries.push(self.facts.len()),
        }
        self.fact(call.method.span(), What::Lock(lock));
        true
    }

    fn atomic(&mut self, call: &syn::ExprMethodCall, name: &str) {
        let orderings: Vec<Box<str>> = call
            .args
            .iter()
            .filter_map(|arg| match arg {
                Expr::Path(path) => Some(spell::last(&path.path)),
                _ => None,
            })
            .filter(|word| words::ORDERINGS.contains(&word.as_str()))
            .map(Into::into)
            .collect();
        if !orderings.is_empty() {
            let receiver = spell::root(&call.receiver, &self.locals).into();
            self.fact(call.method.span(), What::Atomic(Atomic { receiver, method: name.into(), orderings }));
        }
    }

    fn method(&mut self, expr: &Expr, call: &syn::ExprMethodCall) {
        let name = call.method.to_string();
        let span = call.method.span();
        self.word(&name);
        if self.lock(expr, call, &name) {
            return;
        }
        self.atomic(call, &name);
        if let Some((mode, operation)) = words::arithmetic(&name) {
            self.fact(span, What::Arithmetic { mode, operation: operation.into() });
        }
        if let Some(io) = words::io(&name, call.args.len(), true) {
            self.fact(span, What::Io(io));
        }
        match &*name {
            "unwrap" if !is_guard(&call.receiver) => self.fact(span, What::Panic(Panic::Unwrap)),
            "expect" if !is_guard(&call.receiver) => self.fact(span, What::Panic(Panic::Expect)),
            "spawn" => self.fact(span, What::Shared("spawn")),
            "then" | "then_some" => self.condition(&call.receiver, false),
            _ if words::allocates(&name) => self.fact(span, What::Allocation(name.as_str().into())),
            _ => {}
        }
        let on_self = spell::single(spell::peeled(&call.receiver)).is_some_and(|name| name == "self");
        let callee = Callee::Method { name: name.into(), on_self };
        let outcome = self.outcome_of(expr);
        self.fact(span, What::Call(Call { callee, argument_count: call.args.len(), outcome }));
    }

    fn call(&mut self, expr: &Expr, call: &syn::ExprCall) {
        let Expr::Path(path) = &*call.func else { return };
        if path.path.get_ident().is_some_and(|name| self.is_local(name)) {
            return;
        }
        let (name, span) = (spell::last(&path.path), spell::path_start(&path.path));
        let owner = path.path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string());
        match (owner.as_deref(), &*name) {
            (Some("Arc"), "new") => self.fact(span, What::Shared("Arc::new")),
            (Some("Arc"), "clone") => self.fact(span, What::Shared("Arc::clone")),
            (Some("File"), "create" | "create_new") => self.fact(span, What::Io("create")),
            (Some("File"), "open") => self.fact(span, What::Io("open")),
            (_, "spawn") => self.fact(span, What::Shared("spawn")),
            (_, "channel" | "sync_channel" | "bounded" | "unbounded") => {
                self.fact(span, What::Shared("channel"));
            }
            (_, "fence" | "compiler_fence") => {
                let ordering = call.args.first().map(|arg| spell::masked(arg, &self.locals));
                self.fact(span, What::Fence(ordering.unwrap_or_default().into()));
            }
            (None | Some("mem"), "drop") => {
                self.dropped(call);
                return;
            }
            _ => {}
        }
        if let Some(io) = words::io(&name, call.args.len(), false) {
            self.fact(span, What::Io(io));
        }
        if name.starts_with(char::is_uppercase) {
            return;
        }
        let callee = Callee::Path(ty::lower_path(&path.path));
        let outcome = self.outcome_of(expr);
        self.fact(span, What::Call(Call { callee, argument_count: call.args.len(), outcome }));
    }

    fn dropped(&mut self, call: &syn::ExprCall) {
        let Some(name) = call.args.first().and_then(spell::single).map(ToString::to_string) else { return };
        let until = self.facts.len();
        if let Some((_, fact)) = self.guards.iter().rev().find(|(guard, _)| *guard == name)
            && let Some(Fact { what: What::Lock(lock), .. }) = self.facts.get_mut(*fact)
        {
            lock.held = Held::Dropped;
            lock.until = Some(until);
        }
    }

    /// The guards bound in a block go where it ends.
    fn release(&mut self, outer: usize) {
        let until = self.facts.len();
        for fact in self.scoped.drain(outer..) {
            if let Some(Fact { what: What::Lock(lock), .. }) = self.facts.get_mut(fact) {
                lock.until.get_or_insert(until);
            }
        }
    }

    /// Guards without a name go where the statement or condition ends that they are taken in.
    fn release_temporaries(&mut self, outer: usize) {
        let until = self.facts.len();
        for fact in self.temporaries.drain(outer.min(self.temporaries.len())..) {
            if let Some(Fact { what: What::Lock(lock), .. }) = self.facts.get_mut(fact) {
                lock.until.get_or_insert(until);
            }
        }
    }

    fn path(&mut self, path: &syn::ExprPath) {
        if let Some(name) = path.path.get_ident()
            && self.is_local(name)
        {
            return self.word("_");
        }
        let name = spell::last(&path.path);
        self.word(&name);
        let is_variant = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
        let owner = path.path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string());
        if is_variant && owner.is_some_and(|owner| owner == "Self" || owner.contains("Error")) {
            self.fact(spell::path_start(&path.path), What::Error(ty::lower_path(&path.path)));
        }
    }

    fn comparison(&mut self, binary: &syn::ExprBinary, negated: bool) {
        if let Some(comparison) = conditions::comparison(binary, negated, &self.locals) {
            self.fact(start(&binary.left), What::Comparison(comparison));
        }
    }

    fn mac(&mut self, mac: &syn::Macro) {
        let name = spell::last(&mac.path);
        if words::logs(&name) {
            return;
        }
        self.word(&name);
        if let Some(panic) = words::panics(&name) {
            self.fact(spell::path_start(&mac.path), What::Panic(panic));
        }
        if matches!(&*name, "vec" | "format") {
            self.fact(spell::path_start(&mac.path), What::Allocation(name.as_str().into()));
        }
        if name == "matches" {
            if let Some(found) = self.arguments.matches(mac) {
                self.on_variant(&found.scrutinee, false);
                let known = self.outcomes.len();
                self.visit_expr(&found.scrutinee);
                self.visit_pat(&found.pat);
                found.guard.iter().for_each(|guard| self.visit_expr(guard));
                self.outcomes.truncate(known);
            }
        } else if let Some(arguments) = self.arguments.list(mac) {
            let known = self.outcomes.len();
            arguments.iter().for_each(|argument| self.visit_expr(argument));
            self.outcomes.truncate(known);
        }
    }
}

/// Whether a statement is compiled into tests only: it is no part of what the function does.
fn is_test_only(statement: &Stmt) -> bool {
    let attributes = match statement {
        Stmt::Local(local) => &local.attrs,
        Stmt::Macro(found) => &found.attrs,
        Stmt::Item(syn::Item::Fn(item)) => &item.attrs,
        Stmt::Item(_) => return false,
        Stmt::Expr(expr, _) => spell::attributes(expr),
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Meta>().is_ok_and(|meta| predicate(&meta).is_test_only())
    })
}

/// Whether an expression is a lock being taken: its result says nothing but "poisoned".
fn is_guard(expr: &Expr) -> bool {
    match spell::peeled(expr) {
        Expr::MethodCall(call) => call.args.is_empty() && words::lock(&call.method.to_string()).is_some(),
        _ => false,
    }
}

/// Whether a pattern asks for success and nothing else.
fn is_success(pat: &Pat) -> bool {
    match pat {
        Pat::TupleStruct(found) => found.path.segments.last().is_some_and(|last| last.ident == "Ok"),
        Pat::Paren(inner) => is_success(&inner.pat),
        Pat::Reference(inner) => is_success(&inner.pat),
        _ => false,
    }
}

/// Whether an arm returns.
fn is_return(body: &Expr) -> bool {
    match body {
        Expr::Return(_) => true,
        Expr::Block(block) => matches!(block.block.stmts.last(), Some(Stmt::Expr(Expr::Return(_), _))),
        _ => false,
    }
}

/// Whether an arm looks at no error, and goes on with nothing or with some usual value.
fn is_ignored(arm: &syn::Arm) -> bool {
    let is_any = |pat: &Pat| matches!(pat, Pat::Wild(_));
    let looks_at_nothing = match &arm.pat {
        Pat::TupleStruct(found) => found.elems.iter().all(is_any),
        other => is_any(other),
    };
    let is_usual = match &*arm.body {
        Expr::Tuple(tuple) => tuple.elems.is_empty(),
        Expr::Block(block) => block.block.stmts.is_empty(),
        Expr::Lit(_) | Expr::Path(_) => true,
        _ => false,
    };
    looks_at_nothing && is_usual
}

/// The lock that an expression takes and yields the guard of.
fn guarded(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Paren(inner) => guarded(&inner.expr),
        Expr::Group(inner) => guarded(&inner.expr),
        found @ Expr::MethodCall(call) => {
            let name = call.method.to_string();
            if words::lock(&name).is_some() && call.args.is_empty() {
                Some(found)
            } else if words::unpacks_guard(&name) {
                guarded(&call.receiver)
            } else {
                None
            }
        }
        Expr::Try(inner) => guarded(&inner.expr),
        _ => None,
    }
}

/// The only name a pattern binds, if it binds the whole value.
fn whole(pat: &Pat) -> Option<&syn::PatIdent> {
    match pat {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(ident),
        Pat::Type(typed) => whole(&typed.pat),
        Pat::Paren(inner) => whole(&inner.pat),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Walk {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        self.word("let");
        self.type_of_local(&local.pat);
        let Some(init) = &local.init else { return self.bind(&local.pat) };
        let name = whole(&local.pat);
        if let Some(lock) = guarded(&init.expr)
            && !matches!(local.pat, Pat::Wild(_))
        {
            self.held = Some((std::ptr::from_ref(lock), name.map(|name| name.ident.to_string())));
        }
        if matches!(local.pat, Pat::Wild(_)) {
            self.outcome(&init.expr, Outcome::Discarded);
        }
        self.visit_expr(&init.expr);
        self.held = None;
        if let Some((_, diverge)) = &init.diverge {
            self.on_variant(&init.expr, true);
            self.visit_pat(&local.pat);
            self.visit_expr(diverge);
        }
        match name {
            Some(name) if name.mutability.is_none() => {
                let (text, root) =
                    (spell::full(&init.expr, &self.locals), spell::root(&init.expr, &self.locals));
                self.locals.stand_for(&name.ident, text, root);
            }
            _ => self.bind(&local.pat),
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let outer = self.scoped.len();
        visit::visit_block(self, block);
        self.release(outer);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if is_test_only(statement) {
            return;
        }
        if let Stmt::Expr(expr, Some(_)) = statement {
            self.outcome(expr, Outcome::Discarded);
            if let Expr::MethodCall(call) = expr
                && call.method == "ok"
            {
                self.outcome(&call.receiver, Outcome::Discarded);
            }
        }
        let outer = self.temporaries.len();
        visit::visit_stmt(self, statement);
        self.release_temporaries(outer);
    }

    /// Items inside bodies are read as a part of them, but their signatures say nothing here.
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.visit_block(&item.block);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::MethodCall(call) => {
                if words::unpacks_guard(&call.method.to_string()) && is_guard(&call.receiver) {
                    return self.visit_expr(&call.receiver);
                }
                if matches!(&*call.method.to_string(), "unwrap" | "expect") {
                    self.outcome(&call.receiver, Outcome::Tried);
                }
                self.visit_expr(&call.receiver);
                if let Some(args) = &call.turbofish {
                    self.type_arguments(&call.method.to_string(), args, call.method.span());
                }
                self.method(expr, call);
                call.args.iter().for_each(|arg| self.visit_expr(arg));
            }
            Expr::Call(call) => {
                self.call(expr, call);
                visit::visit_expr(self, expr);
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_expr_try(&mut self, tried: &'ast syn::ExprTry) {
        self.word("?");
        self.outcome(&tried.expr, Outcome::Tried);
        self.on_variant(&tried.expr, false);
        visit::visit_expr_try(self, tried);
    }

    fn visit_expr_return(&mut self, found: &'ast syn::ExprReturn) {
        self.word("return");
        visit::visit_expr_return(self, found);
    }

    fn visit_expr_break(&mut self, found: &'ast syn::ExprBreak) {
        self.word("break");
        found.expr.iter().for_each(|expr| self.visit_expr(expr));
    }

    fn visit_expr_continue(&mut self, _: &'ast syn::ExprContinue) {
        self.word("continue");
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.path_arguments(&path.path);
        self.path(path);
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        if let syn::Member::Named(name) = &field.member {
            self.word(&name.to_string());
        }
        self.visit_expr(&field.base);
    }

    fn visit_expr_struct(&mut self, value: &'ast syn::ExprStruct) {
        let name = spell::last(&value.path);
        self.word(&name);
        let owner = value.path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string());
        if owner.is_some_and(|owner| owner == "Self" || owner.contains("Error")) {
            self.fact(spell::path_start(&value.path), What::Error(ty::lower_path(&value.path)));
        }
        value.fields.iter().for_each(|field| self.visit_expr(&field.expr));
        value.rest.iter().for_each(|rest| self.visit_expr(rest));
    }

    fn visit_expr_lit(&mut self, lit: &'ast syn::ExprLit) {
        let text = spell::literal(&lit.lit);
        self.word(&text);
        self.suffix(&lit.lit);
        self.fact(lit.span(), What::Literal(text.into()));
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        if matches!(unary.op, UnOp::Not(_))
            && let Expr::Binary(binary) = spell::peeled(&unary.expr)
            && spell::comparison(&binary.op).is_some()
        {
            self.comparison(binary, true);
            self.word(conditions::operator_when_negated(binary));
            self.visit_expr(&binary.left);
            return self.visit_expr(&binary.right);
        }
        if matches!(unary.op, UnOp::Not(_)) {
            self.word("!");
        }
        self.visit_expr(&unary.expr);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        // The operator itself is a word, or a body with another one would count as the same.
        self.word(spell::operator(&binary.op));
        self.comparison(binary, false);
        if let Some(operation) = spell::arithmetic(&binary.op) {
            self.fact(start(&binary.left), What::Arithmetic { mode: "plain", operation: operation.into() });
        }
        self.visit_expr(&binary.left);
        self.visit_expr(&binary.right);
    }

    fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
        let kind = if matches!(*index.index, Expr::Range(_)) { Panic::Slice } else { Panic::Index };
        self.fact(start(&index.expr), What::Panic(kind));
        visit::visit_expr_index(self, index);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.word("unsafe");
        self.fact(block.unsafe_token.span, What::Unsafe);
        self.visit_block(&block.block);
    }

    fn visit_expr_if(&mut self, found: &'ast syn::ExprIf) {
        self.word("if");
        let start = self.facts.len();
        let guard = conditions::leaves(&found.then_branch) || conditions::else_leaves(found);
        self.condition(&found.cond, guard);
        if let Expr::Let(test) = &*found.cond
            && found.else_branch.is_none()
            && is_success(&test.pat)
            // Otherwise what follows is about the error.
            && !conditions::leaves(&found.then_branch)
        {
            self.outcome(&test.expr, Outcome::Ignored);
        }
        let outer = self.temporaries.len();
        self.visit_expr(&found.cond);
        if !matches!(*found.cond, Expr::Let(_)) {
            self.release_temporaries(outer);
        }
        let (end, words) = (self.facts.len(), self.words.len());
        self.visit_block(&found.then_branch);
        self.branch(start, end, words);
        found.else_branch.iter().for_each(|(_, other)| self.visit_expr(other));
    }

    fn visit_expr_let(&mut self, found: &'ast syn::ExprLet) {
        self.visit_expr(&found.expr);
        self.visit_pat(&found.pat);
        self.bind(&found.pat);
    }

    fn visit_expr_match(&mut self, found: &'ast syn::ExprMatch) {
        self.word("match");
        self.on_variant(&found.expr, false);
        let (good, bad): (Vec<_>, Vec<_>) = found.arms.iter().partition(|arm| is_success(&arm.pat));
        if !good.is_empty() && bad.iter().any(|arm| is_return(&arm.body)) {
            self.outcome(&found.expr, Outcome::Tried);
        } else if !good.is_empty() && !bad.is_empty() && bad.iter().all(|arm| is_ignored(arm)) {
            self.outcome(&found.expr, Outcome::Ignored);
        }
        visit::visit_expr_match(self, found);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.bind(&arm.pat);
        self.visit_pat(&arm.pat);
        self.visit_expr(&arm.body);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.word("|");
        closure.inputs.iter().for_each(|pat| self.bind(pat));
        self.visit_expr(&closure.body);
    }

    fn visit_expr_for_loop(&mut self, found: &'ast syn::ExprForLoop) {
        self.visit_expr(&found.expr);
        self.bind(&found.pat);
        let reversed = matches!(spell::peeled(&found.expr), Expr::MethodCall(call) if call.method == "rev");
        self.in_loop(if reversed { "for-reversed" } else { "for" }, found.for_token.span, |walk| {
            walk.visit_block(&found.body);
        });
    }

    fn visit_expr_while(&mut self, found: &'ast syn::ExprWhile) {
        self.condition(&found.cond, false);
        self.in_loop("while", found.while_token.span, |walk| {
            walk.visit_expr(&found.cond);
            walk.visit_block(&found.body);
        });
    }

    fn visit_expr_loop(&mut self, found: &'ast syn::ExprLoop) {
        self.in_loop("loop", found.loop_token.span, |walk| walk.visit_block(&found.body));
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.mac(mac);
    }

    fn visit_pat(&mut self, pat: &'ast Pat) {
        let name = match pat {
            Pat::Ident(ident) => ident.ident.to_string(),
            Pat::Path(path) => spell::last(&path.path),
            Pat::TupleStruct(found) => spell::last(&found.path),
            Pat::Struct(found) => spell::last(&found.path),
            Pat::Lit(lit) => spell::literal(&lit.lit),
            Pat::Guard(found) => {
                self.condition(&found.guard, false);
                self.visit_pat(&found.pat);
                return self.visit_expr(&found.guard);
            }
            Pat::Range(_) => "a range".into(),
            _ => String::new(),
        };
        let binds = matches!(pat, Pat::Ident(_)) && !name.starts_with(char::is_uppercase);
        if !name.is_empty() && !binds && !matches!(&*name, "Some" | "None" | "Ok" | "Err" | "true" | "false")
        {
            self.word(&name);
            self.fact(spell::pat_start(pat), What::Pattern(name.into()));
        }
        if !matches!(pat, Pat::Path(_) | Pat::Lit(_) | Pat::Range(_)) {
            visit::visit_pat(self, pat);
        }
    }

    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}
