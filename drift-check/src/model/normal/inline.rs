//! Values in the place of their names, where that tells more: only for bodies that differ.

use super::blocks::{count, replace};
use super::rules::{Norm, Used};
use crate::model::form::{Kind, Node};

/// Calls that change nothing and yield the same again, as far as their names can tell.
const PURE: &[&str] = &[
    "len",
    "is_empty",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "capacity",
    "min",
    "max",
    "as_ptr",
    "as_bytes",
    "first",
    "last",
    "start",
    "end",
    "to_le",
    "to_be",
    "abs",
    "unsigned_abs",
    "div_ceil",
    "size_of",
    "align_of",
    "wrapping_add",
    "wrapping_sub",
    "wrapping_mul",
    "saturating_add",
    "saturating_sub",
    "saturating_mul",
    "pow",
    "leading_zeros",
    "trailing_zeros",
    "count_ones",
    "rotate_left",
    "rotate_right",
    "contains",
    "contains_key",
    "starts_with",
    "ends_with",
    "Some",
    "Ok",
    "Err",
    "is_power_of_two",
    "next_power_of_two",
    "cmp",
    "eq",
    "ne",
];

/// Calls that have no effect either, but yield something of their own each time, or what may have changed meanwhile: they
/// may change places with each other, and not be made once more or later.
const FRESH: &[&str] = &["new", "default", "with_capacity", "get"];

/// Whether computing a value has no effect.
pub(super) fn is_pure(node: &Node) -> bool {
    match node.kind {
        Kind::Literal | Kind::Path => true,
        Kind::Local => !node.text.ends_with('!'),
        Kind::Field
        | Kind::Binary
        | Kind::Compare
        | Kind::Not
        | Kind::Negative
        | Kind::And
        | Kind::Or
        | Kind::Cast
        | Kind::Tuple
        | Kind::Index
        | Kind::Range => node.children.iter().all(is_pure),
        Kind::Call => is_pure_name(&node.text) && node.children.iter().all(is_pure),
        _ => false,
    }
}

/// Whether a call of this name has no effect, as far as names can tell.
pub(crate) fn is_pure_name(name: &str) -> bool {
    PURE.contains(&last(name)) || is_fresh(name)
}

fn is_fresh(name: &str) -> bool {
    FRESH.contains(&last(name))
}

fn last(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// What a place is a part of.
pub(super) fn root(node: &Node) -> Option<&str> {
    match node.kind {
        Kind::Local => Some(&node.text),
        Kind::Field | Kind::Index => root(node.children.first()?),
        _ => None,
    }
}

/// The locals that a body may change: those it assigns to, and those it calls something on, or hands to something, that is
/// not known to change nothing.
fn changed(body: &Node) -> Vec<Box<str>> {
    let mut out: Vec<Box<str>> = Vec::new();
    let mut add = |name: &str| {
        if !out.iter().any(|known| **known == *name) {
            out.push(name.into());
        }
    };
    body.each(&mut |node| match node.kind {
        Kind::Assign | Kind::AssignOp => match node.children.first() {
            Some(Node { kind: Kind::Tuple, children, .. }) => {
                children.iter().filter_map(root).for_each(&mut add);
            }
            target => target.and_then(root).into_iter().for_each(&mut add),
        },
        Kind::Call if !is_pure_name(&node.text) => {
            node.children.first().and_then(root).into_iter().for_each(&mut add);
            // What is handed on as a whole may be a reference.
            let whole = node.children.iter().skip(1).filter(|argument| argument.kind == Kind::Local);
            whole.for_each(|argument| add(&argument.text));
        }
        _ => {}
    });
    out
}

/// A body in which values without side effects stand in the places of their names.
pub(crate) fn with_pure_values(mut body: Node, used: &mut Used) -> Node {
    let changed = changed(&body);
    let stable = |value: &Node| {
        let mut stable = is_pure(value);
        value.each(&mut |node| {
            stable &= match node.kind {
                Kind::Local => !changed.contains(&node.text),
                Kind::Call => !is_fresh(&node.text),
                _ => true,
            };
        });
        stable
    };
    let before = body.size();
    inline(&mut body, false, &|value, _| stable(value));
    if body.size() != before {
        used.note(Norm::N47);
    }
    body
}

/// A body in which every value that is small or used once stands in the place of its name, whatever it does: to see what else
/// differs, never to say that nothing does.
pub(crate) fn loosely(mut body: Node) -> Node {
    inline(&mut body, true, &|value, uses| uses == 1 || value.is_within(COPIED_SIZE_MAX));
    body
}

/// Larger values are not written down more than once.
const COPIED_SIZE_MAX: usize = 12;

fn inline(node: &mut Node, with_mutable: bool, fits: &impl Fn(&Node, usize) -> bool) {
    for child in &mut node.children {
        inline(child, with_mutable, fits);
    }
    if node.kind != Kind::Block {
        return;
    }
    let mut idx = node.children.len();
    while idx > 0 {
        idx -= 1;
        let Node { kind: Kind::Let, children, .. } = &node.children[idx] else { continue };
        let [Node { kind: Kind::Binding, text, children: none, .. }, value] = children.as_slice() else {
            continue;
        };
        let uses: usize = node.children[idx + 1..].iter().map(|stmt| count(stmt, text)).sum();
        if !none.is_empty() || text.ends_with('!') && !with_mutable || uses == 0 || !fits(value, uses) {
            continue;
        }
        let mut named = node.children.remove(idx);
        let (Some(value), Some(pat)) = (named.children.pop(), named.children.pop()) else { continue };
        for stmt in &mut node.children[idx..] {
            replace(stmt, &pat.text, &value);
        }
    }
}
