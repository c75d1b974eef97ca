//! What is said of an item, as keys that can be counted on every side alike.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of fact a `Key` names. Ordered as in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// The kind of the item: struct, enum, function, …
    Kind,
    /// From where it can be reached.
    Reach,
    /// The `cfg` it stands under.
    Cfg,
    /// A derive, `#[must_use]`, `#[repr(…)]` and the like.
    Attribute,
    /// `const`, `unsafe`, `async`, `extern`.
    Qualifier,
    /// The `self` parameter.
    Receiver,
    /// Another parameter with its position.
    Parameter,
    /// The return type.
    Output,
    /// A bound on a type parameter, or a supertrait.
    Bound,
    /// The type of a field, constant or alias, or the payload of a variant.
    Type,
    /// The value of a constant or the number of a variant.
    Value,
    /// The rules of a macro.
    MacroBody,
    /// A feature of the manifest with what it switches on.
    Feature,
    /// A dependency.
    Dependency,
    /// Whether there is documentation.
    Documented,
    /// A lock is taken.
    Lock,
    /// How long a lock is held.
    Held,
    /// An atomic operation with its orderings.
    Atomic,
    /// A memory fence.
    Fence,
    /// Shared ownership, threads, channels.
    Shared,
    /// File access.
    Io,
    /// File access in its order.
    IoOrder,
    /// An error variant is built.
    Error,
    /// A result nobody looks at.
    Discarded,
    /// A place that may panic.
    Panic,
    /// An unsafe block.
    Unsafe,
    /// A condition that leaves the function or loop.
    Guard,
    /// Another condition.
    Condition,
    /// A comparison.
    Comparison,
    /// A pattern.
    Pattern,
    /// A call of the crate's own code.
    Call,
    /// Any other call.
    Use,
    /// A number or character.
    Literal,
    /// A type that says how large something is or how its bytes are laid out.
    Written,
    /// Arithmetic.
    Arithmetic,
    /// A loop.
    Loop,
    /// A copy, or memory that is asked for.
    Allocation,
    /// A text.
    Text,
    /// Words that are no facts of their own: names of fields, order of statements.
    Wording,
}

impl FactKind {
    /// The words used in reports, before the fact itself.
    pub fn word(self) -> &'static str {
        match self {
            FactKind::Kind => "is a",
            FactKind::Reach => "reach",
            FactKind::Cfg => "exists under",
            FactKind::Attribute => "attribute",
            FactKind::Qualifier => "qualifier",
            FactKind::Receiver => "receiver",
            FactKind::Parameter => "parameter",
            FactKind::Output => "returns",
            FactKind::Bound => "bound",
            FactKind::Type => "type",
            FactKind::Value => "value",
            FactKind::MacroBody => "macro rules",
            FactKind::Feature => "feature",
            FactKind::Dependency => "dependency",
            FactKind::Documented => "documentation",
            FactKind::Lock => "takes the lock",
            FactKind::Held => "holds the lock",
            FactKind::Atomic => "atomic",
            FactKind::Fence => "fence",
            FactKind::Shared => "shares",
            FactKind::Io => "file access",
            FactKind::IoOrder => "file access in the order",
            FactKind::Error => "builds the error",
            FactKind::Discarded => "ignores the result of",
            FactKind::Panic => "may panic by",
            FactKind::Unsafe => "unsafe block",
            FactKind::Guard => "leaves early if",
            FactKind::Condition => "decides by",
            FactKind::Comparison => "compares",
            FactKind::Pattern => "asks for",
            FactKind::Call => "calls",
            FactKind::Use => "uses",
            FactKind::Literal => "literal",
            FactKind::Written => "writes the type",
            FactKind::Arithmetic => "arithmetic",
            FactKind::Loop => "loop",
            FactKind::Allocation => "allocates by",
            FactKind::Text => "text",
            FactKind::Wording => "wording",
        }
    }

    /// Whether it is part of what an item declares, and not of what it does.
    pub fn is_declared(self) -> bool {
        self <= FactKind::Documented
    }

    /// Whether it says the same in a body that was written anew. The others depend on how a thing is spelt.
    pub(super) fn is_firm(self) -> bool {
        self.is_declared()
            || matches!(
                self,
                FactKind::Lock
                    | FactKind::Atomic
                    | FactKind::Fence
                    | FactKind::Io
                    | FactKind::Error
                    | FactKind::Call
            )
    }
}

/// A fact that can be counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) kind: FactKind,
    /// In the words of the old version.
    pub(super) text: String,
}

impl Key {
    pub(super) fn new(kind: FactKind, text: impl Into<String>) -> Self {
        Key { kind, text: text.into() }
    }

    /// The names in the fact that somebody chose: what a body written anew is likely to use, too.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let words = self.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.filter(|word| {
            word.len() > 2
                && word.starts_with(|c: char| c.is_alphabetic())
                && !matches!(*word, "self" | "Self" | "len" | "iter" | "map" | "unwrap" | "expect" | "clone")
        })
    }
}
