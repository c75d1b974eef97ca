//! Rules for what decides which way to go.

use super::block;
use super::rules::{Norm, Used};
use crate::model::form::{Kind, Node};

pub(super) fn rewrite(node: Node, used: &mut Used) -> Node {
    match node.kind {
        Kind::And | Kind::Or => flattened(node),
        Kind::LetIn => asked(node, used),
        Kind::Match => {
            let node = matched(node, used);
            if node.kind == Kind::If { choice(node, used) } else { tried(node, used) }
        }
        Kind::If => choice(node, used),
        Kind::For => looped(node, used),
        Kind::While | Kind::Loop => bodied(node),
        _ => node,
    }
}

/// Nested conditions of one kind become one list.
fn flattened(mut node: Node) -> Node {
    let mut out = Vec::new();
    for child in node.children {
        if child.kind == node.kind { out.extend(child.children) } else { out.push(child) }
    }
    if out.len() == 1
        && let Some(only) = out.pop()
    {
        return only;
    }
    node.children = out;
    node
}

/// Whether a pattern asks for nothing but a variant without looking into it.
fn bare(pat: &Node, name: &str, arguments: usize) -> bool {
    pat.kind == Kind::Pattern
        && *pat.text == *name
        && pat.children.len() == arguments
        && pat.children.iter().all(|child| child.kind == Kind::Wild || &*child.text == "..")
}

/// `let Some(_) = x` asks whether there is something.
fn asked(mut node: Node, used: &mut Used) -> Node {
    let pat = &node.children[0];
    let name = if bare(pat, "Some", 1) {
        "is_some"
    } else if bare(pat, "None", 0) {
        "is_none"
    } else if bare(pat, "Ok", 1) {
        "is_ok"
    } else if bare(pat, "Err", 1) {
        "is_err"
    } else {
        return node;
    };
    used.note(Norm::N09);
    let value = node.children.split_off(1);
    Node::new(Kind::Call, name, node.line, value)
}

fn binds(pat: &Node) -> bool {
    let mut found = false;
    pat.each(&mut |node| found |= node.kind == Kind::Binding);
    found
}

/// Whether a pattern takes whatever another leaves.
fn takes_rest(pat: &Node, first: &Node) -> bool {
    match (&*first.text, &*pat.text) {
        _ if pat.kind == Kind::Wild => true,
        ("Some", "None") | ("true", "false") => true,
        ("None", "Some") | ("Ok", "Err") | ("Err", "Ok") => {
            !binds(pat) && pat.children.iter().all(|child| child.kind == Kind::Wild)
        }
        _ => false,
    }
}

/// A `match` with two arms is an `if let`.
fn matched(mut node: Node, used: &mut Used) -> Node {
    let arms = &node.children[1..];
    let plain = arms.iter().all(|arm| arm.kind == Kind::Arm);
    if arms.len() != 2 || !plain || arms[1].children[1].kind != Kind::Empty {
        return node;
    }
    let unguarded = arms[0].children[1].kind == Kind::Empty;
    let (one, two) = (&arms[0].children[0], &arms[1].children[0]);
    let turned = if takes_rest(two, one) {
        // `Some` and `Ok` come first, whichever was written first.
        matches!(&*one.text, "None" | "Err") && !binds(one) && two.kind != Kind::Wild
    } else if unguarded && takes_rest(one, two) && one.kind != Kind::Wild {
        true
    } else {
        return node;
    };
    if turned && !unguarded {
        return node;
    }
    used.note(Norm::N08);
    let (Some(mut two), Some(mut one)) = (node.children.pop(), node.children.pop()) else { return node };
    let Some(value) = node.children.pop() else { return node };
    if turned {
        std::mem::swap(&mut one, &mut two);
    }
    let (Some(then), Some(guard), Some(pat)) = (one.children.pop(), one.children.pop(), one.children.pop())
    else {
        return value;
    };
    let otherwise = two.children.pop().unwrap_or_else(Node::empty);
    let cond = match &*pat.text {
        "true" if pat.kind == Kind::Pattern => value,
        _ => asked(Node::of(Kind::LetIn, pat.line, vec![pat, value]), used),
    };
    let cond = if guard.kind == Kind::Empty {
        cond
    } else {
        flattened(Node::of(Kind::And, cond.line, vec![cond, guard]))
    };
    Node::of(Kind::If, node.line, vec![cond, block(then), block(otherwise)])
}

/// The value behind an `Err` that is handed on, as it is or converted.
fn hands_on(body: &Node, error: &str) -> bool {
    let body = match body.kind {
        Kind::Block if body.children.len() == 1 => &body.children[0],
        _ => body,
    };
    let err = match body.kind {
        Kind::Return if body.children.len() == 1 => &body.children[0],
        _ => return false,
    };
    err.kind == Kind::Call
        && &*err.text == "Err"
        && err.children.first().is_some_and(|value| value.kind == Kind::Local && *value.text == *error)
}

