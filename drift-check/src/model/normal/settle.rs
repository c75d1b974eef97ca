//! Forms in which edits would be harder to place: only bodies that differ take them, to see whether they say the same.

use super::blocks::is_turned;
use super::branches::{self, flattened, has_let};
use super::inline::is_pure;
use super::iterators;
use super::rules::{Norm, Used};
use super::values::{self, is_zero, rank};
use crate::model::form::{Kind, Node};

/// Brings conditions, the order of steps that do not depend on each other, and last decisions into one shape.
pub(super) fn settle(node: &mut Node, used: &mut Used) {
    for child in &mut node.children {
        settle(child, used);
    }
    match node.kind {
        Kind::Not => spread(node, used),
        Kind::Compare => zero(node, used),
        Kind::Pattern => replace(node, |node| branches::folded(node, used)),
        Kind::Match => replace(node, |node| branches::settled(node, used)),
        Kind::Call => replace(node, |node| iterators::all(node, used)),
        _ => {}
    }
    match node.kind {
        Kind::Or | Kind::And if node.children.iter().all(|part| part.kind == Kind::Compare) => {
            node.children.sort_by_cached_key(rank);
        }
        Kind::Block => {
            join_leaving(&mut node.children, used);
            sort_runs(&mut node.children, used);
            oriented(&mut node.children, used);
        }
        _ => {}
    }
}

fn replace(node: &mut Node, change: impl FnOnce(Node) -> Node) {
    let before = std::mem::replace(node, Node::empty());
    *node = change(before);
}

/// Neighbouring `if`s that leave in the same way are one.
fn join_leaving(stmts: &mut Vec<Node>, used: &mut Used) {
    let mut idx = 1;
    while idx < stmts.len() {
        if !leave_alike(&stmts[idx - 1], &stmts[idx]) {
            idx += 1;
            continue;
        }
        used.note(Norm::N39);
        let second = stmts.remove(idx).children.swap_remove(0);
        let first = &mut stmts[idx - 1].children[0];
        let line = first.line;
        replace(first, |first| flattened(Node::of(Kind::Or, line, vec![first, second])));
        if first.children.iter().all(|part| part.kind == Kind::Compare) {
            first.children.sort_by_cached_key(rank);
        }
    }
}

/// Two `if`s in a row that leave in the same way.
fn leave_alike(first: &Node, second: &Node) -> bool {
    let plain =
        |node: &Node| node.kind == Kind::If && node.children.len() == 2 && !has_let(&node.children[0]);
    plain(first) && plain(second) && first.children[1].leaves() && first.children[1].says(&second.children[1])
}

fn not(cond: Node, used: &mut Used) -> Node {
    let mut negated = values::rewrite(Node::of(Kind::Not, cond.line, vec![cond]), used);
    if negated.kind == Kind::Not {
        spread(&mut negated, used);
    } else if negated.kind == Kind::Compare {
        zero(&mut negated, used);
    }
    negated
}

/// De Morgan: a negation stands at what it negates.
fn spread(node: &mut Node, used: &mut Used) {
    let Some(inner) = node.children.first() else { return };
    if !matches!(inner.kind, Kind::And | Kind::Or) || has_let(inner) {
        return;
    }
    used.note(Norm::N12);
    let mut inner = node.children.swap_remove(0);
    inner.kind = if inner.kind == Kind::And { Kind::Or } else { Kind::And };
    let parts = std::mem::take(&mut inner.children);
    inner.children = parts.into_iter().map(|part| not(part, used)).collect();
    *node = flattened(inner);
}

/// Questions whether something is zero, in the words of `==` and `!=`.
fn zero(node: &mut Node, used: &mut Used) {
    let is_one = |node: &Node| node.kind == Kind::Literal && &*node.text == "1";
    let [left, right] = node.children.as_slice() else { return };
    let (operator, at) = match &*node.text {
        "<" if is_zero(left) => ("!=", 0),
        "<=" if is_one(left) => ("!=", 0),
        "<" if is_one(right) => ("==", 1),
        "<=" if is_zero(right) => ("==", 1),
        _ => return,
    };
    used.note(Norm::N41);
    node.children[at].text = "0".into();
    node.text = operator.into();
    replace(node, |turned| values::compare(turned, used));
}

