//! From an edit to an aspect: which kind of difference it is, in words.

use super::diff::{Edit, How};
use crate::compare::{Aspect, Facts};
use crate::model::form::{Kind, Node};

/// What an edit amounts to.
pub(super) struct Found {
    pub(super) aspect: Aspect,
    /// Part of the fingerprint.
    pub(super) detail: String,
    pub(super) facts: Facts,
}

/// The names of the parameters of both functions, in order.
#[derive(Debug, Default)]
pub(super) struct Parameters<'p> {
    pub(super) was: Vec<&'p str>,
    pub(super) is: Vec<&'p str>,
}

/// Names the difference. `None` if it is none that matters.
pub(super) fn difference(edit: &Edit<'_>, parameters: &Parameters<'_>) -> Option<Found> {
    let sketch = |node: Option<&Node>, names: &[&str]| {
        node.map_or_else(|| "nothing of the kind".to_owned(), |node| node.sketch_with(names))
    };
    let mut aspect = aspect(edit)?;
    // A pointer that is cast is no number: nothing is cut off.
    let is_pointer = |node: Option<&Node>| {
        node.is_some_and(|node| node.kind == Kind::Cast && node.text.trim_start().starts_with('*'))
    };
    if aspect == Aspect::Narrowing && (is_pointer(edit.was) || is_pointer(edit.is)) {
        aspect = Aspect::Expression;
    }
    let (mut was, mut is) = (sketch(edit.was, &[]), sketch(edit.is, &[]));
    let mut shown = (sketch(edit.was, &parameters.was), sketch(edit.is, &parameters.is));
    if let (Some(one), Some(two)) = (edit.was, edit.is) {
        if was == is {
            (was, is) = told_apart(one, two, &Parameters::default());
        }
        if shown.0 == shown.1 {
            shown = told_apart(one, two, parameters);
        }
    }
    let detail = edit.was.or(edit.is).map(Node::sketch).unwrap_or_default();
    let mut facts = Facts::both(was, is);
    facts.shown = Some(shown);
    if is_copied(edit) {
        facts.notes.push(COPIED.into());
    }
    Some(Found { aspect, detail, facts })
}

/// Two nodes that read the same, in more words: where their locals come from, or only the part that differs.
fn told_apart(one: &Node, two: &Node, parameters: &Parameters<'_>) -> (String, String) {
    let (was, is) = (one.sketch_of_locals(&parameters.was), two.sketch_of_locals(&parameters.is));
    if was != is {
        return (was, is);
    }
    let (one, two) = narrowed(one, two);
    (one.sketch_of_origins(&parameters.was), two.sketch_of_origins(&parameters.is))
}

/// The innermost parts that hold all that differs.
fn narrowed<'n>(mut one: &'n Node, mut two: &'n Node) -> (&'n Node, &'n Node) {
    while one.kind == two.kind && one.text == two.text && one.children.len() == two.children.len() {
        let mut differing = one.children.iter().zip(&two.children).filter(|(one, two)| !one.says(two));
        match (differing.next(), differing.next()) {
            (Some(only), None) => (one, two) = only,
            _ => break,
        }
    }
    (one, two)
}

/// The note on values that one side copies before it uses them: mostly that costs time and nothing else.
pub(crate) const COPIED: &str = "one side works on a copy of the same value";

fn is_copied(edit: &Edit<'_>) -> bool {
    let outer = match edit.how {
        How::Wrapped => edit.is,
        How::Unwrapped => edit.was,
        _ => None,
    };
    outer.is_some_and(|node| {
        node.kind == Kind::Call
            && node.children.len() == 1
            && matches!(node.text.rsplit("::").next(), Some("clone" | "cloned" | "copied" | "to_owned"))
    })
}

fn aspect(edit: &Edit<'_>) -> Option<Aspect> {
    let node = edit.was.or(edit.is)?;
    Some(match edit.how {
        // Conditions without side effects may be asked in any order.
        How::Permuted if matches!(node.kind, Kind::And | Kind::Or) => return None,
        How::Permuted if is_commutative(node) => return None,
        How::Permuted => Aspect::Operand,
        How::Moved => match edit.within {
            Kind::Struct | Kind::Pattern => return None,
            _ => Aspect::StatementOrder,
        },
        How::Text if edit.within == Kind::Macro && edit.was?.is_for_people() && edit.is?.is_for_people() => {
            return None;
        }
        How::Text => named(edit.was?, edit.is?),
        // A newtype and what it holds: the types say which of the two it is.
        How::Wrapped if is_position(edit.is?) => return None,
        How::Unwrapped if is_position(edit.was?) => return None,
        How::Wrapped => around(edit.is?, edit.was?),
        How::Unwrapped => around(edit.was?, edit.is?),
        How::Removed | How::Added => part(edit, node),
        // A name that nothing asks for takes whatever `_` takes; where it is used shows by itself.
        How::Replaced if takes_all(edit.was?) && takes_all(edit.is?) => return None,
        How::Exchanged | How::Replaced => replaced(edit.was?, edit.is?),
    })
}

