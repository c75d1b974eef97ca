//! Expressions as short text: locals replaced, references and paths shortened, literals in one spelling.

use super::locals::Locals;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Lit, Pat, UnOp};

/// Longer texts are cut: they only have to be told apart.
const TEXT_BYTES_MAX: usize = 160;

/// An expression with locals replaced by what they stand for.
pub(super) fn full(expr: &Expr, locals: &Locals) -> String {
    spell(expr, locals, true)
}

/// An expression with locals replaced by `_`.
pub(super) fn masked(expr: &Expr, locals: &Locals) -> String {
    spell(expr, locals, false)
}

fn spell(expr: &Expr, locals: &Locals, full: bool) -> String {
    let mut out = String::new();
    Speller { locals, full }.expr(expr, &mut out);
    out
}

/// The expression inside parentheses, references, dereferences and invisible groups.
pub(super) fn peeled(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(inner) => peeled(&inner.expr),
        Expr::Group(inner) => peeled(&inner.expr),
        Expr::Reference(inner) => peeled(&inner.expr),
        Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => peeled(&inner.expr),
        other => other,
    }
}

/// The attributes of an expression that stands as a statement.
pub(super) fn attributes(expr: &Expr) -> &[syn::Attribute] {
    match expr {
        Expr::Block(found) => &found.attrs,
        Expr::Unsafe(found) => &found.attrs,
        Expr::If(found) => &found.attrs,
        Expr::Match(found) => &found.attrs,
        Expr::ForLoop(found) => &found.attrs,
        Expr::While(found) => &found.attrs,
        Expr::Loop(found) => &found.attrs,
        Expr::Call(found) => &found.attrs,
        Expr::MethodCall(found) => &found.attrs,
        Expr::Macro(found) => &found.attrs,
        Expr::Assign(found) => &found.attrs,
        Expr::Binary(found) => &found.attrs,
        Expr::Return(found) => &found.attrs,
        Expr::Break(found) => &found.attrs,
        Expr::Continue(found) => &found.attrs,
        Expr::Try(found) => &found.attrs,
        _ => &[],
    }
}

/// The last segment of a path.
pub(super) fn last(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// A local's name, if the expression is nothing but one lower-case word.
pub(super) fn single(expr: &Expr) -> Option<&syn::Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// What an expression is a part of: the last field, static or call, through locals that stand for one.
pub(super) fn root(expr: &Expr, locals: &Locals) -> String {
    match peeled(expr) {
        Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => name.to_string(),
            syn::Member::Unnamed(index) => format!("{}.{}", root(&field.base, locals), index.index),
        },
        Expr::Path(path) => match path.path.get_ident() {
            Some(name) if name == "self" => "self".into(),
            Some(name) => locals.root(name).unwrap_or_else(|| {
                let name = name.to_string();
                if name.starts_with(char::is_uppercase) { name } else { String::new() }
            }),
            None => last(&path.path),
        },
        Expr::MethodCall(call)
            if matches!(&*call.method.to_string(), "clone" | "as_ref" | "deref" | "borrow") =>
        {
            root(&call.receiver, locals)
        }
        Expr::MethodCall(call) => format!("{}()", call.method),
        Expr::Index(index) => root(&index.expr, locals),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) if last(&path.path) == "clone" => {
                call.args.first().map(|arg| root(arg, locals)).unwrap_or_default()
            }
            Expr::Path(path) => format!("{}()", last(&path.path)),
            _ => String::new(),
        },
        Expr::Try(inner) => root(&inner.expr, locals),
        _ => String::new(),
    }
}

/// The canonical spelling of a literal: numbers without suffix and separators.
pub(super) fn literal(lit: &Lit) -> String {
    match lit {
        Lit::Int(int) => int.base10_digits().to_owned(),
        Lit::Float(float) => float.base10_digits().to_owned(),
        Lit::Str(text) => format!("{:?}", text.value()),
        Lit::Bool(value) => value.value.to_string(),
        Lit::Byte(byte) => byte.value().to_string(),
        Lit::Char(character) => format!("{:?}", character.value()),
        Lit::ByteStr(text) => format!("{:?}", text.value()),
        _ => "literal".into(),
    }
}

/// The operator of a comparison.
pub(super) fn comparison(op: &BinOp) -> Option<&'static str> {
    Some(match op {
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Gt(_) => ">",
        BinOp::Ge(_) => ">=",
        BinOp::Eq(_) => "==",
        BinOp::Ne(_) => "!=",
        _ => return None,
    })
}

