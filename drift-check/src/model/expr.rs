//! Constant expressions: the values of constants, discriminants and array lengths.

use super::path::Path;
use super::ty::Ty;

/// An expression, as far as the comparison of constants needs to look into it.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// An integer literal. Values beyond `u128` cannot be written in Rust.
    Int {
        /// The value, however it was spelt.
        value: u128,
        /// `u8`, `usize`, …, or empty.
        suffix: Box<str>,
    },
    /// Any other literal, in normal spelling: strings without escapes that are not needed, floats without `_`.
    Literal(Box<str>),
    /// A byte string: a reference to an array.
    Bytes(Box<[u8]>),
    /// A constant, function or variant.
    Path(Path),
    /// `-a`, `!a`, `*a`.
    Unary(Box<str>, Box<Expr>),
    /// `a + b`.
    Binary(Box<str>, Box<Expr>, Box<Expr>),
    /// `a as T`.
    Cast(Box<Expr>, Box<Ty>),
    /// `&a`.
    Ref(Box<Expr>),
    /// `f(a, b)`.
    Call(Box<Expr>, Vec<Expr>),
    /// `a.f(b)`.
    Method(Box<Expr>, Box<str>, Vec<Expr>),
    /// `a.b`.
    Field(Box<Expr>, Box<str>),
    /// `[a, b]`.
    Array(Vec<Expr>),
    /// `[a; n]`.
    Repeat(Box<Expr>, Box<Expr>),
    /// `(a, b)`.
    Tuple(Vec<Expr>),
    /// `S { a: b }`, fields sorted by name.
    Struct(Path, Vec<(Box<str>, Expr)>),
    /// Anything else; the tokens.
    Other(Box<str>),
}
