//! What a function does, as facts: below signatures, above text.
//!
//! Facts are kept in source order and hold no type of the parser. Locals have no names here: a local that stands for
//! an expression reads as that expression, every other one as `_`, so renaming one or naming a value changes nothing.

use super::form::Node;
use super::normal::Used;
use super::path::Path;
use super::ty::Ty;

/// The facts of one body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BodyFacts {
    /// Everything worth comparing, in source order.
    pub facts: Vec<Fact>,
    /// Hashes of the body's words, sorted: what similarity is measured on. Locals all hash alike.
    pub words: Vec<u64>,
    /// A hash of the same words in their order: equal for bodies that differ in layout, comments and locals only.
    pub shape: u64,
    /// What the body says, in normal form.
    pub tree: Tree,
}

/// A body as a tree in normal form.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The tree. Locals have names of their own in it.
    pub root: Node,
    /// A hash of the tree in which locals are called by what they stand for.
    pub hash: u64,
    /// The rules that led to the normal form.
    pub used: Used,
}

impl Default for Tree {
    fn default() -> Self {
        Tree { root: Node::empty(), hash: 0, used: Used::default() }
    }
}

/// One fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// Whether it stands inside a loop.
    pub in_loop: bool,
    /// What it is.
    pub what: What,
}

/// The kinds of facts.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A lock is taken.
    Lock(Lock),
    /// An atomic operation.
    Atomic(Atomic),
    /// A memory fence with its ordering.
    Fence(Box<str>),
    /// Shared ownership, threads and channels: `Arc::new`, `Arc::clone`, `spawn`, `channel`.
    Shared(&'static str),
    /// Somewhere to panic.
    Panic(Panic),
    /// Arithmetic that says what overflow does: `saturating`, `sub`.
    Arithmetic {
        /// `wrapping`, `checked`, `saturating`, `overflowing`; `plain` for an operator.
        mode: &'static str,
        /// `add`, `sub`, `mul`, `div`, …
        operation: Box<str>,
    },
    /// An unsafe block.
    Unsafe,
    /// An error variant is named in an expression, and thus built.
    Error(Path),
    /// Two values are compared.
    Comparison(Comparison),
    /// Something decides which way to go.
    Condition(Condition),
    /// A pattern asks for this variant, constant or literal.
    Pattern(Box<str>),
    /// A call that reaches files.
    Io(&'static str),
    /// A value is copied or memory is asked for: the method or macro.
    Allocation(Box<str>),
    /// A loop: `for`, `for-reversed`, `while`, `loop`.
    Loop(&'static str),
    /// A literal.
    Literal(Box<str>),
    /// A type that is written in a body and says how large something is or how its bytes are laid out.
    Written {
        /// The function it is an argument of, or `let`, or `literal`.
        place: Box<str>,
        /// The type.
        ty: Ty,
    },
    /// A call.
    Call(Call),
}

/// A lock that is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    /// The last field or static of the receiver; empty if it is a parameter or unknown.
    pub receiver: Box<str>,
    /// `lock`, `read`, `write`, or one of them after `try_`.
    pub method: &'static str,
    /// How long the guard lives.
    pub held: Held,
    /// How many facts the body has up to where the guard goes: those between the lock and there are done under it.
    /// `None` if that is unknown.
    pub until: Option<usize>,
}

/// How long a guard lives. Ordered: longer is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// Until the end of the statement.
    Statement,
    /// Until an explicit `drop`.
    Dropped,
    /// Until the end of the scope, or in the hands of the caller.
    Scope,
}

impl Held {
    /// The words used in messages.
    pub fn word(self) -> &'static str {
        match self {
            Held::Statement => "to the end of the statement",
            Held::Dropped => "until it is dropped by name",
            Held::Scope => "to the end of the scope",
        }
    }
}

/// An atomic operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Atomic {
    /// The last field or static of the receiver; empty if it is a parameter or unknown.
    pub receiver: Box<str>,
    /// `load`, `store`, `fetch_max`, …
    pub method: Box<str>,
    /// The orderings, in order.
    pub orderings: Vec<Box<str>>,
}

/// A place that may panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panic {
    /// `.unwrap()`.
    Unwrap,
    /// `.expect(…)`.
    Expect,
    /// `panic!`, `unreachable!`, `todo!`, `unimplemented!`.
    Macro,
    /// `assert!` and its kin, but not in their debug form.
    Assert,
    /// `a[i]`.
    Index,
    /// `a[i..j]`.
    Slice,
}

/// A comparison, turned so that the operand that sorts first stands left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The left operand.
    pub left: Box<str>,
    /// `<`, `<=`, `>`, `>=`, `==`, `!=`.
    pub operator: &'static str,
    /// The right operand.
    pub right: Box<str>,
    /// If it decides an `if`: a hash of what is done when it holds.
    pub branch: Option<u64>,
}

/// A condition. Comparisons inside are spelt without operator, which [`Comparison`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Its parts, split at `&&` and `||`, negations removed.
    pub parts: Vec<Part>,
    /// Whether one of its branches leaves the function or the loop.
    pub guard: bool,
}

/// A part of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Locals replaced by what they stand for.
    pub full: Box<str>,
    /// Locals replaced by `_`.
    pub masked: Box<str>,
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What is called.
    pub callee: Callee,
    /// Arguments, without the receiver.
    pub argument_count: usize,
    /// What becomes of the result.
    pub outcome: Outcome,
}

/// What is called.
#[derive(Debug, Clone, PartialEq)]
pub enum Callee {
    /// A path: `f`, `Self::f`, `module::f`.
    Path(Path),
    /// A method.
    Method {
        /// The name.
        name: Box<str>,
        /// Whether the receiver is `self` itself.
        on_self: bool,
    },
}

impl Call {
    /// The last name.
    pub fn name(&self) -> &str {
        match &self.callee {
            Callee::Path(path) => path.last_name(),
            Callee::Method { name, .. } => name,
        }
    }
}

/// What becomes of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is used in some way.
    Used,
    /// An error leaves the function: `?`, or panics.
    Tried,
    /// Nothing looks at it.
    Discarded,
    /// Something looks at success, nothing at an error.
    Ignored,
}

impl BodyFacts {
    /// How alike two bodies are, from 0 to 1: twice the words they share over all words they have.
    pub fn similarity(&self, other: &BodyFacts) -> f64 {
        let total = self.words.len() + other.words.len();
        if total == 0 {
            return 1.0;
        }
        share(2 * self.shared_words(other), total)
    }

    /// How much of the smaller of two bodies the other one has, from 0 to 1.
    pub fn containment(&self, other: &BodyFacts) -> f64 {
        share(self.shared_words(other), self.words.len().min(other.words.len()).max(1))
    }

    fn shared_words(&self, other: &BodyFacts) -> usize {
        let (mut a, mut b) = (self.words.iter().peekable(), other.words.iter().peekable());
        let mut shared = 0;
        while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    a.next();
                    b.next();
                }
            }
        }
        shared
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    float(part) / float(whole)
}