/// The name of an arithmetic operator.
pub(super) fn arithmetic(op: &BinOp) -> Option<&'static str> {
    Some(match op {
        BinOp::Add(_) | BinOp::AddAssign(_) => "add",
        BinOp::Sub(_) | BinOp::SubAssign(_) => "sub",
        BinOp::Mul(_) | BinOp::MulAssign(_) => "mul",
        BinOp::Div(_) | BinOp::DivAssign(_) => "div",
        BinOp::Rem(_) | BinOp::RemAssign(_) => "rem",
        BinOp::Shl(_) | BinOp::ShlAssign(_) => "shl",
        BinOp::Shr(_) | BinOp::ShrAssign(_) => "shr",
        _ => return None,
    })
}

/// The signs of operators that have words.
const SIGNS: &[(&str, &str)] = &[
    ("add", " + "),
    ("sub", " - "),
    ("mul", " * "),
    ("div", " / "),
    ("rem", " % "),
    ("shl", " << "),
    ("shr", " >> "),
];

/// A word for any other operator.
pub(super) fn operator(op: &BinOp) -> &'static str {
    comparison(op).or_else(|| arithmetic(op)).unwrap_or(match op {
        BinOp::And(_) => "&&",
        BinOp::Or(_) => "||",
        BinOp::BitAnd(_) | BinOp::BitAndAssign(_) => "&",
        BinOp::BitOr(_) | BinOp::BitOrAssign(_) => "|",
        _ => "^",
    })
}

/// `u64::from` and its like change the type, not the value.
fn is_conversion(func: &Expr) -> bool {
    matches!(func, Expr::Path(path) if last(&path.path) == "from")
}

struct Speller<'l> {
    locals: &'l Locals,
    full: bool,
}

impl Speller<'_> {
    fn expr(&self, expr: &Expr, out: &mut String) {
        if out.len() > TEXT_BYTES_MAX {
            return;
        }
        match peeled(expr) {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.name(name, out),
                None => out.push_str(&last(&path.path)),
            },
            Expr::Lit(lit) => out.push_str(&literal(&lit.lit)),
            Expr::Field(field) => {
                self.expr(&field.base, out);
                out.push('.');
                match &field.member {
                    syn::Member::Named(name) => out.push_str(&name.to_string()),
                    syn::Member::Unnamed(index) => out.push_str(&index.index.to_string()),
                }
            }
            Expr::MethodCall(call) => {
                self.expr(&call.receiver, out);
                let name = call.method.to_string();
                if matches!(&*name, "as_ref" | "into" | "clone" | "copied" | "cloned") && call.args.is_empty()
                {
                    return;
                }
                out.push('.');
                out.push_str(&name);
                self.list(call.args.iter(), out);
            }
            Expr::Call(call) if call.args.len() == 1 && is_conversion(&call.func) => {
                call.args.iter().for_each(|arg| self.expr(arg, out));
            }
            Expr::Call(call) => {
                self.expr(&call.func, out);
                self.list(call.args.iter(), out);
            }
            Expr::Unary(unary) => {
                out.push(if matches!(unary.op, UnOp::Not(_)) { '!' } else { '-' });
                self.expr(&unary.expr, out);
            }
            Expr::Binary(binary) => {
                out.push('(');
                self.expr(&binary.left, out);
                let operator = operator(&binary.op);
                out.push_str(
                    SIGNS.iter().find(|(word, _)| *word == operator).map_or(operator, |(_, sign)| sign),
                );
                self.expr(&binary.right, out);
                out.push(')');
            }
            // `as` changes the type, not what is compared with what.
            Expr::Cast(cast) => self.expr(&cast.expr, out),
            Expr::Try(inner) => self.expr(&inner.expr, out),
            Expr::Index(index) => {
                self.expr(&index.expr, out);
                self.list([&*index.index].into_iter(), out);
            }
            Expr::Tuple(tuple) => self.list(tuple.elems.iter(), out),
            Expr::Range(range) => {
                range.start.iter().for_each(|start| self.expr(start, out));
                out.push_str("..");
                range.end.iter().for_each(|end| self.expr(end, out));
            }
            Expr::Closure(closure) => {
                out.push('|');
                self.expr(&closure.body, out);
            }
            Expr::Macro(mac) => {
                out.push_str(&last(&mac.mac.path));
                out.push('!');
            }
            Expr::Struct(value) => out.push_str(&last(&value.path)),
            _ => out.push('…'),
        }
    }

    fn list<'e>(&self, list: impl Iterator<Item = &'e Expr>, out: &mut String) {
        out.push('(');
        for (idx, element) in list.enumerate() {
            if idx > 0 {
                out.push(',');
            }
            self.expr(element, out);
        }
        out.push(')');
    }

    fn name(&self, name: &syn::Ident, out: &mut String) {
        match self.locals.text(name) {
            Some(text) if self.full => out.push_str(text),
            Some(_) => out.push('_'),
            None => out.push_str(&name.to_string()),
        }
    }
}

