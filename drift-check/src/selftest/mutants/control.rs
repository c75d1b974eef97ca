//! Which way a body goes, and what it computes.

use super::{Ways, edit};
use crate::selftest::corpus::{Edit, Function, blocks, bytes, expressions, text_of};
use syn::{BinOp, Expr, Lit, Stmt};

fn leaves(block: &syn::Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), _)))
}

fn guards(function: &Function<'_>, seen: &mut dyn FnMut(&Stmt, &syn::ExprIf)) {
    blocks(function.block, &mut |block| {
        for stmt in &block.stmts {
            if let Stmt::Expr(Expr::If(found), _) = stmt
                && found.else_branch.is_none()
                && leaves(&found.then_branch)
            {
                seen(stmt, found);
            }
        }
    });
}

pub(super) fn no_guard(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    guards(function, &mut |stmt, _| out.push(vec![edit(bytes(stmt), "")]));
    out
}

pub(super) fn guard_negated(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    guards(function, &mut |_, found| {
        if !text_of(&found.cond).contains("let ") {
            out.push(vec![edit(bytes(&found.cond), format!("!({})", function.of(&found.cond)))]);
        }
    });
    out
}

fn binaries<'f>(function: &Function<'f>, seen: &mut dyn FnMut(&'f syn::ExprBinary)) {
    expressions(function.block, &mut |expr| {
        if let Expr::Binary(binary) = expr {
            seen(binary);
        }
    });
}

pub(super) fn comparison(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    binaries(function, &mut |binary| {
        let other = match binary.op {
            BinOp::Lt(_) => "<=",
            BinOp::Le(_) => "<",
            BinOp::Gt(_) => ">=",
            BinOp::Ge(_) => ">",
            BinOp::Eq(_) => "!=",
            BinOp::Ne(_) => "==",
            _ => return,
        };
        out.push(vec![edit(bytes(&binary.op), other)]);
    });
    out
}

fn is_one(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(lit) if matches!(&lit.lit, Lit::Int(int) if int.base10_digits() == "1"))
}

pub(super) fn off_by_one(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    binaries(function, &mut |binary| {
        if matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_)) && is_one(&binary.right) {
            out.push(vec![edit(bytes(binary), function.of(&*binary.left))]);
        }
    });
    out
}

pub(super) fn narrowed(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::Cast(cast) = expr
            && matches!(&*text_of(&cast.ty), "u64" | "usize" | "i64")
        {
            out.push(vec![edit(bytes(&*cast.expr), format!("({} as u32)", function.of(&*cast.expr)))]);
        }
    });
    out
}

pub(super) fn backwards(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        let Expr::ForLoop(found) = expr else { return };
        match &*found.expr {
            Expr::MethodCall(call) if call.method == "rev" => {
                out.push(vec![edit(bytes(&*found.expr), function.of(&*call.receiver))]);
            }
            Expr::MethodCall(call)
                if matches!(&*call.method.to_string(), "iter" | "into_iter" | "enumerate") =>
            {
                out.push(vec![edit(bytes(&*found.expr), format!("{}.rev()", function.of(&*found.expr)))]);
            }
            Expr::Range(_) => {
                out.push(vec![edit(bytes(&*found.expr), format!("({}).rev()", function.of(&*found.expr)))]);
            }
            _ => {}
        }
    });
    out
}

pub(super) fn deleted(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    blocks(function.block, &mut |block| {
        for stmt in &block.stmts {
            let Stmt::Expr(expr, Some(_)) = stmt else { continue };
            let does = matches!(expr, Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) | Expr::Try(_))
                || matches!(expr, Expr::Binary(_));
            if does && !text_of(expr).starts_with("drop") {
                out.push(vec![edit(bytes(stmt), "")]);
            }
        }
    });
    out
}

fn matches_of<'f>(function: &Function<'f>, seen: &mut dyn FnMut(&'f syn::ExprMatch)) {
    expressions(function.block, &mut |expr| {
        if let Expr::Match(found) = expr {
            seen(found);
        }
    });
}

