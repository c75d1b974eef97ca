//! What a caller sees of a function.

use super::ty::{Generics, Ty};

/// The signature of a function or method.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signature {
    /// `const`, `async`, `unsafe`, `extern`.
    pub qualifiers: Qualifiers,
    /// Generic parameters and where clause.
    pub generics: Generics,
    /// The `self` parameter.
    pub receiver: Option<Receiver>,
    /// The other parameters.
    pub params: Vec<Parameter>,
    /// The return type; `None` for the unit type.
    pub output: Option<Ty>,
    /// Whether it ends in `...`.
    pub variadic: bool,
}

/// The words before `fn`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Qualifiers {
    /// `const fn`.
    pub constness: bool,
    /// `async fn`.
    pub asyncness: bool,
    /// `unsafe fn`.
    pub unsafety: bool,
    /// `extern "C" fn`; the name of the ABI.
    pub abi: Option<Box<str>>,
}

/// The `self` parameter. `mut self` and `self` are the same to a caller, so mutability of the binding is left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Receiver {
    /// `self`.
    Value,
    /// `&self` or `&mut self`.
    Ref {
        /// Whether it is `&mut self`.
        mutable: bool,
    },
    /// `self: Arc<Self>`.
    Typed(Ty),
}

/// A parameter other than `self`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The pattern, as written.
    pub name: Box<str>,
    /// The type.
    pub ty: Ty,
}
