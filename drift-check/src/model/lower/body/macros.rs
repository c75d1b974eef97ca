//! Macro calls inside bodies: those that take expressions are looked into.

use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Macro, Pat, Token};

/// The arguments of a macro that takes expressions; `None` if they are something else.
pub(super) fn arguments(mac: &Macro) -> Option<Vec<Expr>> {
    let list = Punctuated::<Expr, Token![,]>::parse_terminated;
    mac.parse_body_with(list).ok().map(|list| list.into_iter().collect())
}

/// The scrutinee of `matches!`.
pub(super) fn matched(mac: &Macro) -> Option<Expr> {
    matches(mac).map(|(scrutinee, _, _)| scrutinee)
}

/// Scrutinee, pattern and guard of `matches!`.
pub(super) fn matches(mac: &Macro) -> Option<(Expr, Pat, Option<Expr>)> {
    let parser = |input: ParseStream<'_>| {
        let scrutinee: Expr = input.parse()?;
        input.parse::<Token![,]>()?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        let guard = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Option<Token![,]>>()?;
        Ok((scrutinee, pat, guard))
    };
    parser.parse2(mac.tokens.clone()).ok()
}
