//! Conditions: what decides which way to go, and which of them end in leaving.

use super::locals::Locals;
use super::spell;
use crate::model::body::{Comparison, Condition, Part};
use syn::{BinOp, Expr, Stmt, UnOp};

/// The parts of a condition, split at `&&` and `||`. Negations vanish, comparisons lose their operator.
pub(super) fn condition(cond: &Expr, guard: bool, locals: &Locals) -> Condition {
    let mut parts = Vec::new();
    split(cond, locals, &mut parts);
    Condition { parts, guard }
}

/// A condition on which variant a value is: `match x`, `if let … = x`, `let … = x else`, `x?`.
pub(super) fn on_variant(scrutinee: &Expr, guard: bool, locals: &Locals) -> Condition {
    Condition { parts: vec![variant_part(scrutinee, locals)], guard }
}

fn variant_part(scrutinee: &Expr, locals: &Locals) -> Part {
    Part {
        full: format!("match {}", spell::full(scrutinee, locals)).into(),
        masked: format!("match {}", spell::masked(scrutinee, locals)).into(),
    }
}

fn split(cond: &Expr, locals: &Locals, out: &mut Vec<Part>) {
    match spell::peeled(cond) {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => {
            split(&binary.left, locals, out);
            split(&binary.right, locals, out);
        }
        Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => split(&unary.expr, locals, out),
        Expr::Let(found) => out.push(variant_part(&found.expr, locals)),
        Expr::Binary(binary) => match spell::comparison(&binary.op) {
            Some(_) => out.push(Part {
                full: sorted(spell::full(&binary.left, locals), spell::full(&binary.right, locals)).into(),
                masked: sorted(spell::masked(&binary.left, locals), spell::masked(&binary.right, locals))
                    .into(),
            }),
            None => out.push(whole(cond, locals)),
        },
        Expr::Macro(mac) if spell::last(&mac.mac.path) == "matches" => {
            if let Some(super::macros::Matches { scrutinee, .. }) = super::macros::matches(&mac.mac) {
                out.push(variant_part(&scrutinee, locals));
            }
        }
        other => out.push(whole(other, locals)),
    }
}

fn whole(cond: &Expr, locals: &Locals) -> Part {
    Part { full: spell::full(cond, locals).into(), masked: spell::masked(cond, locals).into() }
}

fn sorted(left: String, right: String) -> String {
    // `x.len() == 0` asks what `x.is_empty()` asks.
    let (first, second) = if left <= right { (left, right) } else { (right, left) };
    match second.strip_suffix(".len()") {
        Some(of) if first == "0" => format!("{of}.is_empty()"),
        _ => format!("{first} ~ {second}"),
    }
}

/// A comparison with its operands in order. `negated` if a `!` stands before it.
pub(super) fn comparison(binary: &syn::ExprBinary, negated: bool, locals: &Locals) -> Option<Comparison> {
    let operator = spell::comparison(&binary.op)?;
    let operator = if negated { negate(operator) } else { operator };
    let (left, right) = (spell::full(&binary.left, locals), spell::full(&binary.right, locals));
    let (left, operator, right) =
        if left <= right { (left, operator, right) } else { (right, flip(operator), left) };
    Some(Comparison { left: left.into(), operator, right: right.into(), branch: None })
}

/// The word for the operator of a comparison behind a `!`.
pub(super) fn operator_when_negated(binary: &syn::ExprBinary) -> &'static str {
    negate(spell::operator(&binary.op))
}

fn negate(operator: &'static str) -> &'static str {
    match operator {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "==" => "!=",
        _ => "==",
    }
}

fn flip(operator: &'static str) -> &'static str {
    match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        other => other,
    }
}

/// Whether a block ends by leaving the function or the loop.
pub(super) fn leaves(block: &syn::Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => leaves_expr(expr),
        _ => false,
    }
}

fn leaves_expr(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(block) => leaves(&block.block),
        _ => false,
    }
}

/// Whether the other branch of an `if` leaves.
pub(super) fn else_leaves(found: &syn::ExprIf) -> bool {
    found.else_branch.as_ref().is_some_and(|(_, other)| leaves_expr(other))
}
