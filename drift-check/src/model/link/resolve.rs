//! Resolving every path of every item.

use super::names::{Entity, ScopeId};
use crate::model::Crate;
use crate::model::body::{BodyFacts, Call, Callee, What};
use crate::model::expr::Expr;
use crate::model::item::{Detail, ImplHeader, ItemId, ItemKind, Namespace};
use crate::model::path::{Arg, Args, Path, Target};
use crate::model::signature::{Receiver, Signature};
use crate::model::ty::{Bound, Generics, ParamKind, Ty};

/// Resolves all paths in place.
pub(super) fn all(krate: &mut Crate) {
    for idx in 0..krate.blocks.len() {
        let mut header = krate.blocks[idx].clone();
        let generics = header.generics.clone();
        Resolver { krate, scope: krate.scopes.block_scopes[idx], generics: &[&generics] }.header(&mut header);
        krate.blocks[idx] = header;
    }
    for idx in 0..krate.items.len() {
        let mut detail = std::mem::replace(&mut krate.items[idx].detail, Detail::Module);
        let outer = outer_generics(krate, ItemId(idx), &detail);
        let own = own_generics(&detail);
        let generics: Vec<&Generics> = [Some(&own), outer.as_ref()].into_iter().flatten().collect();
        Resolver { krate, scope: krate.scopes.of_item[idx], generics: &generics }.detail(&mut detail);
        krate.items[idx].detail = detail;
    }
}

/// Parameters an item declares itself.
fn own_generics(detail: &Detail) -> Generics {
    match detail {
        Detail::Adt { generics, .. } | Detail::Trait { generics, .. } | Detail::Alias { generics, .. } => {
            generics.clone()
        }
        Detail::Function { signature, .. } => signature.generics.clone(),
        Detail::Impl(header) => header.generics.clone(),
        _ => Generics::default(),
    }
}

/// Parameters of what is around an item: its impl block, trait or type.
fn outer_generics(krate: &Crate, id: ItemId, detail: &Detail) -> Option<Generics> {
    if let Detail::Function { block: Some(block), .. }
    | Detail::Value { block: Some(block), .. }
    | Detail::Alias { block: Some(block), .. } = detail
    {
        return Some(krate.block(*block).generics.clone());
    }
    let owner = krate.item(krate.owner(id)?);
    match owner.kind {
        ItemKind::Variant => {
            krate.owner(id).and_then(|variant| krate.owner(variant)).map(|id| krate.item(id))
        }
        _ => Some(owner),
    }
    .map(|owner| own_generics(&owner.detail))
}

struct Resolver<'a> {
    krate: &'a Crate,
    scope: ScopeId,
    generics: &'a [&'a Generics],
}

