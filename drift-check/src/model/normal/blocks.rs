//! Rules for statements and for what stands at the end of a body.

use super::rules::{Norm, Used};
use super::{UNIT_RESULT, block};
use crate::model::form::{Kind, Node};

pub(super) fn rewrite(mut node: Node, used: &mut Used) -> Node {
    match node.kind {
        Kind::Block => {
            let mut out: Vec<Node> = Vec::with_capacity(node.children.len());
            for child in node.children {
                statement(child, used, &mut out);
            }
            named_once(&mut out, NAMED_SIZE_MAX, used);
            chosen_in_place(&mut out, used);
            node.children = out;
            node
        }
        // A block of one value is that value, except where blocks belong.
        Kind::Let
        | Kind::LetElse
        | Kind::Call
        | Kind::Return
        | Kind::Assign
        | Kind::AssignOp
        | Kind::Arm
        | Kind::Closure
        | Kind::FieldValue
        | Kind::Match
        | Kind::Not
        | Kind::Compare
        | Kind::Binary
        | Kind::Try
        | Kind::Tuple => {
            let leaving = if node.kind == Kind::LetElse { 2 } else { usize::MAX };
            for (idx, child) in node.children.iter_mut().enumerate() {
                if idx == leaving {
                    *child = block(std::mem::replace(child, Node::empty()));
                } else if child.kind == Kind::Block
                    && child.children.len() == 1
                    && !is_statement(&child.children[0])
                {
                    *child = child.children.remove(0);
                }
            }
            if node.kind == Kind::Let { chosen(node, used) } else { node }
        }
        _ => node,
    }
}

fn is_statement(node: &Node) -> bool {
    matches!(node.kind, Kind::Let | Kind::LetElse)
}

/// Appends a statement, in normal form.
fn statement(node: Node, used: &mut Used, out: &mut Vec<Node>) {
    match node.kind {
        Kind::Empty => {}
        Kind::Block => {
            for child in node.children {
                statement(child, used, out);
            }
        }
        Kind::If if handed_on(&node) => {
            used.note(Norm::N06);
            let line = node.line;
            let cond = node.children.into_iter().next().unwrap_or_else(Node::empty);
            let value = cond.children.into_iter().nth(1).unwrap_or_else(Node::empty);
            out.push(Node::of(Kind::Try, line, vec![value]));
        }
        Kind::Return
            if node
                .children
                .first()
                .is_some_and(|value| value.kind == Kind::If && value.children.len() == 3) =>
        {
            let line = node.line;
            for value in node.children {
                for child in returned(value, line, used) {
                    statement(child, used, out);
                }
            }
        }
        Kind::If if node.children.len() == 3 => parted(node, used, out),
        Kind::Match if super::branches::hands_error_on(&node) => {
            used.note(Norm::N61);
            let line = node.line;
            let mut children = node.children.into_iter();
            let (Some(value), Some(first), Some(second)) =
                (children.next(), children.next(), children.next())
            else {
                return;
            };
            let good = if &*first.children[0].text == "Ok" { first } else { second };
            let mut parts = good.children.into_iter();
            let (Some(pat), Some(body)) = (parts.next(), parts.nth(1)) else { return };
            let pat = pat.children.into_iter().next().unwrap_or_else(Node::empty);
            let tried = Node::of(Kind::Try, line, vec![value]);
            out.push(Node::of(Kind::Let, line, vec![pat, tried]));
            for child in body.statements() {
                statement(child, used, out);
            }
        }
        Kind::LetElse if returns_error(&node) => {
            used.note(Norm::N43);
            let line = node.line;
            let mut children = node.children.into_iter();
            let (Some(pat), Some(value), Some(leaving)) = (children.next(), children.next(), children.next())
            else {
                return;
            };
            let inner = pat.children.into_iter().next().unwrap_or_else(Node::empty);
            let error =
                leaving.children.into_iter().next().and_then(|found| found.children.into_iter().next());
            let error = error.and_then(|found| found.children.into_iter().next()).unwrap_or_else(Node::empty);
            let ok_or = Node::new(Kind::Call, "ok_or", line, vec![value, error]);
            let tried = Node::of(Kind::Try, line, vec![ok_or]);
            out.push(Node::of(Kind::Let, line, vec![inner, tried]));
        }
        Kind::LetElse if returns_none(&node) => {
            used.note(Norm::N06);
            let line = node.line;
            let mut children = node.children.into_iter();
            let (Some(pat), Some(value)) = (children.next(), children.next()) else { return };
            let inner = pat.children.into_iter().next().unwrap_or_else(Node::empty);
            let tried = Node::of(Kind::Try, line, vec![value]);
            out.push(Node::of(Kind::Let, line, vec![inner, tried]));
        }
        _ => out.push(node),
    }
}

