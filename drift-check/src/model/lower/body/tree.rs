//! Bodies as trees: a plain translation of the parser's, with every local under a name of its own.

use super::{macros, spell, template, words};
use crate::model::form::{Kind, Node};
use crate::model::normal::UNIT_RESULT;
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Pat, Stmt, UnOp};

/// Translates a body. Parameters are locals called `$0`, `$1`, …
pub(super) fn lower(sig: &syn::Signature, block: &syn::Block, arguments: macros::Arguments) -> Node {
    let mut lowerer = Lowerer { arguments, ..Lowerer::default() };
    lowerer.scopes.push(("self".into(), "self".into()));
    let mut head = Vec::new();
    let typed = sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(param) => Some(&param.pat),
        syn::FnArg::Receiver(_) => None,
    });
    for (idx, pat) in typed.enumerate() {
        let place = format!("${idx}");
        match super::whole(pat) {
            Some(name) => lowerer.scopes.push((name.ident.to_string(), place)),
            // No step: what it leaves unnamed, another body leaves unused.
            None if matches!(&**pat, Pat::Wild(_)) => {}
            None => {
                let at = at(spell::pat_start(pat));
                let pat = lowerer.pat(pat);
                head.push(Node::of(Kind::Let, at, vec![pat, Node::new(Kind::Local, place, at, Vec::new())]));
            }
        }
    }
    let mut body = lowerer.block(block);
    head.append(&mut body.children);
    body.children = head;
    let unit = match &sig.output {
        syn::ReturnType::Default => true,
        syn::ReturnType::Type(_, ty) => matches!(&**ty, syn::Type::Tuple(tuple) if tuple.elems.is_empty()),
    };
    if let syn::ReturnType::Type(_, ty) = &sig.output
        && let syn::Type::Path(path) = &**ty
        && path.path.segments.last().is_some_and(|last| last.ident == "Result")
    {
        let text = ty.to_token_stream().to_string();
        if text.ends_with("< () >") || text.contains("< () ,") {
            body.text = UNIT_RESULT.into();
        }
    }
    if !unit && let Some(Stmt::Expr(_, None)) = block.stmts.last() {
        return_last(&mut body);
    }
    body
}

/// The last expression of a body is what it returns.
fn return_last(body: &mut Node) {
    if let Some(last) = body.children.pop() {
        body.children.push(match last.kind {
            Kind::Return | Kind::Loop | Kind::While | Kind::For => last,
            _ => Node::of(Kind::Return, last.line, vec![last]),
        });
    }
}

#[derive(Default)]
struct Lowerer {
    scopes: Vec<(String, String)>,
    bound: usize,
    arguments: macros::Arguments,
}

fn at(span: Span) -> u32 {
    u32::try_from(super::line(span)).unwrap_or(u32::MAX)
}

impl Lowerer {
    fn bind(&mut self, name: &syn::Ident) -> String {
        let name = name.to_string();
        self.bound += 1;
        let unique = format!("{name}#{}", self.bound);
        self.scopes.push((name, unique.clone()));
        unique
    }

    /// A binding that may be changed is marked as such.
    fn bind_pat(&mut self, pat: &syn::PatIdent) -> String {
        let mut unique = self.bind(&pat.ident);
        if pat.mutability.is_some() {
            unique.push('!');
            if let Some(last) = self.scopes.last_mut() {
                last.1.clone_from(&unique);
            }
        }
        unique
    }

    fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.scopes.len();
        let out = inside(self);
        self.scopes.truncate(depth);
        out
    }

    fn block(&mut self, block: &syn::Block) -> Node {
        let children = self.scoped(|walk| block.stmts.iter().filter_map(|stmt| walk.stmt(stmt)).collect());
        Node::of(Kind::Block, at(block.brace_token.span.open()), children)
    }

    fn stmt(&mut self, stmt: &Stmt) -> Option<Node> {
        if super::is_test_only(stmt) {
            return None;
        }
        match stmt {
            Stmt::Local(local) => {
                let node = self.local(local);
                Some(under_cfg(&local.attrs, node))
            }
            Stmt::Expr(expr, _) => {
                let node = self.expr(expr);
                // A block has its condition already.
                let attrs = if matches!(expr, Expr::Block(_)) { &[] } else { spell::attributes(expr) };
                (node.kind != Kind::Empty).then(|| under_cfg(attrs, node))
            }
            Stmt::Macro(found) => {
                let node = self.mac(&found.mac);
                (node.kind != Kind::Empty).then(|| under_cfg(&found.attrs, node))
            }
            Stmt::Item(syn::Item::Fn(item)) => {
                // A function inside a body is a closure that captures nothing.
                let children = self.scoped(|walk| {
                    let params = item.sig.inputs.iter().filter_map(|input| match input {
                        syn::FnArg::Typed(param) => Some(&param.pat),
                        syn::FnArg::Receiver(_) => None,
                    });
                    let mut children: Vec<Node> = params.map(|pat| walk.pat(pat)).collect();
                    children.push(walk.block(&item.block));
                    children
                });
                Some(Node::new(Kind::Closure, "fn", at(item.sig.span()), children))
            }
            Stmt::Item(syn::Item::Use(_)) => None,
            Stmt::Item(syn::Item::Const(item)) => {
                let value = self.expr(&item.expr);
                let name = self.bind(&item.ident);
                let pat = Node::new(Kind::Binding, name, at(item.span()), Vec::new());
                Some(Node::of(Kind::Let, at(item.span()), vec![pat, value]))
            }
            Stmt::Item(item) => {
                // A trailing comma is a matter of layout.
                let text = item.to_token_stream().to_string();
                let text = [" , }", " , )", " , ]", " , >"]
                    .iter()
                    .fold(text, |text, end| text.replace(end, &end[2..]));
                Some(Node::new(Kind::Other, text, at(item.span()), Vec::new()))
            }
        }
    }

    fn local(&mut self, local: &syn::Local) -> Node {
        let line = at(local.let_token.span);
        let Some(init) = &local.init else { return Node::of(Kind::Let, line, vec![self.pat(&local.pat)]) };
        let mut value = self.expr(&init.expr);
        if let Pat::Type(typed) = &local.pat {
            gathered_into(&mut value, &typed.ty);
        }
        match &init.diverge {
            Some((_, diverge)) => {
                let diverge = self.expr(diverge);
                Node::of(Kind::LetElse, line, vec![self.pat(&local.pat), value, diverge])
            }
            None => Node::of(Kind::Let, line, vec![self.pat(&local.pat), value]),
        }
    }

    fn list<'e>(&mut self, list: impl Iterator<Item = &'e Expr>) -> Vec<Node> {
        list.map(|expr| self.expr(expr)).collect()
    }

    fn maybe(&mut self, expr: Option<&Expr>) -> Node {
        expr.map_or_else(Node::empty, |expr| self.expr(expr))
    }

    fn expr(&mut self, expr: &Expr) -> Node {
        let line = at(spell::start(expr));
        let of = |kind, children| Node::of(kind, line, children);
        match expr {
            Expr::Paren(inner) => self.expr(&inner.expr),
            Expr::Group(inner) => self.expr(&inner.expr),
            Expr::Reference(inner) => self.expr(&inner.expr),
            Expr::Unary(unary) => match unary.op {
                UnOp::Deref(_) => self.expr(&unary.expr),
                UnOp::Not(_) => of(Kind::Not, vec![self.expr(&unary.expr)]),
                _ => of(Kind::Negative, vec![self.expr(&unary.expr)]),
            },
            Expr::Path(path) => self.path(&path.path, line),
            Expr::Lit(lit) => Node::new(Kind::Literal, spell::literal(&lit.lit), line, Vec::new()),
            Expr::Field(field) => {
                let name = match &field.member {
                    syn::Member::Named(name) => name.to_string(),
                    syn::Member::Unnamed(index) => index.index.to_string(),
                };
                Node::new(Kind::Field, name, at(field.member.span()), vec![self.expr(&field.base)])
            }
            Expr::MethodCall(call) => {
                let mut children = vec![self.expr(&call.receiver)];
                children.extend(self.list(call.args.iter()));
                let mut name = call.method.to_string();
                match &call.turbofish {
                    Some(args) if name == COLLECT => {
                        name = collected_into(args.args.first().and_then(as_type)).unwrap_or(name);
                    }
                    Some(args) => name.push_str(&byte_order(args)),
                    None => {}
                }
                Node::new(Kind::Call, name, at(call.method.span()), children)
            }
            Expr::Call(call) => self.call(call, line),
            Expr::Binary(binary) => self.binary(binary, line),
            Expr::Assign(assign) => {
                let place = self.expr(&assign.left);
                of(Kind::Assign, vec![place, self.expr(&assign.right)])
            }
            Expr::Cast(cast) => {
                let ty = cast.ty.to_token_stream().to_string();
                Node::new(Kind::Cast, ty, line, vec![self.expr(&cast.expr)])
            }
            Expr::Try(inner) => of(Kind::Try, vec![self.expr(&inner.expr)]),
            Expr::Index(index) => {
                let base = self.expr(&index.expr);
                of(Kind::Index, vec![base, self.expr(&index.index)])
            }
            Expr::Tuple(tuple) => of(Kind::Tuple, self.list(tuple.elems.iter())),
            Expr::Array(array) => of(Kind::Array, self.list(array.elems.iter())),
            Expr::Repeat(repeat) => {
                let element = self.expr(&repeat.expr);
                Node::new(Kind::Array, "repeat", line, vec![element, self.expr(&repeat.len)])
            }
            Expr::Range(range) => {
                let text = if matches!(range.limits, syn::RangeLimits::Closed(_)) { "=" } else { "" };
                let start = self.maybe(range.start.as_deref());
                let end = self.maybe(range.end.as_deref());
                Node::new(Kind::Range, text, line, vec![start, end])
            }
            Expr::Struct(value) => {
                let mut children: Vec<Node> = value
                    .fields
                    .iter()
                    .map(|field| {
                        let name = field.member.to_token_stream().to_string();
                        Node::new(Kind::FieldValue, name, at(field.span()), vec![self.expr(&field.expr)])
                    })
                    .collect();
                if let Some(rest) = &value.rest {
                    children.push(Node::new(Kind::FieldValue, "..", line, vec![self.expr(rest)]));
                }
                Node::new(Kind::Struct, spell::last(&value.path), line, children)
            }
            Expr::Macro(found) => self.mac(&found.mac),
            Expr::Await(found) => Node::new(Kind::Call, "await", line, vec![self.expr(&found.base)]),
            Expr::Yield(found) => {
                Node::new(Kind::Other, "yield", line, vec![self.maybe(found.expr.as_deref())])
            }
            other => self.control(other, line),
        }
    }

    fn control(&mut self, expr: &Expr, line: u32) -> Node {
        let of = |kind, children| Node::of(kind, line, children);
        match expr {
            Expr::Block(found) => under_cfg(&found.attrs, self.block(&found.block)),
            Expr::Unsafe(found) => self.block(&found.block),
            Expr::Const(found) => self.block(&found.block),
            Expr::Async(found) => Node::new(Kind::Other, "async", line, vec![self.block(&found.block)]),
            Expr::If(found) => self.scoped(|walk| {
                let mut children = vec![walk.expr(&found.cond), walk.block(&found.then_branch)];
                children.extend(found.else_branch.iter().map(|(_, other)| walk.expr(other)));
                Node::of(Kind::If, line, children)
            }),
            Expr::Let(found) => {
                let value = self.expr(&found.expr);
                of(Kind::LetIn, vec![self.pat(&found.pat), value])
            }
            Expr::Match(found) => {
                let mut children = vec![self.expr(&found.expr)];
                children.extend(found.arms.iter().map(|arm| self.arm(arm)));
                of(Kind::Match, children)
            }
            Expr::ForLoop(found) => {
                let iter = self.expr(&found.expr);
                self.scoped(|walk| {
                    let pat = walk.pat(&found.pat);
                    Node::of(Kind::For, line, vec![pat, iter, walk.block(&found.body)])
                })
            }
            Expr::While(found) => self.scoped(|walk| {
                let cond = walk.expr(&found.cond);
                Node::of(Kind::While, line, vec![cond, walk.block(&found.body)])
            }),
            Expr::Loop(found) => of(Kind::Loop, vec![self.block(&found.body)]),
            Expr::Return(found) => {
                let value = found.expr.iter().map(|value| self.expr(value)).collect();
                of(Kind::Return, value)
            }
            Expr::Break(found) => {
                let label = found.label.as_ref().map_or(String::new(), |_| "outer".into());
                let value = found.expr.iter().map(|value| self.expr(value)).collect();
                Node::new(Kind::Break, label, line, value)
            }
            Expr::Continue(found) => {
                let label = found.label.as_ref().map_or("", |_| "outer");
                Node::new(Kind::Continue, label, line, Vec::new())
            }
            Expr::Closure(found) => self.scoped(|walk| {
                let mut children: Vec<Node> = found.inputs.iter().map(|pat| walk.pat(pat)).collect();
                children.push(walk.expr(&found.body));
                Node::of(Kind::Closure, line, children)
            }),
            other => Node::new(Kind::Other, other.to_token_stream().to_string(), line, Vec::new()),
        }
    }

    fn arm(&mut self, arm: &syn::Arm) -> Node {
        self.scoped(|walk| {
            let (pat, guard) = match &arm.pat {
                Pat::Guard(found) => {
                    let pat = walk.pat(&found.pat);
                    (pat, walk.expr(&found.guard))
                }
                pat => (walk.pat(pat), Node::empty()),
            };
            let node = Node::of(Kind::Arm, at(arm.span()), vec![pat, guard, walk.expr(&arm.body)]);
            under_cfg(&arm.attrs, node)
        })
    }

    fn path(&mut self, path: &syn::Path, line: u32) -> Node {
        if let Some(name) = path.get_ident() {
            let text = name.to_string();
            if let Some((_, unique)) = self.scopes.iter().rev().find(|(known, _)| *known == text) {
                return Node::new(Kind::Local, unique.as_str(), line, Vec::new());
            }
        }
        Node::new(Kind::Path, qualified(path), line, Vec::new())
    }

    fn call(&mut self, call: &syn::ExprCall, line: u32) -> Node {
        let Expr::Path(path) = &*call.func else {
            let mut children = vec![self.expr(&call.func)];
            children.extend(self.list(call.args.iter()));
            return Node::new(Kind::Call, "()", line, children);
        };
        if let Node { kind: Kind::Local, text, .. } = self.path(&path.path, line) {
            let mut children = vec![Node::new(Kind::Local, text, line, Vec::new())];
            children.extend(self.list(call.args.iter()));
            return Node::new(Kind::Call, "()", line, children);
        }
        if let Some(limit) = limit(&path.path).filter(|_| call.args.is_empty()) {
            return Node::new(Kind::Path, limit, line, Vec::new());
        }
        let name = qualified(&path.path);
        Node::new(Kind::Call, name, line, self.list(call.args.iter()))
    }

    fn binary(&mut self, binary: &syn::ExprBinary, line: u32) -> Node {
        let children = vec![self.expr(&binary.left), self.expr(&binary.right)];
        let word = spell::operator(&binary.op);
        match &binary.op {
            BinOp::And(_) => Node::of(Kind::And, line, children),
            BinOp::Or(_) => Node::of(Kind::Or, line, children),
            op if spell::comparison(op).is_some() => Node::new(Kind::Compare, word, line, children),
            BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_) => Node::new(Kind::AssignOp, word, line, children),
            _ => Node::new(Kind::Binary, word, line, children),
        }
    }

    fn mac(&mut self, mac: &syn::Macro) -> Node {
        let (name, line) = (spell::last(&mac.path), at(spell::path_start(&mac.path)));
        if words::logs(&name) {
            return Node::empty();
        }
        if name == "matches"
            && let Some(found) = self.arguments.matches(mac)
        {
            let value = self.expr(&found.scrutinee);
            return self.scoped(|walk| {
                let mut children = vec![Node::of(Kind::LetIn, line, vec![walk.pat(&found.pat), value])];
                children.extend(found.guard.iter().map(|guard| walk.expr(guard)));
                Node::of(Kind::And, line, children)
            });
        }
        match self.arguments.list(mac) {
            Some(arguments) => {
                if let Some(found) = self.formatted(&name, &arguments, line) {
                    return found;
                }
                let children = self.list(arguments.iter());
                Node::new(Kind::Macro, name, line, children)
            }
            None if name == "vec" && self.arguments.repeated(mac).is_some() => {
                let children = match self.arguments.repeated(mac) {
                    Some(repeated) => self.list([&repeated.0, &repeated.1].into_iter()),
                    None => Vec::new(),
                };
                Node::new(Kind::Macro, "vec of", line, children)
            }
            None => {
                let tokens = Node::new(Kind::Other, mac.tokens.to_string(), line, Vec::new());
                Node::new(Kind::Macro, name, line, vec![tokens])
            }
        }
    }

    /// A call of `format!` and its like: what it writes to, the text with empty places, and what goes there, in order.
    fn formatted(&mut self, name: &str, arguments: &[Expr], line: u32) -> Option<Node> {
        let before = match name {
            "format" | "format_args" => 0,
            "write" | "writeln" => 1,
            _ => return None,
        };
        let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = arguments.get(before)? else {
            return None;
        };
        let template = template::Template::of(&text.value())?;
        let (named, positional): (Vec<&Expr>, Vec<&Expr>) =
            arguments[before + 1..].iter().partition(|argument| matches!(argument, Expr::Assign(_)));
        let mut children = self.list(arguments[..before].iter());
        let text = format!("{:?}", template.text);
        children.push(Node::new(Kind::Literal, text, at(arguments[before].span()), Vec::new()));
        for place in &template.places {
            let node = match place {
                template::Place::Positional(idx) => self.expr(positional.get(*idx)?),
                template::Place::Named(name) => {
                    let given = named.iter().find_map(|argument| match argument {
                        Expr::Assign(assign)
                            if spell::single(&assign.left).is_some_and(|found| found == name) =>
                        {
                            Some(&*assign.right)
                        }
                        _ => None,
                    });
                    match given {
                        Some(given) => self.expr(given),
                        None => self.path(&syn::parse_str(name).ok()?, line),
                    }
                }
            };
            children.push(node);
        }
        Some(Node::new(Kind::Macro, name, line, children))
    }

    fn pat(&mut self, pat: &Pat) -> Node {
        let line = at(spell::pat_start(pat));
        let pattern = |text: String, children| Node::new(Kind::Pattern, text, line, children);
        match pat {
            Pat::Ident(found) => {
                let name = found.ident.to_string();
                if name.starts_with(char::is_uppercase) {
                    return pattern(name, Vec::new());
                }
                let children = found.subpat.iter().map(|(_, sub)| self.pat(sub)).collect();
                Node::new(Kind::Binding, self.bind_pat(found), line, children)
            }
            Pat::Type(typed) => self.pat(&typed.pat),
            Pat::Paren(inner) => self.pat(&inner.pat),
            Pat::Reference(inner) => self.pat(&inner.pat),
            Pat::Wild(_) => Node::of(Kind::Wild, line, Vec::new()),
            Pat::Rest(_) => pattern("..".into(), Vec::new()),
            Pat::Path(path) => pattern(spell::last(&path.path), Vec::new()),
            Pat::Lit(lit) => pattern(spell::literal(&lit.lit), Vec::new()),
            Pat::Tuple(found) => pattern("()".into(), found.elems.iter().map(|pat| self.pat(pat)).collect()),
            Pat::Slice(found) => pattern("[]".into(), found.elems.iter().map(|pat| self.pat(pat)).collect()),
            Pat::TupleStruct(found) => {
                pattern(spell::last(&found.path), found.elems.iter().map(|pat| self.pat(pat)).collect())
            }
            Pat::Struct(found) => {
                let mut fields: Vec<Node> = found
                    .fields
                    .iter()
                    .map(|field| {
                        let name = field.member.to_token_stream().to_string();
                        Node::new(Kind::FieldValue, name, at(field.span()), vec![self.pat(&field.pat)])
                    })
                    .collect();
                fields.sort_by(|a, b| a.text.cmp(&b.text));
                pattern(spell::last(&found.path), fields)
            }
            Pat::Or(found) => self.alternatives(found),
            Pat::Guard(found) => self.pat(&found.pat),
            other => pattern(other.to_token_stream().to_string(), Vec::new()),
        }
    }

    /// All alternatives bind the same names, so they share them.
    fn alternatives(&mut self, found: &syn::PatOr) -> Node {
        let (depth, bound) = (self.scopes.len(), self.bound);
        let mut children = Vec::new();
        for case in &found.cases {
            self.scopes.truncate(depth);
            let mut node = self.pat(case);
            node.each_mut(&mut |node| {
                if node.kind == Kind::Binding
                    && let Some((name, _)) = node.text.split_once('#')
                {
                    node.text = format!("{name}#{bound}|").into();
                }
            });
            for (name, unique) in &mut self.scopes[depth..] {
                *unique = format!("{name}#{bound}|");
            }
            children.push(node);
        }
        children.sort_by(|a, b| a.text.cmp(&b.text));
        Node::new(Kind::Pattern, "|", at(found.span()), children)
    }
}

