//! Functions and methods.

use super::{generics, tokens, ty};
use crate::model::item::{Body, Detail};
use crate::model::path::Args;
use crate::model::signature::{Parameter, Qualifiers, Receiver, Signature};
use crate::model::ty::Ty;

/// Macros that say a body is still to be written.
const STUBS: &[&str] = &["todo", "unimplemented"];

/// A function's detail. Bodies that only tests run are not compared word by word.
pub(super) fn detail(sig: &syn::Signature, body: Option<&syn::Block>, is_test: bool) -> Detail {
    Detail::Function {
        signature: Box::new(signature(sig)),
        body: body.map(|body| facts(sig, body, is_test)),
        block: None,
    }
}

fn signature(sig: &syn::Signature) -> Signature {
    let mut receiver = None;
    let mut params = Vec::new();
    for input in &sig.inputs {
        match input {
            syn::FnArg::Receiver(found) => receiver = Some(lower_receiver(found)),
            syn::FnArg::Typed(param) => {
                params.push(Parameter { name: parameter_name(&param.pat), ty: ty::lower(&param.ty) });
            }
        }
    }
    Signature {
        qualifiers: Qualifiers {
            constness: sig.constness.is_some(),
            asyncness: sig.asyncness.is_some(),
            unsafety: matches!(sig.safety, syn::Safety::Unsafe(_)),
            abi: sig.abi.as_ref().map(ty::abi),
        },
        generics: generics::lower(&sig.generics),
        receiver,
        params,
        output: ty::output(&sig.output),
        variadic: sig.variadic.is_some(),
    }
}

fn parameter_name(pat: &syn::Pat) -> Box<str> {
    match pat {
        syn::Pat::Ident(ident) => super::name(&ident.ident),
        other => tokens(other),
    }
}

/// `self: &Self` is `&self`, and `self: Self` is `self`.
fn lower_receiver(receiver: &syn::Receiver) -> Receiver {
    match &receiver.kind {
        syn::ReceiverKind::Value => Receiver::Value,
        syn::ReceiverKind::Reference(_, _, mutability) => Receiver::Ref { mutable: mutability.is_some() },
        syn::ReceiverKind::Typed(_, ty) => match ty::lower(ty) {
            ty if is_self(&ty) => Receiver::Value,
            Ty::Ref { mutable, inner, .. } if is_self(&inner) => Receiver::Ref { mutable },
            other => Receiver::Typed(other),
        },
        _ => Receiver::Typed(Ty::Opaque(tokens(receiver))),
    }
}

fn is_self(ty: &Ty) -> bool {
    matches!(ty, Ty::Path(path) if path.segments.len() == 1
        && path.last_name() == "Self"
        && path.segments.iter().all(|segment| segment.args == Args::None))
}

fn facts(sig: &syn::Signature, block: &syn::Block, is_test: bool) -> Body {
    let facts = super::body::lower(sig, block, !is_test);
    Body { statements: block.stmts.len(), stub: is_stub(block), facts }
}

fn is_stub(block: &syn::Block) -> bool {
    let mac = match block.stmts.as_slice() {
        [syn::Stmt::Macro(statement)] => &statement.mac,
        [syn::Stmt::Expr(syn::Expr::Macro(expr), _)] => &expr.mac,
        _ => return false,
    };
    mac.path.segments.last().is_some_and(|segment| STUBS.iter().any(|stub| segment.ident == stub))
}