/// `if let Err(e) = x { return Err(e) }`.
fn handed_on(node: &Node) -> bool {
    let (cond, body) = (&node.children[0], &node.children[1]);
    let bound = match cond.children.first() {
        Some(pat) if cond.kind == Kind::LetIn && &*pat.text == "Err" => pat.children.first(),
        _ => None,
    };
    let (Some(bound), [Node { kind: Kind::Return, children, .. }], 2) =
        (bound, body.children.as_slice(), node.children.len())
    else {
        return false;
    };
    bound.kind == Kind::Binding
        && matches!(children.as_slice(), [err] if err.kind == Kind::Call && &*err.text == "Err"
            && matches!(err.children.as_slice(), [value] if value.kind == Kind::Local && value.text == bound.text))
}

/// An `if` whose branches do the same to different values does it to a value that is chosen.
///
/// At the end of a block it may be the block's value; there only what is none for certain is rewritten.
fn chosen_in_place(stmts: &mut [Node], used: &mut Used) {
    let count = stmts.len();
    for (idx, stmt) in stmts.iter_mut().enumerate() {
        spelt_out(stmt);
        let Node { kind: Kind::If, children, .. } = &*stmt else { continue };
        let [_, then, other] = children.as_slice() else { continue };
        let ([one], [two]) = (then.children.as_slice(), other.children.as_slice()) else { continue };
        let is_step = match one.kind {
            Kind::Assign | Kind::AssignOp => true,
            Kind::Call if &*one.text == "store" => true,
            Kind::Call => idx + 1 < count && !one.text.contains(char::is_uppercase),
            _ => false,
        };
        if !is_step || (one.kind, &one.text, one.children.len()) != (two.kind, &two.text, two.children.len())
        {
            continue;
        }
        let differing: Vec<usize> =
            (0..one.children.len()).filter(|at| !one.children[*at].says(&two.children[*at])).collect();
        let &[at] = differing.as_slice() else { continue };
        used.note(Norm::N44);
        let line = stmt.line;
        let mut branches = std::mem::take(&mut stmt.children).into_iter();
        let (Some(cond), Some(then), Some(other)) = (branches.next(), branches.next(), branches.next())
        else {
            continue;
        };
        let mut step = then.children.into_iter().next().unwrap_or_else(Node::empty);
        let value = other.children.into_iter().next().map(|mut found| found.children.swap_remove(at));
        let as_block = |value: Node| Node::of(Kind::Block, line, vec![value]);
        let first = std::mem::replace(&mut step.children[at], Node::empty());
        let chosen = vec![cond, as_block(first), as_block(value.unwrap_or_else(Node::empty))];
        step.children[at] = Node::of(Kind::If, line, chosen);
        *stmt = step;
    }
}

/// Where one branch assigns to a place, and the other one adds to it or the like, both assign to it.
fn spelt_out(stmt: &mut Node) {
    let Node { kind: Kind::If, children, .. } = stmt else { return };
    let [_, then, other] = children.as_mut_slice() else { return };
    let ([one], [two]) = (then.children.as_mut_slice(), other.children.as_mut_slice()) else { return };
    if !one.children.first().zip(two.children.first()).is_some_and(|(one, two)| one.says(two)) {
        return;
    }
    let step = match (one.kind, two.kind) {
        (Kind::Assign, Kind::AssignOp) => two,
        (Kind::AssignOp, Kind::Assign) => one,
        _ => return,
    };
    let [target, value] = step.children.as_slice() else { return };
    if target.kind != Kind::Local && !super::inline::is_pure(target) {
        return;
    }
    let whole = Node::new(Kind::Binary, step.text.clone(), step.line, vec![target.clone(), value.clone()]);
    let children = vec![target.clone(), whole];
    *step = Node::of(Kind::Assign, step.line, children);
}

/// What `let Some(x) = y else { return … }` returns instead.
fn returned_instead(node: &Node) -> Option<&Node> {
    let (pat, leaving) = (&node.children[0], &node.children[2]);
    let names_it =
        matches!(pat.children.as_slice(), [name] if name.kind == Kind::Binding) && &*pat.text == "Some";
    match leaving.children.as_slice() {
        [Node { kind: Kind::Return, children, .. }] if names_it => children.first(),
        _ => None,
    }
}

fn returns_error(node: &Node) -> bool {
    returned_instead(node)
        .is_some_and(|value| value.kind == Kind::Call && &*value.text == "Err" && value.children.len() == 1)
}

