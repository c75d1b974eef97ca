//! The one spelling of types, bounds and expressions that comparison works on.
//!
//! Two spellings of the same thing must come out equal, two different things must not. Left out or made uniform:
//! paths (resolved), names of generic parameters (numbered by first appearance), `impl Trait` arguments (numbered like
//! named parameters), order of bounds, where clauses (same as inline bounds), lifetimes other than `'static`, the
//! spelling of literals, and arithmetic on literals (computed).

use super::Crate;
use super::expr::Expr;
use super::fold;
use super::item::{Detail, ImplHeader, ItemId};
use super::path::{Arg, Args, Path, Segment, Target};
use super::signature::{Receiver, Signature};
use super::ty::{Bound, Generics, ParamKind, Ty};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How items and foreign paths are called. The port's are called like their counterparts in the reference.
pub trait Names {
    /// The name of an item of this crate.
    fn item<'a>(&'a self, krate: &'a Crate, id: ItemId) -> Cow<'a, str>;
    /// The name of a foreign path.
    fn external<'a>(&'a self, path: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(path)
    }
}

/// Every item under its own name.
#[derive(Debug)]
pub struct Own;

impl Names for Own {
    fn item<'a>(&'a self, krate: &'a Crate, id: ItemId) -> Cow<'a, str> {
        Cow::Borrowed(&krate.item(id).path)
    }
}

/// The pieces of a signature in canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonSignature {
    /// The receiver, empty if there is none.
    pub receiver: String,
    /// Types of the other parameters.
    pub params: Vec<String>,
    /// The return type; `()` if there is none.
    pub output: String,
    /// Bounds on all type parameters, each as `subject: bound`.
    pub bounds: BTreeSet<String>,
}

/// A writer of canonical spellings. It numbers type parameters as they appear, so one writer serves one declaration.
pub struct Canon<'a> {
    krate: &'a Crate,
    names: &'a dyn Names,
    /// Parameters seen so far and how they are spelt.
    params: Vec<(Box<str>, String)>,
    /// How `Self` is spelt, if it stands for a type.
    self_ty: Option<String>,
    /// Whether aliases of the crate are replaced by what they stand for.
    expand: bool,
    /// Whether `impl Trait` is a parameter here.
    argument_position: bool,
    /// Bounds of the parameters that `impl Trait` arguments became.
    anonymous: Vec<String>,
    anonymous_count: usize,
    /// Whether `'static` is left out: in constants it goes without saying.
    static_elided: bool,
    depth: usize,
}

/// Aliases nest only so deep before one must be circular.
const ALIAS_DEPTH_MAX: usize = 16;

impl<'a> Canon<'a> {
    /// A writer for items of `krate`.
    pub fn new(krate: &'a Crate, names: &'a dyn Names) -> Self {
        Self {
            krate,
            names,
            params: Vec::new(),
            self_ty: None,
            expand: false,
            argument_position: false,
            anonymous: Vec::new(),
            anonymous_count: 0,
            static_elided: false,
            depth: 0,
        }
    }

    /// Replaces aliases of the crate by what they stand for.
    #[must_use]
    pub fn expanding(mut self, expand: bool) -> Self {
        self.expand = expand;
        self
    }

    /// Leaves out `'static`, as in the types of constants.
    pub fn eliding_static(&mut self) -> &mut Self {
        self.static_elided = true;
        self
    }

    /// Lets `Self` stand for a type of this name with so many parameters, numbered from 0.
    #[must_use]
    pub fn called(mut self, name: String, param_count: usize) -> Self {
        let args: Vec<String> = (0..param_count).map(|idx| format!("${idx}")).collect();
        self.self_ty = Some(with_args(name, &args));
        self
    }

    /// The type of a parameter, where `impl Trait` is a type parameter.
    pub fn argument(&mut self, ty: &Ty) -> String {
        self.argument_position = true;
        let spelling = self.ty(ty);
        self.argument_position = false;
        spelling
    }

    /// Numbers the parameters of a type or trait by position, as its users write them.
    #[must_use]
    pub fn inside(mut self, generics: &Generics) -> Self {
        for param in &generics.params {
            self.param(&param.name);
        }
        self
    }

    /// Numbers the parameters of an impl block by their appearance in its type, and lets `Self` stand for that type.
    #[must_use]
    pub fn in_block(mut self, header: &ImplHeader) -> Self {
        let self_ty = self.ty(&header.self_ty);
        self.self_ty = Some(self_ty);
        self
    }