/// How far down the beginning of an expression is looked for. A sum of thousands of terms is nested as deep, and every
/// one of its parts asks.
const START_DEPTH_MAX: u32 = 200;

/// Where an expression begins, or, if it is nested absurdly deep, a place inside it. `Spanned` finds that out by printing
/// all of it, for every expression once more.
pub(super) fn start(expr: &Expr) -> Span {
    start_within(expr, START_DEPTH_MAX)
}

fn start_within(expr: &Expr, depth: u32) -> Span {
    let Some(depth) = depth.checked_sub(1) else { return inside(expr) };
    let start = |expr: &Expr| start_within(expr, depth);
    match expr {
        Expr::Assign(found) if found.attrs.is_empty() => start(&found.left),
        Expr::Await(found) if found.attrs.is_empty() => start(&found.base),
        Expr::Binary(found) if found.attrs.is_empty() => start(&found.left),
        Expr::Block(found) if found.attrs.is_empty() && found.label.is_none() => {
            found.block.brace_token.span.open()
        }
        Expr::Call(found) if found.attrs.is_empty() => start(&found.func),
        Expr::Cast(found) if found.attrs.is_empty() => start(&found.expr),
        Expr::Field(found) if found.attrs.is_empty() => start(&found.base),
        Expr::If(found) if found.attrs.is_empty() => found.if_token.span,
        Expr::Index(found) if found.attrs.is_empty() => start(&found.expr),
        Expr::Let(found) if found.attrs.is_empty() => found.let_token.span,
        Expr::Lit(found) if found.attrs.is_empty() => found.lit.span(),
        Expr::Macro(found) if found.attrs.is_empty() => path_start(&found.mac.path),
        Expr::Match(found) if found.attrs.is_empty() => found.match_token.span,
        Expr::MethodCall(found) if found.attrs.is_empty() => start(&found.receiver),
        Expr::Paren(found) if found.attrs.is_empty() => found.paren_token.span.open(),
        Expr::Path(found) if found.attrs.is_empty() && found.qself.is_none() => path_start(&found.path),
        Expr::Reference(found) if found.attrs.is_empty() => found.and_token.span,
        Expr::Return(found) if found.attrs.is_empty() => found.return_token.span,
        Expr::Struct(found) if found.attrs.is_empty() && found.qself.is_none() => path_start(&found.path),
        Expr::Try(found) if found.attrs.is_empty() => start(&found.expr),
        Expr::Tuple(found) if found.attrs.is_empty() => found.paren_token.span.open(),
        other => other.span(),
    }
}

/// A place inside an expression that can be told without going deeper.
fn inside(expr: &Expr) -> Span {
    match expr {
        Expr::Assign(found) => found.eq_token.span,
        Expr::Await(found) => found.dot_token.span,
        Expr::Binary(found) => found.op.span(),
        Expr::Call(found) => found.paren_token.span.open(),
        Expr::Cast(found) => found.as_token.span,
        Expr::Field(found) => found.dot_token.span,
        Expr::Index(found) => found.bracket_token.span.open(),
        Expr::MethodCall(found) => found.dot_token.span,
        Expr::Try(found) => found.question_token.span,
        other => other.span(),
    }
}

/// Where a pattern begins.
pub(super) fn pat_start(pat: &Pat) -> Span {
    match pat {
        Pat::Ident(found)
            if found.attrs.is_empty() && found.by_ref.is_none() && found.mutability.is_none() =>
        {
            found.ident.span()
        }
        Pat::Type(found) if found.attrs.is_empty() => pat_start(&found.pat),
        Pat::Wild(found) if found.attrs.is_empty() => found.underscore_token.span,
        Pat::Path(found) if found.attrs.is_empty() && found.qself.is_none() => path_start(&found.path),
        Pat::TupleStruct(found) if found.attrs.is_empty() && found.qself.is_none() => path_start(&found.path),
        Pat::Struct(found) if found.attrs.is_empty() && found.qself.is_none() => path_start(&found.path),
        other => other.span(),
    }
}

/// Where a path begins.
pub(super) fn path_start(path: &syn::Path) -> Span {
    match (&path.leading_colon, path.segments.first()) {
        (None, Some(first)) => first.ident.span(),
        _ => path.span(),
    }
}
