//! Paths as they are written, and what name resolution found behind them.

use super::expr::Expr;
use super::item::ItemId;
use super::ty::{Bound, Ty};

/// A path such as `crate::table::TableId` or `Vec<T>`, with the entity it denotes once linking has run.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Whether the path starts with `::`.
    pub global: bool,
    /// The segments, in order. Never empty.
    pub segments: Vec<Segment>,
    /// What the path denotes.
    pub target: Target,
}

impl Path {
    /// A path without generic arguments, not resolved yet.
    pub fn plain(names: &[&str]) -> Self {
        let segments = names.iter().map(|name| Segment { name: (*name).into(), args: Args::None }).collect();
        Self { global: false, segments, target: Target::Unresolved }
    }

    /// The item of the crate it denotes or begins with, if it does.
    pub fn local_item(&self) -> Option<ItemId> {
        match self.target {
            Target::Local { item, .. } => Some(item),
            _ => None,
        }
    }

    /// The last segment's name; empty for an empty path.
    pub fn last_name(&self) -> &str {
        self.segments.last().map_or("", |segment| &segment.name)
    }
}

/// One segment of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The identifier, without `r#`.
    pub name: Box<str>,
    /// Its generic arguments.
    pub args: Args,
}

/// The generic arguments of one segment.
#[derive(Debug, Clone, PartialEq)]
pub enum Args {
    /// No arguments.
    None,
    /// `<A, B, C = D>`.
    Angle(Vec<Arg>),
    /// `(A, B) -> C`, as in `Fn(A) -> C`.
    Paren {
        /// The argument types.
        inputs: Vec<Ty>,
        /// The return type, if written.
        output: Option<Box<Ty>>,
    },
}

/// One generic argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// `'a`, without the quote.
    Lifetime(Box<str>),
    /// A type.
    Ty(Ty),
    /// A const expression.
    Const(Expr),
    /// `Item = T`.
    Binding {
        /// Name of the associated type.
        name: Box<str>,
        /// What it is bound to.
        ty: Ty,
    },
    /// `Item: Bound`.
    Constraint {
        /// Name of the associated type.
        name: Box<str>,
        /// Its bounds.
        bounds: Vec<Bound>,
    },
}

/// What the first segments of a path denote. The segments after them are associated items of that entity.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Nothing is known: the name could not be found.
    Unresolved,
    /// An item of the same crate, denoted by the first `consumed` segments.
    Local {
        /// The item.
        item: ItemId,
        /// How many segments denote it.
        consumed: usize,
    },
    /// An item of another crate. All segments are part of the name.
    External {
        /// Its path, starting with the crate's package name in identifier form; `core` and `alloc` read `std`.
        path: Box<str>,
    },
    /// A generic parameter of the item itself or of the impl block or trait around it.
    Param,
    /// `Self`.
    SelfType,
    /// A built-in type such as `u64`.
    Primitive,
}
