//! What a body says, as a tree: close enough to the source to show what differs, and without what carries no meaning.
//!
//! Facts say what a body does to the world; the tree says the rest. It is only consulted where two bodies are so alike
//! that a single word in which they differ is likely a difference in what they do.

use super::sketch;
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh3::Xxh3;

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The name or literal, where there is one.
    pub text: Box<str>,
    /// Line in the file, counted from 1.
    pub line: u32,
    /// What it consists of, in order.
    pub children: Vec<Node>,
}

/// The kinds of nodes. The order of children is given where it is not obvious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Statements; the last one may be a value.
    Block,
    /// Pattern, value.
    Let,
    /// Pattern, value, block that leaves.
    LetElse,
    /// Place, value.
    Assign,
    /// Place, value; the text is the operator.
    AssignOp,
    /// Condition, block, and the other block if there is one.
    If,
    /// Conditions that must all hold.
    And,
    /// Conditions of which one must hold.
    Or,
    /// A negation.
    Not,
    /// Pattern, value: `let P = v` inside a condition.
    LetIn,
    /// Value, arms.
    Match,
    /// Pattern, guard or nothing, body.
    Arm,
    /// Pattern, iterator, block.
    For,
    /// Condition, block.
    While,
    /// Block.
    Loop,
    /// Leaving the function, with or without a value.
    Return,
    /// Leaving a loop.
    Break,
    /// Going on with a loop.
    Continue,
    /// A call; the receiver is the first argument.
    Call,
    /// The base; the text is the field.
    Field,
    /// A local; the text is its name, made unique.
    Local,
    /// Anything else that has a name.
    Path,
    /// A literal.
    Literal,
    /// Two operands.
    Binary,
    /// Two operands; only `<`, `<=`, `==` and `!=`.
    Compare,
    /// One operand.
    Negative,
    /// Base, index.
    Index,
    /// Start, end.
    Range,
    /// Elements.
    Tuple,
    /// Elements.
    Array,
    /// Fields; the text is the type or variant.
    Struct,
    /// The value of a field.
    FieldValue,
    /// Patterns, then the body.
    Closure,
    /// `?`.
    Try,
    /// A change of type.
    Cast,
    /// A macro call: arguments, if they are expressions.
    Macro,
    /// A pattern that asks for something.
    Pattern,
    /// A name that a pattern binds.
    Binding,
    /// `_`.
    Wild,
    /// A statement under a condition of the build.
    Cfg,
    /// Anything else.
    Other,
    /// Nothing.
    Empty,
}

impl Node {
    /// A node.
    pub fn new(kind: Kind, text: impl Into<Box<str>>, line: u32, children: Vec<Node>) -> Self {
        Self { kind, text: text.into(), line, children }
    }

    /// A node without text.
    pub fn of(kind: Kind, line: u32, children: Vec<Node>) -> Self {
        Self::new(kind, "", line, children)
    }

    /// Nothing.
    pub fn empty() -> Self {
        Self::of(Kind::Empty, 0, Vec::new())
    }

    /// A hash of everything but lines.
    pub fn hash(&self) -> u64 {
        let mut hasher = Xxh3::new();
        self.feed(&mut hasher);
        hasher.digest()
    }

    fn feed(&self, hasher: &mut Xxh3) {
        self.kind.hash(hasher);
        self.text.hash(hasher);
        hasher.write_usize(self.children.len());
        for child in &self.children {
            child.feed(hasher);
        }
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        1 + self.children.iter().map(Node::size).sum::<usize>()
    }

    /// Whether there are no more than so many nodes.
    pub fn is_within(&self, size_max: usize) -> bool {
        fn left(node: &Node, budget: usize) -> Option<usize> {
            node.children.iter().try_fold(budget.checked_sub(1)?, |budget, child| left(child, budget))
        }
        left(self, size_max).is_some()
    }

    /// Whether two trees say the same: lines do not count.
    pub fn says(&self, other: &Node) -> bool {
        self.kind == other.kind
            && self.text == other.text
            && self.children.len() == other.children.len()
            // Long chains are nested to the left, so the short way to a difference is from the right.
            && self.children.iter().zip(&other.children).rev().all(|(a, b)| a.says(b))
    }

    /// Calls a function for the node and everything below it.
    pub fn each<'n>(&'n self, seen: &mut impl FnMut(&'n Node)) {
        seen(self);
        for child in &self.children {
            child.each(seen);
        }
    }

    /// Calls a function for the node and everything below it.
    pub fn each_mut(&mut self, change: &mut impl FnMut(&mut Node)) {
        change(self);
        for child in &mut self.children {
            child.each_mut(change);
        }
    }

    /// Whether control never gets past it.
    pub fn leaves(&self) -> bool {
        match self.kind {
            Kind::Return | Kind::Break | Kind::Continue => true,
            Kind::Block => self.children.last().is_some_and(Node::leaves),
            Kind::If => self.children.len() == 3 && self.children[1].leaves() && self.children[2].leaves(),
            Kind::Macro => matches!(&*self.text, "panic" | "unreachable" | "todo" | "unimplemented"),
            Kind::Call => {
                let name = self.text.rsplit("::").next().unwrap_or_default();
                matches!(name, "unreachable_unchecked" | "resume_unwind" | "panic_any")
                    || matches!(name, "exit" | "abort") && self.text.contains("process::")
            }
            _ => false,
        }
    }

    /// The statements, if it is a block; otherwise itself as the only one.
    pub fn statements(self) -> Vec<Node> {
        match self.kind {
            Kind::Block => self.children,
            Kind::Empty => Vec::new(),
            _ => vec![self],
        }
    }

    /// Whether it is a text that says something to somebody: it has words. What holds together is a name, such as that of
    /// a file.
    pub fn is_for_people(&self) -> bool {
        self.text.starts_with('"')
            && (self.text.contains(char::is_whitespace) || !self.text.contains(['{', '.', '/', '_']))
    }

    /// The source, roughly, without names of locals.
    pub fn sketch(&self) -> String {
        self.sketched(sketch::Locals::Hidden)
    }

    /// The source, roughly, for people; parameters by these names.
    pub fn sketch_with(&self, parameters: &[&str]) -> String {
        self.sketched(sketch::Locals::Named(parameters))
    }

    /// The same, with a word on where locals have their values from that are called `_` there.
    pub fn sketch_of_locals(&self, parameters: &[&str]) -> String {
        self.sketched(sketch::Locals::Described(parameters))
    }

    /// The same, with two words.
    pub fn sketch_of_origins(&self, parameters: &[&str]) -> String {
        self.sketched(sketch::Locals::Told(parameters))
    }

    fn sketched(&self, locals: sketch::Locals<'_>) -> String {
        let mut out = String::new();
        sketch::write(self, locals, &mut out);
        out
    }
}
