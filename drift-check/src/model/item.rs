//! Items: everything in a crate that has a name a person would use to speak of it, and the impl blocks.

use super::body::BodyFacts;
use super::cfg::Cfg;
use super::expr::Expr;
use super::path::{Arg, Args, Path};
use super::signature::Signature;
use super::span::Span;
use super::ty::{Bound, Generics, Ty};
use std::collections::BTreeSet;
use std::fmt;

/// Index of an item in [`Crate::items`](super::Crate::items).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub usize);

/// One item.
#[derive(Debug, Clone)]
pub struct Item {
    /// The item it belongs to: a module for free items, a type, trait or impl for members. The crate root has none.
    pub parent: Option<ItemId>,
    /// The name as written; empty for impls, the position for fields of tuple structs.
    pub name: Box<str>,
    /// Canonical path without the crate's name: `tree::Tree::get`; empty for the crate root.
    pub path: String,
    /// What it is.
    pub kind: ItemKind,
    /// Visibility as written.
    pub visibility: Visibility,
    /// From where it can be reached, through modules and re-exports.
    pub reach: Reach,
    /// Every path by which another crate can name it, sorted.
    pub public_paths: BTreeSet<String>,
    /// The `cfg` written on the item itself.
    pub cfg: Cfg,
    /// Whether it exists in test builds only, by its own `cfg` or that of anything around it.
    pub test_only: bool,
    /// Attributes that change what a user of the item sees.
    pub attributes: Attributes,
    /// Where it is.
    pub span: Span,
    /// What it consists of.
    pub detail: Detail,
}

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A module, or the crate root.
    Module,
    /// A free function.
    Function,
    /// A function in an impl or trait.
    Method,
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// A union.
    Union,
    /// A trait.
    Trait,
    /// A type alias.
    TypeAlias,
    /// An associated type.
    AssociatedType,
    /// A constant.
    Constant,
    /// A constant in an impl or trait.
    AssociatedConstant,
    /// A static.
    Static,
    /// An implementation of a trait.
    Impl,
    /// A field of a struct or union.
    Field,
    /// A variant of an enum.
    Variant,
    /// A `macro_rules!` macro.
    Macro,
}

impl ItemKind {
    /// The word used in messages.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Module => "module",
            ItemKind::Function => "function",
            ItemKind::Method => "method",
            ItemKind::Struct => "struct",
            ItemKind::Enum => "enum",
            ItemKind::Union => "union",
            ItemKind::Trait => "trait",
            ItemKind::TypeAlias => "type alias",
            ItemKind::AssociatedType => "associated type",
            ItemKind::Constant => "constant",
            ItemKind::AssociatedConstant => "associated constant",
            ItemKind::Static => "static",
            ItemKind::Impl => "impl",
            ItemKind::Field => "field",
            ItemKind::Variant => "variant",
            ItemKind::Macro => "macro",
        }
    }

    /// The namespace in which two items of one scope may not share a name.
    pub fn namespace(self) -> Namespace {
        match self {
            ItemKind::Module
            | ItemKind::Struct
            | ItemKind::Enum
            | ItemKind::Union
            | ItemKind::Trait
            | ItemKind::TypeAlias
            | ItemKind::AssociatedType
            | ItemKind::Variant => Namespace::Type,
            ItemKind::Function
            | ItemKind::Method
            | ItemKind::Constant
            | ItemKind::AssociatedConstant
            | ItemKind::Static => Namespace::Value,
            ItemKind::Macro => Namespace::Macro,
            ItemKind::Field => Namespace::Field,
            ItemKind::Impl => Namespace::Impl,
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Namespaces of names, with fields and impls as two of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// Types, traits and modules.
    Type,
    /// Functions, constants and statics.
    Value,
    /// Macros.
    Macro,
    /// Fields.
    Field,
    /// Impl blocks of traits.
    Impl,
}

/// Visibility as written on the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// `pub`.
    Public,
    /// That of the owner, by the rules of the language: variants, trait items, items of trait impls.
    Inherited,
    /// `pub(crate)`, or `pub(in path)`, `pub(super)` in the words of the source.
    Restricted(Box<str>),
    /// Nothing written.
    Private,
}

impl Visibility {
    /// Whether nothing but the owner's visibility limits it.
    pub fn is_open(&self) -> bool {
        matches!(self, Visibility::Public | Visibility::Inherited)
    }
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Visibility::Public => f.write_str("pub"),
            Visibility::Restricted(scope) => write!(f, "pub({scope})"),
            Visibility::Inherited => f.write_str("as visible as its owner"),
            Visibility::Private => f.write_str("private"),
        }
    }
}

/// From where an item can be reached. Ordered: what is reachable from further away is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Reach {
    /// Only from inside its crate.
    #[default]
    Internal,
    /// From other crates, but only by way of something marked `#[doc(hidden)]`.
    Hidden,
    /// From other crates, as documented API.
    Public,
}

impl Reach {
    /// The words used in messages.
    pub fn word(self) -> &'static str {
        match self {
            Reach::Internal => "internal",
            Reach::Hidden => "public but hidden from documentation",
            Reach::Public => "public",
        }
    }
}