pub(super) fn no_arm(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    matches_of(function, &mut |found| {
        if found.arms.len() < 3 {
            return;
        }
        for arm in found.arms.iter().take(found.arms.len() - 1) {
            out.push(vec![edit(bytes(arm), "")]);
        }
    });
    out
}

pub(super) fn arms_swapped(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    matches_of(function, &mut |found| {
        for pair in found.arms.windows(2) {
            let (one, two) = (&*pair[0].body, &*pair[1].body);
            let plain = |arm: &syn::Arm| {
                !text_of(&arm.pat).contains(char::is_lowercase) || !text_of(&arm.pat).contains('(')
            };
            // Texts for people are of severity info at most.
            let spoken = |body: &Expr| matches!(body, Expr::Macro(_)) || text_of(body).contains("write !");
            if text_of(one) != text_of(two)
                && !spoken(one)
                && !spoken(two)
                && plain(&pair[0])
                && plain(&pair[1])
            {
                out.push(vec![edit(bytes(one), function.of(two)), edit(bytes(two), function.of(one))]);
            }
        }
    });
    out
}

fn literals(function: &Function<'_>, change: impl Fn(&Lit) -> Option<String>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| {
        if let Expr::Lit(lit) = expr
            && let Some(new) = change(&lit.lit)
        {
            out.push(vec![edit(bytes(lit), new)]);
        }
    });
    out
}

pub(super) fn other_number(function: &Function<'_>) -> Ways {
    literals(function, |lit| match lit {
        Lit::Int(int) => {
            let value: u64 = int.base10_parse().ok()?;
            (value > 1).then(|| format!("{}{}", value / 2, int.suffix()))
        }
        _ => None,
    })
}

pub(super) fn other_bool(function: &Function<'_>) -> Ways {
    literals(function, |lit| match lit {
        Lit::Bool(value) => Some((!value.value).to_string()),
        _ => None,
    })
}

pub(super) fn no_try(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    blocks(function.block, &mut |block| {
        for stmt in &block.stmts {
            if let Stmt::Expr(Expr::Try(tried), Some(_)) = stmt {
                out.push(vec![edit(bytes(tried), function.of(&*tried.expr))]);
            }
        }
    });
    out
}

pub(super) fn other_connective(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    binaries(function, &mut |binary| {
        let other = match binary.op {
            BinOp::And(_) if !text_of(binary).contains("let ") => "||",
            BinOp::Or(_) => "&&",
            _ => return,
        };
        out.push(vec![edit(bytes(&binary.op), other)]);
    });
    out
}

pub(super) fn other_arithmetic(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    binaries(function, &mut |binary| {
        let other = match binary.op {
            BinOp::Add(_) => "-",
            BinOp::Sub(_) => "+",
            BinOp::AddAssign(_) => "-=",
            BinOp::SubAssign(_) => "+=",
            BinOp::Mul(_) => "/",
            BinOp::Div(_) => "*",
            _ => return,
        };
        out.push(vec![edit(bytes(&binary.op), other)]);
    });
    out
}

pub(super) fn other_jump(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    expressions(function.block, &mut |expr| match expr {
        Expr::Continue(found) => out.push(vec![edit(bytes(found), "break")]),
        Expr::Break(found) if found.expr.is_none() => out.push(vec![edit(bytes(found), "continue")]),
        _ => {}
    });
    out
}

pub(super) fn none_for_some(function: &Function<'_>) -> Ways {
    let mut out: Vec<Vec<Edit>> = Ways::new();
    let mut last = |expr: &Expr| {
        if let Expr::Call(call) = expr
            && text_of(&call.func) == "Some"
        {
            out.push(vec![edit(bytes(call), "None")]);
        }
    };
    expressions(function.block, &mut |expr| {
        if let Expr::Return(found) = expr
            && let Some(value) = &found.expr
        {
            last(value);
        }
    });
    if let Some(Stmt::Expr(expr, None)) = function.block.stmts.last() {
        last(expr);
    }
    out
}