/// Of generic arguments only an order of bytes says what is done.
const COLLECT: &str = "collect";

fn as_type(arg: &syn::GenericArgument) -> Option<&syn::Type> {
    match arg {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// `collect::<Vec>` for what is gathered into a list, also if it may fail: of written types this one says what is done.
fn collected_into(ty: Option<&syn::Type>) -> Option<String> {
    let syn::Type::Path(path) = ty? else { return None };
    let last = path.path.segments.last()?;
    if last.ident == "Result" || last.ident == "Option" {
        let syn::PathArguments::AngleBracketed(args) = &last.arguments else { return None };
        return collected_into(args.args.first().and_then(as_type));
    }
    Some(format!("{COLLECT}::<{}>", last.ident))
}

/// Notes the written type of a local at the `collect` that makes it.
fn gathered_into(value: &mut Node, ty: &syn::Type) {
    let call = match value.kind {
        Kind::Try => value.children.first_mut(),
        _ => Some(value),
    };
    let call = call.filter(|call| call.kind == Kind::Call && &*call.text == COLLECT);
    if let (Some(call), Some(name)) = (call, collected_into(Some(ty))) {
        call.text = name.into();
    }
}

fn byte_order(args: &syn::AngleBracketedGenericArguments) -> String {
    let text = args.args.to_token_stream().to_string();
    if text.contains("Endian") {
        format!("::<{}>", text.rsplit(' ').next().unwrap_or_default())
    } else {
        String::new()
    }
}

/// `#[cfg(…)]` on a statement is a part of what it says.
fn under_cfg(attrs: &[syn::Attribute], node: Node) -> Node {
    let cfg: Vec<String> = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .map(|attr| compact(&attr.to_token_stream().to_string()))
        .collect();
    if cfg.is_empty() {
        return node;
    }
    Node::new(Kind::Cfg, cfg.join(" "), node.line, vec![node])
}

/// `u32::max_value()` is the older name of `u32::MAX`.
fn limit(path: &syn::Path) -> Option<String> {
    let name = match &*spell::last(path) {
        "max_value" => "MAX",
        "min_value" => "MIN",
        _ => return None,
    };
    let owner = &path.segments.iter().rev().nth(1)?.ident;
    Some(format!("{owner}::{name}"))
}

/// The text of an attribute as people write it.
fn compact(tokens: &str) -> String {
    let spaced = [("# [", "#["), (" (", "("), ("( ", "("), (" )", ")"), (" ,", ","), (" ]", "]")];
    spaced.iter().fold(tokens.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The last name; with the type before it where a function of another type would be another function: those that
/// create something take no receiver that would tell.
fn qualified(path: &syn::Path) -> String {
    let last = spell::last(path);
    let creates = ["new", "with", "open", "create", "decode", "load", "recover", "try_from", "from_"]
        .iter()
        .any(|start| last.starts_with(start));
    let owner = path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string());
    match owner {
        Some(owner) if creates && owner.starts_with(char::is_uppercase) => format!("{owner}::{last}"),
        // An option's method of that name does something else.
        Some(owner) if owner == "mem" && last == "replace" => format!("{owner}::{last}"),
        // Limits and the like differ by type only.
        Some(owner) if last == "MAX" || last == "MIN" || last == "BITS" => format!("{owner}::{last}"),
        _ => last,
    }
}