impl Resolver<'_> {
    fn detail(&self, detail: &mut Detail) {
        match detail {
            Detail::Module | Detail::Macro { .. } | Detail::Opaque { .. } => {}
            Detail::Adt { generics, .. } => self.generics(generics),
            Detail::Trait { generics, supertraits, .. } => {
                self.generics(generics);
                self.bounds(supertraits);
            }
            Detail::Alias { generics, bounds, ty, .. } => {
                self.generics(generics);
                self.bounds(bounds);
                ty.iter_mut().for_each(|ty| self.ty(ty));
            }
            Detail::Value { ty, value, .. } => {
                self.ty(ty);
                value.iter_mut().for_each(|value| self.expr(value));
            }
            Detail::Function { signature, body, .. } => {
                self.signature(signature);
                body.iter_mut().for_each(|body| self.body(&mut body.facts));
            }
            Detail::Impl(header) => self.header(header),
            Detail::Field { ty, .. } => self.ty(ty),
            Detail::Variant { fields, discriminant, .. } => {
                fields.iter_mut().for_each(|field| self.ty(&mut field.ty));
                discriminant.iter_mut().for_each(|value| self.expr(value));
            }
        }
    }

    fn header(&self, header: &mut ImplHeader) {
        self.generics(&mut header.generics);
        self.ty(&mut header.self_ty);
        header.trait_path.iter_mut().for_each(|path| self.path(path, Namespace::Type));
    }

    fn signature(&self, signature: &mut Signature) {
        self.generics(&mut signature.generics);
        if let Some(Receiver::Typed(ty)) = &mut signature.receiver {
            self.ty(ty);
        }
        signature.params.iter_mut().for_each(|param| self.ty(&mut param.ty));
        signature.output.iter_mut().for_each(|ty| self.ty(ty));
    }

    fn body(&self, body: &mut BodyFacts) {
        for fact in &mut body.facts {
            match &mut fact.what {
                What::Call(Call { callee: Callee::Path(path), .. }) => self.path(path, Namespace::Value),
                What::Error(path) => self.path(path, Namespace::Type),
                What::Written { ty, .. } => self.ty(ty),
                _ => {}
            }
        }
    }

    fn generics(&self, generics: &mut Generics) {
        for param in &mut generics.params {
            match &mut param.kind {
                ParamKind::Type { bounds, default } => {
                    self.bounds(bounds);
                    default.iter_mut().for_each(|ty| self.ty(ty));
                }
                ParamKind::Const { ty, default } => {
                    self.ty(ty);
                    default.iter_mut().for_each(|value| self.expr(value));
                }
            }
        }
        for predicate in &mut generics.predicates {
            self.ty(&mut predicate.subject);
            self.bounds(&mut predicate.bounds);
        }
    }

    fn bounds(&self, bounds: &mut [Bound]) {
        for bound in bounds {
            if let Bound::Trait { path, .. } = bound {
                self.path(path, Namespace::Type);
            }
        }
    }

    fn tys(&self, tys: &mut [Ty]) {
        tys.iter_mut().for_each(|ty| self.ty(ty));
    }

    fn ty(&self, ty: &mut Ty) {
        match ty {
            Ty::Path(path) => self.path(path, Namespace::Type),
            Ty::Qualified { self_ty, trait_path, .. } => {
                self.ty(self_ty);
                trait_path.iter_mut().for_each(|path| self.path(path, Namespace::Type));
            }
            Ty::Ref { inner, .. } | Ty::Ptr { inner, .. } => self.ty(inner),
            Ty::Slice(inner) => self.ty(inner),
            Ty::Array { inner, len } => {
                self.ty(inner);
                self.expr(len);
            }
            Ty::Tuple(elements) => self.tys(elements),
            Ty::FnPtr { inputs, output, .. } => {
                self.tys(inputs);
                output.iter_mut().for_each(|ty| self.ty(ty));
            }
            Ty::Dyn(bounds) | Ty::Impl(bounds) => self.bounds(bounds),
            Ty::Never | Ty::Infer | Ty::Opaque(_) => {}
        }
    }

    fn expr(&self, expr: &mut Expr) {
        match expr {
            Expr::Int { .. } | Expr::Literal(_) | Expr::Bytes(_) | Expr::Other(_) => {}
            Expr::Path(path) => self.path(path, Namespace::Value),
            Expr::Unary(_, inner) | Expr::Ref(inner) | Expr::Field(inner, _) => self.expr(inner),
            Expr::Binary(_, left, right) | Expr::Repeat(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Cast(inner, ty) => {
                self.expr(inner);
                self.ty(ty);
            }
            Expr::Call(callee, arguments) | Expr::Method(callee, _, arguments) => {
                self.expr(callee);
                arguments.iter_mut().for_each(|argument| self.expr(argument));
            }
            Expr::Array(elements) | Expr::Tuple(elements) => {
                elements.iter_mut().for_each(|element| self.expr(element));
            }
            Expr::Struct(path, fields) => {
                self.path(path, Namespace::Type);
                fields.iter_mut().for_each(|(_, value)| self.expr(value));
            }
        }
    }

    fn path(&self, path: &mut Path, namespace: Namespace) {
        for segment in &mut path.segments {
            self.args(&mut segment.args);
        }
        path.target = self.target(path, namespace);
    }

    fn args(&self, args: &mut Args) {
        match args {
            Args::None => {}
            Args::Angle(list) => {
                for arg in list {
                    match arg {
                        Arg::Lifetime(_) => {}
                        Arg::Ty(ty) | Arg::Binding { ty, .. } => self.ty(ty),
                        Arg::Const(value) => self.expr(value),
                        Arg::Constraint { bounds, .. } => self.bounds(bounds),
                    }
                }
            }
            Args::Paren { inputs, output } => {
                self.tys(inputs);
                output.iter_mut().for_each(|ty| self.ty(ty));
            }
        }
    }

    fn target(&self, path: &Path, namespace: Namespace) -> Target {
        let names: Vec<&str> = path.segments.iter().map(|segment| &*segment.name).collect();
        let Some(&first) = names.first() else { return Target::Unresolved };
        if !path.global {
            if first == "Self" {
                return Target::SelfType;
            }
            if self.generics.iter().any(|generics| generics.declares(first)) {
                return Target::Param;
            }
        }
        match self.krate.scopes.resolve(self.krate, self.scope, path.global, &names, namespace) {
            Some((Entity::Item(item), consumed)) => Target::Local { item, consumed },
            Some((Entity::Module(scope), consumed)) => {
                Target::Local { item: self.krate.scopes.all[scope.0].item, consumed }
            }
            // `use std::usize;` imports the module of constants; as a type, the name is the primitive's still.
            Some((Entity::External(path), _)) if names.len() == 1 && is_module_of_primitive(&path, first) => {
                Target::Primitive
            }
            Some((Entity::External(path), _)) => Target::External { path: fold_external(&path).into() },
            None if PRIMITIVES.contains(&first) => Target::Primitive,
            None => Target::Unresolved,
        }
    }
}

const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f16", "f32", "f64", "f128",
];

fn is_module_of_primitive(path: &str, name: &str) -> bool {
    PRIMITIVES.contains(&name)
        && path.strip_suffix(name).is_some_and(|krate| matches!(krate, "std::" | "core::"))
}

/// The standard library offers some types under two paths; this picks the shorter.
fn fold_external(path: &str) -> String {
    const TWO_PATHS: &[(&str, &str)] = &[
        ("std::collections::hash_map::HashMap", "std::collections::HashMap"),
        ("std::collections::hash_set::HashSet", "std::collections::HashSet"),
        ("std::collections::btree_map::BTreeMap", "std::collections::BTreeMap"),
        ("std::collections::btree_set::BTreeSet", "std::collections::BTreeSet"),
        ("std::collections::vec_deque::VecDeque", "std::collections::VecDeque"),
        ("std::collections::binary_heap::BinaryHeap", "std::collections::BinaryHeap"),
        ("std::collections::linked_list::LinkedList", "std::collections::LinkedList"),
        ("std::hash::RandomState", "std::collections::hash_map::RandomState"),
    ];
    TWO_PATHS.iter().find(|(long, _)| *long == path).map_or(path, |(_, short)| short).to_owned()
}
