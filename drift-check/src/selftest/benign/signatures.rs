//! Refactorings of signatures, and helpers.

use super::edit;
use crate::selftest::corpus::{Edit, Function, bytes, text_of};
use syn::{FnArg, GenericParam, WherePredicate};

type Ways = Vec<Vec<Edit>>;

/// Every whole word in a function, replaced.
fn word(function: &Function<'_>, from: &str, to: &str) -> Vec<Edit> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let whole = function.whole();
    whole
        .match_indices(from)
        .filter(|(at, _)| {
            let (before, after) = (whole[..*at].chars().next_back(), whole[at + from.len()..].chars().next());
            !before.is_some_and(|c| is_part(c) || c == '\'' && !from.starts_with('\''))
                && !after.is_some_and(is_part)
        })
        .map(|(at, _)| {
            let start = function.region.start + at;
            edit(start..start + from.len(), to)
        })
        .collect()
}

pub(super) fn parameters_renamed(function: &Function<'_>) -> Ways {
    let mut out = Ways::new();
    for param in &function.sig.generics.params {
        match param {
            GenericParam::Lifetime(found) => {
                out.push(word(function, &found.lifetime.to_string(), "'renamed"));
            }
            GenericParam::Type(found) => out.push(word(function, &found.ident.to_string(), "Renamed")),
            GenericParam::Const(_) => {}
        }
    }
    out
}

pub(super) fn named_parameter(function: &Function<'_>) -> Ways {
    if !function.sig.generics.params.is_empty() {
        return Ways::new();
    }
    let mut out = Ways::new();
    for input in &function.sig.inputs {
        if let FnArg::Typed(param) = input
            && let syn::Type::ImplTrait(ty) = &*param.ty
        {
            let at = function.sig.ident.span().byte_range().end;
            let bounds = function.of(&ty.bounds);
            out.push(vec![edit(at..at, format!("<Named: {bounds}>")), edit(bytes(&*param.ty), "Named")]);
            break;
        }
    }
    out
}

pub(super) fn inline_bounds(function: &Function<'_>) -> Ways {
    let Some(clause) = &function.sig.generics.where_clause else { return Ways::new() };
    let mut edits = Vec::new();
    for predicate in &clause.predicates {
        let WherePredicate::Type(found) = predicate else { return Ways::new() };
        let name = text_of(&found.bounded_ty);
        let param =
            function.sig.generics.type_params().find(|param| param.ident == name && param.bounds.is_empty());
        let Some(param) = param else { return Ways::new() };
        let at = param.ident.span().byte_range().end;
        edits.push(edit(at..at, format!(": {}", function.of(&found.bounds))));
    }
    edits.push(edit(bytes(clause), ""));
    vec![edits]
}

/// The body moves into a helper that is called with everything the function gets.
pub(super) fn delegated(function: &Function<'_>) -> Ways {
    let sig = function.sig;
    let name = sig.ident.to_string();
    let simple = function.extensible
        && sig.generics.params.is_empty()
        && sig.constness.is_none()
        && sig.asyncness.is_none()
        && !text_of(&sig.inputs).contains("impl ")
        && function.block.stmts.len() > 1;
    if !simple {
        return Ways::new();
    }
    let mut args = Vec::new();
    let mut call = format!("{name}_helper");
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(_) => call = format!("self.{name}_helper"),
            FnArg::Typed(param) => match &*param.pat {
                syn::Pat::Ident(pat) => args.push(pat.ident.to_string()),
                _ => return Ways::new(),
            },
        }
    }
    if function.owner.is_some() && !call.starts_with("self.") {
        call = format!("Self::{call}");
    }
    let end = function.region.end;
    let helper = format!(
        "\nfn {name}_helper({}) {} {}\n",
        function.of(&sig.inputs),
        function.of(&sig.output),
        function.of(function.block)
    );
    let delegated = format!("{{ {call}({}) }}", args.join(", "));
    vec![vec![edit(bytes(function.block), delegated), edit(end..end, helper)]]
}