/// `_` or a name.
fn takes_all(node: &Node) -> bool {
    node.kind == Kind::Wild || node.kind == Kind::Binding && node.children.is_empty()
}

/// Whether the operands may stand in any order, as those of numbers may.
fn is_commutative(node: &Node) -> bool {
    node.kind == Kind::Binary && matches!(&*node.text, "add" | "mul" | "|" | "&" | "^")
}

/// `self.0`.
fn is_position(node: &Node) -> bool {
    node.kind == Kind::Field && node.text.starts_with(|c: char| c.is_ascii_digit())
}

/// The same kind of thing by another name.
fn named(was: &Node, is: &Node) -> Aspect {
    match was.kind {
        Kind::Compare => Aspect::Comparison,
        Kind::And | Kind::Or => Aspect::Condition,
        Kind::Literal => Aspect::BodyConstant,
        Kind::Call | Kind::Macro | Kind::Path => callee(was, is),
        Kind::Pattern | Kind::FieldValue | Kind::Binding => Aspect::MatchArms,
        Kind::Cast => Aspect::Narrowing,
        Kind::Local | Kind::Field => Aspect::Operand,
        _ => Aspect::Expression,
    }
}

fn callee(was: &Node, is: &Node) -> Aspect {
    match was.kind {
        _ if encodings(was) != encodings(is) => Aspect::Encoding,
        Kind::Path => Aspect::Value,
        _ => Aspect::Callee,
    }
}

/// What a call and its arguments do with the order of bytes and with checksums.
fn encodings(node: &Node) -> Vec<&str> {
    let mut out = Vec::new();
    node.each(&mut |node| {
        if !matches!(node.kind, Kind::Call | Kind::Macro | Kind::Path) {
            return;
        }
        // A hasher spreads keys over a map; no byte of what it makes is kept.
        let name = node.text.to_lowercase().replace("hasher", "");
        let encodes = ["_le_", "_be_", "_ne_", "endian", "hash", "checksum", "xxh", "crc"]
            .iter()
            .any(|word| name.contains(word));
        if encodes {
            out.push(&*node.text);
        }
    });
    out.sort_unstable();
    out
}

/// Something stands around what both have.
fn around(outer: &Node, _inner: &Node) -> Aspect {
    match outer.kind {
        Kind::Cast => Aspect::Narrowing,
        Kind::Not => Aspect::Condition,
        Kind::Call | Kind::Macro => Aspect::Callee,
        Kind::Try => Aspect::ResultSwallowed,
        Kind::Pattern => Aspect::MatchArms,
        Kind::And | Kind::Or => Aspect::Condition,
        Kind::If | Kind::LetElse | Kind::For | Kind::While | Kind::Loop | Kind::Block => {
            Aspect::StatementAbsent
        }
        _ => Aspect::Expression,
    }
}

/// A part only one side has.
fn part(edit: &Edit<'_>, node: &Node) -> Aspect {
    match edit.within {
        Kind::Block if edit.how == How::Removed => Aspect::StatementAbsent,
        Kind::Block => Aspect::StatementExtra,
        Kind::Match | Kind::Pattern => Aspect::MatchArms,
        Kind::And | Kind::Or => Aspect::Condition,
        _ if node.kind == Kind::Literal => Aspect::BodyConstant,
        _ => Aspect::Expression,
    }
}

fn replaced(was: &Node, is: &Node) -> Aspect {
    let both = |kind: Kind| was.kind == kind || is.kind == kind;
    let operand = |node: &Node| matches!(node.kind, Kind::Local | Kind::Field);
    let constant = |node: &Node| matches!(node.kind, Kind::Literal | Kind::Path);
    if was.kind == Kind::Call && is.kind == Kind::Call {
        callee(was, is)
    } else if both(Kind::Literal) && constant(was) && constant(is) {
        Aspect::BodyConstant
    } else if both(Kind::Cast) {
        Aspect::Narrowing
    } else if both(Kind::Compare) {
        Aspect::Comparison
    } else if both(Kind::Not) || both(Kind::And) || both(Kind::Or) {
        Aspect::Condition
    } else if operand(was) && operand(is) {
        Aspect::Operand
    } else if was.kind == Kind::Path && is.kind == Kind::Path {
        Aspect::Value
    } else if both(Kind::Pattern) || both(Kind::Wild) || both(Kind::Arm) {
        Aspect::MatchArms
    } else {
        Aspect::Expression
    }
}