fn returns_none(node: &Node) -> bool {
    returned_instead(node).is_some_and(|value| value.kind == Kind::Path && &*value.text == "None")
}

/// An `if` with a branch that leaves needs no `else`.
fn parted(mut node: Node, used: &mut Used, out: &mut Vec<Node>) {
    let (then_leaves, else_leaves) = (node.children[1].leaves(), node.children[2].leaves());
    if then_leaves {
        used.note(Norm::N10);
        let otherwise = node.children.pop();
        out.push(node);
        for child in otherwise.into_iter().flat_map(Node::statements) {
            statement(child, used, out);
        }
    } else if else_leaves {
        used.note(Norm::N10);
        let (Some(otherwise), Some(then), Some(cond)) =
            (node.children.pop(), node.children.pop(), node.children.pop())
        else {
            return;
        };
        if cond.kind == Kind::LetIn {
            let mut children = cond.children;
            children.push(block(otherwise));
            statement(Node::of(Kind::LetElse, node.line, children), used, out);
        } else {
            let cond = super::values::rewrite(Node::of(Kind::Not, cond.line, vec![cond]), used);
            out.push(Node::of(Kind::If, node.line, vec![cond, block(otherwise)]));
        }
        for child in then.statements() {
            statement(child, used, out);
        }
    } else {
        out.push(node);
    }
}

/// `let x = if let Some(y) = z { y } else { return }` is `let Some(x) = z else { return }`.
fn chosen(mut node: Node, used: &mut Used) -> Node {
    let Some(value) = node.children.get(1) else { return node };
    let fits = value.kind == Kind::If
        && value.children.len() == 3
        && value.children[0].kind == Kind::LetIn
        && value.children[2].leaves()
        && node.children[0].kind == Kind::Binding;
    if !fits {
        return node;
    }
    let (cond, then) = (&value.children[0], &value.children[1]);
    let pat = &cond.children[0];
    let yields = match (pat.children.as_slice(), then.children.as_slice()) {
        ([inner], [body]) => {
            inner.kind == Kind::Binding && body.kind == Kind::Local && inner.text == body.text
        }
        _ => false,
    };
    if !yields {
        return node;
    }
    used.note(Norm::N08);
    let Some(mut value) = node.children.pop() else { return node };
    let Some(binding) = node.children.pop() else { return node };
    let otherwise = value.children.pop().unwrap_or_else(Node::empty);
    value.children.truncate(1);
    let Some(mut cond) = value.children.pop() else { return node };
    cond.children[0].children = vec![binding];
    cond.children.push(block(otherwise));
    Node::of(Kind::LetElse, node.line, cond.children)
}

/// Larger values keep their names in the normal form.
const NAMED_SIZE_MAX: usize = 12;

/// A local that is used once, in the next statement, gives way to its value; a name for a place does so everywhere.
///
/// Values of more than `size_max` nodes keep their name: what is done to them later is easier to tell then.
pub(super) fn named_once(stmts: &mut Vec<Node>, size_max: usize, used: &mut Used) {
    let mut idx = stmts.len();
    while idx > 0 {
        idx -= 1;
        let Node { kind: Kind::Let, children, .. } = &stmts[idx] else { continue };
        let [Node { kind: Kind::Binding, text: name, children: none, .. }, value] = children.as_slice()
        else {
            continue;
        };
        if !none.is_empty() || idx + 1 >= stmts.len() {
            continue;
        }
        let uses: usize = stmts[idx + 1..].iter().map(|stmt| count(stmt, name)).sum();
        let place = is_place(value)
            && !name.ends_with('!')
            && uses > 0
            && !super::turns::touched_before_use(&stmts[idx + 1..], name, value);
        let once = uses == 1
            && value.is_within(size_max)
            && straight(&stmts[idx + 1], name) == 1
            && !super::turns::taken_before(&stmts[idx + 1], name, value);
        if !place && !once {
            continue;
        }
        used.note(Norm::N28);
        let mut named = stmts.remove(idx);
        let (Some(value), Some(pat)) = (named.children.pop(), named.children.pop()) else { continue };
        for stmt in &mut stmts[idx..] {
            replace(stmt, &pat.text, &value);
        }
    }
}

/// A name, a literal, or a part of one.
fn is_place(node: &Node) -> bool {
    match node.kind {
        Kind::Local => !node.text.ends_with('!'),
        Kind::Path | Kind::Literal => true,
        Kind::Field => node.children.first().is_some_and(is_place),
        _ => false,
    }
}

pub(super) fn count(node: &Node, name: &str) -> usize {
    let mut found = 0;
    node.each(&mut |node| found += usize::from(node.kind == Kind::Local && *node.text == *name));
    found
}

