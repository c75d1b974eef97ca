//! Choices whose branches do the same to different values, and values that are looked into: only bodies that differ take
//! these forms.

use super::inline::is_pure;
use super::rules::{Norm, Used};
use crate::model::form::{Kind, Node};
use std::collections::HashMap;

/// `if c { f(a) } else { f(b) }` is `f(if c { a } else { b })`, and `if let Some(x) = y { f(x) } else { return None }` is
/// `f(y?)`.
pub(super) fn hoisted(node: Node, used: &mut Used) -> Node {
    let node = asked(node, used);
    let (Kind::If, [cond, then, otherwise]) = (node.kind, node.children.as_slice()) else { return node };
    let ([one], [two]) = (then.children.as_slice(), otherwise.children.as_slice()) else { return node };
    let is_step = match one.kind {
        Kind::Try => true,
        // These go the other way: they are put into the branches.
        Kind::Call => !matches!(&*one.text, "Some" | "Ok" | "Err" | "()"),
        _ => false,
    };
    if !is_step || (one.kind, &one.text, one.children.len()) != (two.kind, &two.text, two.children.len()) {
        return node;
    }
    let differing: Vec<usize> =
        (0..one.children.len()).filter(|at| !is_alike(&one.children[*at], &two.children[*at])).collect();
    let &[at] = differing.as_slice() else { return node };
    // What is computed before the value that is chosen is computed before it is chosen then: it must be there anyway, or
    // nothing may change what it is read from. What a pattern is asked of may hold a guard.
    let is_plain = match cond.kind {
        Kind::LetIn => cond.children.get(1).is_some_and(is_pure),
        _ => is_pure(cond),
    };
    let is_left_alone = |part: &Node| {
        part.kind != Kind::Local || &*part.text == "self" || super::blocks::count(cond, &part.text) == 0
    };
    let stays = |part: &Node| is_there(part) && is_left_alone(part) || is_plain && is_pure(part);
    if !one.children[..at].iter().all(stays) || cond.kind == Kind::LetIn && !is_plain {
        return node;
    }
    used.note(Norm::N44);
    let line = node.line;
    let block = |value: &Node| Node::of(Kind::Block, line, vec![value.clone()]);
    let choice = vec![cond.clone(), block(&one.children[at]), block(&two.children[at])];
    let mut step = one.clone();
    step.children[at] = hoisted(Node::of(Kind::If, line, choice), used);
    step
}

/// `if let Some(x) = y { f(x) } else { return None }` is `f(y?)`.
fn asked(node: Node, used: &mut Used) -> Node {
    let [cond, then, otherwise] = node.children.as_slice() else { return node };
    let ([value], [leave]) = (then.children.as_slice(), otherwise.children.as_slice()) else { return node };
    let (Kind::LetIn, [pat, tried]) = (cond.kind, cond.children.as_slice()) else { return node };
    let [name] = pat.children.as_slice() else { return node };
    let is_none =
        matches!(leave.children.as_slice(), [none] if none.kind == Kind::Path && &*none.text == "None");
    let fits = &*pat.text == "Some"
        && name.kind == Kind::Binding
        && name.children.is_empty()
        && leave.kind == Kind::Return
        && is_none
        && value.kind == Kind::Call
        && super::blocks::count(value, &name.text) == 1
        && is_computed_first(value, &name.text);
    if !fits {
        return node;
    }
    used.note(Norm::N06);
    let mut value = value.clone();
    let tried = Node::of(Kind::Try, node.line, vec![tried.clone()]);
    super::blocks::replace(&mut value, &name.text, &tried);
    value
}

/// Whether a value is there before anything is computed.
fn is_there(value: &Node) -> bool {
    matches!(value.kind, Kind::Literal | Kind::Path | Kind::Local)
}

/// Whether a local is the first thing that is computed, whatever happens.
fn is_computed_first(value: &Node, name: &str) -> bool {
    match value.kind {
        Kind::Local => *value.text == *name,
        Kind::Call | Kind::Try | Kind::Field | Kind::Cast => {
            let at = value.children.iter().position(|child| super::blocks::count(child, name) > 0);
            at.is_some_and(|at| {
                value.children[..at].iter().all(is_there) && is_computed_first(&value.children[at], name)
            })
        }
        _ => false,
    }
}

/// Whether two trees say the same, whatever they call what they bind themselves.
fn is_alike(one: &Node, two: &Node) -> bool {
    fn alike<'n>(one: &'n Node, two: &'n Node, names: &mut HashMap<&'n str, &'n str>) -> bool {
        if one.kind != two.kind || one.children.len() != two.children.len() {
            return false;
        }
        let is_same = match one.kind {
            Kind::Binding => {
                names.insert(&one.text, &two.text);
                true
            }
            Kind::Local => *names.get(&*one.text).unwrap_or(&&*one.text) == &*two.text,
            _ => one.text == two.text,
        };
        is_same && one.children.iter().zip(&two.children).all(|(one, two)| alike(one, two, names))
    }
    alike(one, two, &mut HashMap::new())
}
