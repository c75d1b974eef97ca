//! Generic parameters and where clauses.

use super::{expr, name, ty};
use crate::model::ty::{Generics, Param, ParamKind, Predicate};

/// Lowers generics; predicates on lifetimes alone are left out, as lifetime names are.
pub(super) fn lower(generics: &syn::Generics) -> Generics {
    let mut out = Generics::default();
    for param in &generics.params {
        match param {
            syn::GenericParam::Lifetime(param) => out.lifetimes.push(name(&param.lifetime.ident)),
            syn::GenericParam::Type(param) => out.params.push(Param {
                name: name(&param.ident),
                kind: ParamKind::Type {
                    bounds: ty::bounds(&param.bounds),
                    default: param.default.as_ref().map(|(_, default)| ty::lower(default)),
                },
            }),
            syn::GenericParam::Const(param) => out.params.push(Param {
                name: name(&param.ident),
                kind: ParamKind::Const {
                    ty: ty::lower(&param.ty),
                    default: param.default.as_ref().map(|(_, default)| expr::lower(default)),
                },
            }),
        }
    }
    for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if let syn::WherePredicate::Type(predicate) = predicate {
            out.predicates.push(Predicate {
                subject: ty::lower(&predicate.bounded_ty),
                bounds: ty::bounds(&predicate.bounds),
            });
        }
    }
    out
}