    fn param(&mut self, name: &str) -> String {
        if let Some((_, spelling)) = self.params.iter().find(|(known, _)| &**known == name) {
            return spelling.clone();
        }
        let spelling = format!("${}", self.params.len() + self.anonymous_count);
        self.params.push((name.into(), spelling.clone()));
        spelling
    }

    /// A spelling with the names of parameters instead of their numbers, for people.
    pub fn readable(&self, spelling: &str) -> String {
        let mut out = String::with_capacity(spelling.len());
        let mut rest = spelling;
        while let Some(start) = rest.find('$') {
            out.push_str(&rest[..start]);
            let digits =
                rest[start + 1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - start - 1);
            let (number, after) = rest[start..].split_at(1 + digits);
            let name = self.params.iter().find(|(_, spelling)| spelling == number).map(|(name, _)| &**name);
            // What has no name was written as `impl Trait`.
            out.push_str(name.unwrap_or("_"));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// A whole signature, with the bounds of the impl block it stands in.
    pub fn signature(&mut self, signature: &Signature, block: Option<&ImplHeader>) -> CanonSignature {
        let receiver = match &signature.receiver {
            None => String::new(),
            Some(Receiver::Value) => "self".into(),
            Some(Receiver::Ref { mutable: false }) => "&self".into(),
            Some(Receiver::Ref { mutable: true }) => "&mut self".into(),
            Some(Receiver::Typed(ty)) => format!("self: {}", self.ty(ty)),
        };
        self.argument_position = true;
        let params = signature.params.iter().map(|param| self.ty(&param.ty)).collect();
        self.argument_position = false;
        let output = signature.output.as_ref().map_or_else(|| "()".into(), |ty| self.ty(ty));
        let mut bounds = self.generics(&signature.generics);
        if let Some(block) = block {
            bounds.extend(self.generics(&block.generics));
        }
        bounds.extend(std::mem::take(&mut self.anonymous));
        CanonSignature { receiver, params, output, bounds }
    }

    /// All bounds, each as `subject: bound`; const parameters as `const $0: type`.
    pub fn generics(&mut self, generics: &Generics) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for param in &generics.params {
            let subject = self.param(&param.name);
            match &param.kind {
                ParamKind::Type { bounds, .. } => out.extend(self.bounds_of(&subject, bounds)),
                ParamKind::Const { ty, .. } => {
                    out.insert(format!("const {subject}: {}", self.ty(ty)));
                }
            }
        }
        for predicate in &generics.predicates {
            let subject = self.ty(&predicate.subject);
            out.extend(self.bounds_of(&subject, &predicate.bounds));
        }
        out
    }

    /// The shape of a parameter list as users of a type write it: kinds, in order, with defaults.
    pub fn parameter_list(&mut self, generics: &Generics) -> Vec<String> {
        let mut out: Vec<String> = generics.lifetimes.iter().map(|_| "lifetime".to_owned()).collect();
        for param in &generics.params {
            out.push(match &param.kind {
                ParamKind::Type { default: None, .. } => "type".into(),
                ParamKind::Type { default: Some(ty), .. } => format!("type = {}", self.ty(ty)),
                ParamKind::Const { ty, default: None } => format!("const {}", self.ty(ty)),
                ParamKind::Const { ty, default: Some(value) } => {
                    format!("const {} = {}", self.ty(ty), self.expr(value))
                }
            });
        }
        out
    }

    fn bounds_of(&mut self, subject: &str, bounds: &[Bound]) -> Vec<String> {
        self.bounds(bounds).into_iter().map(|bound| format!("{subject}: {bound}")).collect()
    }

    /// Bounds, sorted, without lifetimes other than `'static`.
    pub fn bounds(&mut self, bounds: &[Bound]) -> BTreeSet<String> {
        bounds
            .iter()
            .filter_map(|bound| match bound {
                Bound::Trait { maybe, path } => {
                    let question = if *maybe { "?" } else { "" };
                    Some(format!("{question}{}", self.path(path)))
                }
                Bound::Lifetime(name) => (&**name == "static").then(|| "'static".to_owned()),
                Bound::Other(_) => None,
            })
            .collect()
    }

    fn joined(&mut self, bounds: &[Bound], with_static: bool) -> String {
        let mut bounds = self.bounds(bounds);
        if !with_static {
            bounds.remove("'static");
        }
        bounds.into_iter().collect::<Vec<_>>().join(" + ")
    }

    /// A type.
    pub fn ty(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Path(path) => self.path(path),
            Ty::Qualified { self_ty, trait_path, rest } => {
                let base = self.ty(self_ty);
                let rest = rest.join("::");
                match trait_path {
                    // `<T as Trait>::Item` and `T::Item` are the same wherever the second is allowed.
                    Some(path) if !base.starts_with('$') && base != "Self" => {
                        format!("<{base} as {}>::{rest}", self.path(path))
                    }
                    _ => format!("{base}::{rest}"),
                }
            }
            Ty::Ref { lifetime, mutable, inner } => {
                let lifetime = match lifetime.as_deref() {
                    Some("static") if !self.static_elided => "'static ",
                    _ => "",
                };
                format!("&{lifetime}{}{}", if *mutable { "mut " } else { "" }, self.ty(inner))
            }
            Ty::Ptr { mutable, inner } => {
                format!("*{} {}", if *mutable { "mut" } else { "const" }, self.ty(inner))
            }
            Ty::Slice(inner) => format!("[{}]", self.ty(inner)),
            Ty::Array { inner, len } => format!("[{}; {}]", self.ty(inner), self.expr(len)),
            Ty::Tuple(elements) => format!("({})", self.list(elements)),
            Ty::FnPtr { unsafety, abi, inputs, output } => {
                let unsafety = if *unsafety { "unsafe " } else { "" };
                let abi = abi.as_ref().map(|abi| format!("extern {abi:?} ")).unwrap_or_default();
                let inputs = self.list(inputs);
                let output = output.as_ref().map_or_else(|| "()".into(), |ty| self.ty(ty));
                format!("{unsafety}{abi}fn({inputs}) -> {output}")
            }
            // The lifetime of a trait object is `'static` or inferred from around it; both read the same here.
            Ty::Dyn(bounds) => format!("dyn ({})", self.joined(bounds, false)),
            Ty::Impl(bounds) if self.argument_position => self.anonymous_param(bounds),
            Ty::Impl(bounds) => format!("impl ({})", self.joined(bounds, true)),
            Ty::Never => "!".into(),
            Ty::Infer => "_".into(),
            Ty::Opaque(tokens) => tokens.to_string(),
        }
    }

