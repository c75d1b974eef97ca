//! Macro calls inside bodies: those that take expressions are looked into.

use std::collections::HashMap;
use std::ptr;
use std::rc::Rc;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Macro, Pat, Token};

/// What the macro calls of a body have in their brackets. More than one walk asks for it, and parsing costs more than
/// walking.
#[derive(Default)]
pub(super) struct Arguments {
    /// By address of the call. Calls inside of arguments have addresses of their own because nothing is ever taken out.
    lists: HashMap<usize, Option<Rc<[Expr]>>>,
    matches: HashMap<usize, Option<Rc<Matches>>>,
    repeated: HashMap<usize, Option<Rc<(Expr, Expr)>>>,
}

/// What `matches!` is given.
pub(super) struct Matches {
    pub(super) scrutinee: Expr,
    pub(super) pat: Pat,
    pub(super) guard: Option<Expr>,
}

impl Arguments {
    /// The arguments of a macro that takes expressions; `None` if they are something else.
    pub(super) fn list(&mut self, mac: &Macro) -> Option<Rc<[Expr]>> {
        let parse = || {
            let list = Punctuated::<Expr, Token![,]>::parse_terminated;
            mac.parse_body_with(list).ok().map(|list| list.into_iter().collect())
        };
        self.lists.entry(ptr::from_ref(mac).addr()).or_insert_with(parse).clone()
    }

    /// Element and length of `vec![x; n]`.
    pub(super) fn repeated(&mut self, mac: &Macro) -> Option<Rc<(Expr, Expr)>> {
        let parse = || {
            let parser = |input: ParseStream<'_>| {
                let element: Expr = input.parse()?;
                input.parse::<Token![;]>()?;
                Ok(Rc::new((element, input.parse()?)))
            };
            parser.parse2(mac.tokens.clone()).ok()
        };
        self.repeated.entry(ptr::from_ref(mac).addr()).or_insert_with(parse).clone()
    }

    /// The arguments of `matches!`.
    pub(super) fn matches(&mut self, mac: &Macro) -> Option<Rc<Matches>> {
        self.matches.entry(ptr::from_ref(mac).addr()).or_insert_with(|| matches(mac).map(Rc::new)).clone()
    }
}

/// Scrutinee, pattern and guard of `matches!`.
pub(super) fn matches(mac: &Macro) -> Option<Matches> {
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
        Ok(Matches { scrutinee, pat, guard })
    };
    parser.parse2(mac.tokens.clone()).ok()
}
