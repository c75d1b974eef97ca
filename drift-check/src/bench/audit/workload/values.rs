//! Constant values in sources.

use std::collections::BTreeSet;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{BinOp, Expr, ExprLit, Lit, Token, UnOp};

/// The number an expression is, if it can be known. `named` tells what names stand for.
pub(super) fn number(expr: &Expr, named: &dyn Fn(&str) -> Option<i128>) -> Option<i128> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Paren(inner) => number(&inner.expr, named),
        Expr::Group(inner) => number(&inner.expr, named),
        Expr::Cast(cast) => number(&cast.expr, named),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => number(&unary.expr, named)?.checked_neg(),
        Expr::Path(path) => named(&path.path.get_ident()?.to_string()),
        Expr::Binary(binary) => {
            let (left, right) = (number(&binary.left, named)?, number(&binary.right, named)?);
            let bits = || u32::try_from(right).ok();
            match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                BinOp::Rem(_) => left.checked_rem(right),
                BinOp::Shl(_) => left.checked_shl(bits()?),
                BinOp::Shr(_) => left.checked_shr(bits()?),
                BinOp::BitAnd(_) => Some(left & right),
                BinOp::BitOr(_) => Some(left | right),
                BinOp::BitXor(_) => Some(left ^ right),
                _ => None,
            }
        }
        Expr::MethodCall(call) if call.method == "pow" => {
            let exponent = number(call.args.first()?, named)?;
            number(&call.receiver, named)?.checked_pow(u32::try_from(exponent).ok()?)
        }
        _ => None,
    }
}

/// The numbers that an array holds.
pub(super) fn numbers(expr: &Expr, named: &dyn Fn(&str) -> Option<i128>) -> Vec<i128> {
    match expr {
        Expr::Reference(inner) => numbers(&inner.expr, named),
        Expr::Array(array) => array.elems.iter().filter_map(|element| number(element, named)).collect(),
        _ => Vec::new(),
    }
}

/// All names that a function binds, anywhere in it.
pub(super) fn bound(signature: &syn::Signature, block: &syn::Block) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    names.visit_signature(signature);
    names.visit_block(block);
    names.0
}

/// All names that a pattern binds.
pub(super) fn bound_by(pattern: &syn::Pat) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    names.visit_pat(pattern);
    names.0
}

struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.0.insert(pattern.ident.to_string());
        syn::visit::visit_pat_ident(self, pattern);
    }

    // What functions inside of it bind is theirs.
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Text with `{}` wherever something is filled in, whatever that is called.
pub(super) fn pattern(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for char in text.chars() {
        match char {
            '{' => {
                if depth == 0 {
                    out.push_str("{}");
                }
                depth += 1;
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(char),
            _ => {}
        }
    }
    out
}

/// What stands in a macro, as a tuple or a repetition. `format!` stays, as it may be a name.
pub(super) fn opened(call: &syn::Macro) -> Option<Expr> {
    if call.path.is_ident("format") {
        return None;
    }
    let list = Punctuated::<Expr, Token![,]>::parse_terminated;
    if let Ok(mut elems) = list.parse2(call.tokens.clone()) {
        // Without the comma, one element in parentheses is no tuple.
        if !elems.empty_or_trailing() {
            elems.push_punct(<Token![,]>::default());
        }
        return Some(Expr::Tuple(syn::ExprTuple {
            attrs: Vec::new(),
            paren_token: syn::token::Paren::default(),
            elems,
        }));
    }
    let repetition = |input: ParseStream<'_>| {
        let element: Expr = input.parse()?;
        let semi_token: Token![;] = input.parse()?;
        let count: Expr = input.parse()?;
        Ok(Expr::Repeat(syn::ExprRepeat {
            attrs: Vec::new(),
            bracket_token: syn::token::Bracket::default(),
            expr: Box::new(element),
            semi_token,
            len: Box::new(count),
        }))
    };
    repetition.parse2(call.tokens.clone()).ok()
}