/// How often a local stands where it is read exactly once, whatever happens.
fn straight(node: &Node, name: &str) -> usize {
    if node.kind == Kind::Local {
        return usize::from(*node.text == *name);
    }
    let looked_at: &[Node] = match node.kind {
        Kind::Closure | Kind::Loop | Kind::While => &[],
        Kind::If | Kind::And | Kind::Or | Kind::Match => &node.children[..1],
        Kind::For | Kind::LetElse => &node.children[..2],
        Kind::Block => &node.children[..node.children.len().min(1)],
        _ => &node.children,
    };
    looked_at.iter().map(|child| straight(child, name)).sum()
}

/// Puts a tree in the place of a local.
pub(crate) fn replace(node: &mut Node, name: &str, value: &Node) {
    if node.kind == Kind::Local && *node.text == *name {
        let line = node.line;
        *node = value.clone();
        node.line = line;
        return;
    }
    for child in &mut node.children {
        replace(child, name, value);
    }
}

/// What stands at the end of a body is what it returns.
pub(super) fn tail(mut body: Node, used: &mut Used) -> Node {
    settled(&mut body, used);
    let Some(last) = body.children.pop() else { return body };
    match last.kind {
        Kind::Return if last.children.is_empty() => {
            used.note(Norm::N10);
            return tail(body, used);
        }
        Kind::Return if last.children.len() == 1 => {
            let value = last.children.into_iter().next().unwrap_or_else(Node::empty);
            body.children.extend(returned(value, last.line, used));
        }
        _ => body.children.push(last),
    }
    body
}

/// `Ok(x?)`.
fn is_ok_of_tried(node: &Node) -> bool {
    &*node.text == "Ok" && matches!(node.children.as_slice(), [Node { kind: Kind::Try, .. }])
}

/// Where a function returns `Result<()>`, `x?; Ok(())` is `x`.
fn settled(body: &mut Node, used: &mut Used) {
    if &*body.text != UNIT_RESULT {
        return;
    }
    let Some(Node { kind: Kind::Return, children, line, .. }) = body.children.last() else { return };
    let [value] = children.as_slice() else { return };
    let line = *line;
    let is_call = |name: &str| value.kind == Kind::Call && &*value.text == name;
    if matches!(value.kind, Kind::If | Kind::Match | Kind::Block | Kind::Loop)
        || is_call("Err")
        || is_ok_of_tried(value)
    {
        return;
    }
    used.note(Norm::N06);
    let value = if is_call("Ok") { None } else { Some(value.clone()) };
    body.children.pop();
    body.children.extend(value.map(|value| Node::of(Kind::Try, line, vec![value])));
}

/// The statements that return a value.
fn returned(value: Node, line: u32, used: &mut Used) -> Vec<Node> {
    let ends = |node: Node, used: &mut Used| -> Node {
        let line = node.line;
        let mut block = block(node);
        if let Some(last) = block.children.pop() {
            if last.leaves() || matches!(last.kind, Kind::Let | Kind::For | Kind::While | Kind::Loop) {
                block.children.push(last);
            } else {
                let last_line = last.line;
                block.children.extend(returned(last, last_line, used));
            }
        }
        Node { line, ..block }
    };
    match value.kind {
        Kind::If if value.children.len() == 3 => {
            used.note(Norm::N10);
            let line = value.line;
            let mut children = value.children.into_iter();
            let (Some(cond), Some(then), Some(other)) = (children.next(), children.next(), children.next())
            else {
                return Vec::new();
            };
            let then = ends(then, used);
            let mut out = vec![Node::of(Kind::If, line, vec![cond, then])];
            out.extend(ends(other, used).statements());
            out
        }
        Kind::Match => {
            used.note(Norm::N10);
            let mut value = value;
            for arm in value.children.iter_mut().skip(1).filter(|arm| arm.kind == Kind::Arm) {
                if let Some(body) = arm.children.pop() {
                    arm.children.push(ends(body, used));
                }
            }
            vec![value]
        }
        Kind::Block => {
            let value = ends(value, used);
            value.statements()
        }
        Kind::Return | Kind::Loop | Kind::While | Kind::For => vec![value],
        _ if value.leaves() => vec![value],
        Kind::Call if is_ok_of_tried(&value) => {
            used.note(Norm::N06);
            let tried = value.children.into_iter().next().unwrap_or_else(Node::empty);
            returned(tried.children.into_iter().next().unwrap_or_else(Node::empty), line, used)
        }
        _ => vec![Node::of(Kind::Return, line, vec![value])],
    }
}
