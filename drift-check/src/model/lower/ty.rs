//! Types, paths and bounds.

use super::{expr, name, tokens};
use crate::model::expr::Expr;
use crate::model::path::{Arg, Args, Path, Segment, Target};
use crate::model::ty::{Bound, Ty};
use syn::punctuated::Punctuated;

/// Lowers a type. Parentheses and invisible groups disappear.
pub(super) fn lower(ty: &syn::Type) -> Ty {
    match ty {
        syn::Type::Path(ty) => qualified(ty.qself.as_ref(), &ty.path),
        syn::Type::Reference(ty) => Ty::Ref {
            lifetime: ty.lifetime.as_ref().map(|lifetime| name(&lifetime.ident)),
            mutable: ty.mutability.is_some(),
            inner: Box::new(lower(&ty.elem)),
        },
        syn::Type::Ptr(ty) => Ty::Ptr {
            mutable: matches!(ty.mutability, syn::PointerMutability::Mut(_)),
            inner: Box::new(lower(&ty.elem)),
        },
        syn::Type::Slice(ty) => Ty::Slice(Box::new(lower(&ty.elem))),
        syn::Type::Array(ty) => {
            Ty::Array { inner: Box::new(lower(&ty.elem)), len: Box::new(expr::lower(&ty.len)) }
        }
        syn::Type::Tuple(ty) => Ty::Tuple(ty.elems.iter().map(lower).collect()),
        syn::Type::FnPtr(ty) => Ty::FnPtr {
            unsafety: ty.unsafety.is_some(),
            abi: ty.abi.as_ref().map(abi),
            inputs: ty.inputs.iter().map(|argument| lower(&argument.ty)).collect(),
            output: output(&ty.output).map(Box::new),
        },
        syn::Type::TraitObject(ty) => Ty::Dyn(bounds(&ty.bounds)),
        syn::Type::ImplTrait(ty) => Ty::Impl(bounds(&ty.bounds)),
        syn::Type::Never(_) => Ty::Never,
        syn::Type::Infer(_) => Ty::Infer,
        syn::Type::Group(ty) => lower(&ty.elem),
        syn::Type::Paren(ty) => lower(&ty.elem),
        other => Ty::Opaque(tokens(other)),
    }
}

fn qualified(qself: Option<&syn::QSelf>, path: &syn::Path) -> Ty {
    let Some(qself) = qself else { return Ty::Path(lower_path(path)) };
    let self_ty = Box::new(lower(&qself.ty));
    let rest = path.segments.iter().skip(qself.position).map(|segment| name(&segment.ident)).collect();
    let trait_path = (qself.position > 0).then(|| {
        let mut lowered = lower_path(path);
        lowered.segments.truncate(qself.position);
        lowered
    });
    Ty::Qualified { self_ty, trait_path, rest }
}

/// The name of an ABI; a bare `extern` means `"C"`.
pub(super) fn abi(abi: &syn::Abi) -> Box<str> {
    abi.name.as_ref().map_or_else(|| "C".into(), |name| name.value().into())
}

/// A return type; `None` for the unit type, written or not.
pub(super) fn output(output: &syn::ReturnType) -> Option<Ty> {
    match output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => match lower(ty) {
            Ty::Tuple(elements) if elements.is_empty() => None,
            other => Some(other),
        },
    }
}

/// Lowers a path.
pub(super) fn lower_path(path: &syn::Path) -> Path {
    let segments = path
        .segments
        .iter()
        .map(|segment| Segment { name: name(&segment.ident), args: arguments(&segment.arguments) })
        .collect();
    Path { global: path.leading_colon.is_some(), segments, target: Target::Unresolved }
}

fn arguments(arguments: &syn::PathArguments) -> Args {
    match arguments {
        syn::PathArguments::None => Args::None,
        syn::PathArguments::AngleBracketed(list) => Args::Angle(list.args.iter().map(argument).collect()),
        syn::PathArguments::Parenthesized(list) => Args::Paren {
            inputs: list.inputs.iter().map(|input| lower(&input.ty)).collect(),
            output: output(&list.output).map(Box::new),
        },
    }
}

fn argument(argument: &syn::GenericArgument) -> Arg {
    match argument {
        syn::GenericArgument::Lifetime(lifetime) => Arg::Lifetime(name(&lifetime.ident)),
        syn::GenericArgument::Type(ty) => Arg::Ty(lower(ty)),
        syn::GenericArgument::Const(value) => Arg::Const(expr::lower(value)),
        syn::GenericArgument::AssocType(binding) => {
            Arg::Binding { name: name(&binding.ident), ty: lower(&binding.ty) }
        }
        syn::GenericArgument::Constraint(constraint) => {
            Arg::Constraint { name: name(&constraint.ident), bounds: bounds(&constraint.bounds) }
        }
        other => Arg::Const(Expr::Other(tokens(other))),
    }
}

/// Lowers a list of bounds.
pub(super) fn bounds<P>(bounds: &Punctuated<syn::TypeParamBound, P>) -> Vec<Bound> {
    bounds
        .iter()
        .map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => {
                Bound::Trait { maybe: bound.maybe.is_some(), path: lower_path(&bound.path) }
            }
            syn::TypeParamBound::Lifetime(lifetime) => Bound::Lifetime(name(&lifetime.ident)),
            other => Bound::Other(tokens(other)),
        })
        .collect()
}