    fn anonymous_param(&mut self, bounds: &[Bound]) -> String {
        let spelling = format!("${}", self.params.len() + self.anonymous_count);
        self.anonymous_count += 1;
        let bounds = self.bounds_of(&spelling, bounds);
        self.anonymous.extend(bounds);
        spelling
    }

    fn list(&mut self, tys: &[Ty]) -> String {
        tys.iter().map(|ty| self.ty(ty)).collect::<Vec<_>>().join(", ")
    }

    /// A path, resolved.
    pub fn path(&mut self, path: &Path) -> String {
        match &path.target {
            Target::Local { item, consumed } => self.local(path, *item, *consumed),
            Target::External { path: name } => {
                let name = self.names.external(name).into_owned();
                let args = self.args(&path.segments);
                external_alias(&name, &args).unwrap_or_else(|| with_args(name, &args))
            }
            Target::Param => {
                let base = self.param(&path.segments[0].name);
                self.with_rest(base, &path.segments[1..])
            }
            Target::SelfType => {
                let base = self.self_ty.clone().unwrap_or_else(|| "Self".into());
                self.with_rest(base, &path.segments[1..])
            }
            Target::Primitive | Target::Unresolved => {
                let base = path.segments[0].name.to_string();
                let args = self.args(&path.segments[..1]);
                self.with_rest(with_args(base, &args), &path.segments[1..])
            }
        }
    }

    fn local(&mut self, path: &Path, item: ItemId, consumed: usize) -> String {
        let args = self.args(&path.segments[..consumed]);
        if self.expand
            && self.depth < ALIAS_DEPTH_MAX
            && let Detail::Alias { generics, ty: Some(ty), .. } = &self.krate.item(item).detail
        {
            let base = self.expanded(generics, ty, &args);
            return self.with_rest(base, &path.segments[consumed..]);
        }
        let base = with_args(self.names.item(self.krate, item).into_owned(), &args);
        self.with_rest(base, &path.segments[consumed..])
    }

    /// What an alias stands for, with its parameters replaced by the arguments.
    fn expanded(&mut self, generics: &Generics, ty: &Ty, args: &[String]) -> String {
        let mut inner = Canon::new(self.krate, self.names).expanding(true);
        inner.depth = self.depth + 1;
        for (idx, param) in generics.params.iter().enumerate() {
            let spelling = match (args.get(idx), &param.kind) {
                (Some(arg), _) => arg.clone(),
                (None, ParamKind::Type { default: Some(default), .. }) => inner.ty(default),
                (None, _) => "_".into(),
            };
            inner.params.push((param.name.clone(), spelling));
        }
        inner.ty(ty)
    }