/// Neighbouring steps that neither do anything else nor depend on each other, in one order.
fn sort_runs(stmts: &mut [Node], used: &mut Used) {
    let mut start = 0;
    while start < stmts.len() {
        let mut end = start;
        while end < stmts.len() && is_step_alone(&stmts[end], &stmts[start..end]) {
            end += 1;
        }
        if end > start + 1 {
            // The name of a local says nothing; of equal values the one that is used first comes first.
            let (head, rest) = stmts.split_at_mut(end);
            let key = |stmt: &Node| match stmt.kind {
                Kind::Let => (rank(&stmt.children[1]), first_use(rest, &stmt.children[0].text)),
                _ => (rank(stmt), 0),
            };
            let run = &mut head[start..];
            if !run.is_sorted_by_key(key) {
                used.note(Norm::N48);
                run.sort_by_cached_key(key);
            }
        }
        start = end.max(start + 1);
    }
}

/// Where a local is used first.
fn first_use(stmts: &[Node], name: &str) -> usize {
    let (mut position, mut first) = (0, usize::MAX);
    for stmt in stmts {
        stmt.each(&mut |node| {
            position += 1;
            if node.kind == Kind::Local && *node.text == *name {
                first = first.min(position);
            }
        });
    }
    first
}

/// Whether a statement names a value without side effects, or stores one that is there already, and has nothing to do
/// with the statements before it.
fn is_step_alone(stmt: &Node, before: &[Node]) -> bool {
    let [target, value] = stmt.children.as_slice() else { return false };
    match stmt.kind {
        Kind::Let => {
            let named: Vec<&str> =
                before.iter().filter_map(|stmt| stmt.children.first()).map(|pat| &*pat.text).collect();
            let mut alone = target.kind == Kind::Binding && target.children.is_empty() && is_pure(value);
            value.each(&mut |node| alone &= node.kind != Kind::Local || !named.contains(&&*node.text));
            alone && before.iter().all(|stmt| stmt.kind == Kind::Let)
        }
        Kind::Assign => {
            let there = |node: &Node| matches!(node.kind, Kind::Literal | Kind::Path);
            target.kind == Kind::Field
                && is_pure(target)
                && there(value)
                && before.iter().all(|stmt| stmt.kind == Kind::Assign && !stmt.children[0].says(target))
        }
        _ => false,
    }
}

/// Of the two values that are left to return the condition without negation decides; truth values are conditions.
fn oriented(stmts: &mut Vec<Node>, used: &mut Used) {
    let [.., choice, last] = stmts.as_slice() else { return };
    let (Some(otherwise), [cond, then]) = (returned_value(last), choice.children.as_slice()) else { return };
    let [then] = then.children.as_slice() else { return };
    let (Kind::If, Some(then)) = (choice.kind, returned_value(then)) else { return };
    if has_let(cond) {
        return;
    }
    let line = choice.line;
    let truth = |node: &Node| match &*node.text {
        "true" if node.kind == Kind::Literal => Some(true),
        "false" if node.kind == Kind::Literal => Some(false),
        _ => None,
    };
    let (cond, then, otherwise) = (cond.clone(), then.clone(), otherwise.clone());
    let value = match (truth(&then), truth(&otherwise)) {
        (Some(true), Some(false)) => Some(cond.clone()),
        (Some(false), Some(true)) => Some(not(cond.clone(), used)),
        (Some(yes), None) => {
            let (kind, cond) =
                if yes { (Kind::Or, cond.clone()) } else { (Kind::And, not(cond.clone(), used)) };
            Some(flattened(Node::of(kind, line, vec![cond, otherwise.clone()])))
        }
        _ => None,
    };
    let return_of = |value: Node| Node::of(Kind::Return, value.line, vec![value]);
    if let Some(value) = value {
        used.note(Norm::N45);
        stmts.truncate(stmts.len() - 2);
        stmts.push(return_of(value));
    } else if is_turned(&cond) {
        used.note(Norm::N12);
        stmts.truncate(stmts.len() - 2);
        let cond = not(cond, used);
        let block = Node::of(Kind::Block, line, vec![return_of(otherwise)]);
        stmts.push(Node::of(Kind::If, line, vec![cond, block]));
        stmts.push(return_of(then));
    }
}

fn returned_value(node: &Node) -> Option<&Node> {
    match node.children.as_slice() {
        [value] if node.kind == Kind::Return => Some(value),
        _ => None,
    }
}
