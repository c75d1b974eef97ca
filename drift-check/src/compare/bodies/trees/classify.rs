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

/// Names the difference. `None` if it is none that matters.
pub(super) fn difference(edit: &Edit<'_>) -> Option<Found> {
    let sketch = |node: Option<&Node>| node.map_or_else(|| "nothing of the kind".to_owned(), Node::sketch);
    let mut aspect = aspect(edit)?;
    // A pointer that is cast is no number: nothing is cut off.
    let is_pointer = |node: Option<&Node>| {
        node.is_some_and(|node| node.kind == Kind::Cast && node.text.trim_start().starts_with('*'))
    };
    if aspect == Aspect::Narrowing && (is_pointer(edit.was) || is_pointer(edit.is)) {
        aspect = Aspect::Expression;
    }
    let (mut was, mut is) = (sketch(edit.was), sketch(edit.is));
    if was == is
        && let (Some(one), Some(two)) = (edit.was, edit.is)
    {
        (was, is) = (one.sketch_of_locals(), two.sketch_of_locals());
    }
    let detail = edit.was.or(edit.is).map(Node::sketch).unwrap_or_default();
    let mut facts = Facts::both(was, is);
    if is_copied(edit) {
        facts.notes.push(COPIED.into());
    }
    Some(Found { aspect, detail, facts })
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
        How::Permuted if matches!(node.kind, Kind::Match | Kind::And | Kind::Or) => return None,
        How::Permuted => Aspect::Operand,
        How::Moved => match edit.within {
            Kind::Match | Kind::Struct | Kind::Pattern => return None,
            _ => Aspect::StatementOrder,
        },
        How::Text if edit.within == Kind::Macro && is_for_people(edit.was?) && is_for_people(edit.is?) => {
            return None;
        }
        How::Text => named(edit.was?, edit.is?),
        // A newtype and what it holds: the types say which of the two it is.
        How::Wrapped if is_position(edit.is?) => return None,
        How::Unwrapped if is_position(edit.was?) => return None,
        How::Wrapped => around(edit.is?, edit.was?),
        How::Unwrapped => around(edit.was?, edit.is?),
        How::Removed | How::Added => part(edit, node),
        How::Exchanged | How::Replaced => replaced(edit.was?, edit.is?),
    })
}

/// Whether a text says something to somebody: it has words. What holds together is a name, such as that of a file.
fn is_for_people(node: &Node) -> bool {
    node.text.starts_with('"')
        && (node.text.contains(char::is_whitespace) || !node.text.contains(['{', '.', '/', '_']))
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
    let encodes = |node: &Node| {
        // A hasher spreads keys over a map; no byte of what it makes is kept.
        let name = node.text.to_lowercase().replace("hasher", "");
        ["_le_", "_be_", "_ne_", "endian", "hash", "checksum", "xxh", "crc"]
            .iter()
            .any(|word| name.contains(word))
    };
    match was.kind {
        _ if encodes(was) || encodes(is) => Aspect::Encoding,
        Kind::Path => Aspect::Value,
        _ => Aspect::Callee,
    }
}

/// Something stands around what both have.
fn around(outer: &Node, _inner: &Node) -> Aspect {
    match outer.kind {
        Kind::Cast => Aspect::Narrowing,
        Kind::Not => Aspect::Comparison,
        Kind::Call | Kind::Macro => Aspect::Callee,
        Kind::Try => Aspect::ResultSwallowed,
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
    if was.kind == Kind::Call && is.kind == Kind::Call {
        callee(was, is)
    } else if both(Kind::Literal) {
        Aspect::BodyConstant
    } else if both(Kind::Cast) {
        Aspect::Narrowing
    } else if both(Kind::Compare) || both(Kind::Not) {
        Aspect::Comparison
    } else if both(Kind::And) || both(Kind::Or) {
        Aspect::Condition
    } else if operand(was) && operand(is) {
        Aspect::Operand
    } else if was.kind == Kind::Path && is.kind == Kind::Path {
        Aspect::Value
    } else if both(Kind::Pattern) || both(Kind::Wild) || both(Kind::Arm) {
        Aspect::MatchArms
    } else if both(Kind::Call) {
        Aspect::Callee
    } else {
        Aspect::Expression
    }
}
