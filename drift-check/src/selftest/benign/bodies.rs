//! Refactorings inside a body.

use super::edit;
use crate::selftest::corpus::{Edit, Function, blocks, bound_names, bytes, expressions, text_of};
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Stmt};

type Ways = Vec<Vec<Edit>>;

/// Whether an expression leaves what is around it.
fn leaves(node: &impl quote::ToTokens) -> bool {
    let text = text_of(node);
    [" ?", "return", "break", "continue", "await", "? "].iter().any(|word| text.contains(word))
        || text.ends_with('?')
}

/// Renames every local it is certain about, all at once.
pub(super) fn locals_renamed(function: &Function<'_>) -> Ways {
    struct Words {
        seen: Vec<(String, std::ops::Range<usize>)>,
    }
    fn flat(stream: proc_macro2::TokenStream, out: &mut Vec<(String, std::ops::Range<usize>)>) {
        for tree in stream {
            match tree {
                proc_macro2::TokenTree::Group(group) => {
                    out.push(("(".into(), group.span_open().byte_range()));
                    flat(group.stream(), out);
                    out.push((")".into(), group.span_close().byte_range()));
                }
                other => out.push((other.to_string(), other.span().byte_range())),
            }
        }
    }
    let mut words = Words { seen: Vec::new() };
    let mut tokens = proc_macro2::TokenStream::new();
    quote::ToTokens::to_tokens(&function.sig.inputs, &mut tokens);
    quote::ToTokens::to_tokens(function.block, &mut tokens);
    flat(tokens, &mut words.seen);
    let names: Vec<String> = bound_names(function)
        .into_iter()
        .filter(|name| name != "self" && !name.starts_with('_'))
        .filter(|name| {
            // A field, a field in short form, a function or a name in a format string must keep its name.
            let at = |idx: usize| words.seen.get(idx).map_or("", |(word, _)| word.as_str());
            words.seen.iter().enumerate().filter(|(_, (word, _))| word == name).all(|(idx, _)| {
                let (before, after) = (if idx == 0 { "" } else { at(idx - 1) }, at(idx + 1));
                let short = matches!(before, "(" | ",") && matches!(after, ")" | ",");
                let typed = after == ":" && at(idx + 2) == ":";
                let kept = before == "." || typed || after == "!" || (after == "(" && before != "(");
                let initializer = short && function.whole().contains(" {");
                !kept && !initializer
            }) && words
                .seen
                .iter()
                .all(|(word, _)| !word.starts_with('"') || !word.contains(&format!("{{{name}")))
                && !words.seen.windows(2).any(|pair| pair[0].0 == *name && pair[1].0 == ":")
        })
        .collect();
    let edits: Vec<Edit> = words
        .seen
        .iter()
        .filter(|(word, _)| names.contains(word))
        .map(|(word, range)| edit(range.clone(), format!("{word}_renamed")))
        .collect();
    if edits.is_empty() { Ways::new() } else { vec![edits] }
}

/// Expressions outside of closures, async blocks and other functions, where `return` leaves the function.
fn direct<'b>(block: &'b syn::Block, seen: &mut dyn FnMut(&'b Expr)) {
    struct Walk<'w, 'b>(&'w mut dyn FnMut(&'b Expr));
    impl<'b> Visit<'b> for Walk<'_, 'b> {
        fn visit_expr(&mut self, expr: &'b Expr) {
            if matches!(expr, Expr::Closure(_) | Expr::Async(_)) {
                return;
            }
            (self.0)(expr);
            visit::visit_expr(self, expr);
        }
        fn visit_item(&mut self, _: &'b syn::Item) {}
    }
    Walk(seen).visit_block(block);
}

pub(super) fn spelt_out(function: &Function<'_>) -> Ways {
    if !text_of(&function.sig.output).contains("Result") {
        return Ways::new();
    }
    let mut out = Ways::new();
    direct(function.block, &mut |expr| {
        if let Expr::Try(tried) = expr
            && !leaves(&tried.expr)
        {
            let inner = function.of(&*tried.expr);
            let text =
                format!("(match {inner} {{ Ok(value) => value, Err(error) => return Err(error.into()) }})");
            out.push(vec![edit(bytes(tried), text)]);
        }
    });
    out
}

pub(super) fn if_let(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::If(found) = expr
            && let Expr::Let(cond) = &*found.cond
        {
            let other = found.else_branch.as_ref().map_or("{}", |(_, other)| function.of(&**other));
            let text = format!(
                "match {} {{ {} => {} _ => {other} }}",
                function.of(&*cond.expr),
                function.of(&cond.pat),
                function.of(&found.then_branch)
            );
            let nested = function
                .text
                .get(..bytes(expr).start)
                .is_some_and(|before| before.trim_end().ends_with("else"));
            if !nested {
                out.push(vec![edit(bytes(expr), text)]);
            }
        }
    });
    blocks(function.block, &mut |block| {
        for stmt in &block.stmts {
            let Stmt::Local(local) = stmt else { continue };
            let (Some(init), syn::Pat::TupleStruct(pat)) = (&local.init, &local.pat) else { continue };
            if let (Some((_, diverge)), Some(syn::Pat::Ident(name)), 1) =
                (&init.diverge, pat.elems.first(), pat.elems.len())
            {
                let name = text_of(&name.ident);
                let text = format!(
                    "let {name} = match {} {{ {} => {name}, _ => {} }};",
                    function.of(&*init.expr),
                    function.of(&local.pat),
                    function.of(&**diverge)
                );
                out.push(vec![edit(bytes(stmt), text)]);
            }
        }
    });
    out
}