/// The name that `Ok(name)` and the like bind.
fn bound<'n>(pat: &'n Node, variant: &str) -> Option<&'n str> {
    if pat.kind != Kind::Pattern || *pat.text != *variant {
        return None;
    }
    match pat.children.as_slice() {
        [only] if only.kind == Kind::Binding && only.children.is_empty() => Some(&only.text),
        _ => None,
    }
}

/// `match x { Ok(v) => v, Err(e) => return Err(e.into()) }` is `x?`.
fn tried(mut node: Node, used: &mut Used) -> Node {
    if node.children.len() != 3
        || node.children[1..].iter().any(|arm| arm.kind != Kind::Arm || arm.children[1].kind != Kind::Empty)
    {
        return node;
    }
    let (good, bad) = if &*node.children[1].children[0].text == "Ok" { (1, 2) } else { (2, 1) };
    let (good, bad) = (&node.children[good], &node.children[bad]);
    let Some(error) = bound(&bad.children[0], "Err") else { return node };
    if &*good.children[0].text != "Ok" || !hands_on(&bad.children[2], error) {
        return node;
    }
    let body = &good.children[2];
    let yields = match bound(&good.children[0], "Ok") {
        Some(value) => body.kind == Kind::Local && *body.text == *value,
        None => {
            !binds(&good.children[0])
                && (body.children.is_empty() && matches!(body.kind, Kind::Block | Kind::Tuple | Kind::Empty))
        }
    };
    if !yields {
        return node;
    }
    used.note(Norm::N06);
    node.children.truncate(1);
    Node::of(Kind::Try, node.line, node.children)
}

fn negated(cond: Node) -> Node {
    super::values::rewrite(Node::of(Kind::Not, cond.line, vec![cond]), &mut Used::default())
}

fn is_path(node: &Node, name: &str) -> bool {
    let node = match node.kind {
        Kind::Block if node.children.len() == 1 => &node.children[0],
        _ => node,
    };
    matches!(node.kind, Kind::Path | Kind::Literal) && *node.text == *name
}

fn choice(mut node: Node, used: &mut Used) -> Node {
    let mut rest = node.children.split_off(1);
    let Some(mut cond) = node.children.pop() else { return node };
    let mut otherwise = if rest.len() == 2 { rest.pop().map(block) } else { None };
    let mut then = block(rest.pop().unwrap_or_else(Node::empty));
    if otherwise.as_ref().is_some_and(|block| block.children.is_empty()) {
        otherwise = None;
    }
    if then.children.is_empty()
        && let Some(other) = otherwise.take()
    {
        used.note(Norm::N12);
        cond = negated(cond);
        then = other;
    }
    // A negation in front of two branches swaps them.
    if let Some(other) = otherwise.take() {
        let turned = match cond.kind {
            Kind::Not => true,
            Kind::Compare => matches!(&*cond.text, "!=" | "<="),
            Kind::Call => matches!(&*cond.text, "is_none" | "is_err") && cond.children.len() == 1,
            _ => false,
        };
        if turned {
            used.note(Norm::N12);
            cond = negated(cond);
            otherwise = Some(then);
            then = other;
        } else {
            otherwise = Some(other);
        }
    } else if then.children.len() == 1
        && then.children[0].kind == Kind::If
        && then.children[0].children.len() == 2
    {
        used.note(Norm::N07);
        let mut inner = then.children.pop().unwrap_or_else(Node::empty);
        let body = inner.children.pop().unwrap_or_else(Node::empty);
        let second = inner.children.pop().unwrap_or_else(Node::empty);
        cond = flattened(Node::of(Kind::And, cond.line, vec![cond, second]));
        then = body;
    }
    if let Some(other) = &otherwise {
        if is_path(&then, "true") && is_path(other, "false") {
            used.note(Norm::N09);
            return cond;
        }
        if is_path(&then, "false") && is_path(other, "true") {
            return negated(cond);
        }
    }
    node.children = vec![cond, then];
    node.children.extend(otherwise);
    node
}

fn looped(mut node: Node, used: &mut Used) -> Node {
    let iter = &mut node.children[1];
    if iter.kind == Kind::Call
        && iter.children.len() == 1
        && matches!(&*iter.text, "iter" | "into_iter" | "iter_mut")
    {
        used.note(Norm::N14);
        if let Some(inner) = iter.children.pop() {
            *iter = inner;
        }
    }
    bodied(node)
}

/// The body of a loop is a block.
fn bodied(mut node: Node) -> Node {
    if let Some(body) = node.children.pop() {
        node.children.push(block(body));
    }
    node
}