/// Attributes that matter to a user of the item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes {
    /// `#[must_use]`.
    pub must_use: bool,
    /// `#[non_exhaustive]`.
    pub non_exhaustive: bool,
    /// `#[deprecated]`.
    pub deprecated: bool,
    /// `#[doc(hidden)]`.
    pub doc_hidden: bool,
    /// `#[macro_export]`.
    pub macro_export: bool,
    /// `#[default]` on a variant.
    pub default_variant: bool,
    /// Whether there is documentation.
    pub documented: bool,
    /// The hints in `#[repr(…)]`, sorted.
    pub repr: BTreeSet<String>,
    /// Derived traits outside test builds, by last name, sorted.
    pub derives: BTreeSet<String>,
    /// Attribute macros this tool does not expand: they may add or change items.
    pub macros: BTreeSet<String>,
}

/// What an item consists of. Members are items of their own, except for the fields of a variant.
#[derive(Debug, Clone)]
pub enum Detail {
    /// A module.
    Module,
    /// A struct, enum or union. A struct also has a shape.
    Adt {
        /// Generic parameters.
        generics: Generics,
        /// How the fields are written; `Named` for enums.
        shape: Shape,
    },
    /// A trait.
    Trait {
        /// Generic parameters.
        generics: Generics,
        /// Supertraits.
        supertraits: Vec<Bound>,
        /// Whether it is unsafe to implement.
        unsafety: bool,
    },
    /// A type alias or an associated type.
    Alias {
        /// Generic parameters.
        generics: Generics,
        /// Bounds of an associated type.
        bounds: Vec<Bound>,
        /// What it stands for; `None` for a required associated type.
        ty: Option<Ty>,
        /// The impl block it stands in, if it is inherent.
        block: Option<BlockId>,
    },
    /// A constant or static.
    Value {
        /// The type.
        ty: Ty,
        /// `static mut`.
        mutable: bool,
        /// The value; `None` for a required associated constant.
        value: Option<Expr>,
        /// The impl block it stands in, if it is inherent.
        block: Option<BlockId>,
    },
    /// A function or method.
    Function {
        /// The signature.
        signature: Box<Signature>,
        /// Facts about the body; `None` if there is none.
        body: Option<Body>,
        /// The inherent impl block it stands in.
        block: Option<BlockId>,
    },
    /// An implementation of a trait.
    Impl(Box<ImplHeader>),
    /// A field.
    Field {
        /// The type.
        ty: Ty,
        /// Position in the source, counted from 0.
        position: usize,
    },
    /// A variant.
    Variant {
        /// How the fields are written.
        shape: Shape,
        /// Its fields, in order.
        fields: Vec<VariantField>,
        /// The explicit discriminant.
        discriminant: Option<Expr>,
        /// Position in the source, counted from 0.
        position: usize,
    },
    /// A macro by example; its rules as tokens.
    Macro {
        /// The tokens.
        tokens: Box<str>,
    },
    /// An item declared inside the call of a macro that this tool does not expand: only name and kind are known.
    Opaque {
        /// The macro.
        by: Box<str>,
    },
}

/// How the fields of a struct or variant are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `{ a: A }`.
    Named,
    /// `(A)`.
    Tuple,
    /// Nothing.
    Unit,
}

impl Shape {
    /// The words used in messages.
    pub fn word(self) -> &'static str {
        match self {
            Shape::Named => "named fields",
            Shape::Tuple => "a tuple",
            Shape::Unit => "no fields",
        }
    }
}

/// A field of a variant.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantField {
    /// The name, or the position in a tuple.
    pub name: Box<str>,
    /// The type.
    pub ty: Ty,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// Statements at the top level.
    pub statements: usize,
    /// Whether it does nothing but `todo!()`, `unimplemented!()` or the like.
    pub stub: bool,
    /// What it does.
    pub facts: BodyFacts,
}

/// Index of an inherent impl block in [`Crate::blocks`](super::Crate::blocks).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub usize);

/// The line that opens an impl block.
#[derive(Debug, Clone)]
pub struct ImplHeader {
    /// Generic parameters.
    pub generics: Generics,
    /// The type it is for.
    pub self_ty: Ty,
    /// The trait, unless the block is inherent.
    pub trait_path: Option<Path>,
    /// `impl !Trait for T`.
    pub negative: bool,
    /// `unsafe impl`.
    pub unsafety: bool,
}

impl ImplHeader {
    /// The items of the crate it is about: its type, its trait, and the types the trait is applied to.
    pub fn involved(&self) -> Vec<ItemId> {
        let mut out: Vec<ItemId> = self.self_ty.local_item().into_iter().collect();
        let Some(path) = &self.trait_path else { return out };
        out.extend(path.local_item());
        if let Some(Args::Angle(args)) = path.segments.last().map(|segment| &segment.args) {
            out.extend(args.iter().filter_map(|arg| match arg {
                Arg::Ty(ty) => ty.local_item(),
                _ => None,
            }));
        }
        out
    }
}