pub(super) fn nested(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::If(found) = expr
            && found.else_branch.is_none()
            && let Expr::Binary(cond) = &*found.cond
            && matches!(cond.op, BinOp::And(_))
        {
            let (left, right, body) =
                (function.of(&*cond.left), function.of(&*cond.right), function.of(&found.then_branch));
            out.push(vec![edit(bytes(expr), format!("if {left} {{ if {right} {body} }}"))]);
        }
    });
    out
}

pub(super) fn matches(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::Macro(mac) = expr
            && mac.mac.path.is_ident("matches")
        {
            let text = mac.mac.tokens.to_string();
            if let Some((value, pat)) = text.split_once(" , ").or_else(|| text.split_once(", ")) {
                let pat = pat.trim_end_matches([',', ' ']);
                out.push(vec![edit(bytes(expr), format!("(match {value} {{ {pat} => true, _ => false }})"))]);
            }
        }
    });
    out
}

pub(super) fn returned(function: &Function<'_>) -> Ways {
    match function.block.stmts.last() {
        Some(Stmt::Expr(expr, None)) if !matches!(function.sig.output, syn::ReturnType::Default) => {
            vec![vec![edit(bytes(expr), format!("return {};", function.of(expr)))]]
        }
        _ => Ways::new(),
    }
}

pub(super) fn for_each(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::ForLoop(found) = expr
            && found.label.is_none()
            && !leaves(&found.body)
        {
            let iter = function.of(&*found.expr);
            let text = format!(
                "({iter}).into_iter().for_each(|{}| {});",
                function.of(&*found.pat),
                function.of(&found.body)
            );
            out.push(vec![edit(bytes(expr), text)]);
        }
    });
    out
}

/// The first argument that is a call gets a name, in front of the statement.
pub(super) fn named_argument(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    blocks(function.block, &mut |block| {
        for stmt in &block.stmts {
            let mut expr = match stmt {
                Stmt::Expr(expr, Some(_)) => expr,
                Stmt::Local(syn::Local { init: Some(init), .. }) if init.diverge.is_none() => &init.expr,
                _ => continue,
            };
            if let Expr::Try(tried) = expr {
                expr = &tried.expr;
            }
            let args = match expr {
                Expr::Call(call) => &call.args,
                Expr::MethodCall(call) if matches!(&*call.receiver, Expr::Path(_) | Expr::Field(_)) => {
                    &call.args
                }
                _ => continue,
            };
            if let Some(arg @ (Expr::Call(_) | Expr::MethodCall(_))) = args.first() {
                let at = bytes(stmt).start;
                let name = format!("let named_argument = {};\n", function.of(arg));
                out.push(vec![edit(at..at, name), edit(bytes(arg), "named_argument")]);
            }
        }
    });
    out
}

pub(super) fn by_path(function: &Function<'_>) -> Ways {
    let Some(owner) = &function.owner else { return Ways::new() };
    let own = |name: &syn::Ident| {
        function.corpus.siblings.iter().any(|((of, sig), names)| {
            of == owner && sig.contains("self") && names.iter().any(|known| name == known)
        })
    };
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::MethodCall(call) = expr
            && text_of(&call.receiver) == "self"
            && call.turbofish.is_none()
            && own(&call.method)
        {
            let mut args = vec!["self"];
            args.extend(call.args.iter().map(|arg| function.of(arg)));
            out.push(vec![edit(bytes(expr), format!("Self::{}({})", call.method, args.join(", ")))]);
        }
    });
    out
}

pub(super) fn turned(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::If(found) = expr
            && let Some((_, other)) = &found.else_branch
            && matches!(**other, Expr::Block(_))
            && !text_of(&found.cond).contains("let ")
        {
            out.push(vec![
                edit(bytes(&*found.cond), format!("!({})", function.of(&*found.cond))),
                edit(bytes(&found.then_branch), function.of(&**other)),
                edit(bytes(&**other), function.of(&found.then_branch)),
            ]);
        }
    });
    out
}

pub(super) fn mirrored(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::Binary(binary) = expr {
            let other = match binary.op {
                BinOp::Lt(_) => ">",
                BinOp::Le(_) => ">=",
                BinOp::Gt(_) => "<",
                BinOp::Ge(_) => "<=",
                BinOp::Eq(_) => "==",
                BinOp::Ne(_) => "!=",
                _ => return,
            };
            let (left, right) = (function.of(&*binary.left), function.of(&*binary.right));
            out.push(vec![edit(bytes(expr), format!("({right}) {other} ({left})"))]);
        }
    });
    out
}

pub(super) fn long_form(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::Binary(binary) = expr {
            let sign = match binary.op {
                BinOp::AddAssign(_) => "+",
                BinOp::SubAssign(_) => "-",
                BinOp::MulAssign(_) => "*",
                _ => return,
            };
            let (left, right) = (function.of(&*binary.left), function.of(&*binary.right));
            out.push(vec![edit(bytes(expr), format!("{left} = {left} {sign} ({right})"))]);
        }
    });
    out
}
