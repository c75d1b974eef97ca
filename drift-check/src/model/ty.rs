//! Types, bounds and generics, as trees of our own.

use super::expr::Expr;
use super::item::ItemId;
use super::path::Path;

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// `Vec<T>`, `u64`, `Self`, `T::Item`.
    Path(Path),
    /// `<T as Trait>::Item`.
    Qualified {
        /// The type before `as`.
        self_ty: Box<Ty>,
        /// The trait, if one is named.
        trait_path: Option<Path>,
        /// The names after `>::`.
        rest: Vec<Box<str>>,
    },
    /// `&'a mut T`.
    Ref {
        /// The lifetime's name without quote, if written.
        lifetime: Option<Box<str>>,
        /// Whether it is `&mut`.
        mutable: bool,
        /// What is referenced.
        inner: Box<Ty>,
    },
    /// `*const T` or `*mut T`.
    Ptr {
        /// Whether it is `*mut`.
        mutable: bool,
        /// What is pointed to.
        inner: Box<Ty>,
    },
    /// `[T]`.
    Slice(Box<Ty>),
    /// `[T; N]`.
    Array {
        /// The element type.
        inner: Box<Ty>,
        /// The length.
        len: Box<Expr>,
    },
    /// `(A, B)`; empty for the unit type.
    Tuple(Vec<Ty>),
    /// `unsafe extern "C" fn(A) -> B`.
    FnPtr {
        /// Whether it is unsafe.
        unsafety: bool,
        /// The ABI, if one is written.
        abi: Option<Box<str>>,
        /// The argument types.
        inputs: Vec<Ty>,
        /// The return type.
        output: Option<Box<Ty>>,
    },
    /// `dyn A + B`.
    Dyn(Vec<Bound>),
    /// `impl A + B`.
    Impl(Vec<Bound>),
    /// `!`.
    Never,
    /// `_`.
    Infer,
    /// A type this tool does not look into, such as a macro call; the tokens.
    Opaque(Box<str>),
}

impl Ty {
    /// The item of the crate it names, behind any number of references.
    pub fn local_item(&self) -> Option<ItemId> {
        match self.peeled() {
            Ty::Path(path) => path.local_item(),
            _ => None,
        }
    }

    /// The type behind any number of references: `T` for `&&mut T`.
    pub fn peeled(&self) -> &Ty {
        match self {
            Ty::Ref { inner, .. } => inner.peeled(),
            other => other,
        }
    }
}

/// One bound of a parameter, trait object or `impl Trait`.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// A trait.
    Trait {
        /// Whether it is relaxed: `?Sized`.
        maybe: bool,
        /// The trait.
        path: Path,
    },
    /// A lifetime's name, without the quote.
    Lifetime(Box<str>),
    /// Anything else, such as `use<'a>`; the tokens.
    Other(Box<str>),
}

/// The generic parameters of an item together with its where clause.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Generics {
    /// Names of the lifetime parameters, without quotes.
    pub lifetimes: Vec<Box<str>>,
    /// Type and const parameters, in order.
    pub params: Vec<Param>,
    /// The where clause; predicates on lifetimes alone are left out.
    pub predicates: Vec<Predicate>,
}

impl Generics {
    /// Whether a type or const parameter of this name is declared.
    pub fn declares(&self, name: &str) -> bool {
        self.params.iter().any(|param| &*param.name == name)
    }
}

/// A type or const parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// The name.
    pub name: Box<str>,
    /// Type or const.
    pub kind: ParamKind,
}

/// What kind of parameter it is.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamKind {
    /// `T: Bounds = Default`.
    Type {
        /// The bounds written inline.
        bounds: Vec<Bound>,
        /// The default, if any.
        default: Option<Ty>,
    },
    /// `const N: usize = 1`.
    Const {
        /// Its type.
        ty: Ty,
        /// The default, if any.
        default: Option<Expr>,
    },
}

/// `T: Bounds` in a where clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// The bounded type.
    pub subject: Ty,
    /// Its bounds.
    pub bounds: Vec<Bound>,
}
