//! Constant expressions.

use super::{name, tokens, ty};
use crate::model::expr::Expr;

/// Lowers an expression. Parentheses, invisible groups and blocks of one expression disappear.
pub(super) fn lower(expr: &syn::Expr) -> Expr {
    let boxed = |inner: &syn::Expr| Box::new(lower(inner));
    match expr {
        syn::Expr::Lit(lit) => literal(&lit.lit),
        syn::Expr::Paren(inner) => lower(&inner.expr),
        syn::Expr::Group(inner) => lower(&inner.expr),
        syn::Expr::Const(inner) => block(&inner.block).unwrap_or_else(|| Expr::Other(tokens(expr))),
        syn::Expr::Block(inner) => block(&inner.block).unwrap_or_else(|| Expr::Other(tokens(expr))),
        syn::Expr::Path(path) if path.qself.is_none() => Expr::Path(ty::lower_path(&path.path)),
        syn::Expr::Unary(unary) => Expr::Unary(tokens(&unary.op), boxed(&unary.expr)),
        syn::Expr::Binary(binary) => {
            Expr::Binary(tokens(&binary.op), boxed(&binary.left), boxed(&binary.right))
        }
        syn::Expr::Cast(cast) => Expr::Cast(boxed(&cast.expr), Box::new(ty::lower(&cast.ty))),
        syn::Expr::Reference(reference) if reference.mutability.is_none() => {
            Expr::Ref(boxed(&reference.expr))
        }
        syn::Expr::Call(call) => Expr::Call(boxed(&call.func), call.args.iter().map(lower).collect()),
        syn::Expr::MethodCall(call) if call.turbofish.is_none() => {
            Expr::Method(boxed(&call.receiver), name(&call.method), call.args.iter().map(lower).collect())
        }
        syn::Expr::Field(field) => Expr::Field(boxed(&field.base), tokens(&field.member)),
        syn::Expr::Array(array) => Expr::Array(array.elems.iter().map(lower).collect()),
        syn::Expr::Repeat(repeat) => Expr::Repeat(boxed(&repeat.expr), boxed(&repeat.len)),
        syn::Expr::Tuple(tuple) => Expr::Tuple(tuple.elems.iter().map(lower).collect()),
        syn::Expr::Struct(value) if value.rest.is_none() && value.qself.is_none() => {
            let mut fields: Vec<_> =
                value.fields.iter().map(|field| (tokens(&field.member), lower(&field.expr))).collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Expr::Struct(ty::lower_path(&value.path), fields)
        }
        other => Expr::Other(tokens(other)),
    }
}

fn block(block: &syn::Block) -> Option<Expr> {
    match block.stmts.as_slice() {
        [syn::Stmt::Expr(expr, None)] => Some(lower(expr)),
        _ => None,
    }
}

/// Literals in one spelling: `0x10`, `1_6` and `16` are the same number, `b'a'` and `97u8` are not the same text.
fn literal(lit: &syn::Lit) -> Expr {
    match lit {
        syn::Lit::Int(int) => match int.base10_parse::<u128>() {
            Ok(value) => Expr::Int { value, suffix: int.suffix().into() },
            Err(_) => Expr::Literal(tokens(lit)),
        },
        syn::Lit::Byte(byte) => Expr::Int { value: u128::from(byte.value()), suffix: "u8".into() },
        syn::Lit::Str(text) => Expr::Literal(format!("{:?}", text.value()).into()),
        syn::Lit::ByteStr(text) => Expr::Bytes(text.value().into()),
        syn::Lit::Char(character) => Expr::Literal(format!("{:?}", character.value()).into()),
        syn::Lit::Float(float) => {
            Expr::Literal(format!("{}{}", float.base10_digits(), float.suffix()).into())
        }
        other => Expr::Literal(tokens(other)),
    }
}