    fn with_rest(&mut self, base: String, rest: &[Segment]) -> String {
        rest.iter().fold(base, |base, segment| {
            let args = self.args(std::slice::from_ref(segment));
            with_args(format!("{base}::{}", segment.name), &args)
        })
    }

    /// All generic arguments of some segments, without lifetimes; bindings last and sorted.
    fn args(&mut self, segments: &[Segment]) -> Vec<String> {
        let mut plain = Vec::new();
        let mut named = BTreeSet::new();
        for segment in segments {
            match &segment.args {
                Args::None => {}
                Args::Angle(list) => {
                    for arg in list {
                        match arg {
                            Arg::Lifetime(name) if &**name == "static" => plain.push("'static".into()),
                            Arg::Lifetime(_) => {}
                            Arg::Ty(ty) => plain.push(self.ty(ty)),
                            Arg::Const(value) => plain.push(self.expr(value)),
                            Arg::Binding { name, ty } => {
                                named.insert(format!("{name} = {}", self.ty(ty)));
                            }
                            Arg::Constraint { name, bounds } => {
                                named.insert(format!("{name}: {}", self.joined(bounds, true)));
                            }
                        }
                    }
                }
                Args::Paren { inputs, output } => {
                    let inputs = self.list(inputs);
                    let output = output.as_ref().map_or_else(|| "()".into(), |ty| self.ty(ty));
                    plain.push(format!("({inputs}) -> {output}"));
                }
            }
        }
        plain.extend(named);
        plain
    }

    /// An expression; its value if that can be computed.
    pub fn expr(&mut self, expr: &Expr) -> String {
        if let Some(value) = fold::fold(self.krate, expr) {
            return value.to_string();
        }
        match expr {
            Expr::Int { value, suffix } => format!("{value}{suffix}"),
            Expr::Literal(text) | Expr::Other(text) => text.to_string(),
            Expr::Bytes(bytes) => format!("&{}", array(bytes)),
            Expr::Unary(op, inner) if &**op == "*" => match &**inner {
                Expr::Bytes(bytes) => array(bytes),
                Expr::Ref(inner) => self.expr(inner),
                _ => format!("*({})", self.expr(inner)),
            },
            Expr::Path(path) => self.path(path),
            Expr::Unary(op, inner) => format!("{op}({})", self.expr(inner)),
            Expr::Binary(op, left, right) => format!("({} {op} {})", self.expr(left), self.expr(right)),
            Expr::Cast(inner, ty) => format!("({} as {})", self.expr(inner), self.ty(ty)),
            Expr::Ref(inner) => format!("&{}", self.expr(inner)),
            Expr::Call(callee, arguments) => format!("{}({})", self.expr(callee), self.exprs(arguments)),
            Expr::Method(receiver, name, arguments) => {
                format!("{}.{name}({})", self.expr(receiver), self.exprs(arguments))
            }
            Expr::Field(base, name) => format!("{}.{name}", self.expr(base)),
            Expr::Array(elements) => format!("[{}]", self.exprs(elements)),
            Expr::Repeat(element, len) => format!("[{}; {}]", self.expr(element), self.expr(len)),
            Expr::Tuple(elements) => format!("({})", self.exprs(elements)),
            Expr::Struct(path, fields) => {
                let path = self.path(path);
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}: {}", self.expr(value))).collect();
                format!("{path} {{ {} }}", fields.join(", "))
            }
        }
    }

    fn exprs(&mut self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }
}

fn array(bytes: &[u8]) -> String {
    let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
    format!("[{}]", list.join(", "))
}

fn with_args(base: String, args: &[String]) -> String {
    if args.is_empty() { base } else { format!("{base}<{}>", args.join(", ")) }
}

/// Aliases of the standard library are the type they stand for.
fn external_alias(name: &str, args: &[String]) -> Option<String> {
    match (name, args) {
        ("std::io::Result", [ok]) => Some(format!("std::result::Result<{ok}, std::io::Error>")),
        ("std::fmt::Result", []) => Some("std::result::Result<(), std::fmt::Error>".into()),
        ("std::thread::Result", [ok]) => Some(format!(
            "std::result::Result<{ok}, std::boxed::Box<dyn (std::any::Any + std::marker::Send)>>"
        )),
        _ => None,
    }
}
