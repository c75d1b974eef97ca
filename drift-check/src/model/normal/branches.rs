//! Rules for what decides which way to go.

use super::inline::is_pure;
use super::patterns::are_disjoint;
use super::rules::{Norm, Used};
use super::{block, iterators};
use crate::model::form::{Kind, Node};

pub(super) fn rewrite(node: Node, used: &mut Used) -> Node {
    match node.kind {
        Kind::And | Kind::Or => flattened(node),
        Kind::LetIn => asked(node, used),
        Kind::Match => {
            let node = matched(node, takes_rest, used);
            if node.kind == Kind::If { choice(node, used) } else { tried(node, used) }
        }
        Kind::If => choice(node, used),
        Kind::For => looped(node, used),
        Kind::While => {
            let node = iterators::drained(node, used);
            if node.kind == Kind::For { looped(node, used) } else { bodied(node, used) }
        }
        Kind::Loop => bodied(node, used),
        _ => node,
    }
}

/// Nested conditions of one kind become one list.
pub(super) fn flattened(mut node: Node) -> Node {
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
        return variant(node, used);
    };
    used.note(Norm::N09);
    let value = node.children.split_off(1);
    Node::new(Kind::Call, name, node.line, value)
}

/// `let A = x` asks whether `x` is `A`, and `let A | B = x` whether it is one of them.
fn variant(mut node: Node, used: &mut Used) -> Node {
    let is_one_of = |pat: &Node| {
        pat.kind == Kind::Pattern
            && &*pat.text == "|"
            && pat.children.iter().all(|one| as_value(one).is_some())
    };
    let Node { line, children, .. } = &node;
    let [pat, value] = children.as_slice() else { return node };
    if is_one_of(pat) {
        used.note(Norm::N40);
        let asked =
            pat.children.iter().filter_map(as_value).map(|one| equal(one, value.clone(), *line, used));
        let asked = asked.collect();
        return flattened(Node::of(Kind::Or, *line, asked));
    }
    let Some(one) = as_value(pat) else { return node };
    used.note(Norm::N40);
    let (line, value) = (*line, node.children.swap_remove(1));
    equal(one, value, line, used)
}

fn equal(one: Node, value: Node, line: u32, used: &mut Used) -> Node {
    super::values::compare(Node::new(Kind::Compare, "==", line, vec![value, one]), used)
}

/// The value that a pattern without parts stands for.
fn as_value(pat: &Node) -> Option<Node> {
    if pat.kind != Kind::Pattern || !pat.children.is_empty() {
        return None;
    }
    let first = pat.text.chars().next()?;
    let kind = match first {
        '"' | '\'' => Kind::Literal,
        _ if pat.text.contains("..") => return None,
        _ if first.is_uppercase() => Kind::Path,
        _ if first.is_ascii_digit() => Kind::Literal,
        _ => return None,
    };
    Some(Node::new(kind, pat.text.clone(), pat.line, Vec::new()))
}

/// Alternatives that differ in one part are one pattern with alternatives there.
pub(super) fn folded(mut node: Node, used: &mut Used) -> Node {
    if &*node.text != "|" {
        return node;
    }
    let [first, rest @ ..] = node.children.as_slice() else { return node };
    let arity = first.children.len();
    let alike =
        |one: &Node| one.kind == Kind::Pattern && one.text == first.text && one.children.len() == arity;
    if arity == 0 || &*first.text == "|" || !rest.iter().all(alike) {
        return node;
    }
    let differs = |at: usize| rest.iter().any(|one| !one.children[at].says(&first.children[at]));
    let differing: Vec<usize> = (0..arity).filter(|at| differs(*at)).collect();
    let &[at] = differing.as_slice() else { return node };
    used.note(Norm::N46);
    let line = node.line;
    let mut all = std::mem::take(&mut node.children).into_iter();
    let Some(mut whole) = all.next() else { return node };
    let mut parts = vec![std::mem::replace(&mut whole.children[at], Node::empty())];
    parts.extend(all.map(|mut one| one.children.swap_remove(at)));
    parts.sort_by(|a, b| a.text.cmp(&b.text));
    whole.children[at] = folded(Node::new(Kind::Pattern, "|", line, parts), used);
    whole
}

/// Neighbouring arms that do the same become one.
fn merged(mut node: Node, used: &mut Used) -> Node {
    let plain = |arm: &Node| arm.kind == Kind::Arm && arm.children[1].kind == Kind::Empty;
    let mut out: Vec<Node> = Vec::with_capacity(node.children.len());
    for mut arm in node.children {
        match out.last_mut() {
            Some(last) if plain(last) && plain(&arm) && same_step(last, &mut arm) => {
                used.note(Norm::N38);
                let pat = arm.children.into_iter().next().unwrap_or_else(Node::empty);
                join(&mut last.children[0], pat);
                let pat = std::mem::replace(&mut last.children[0], Node::empty());
                last.children[0] = folded(pat, used);
            }
            _ => out.push(arm),
        }
    }
    node.children = out;
    node
}

/// Whether two arms do the same; names that the second one binds are called as in the first one then.
fn same_step(first: &Node, second: &mut Node) -> bool {
    let names = |pat: &Node| {
        let mut out: Vec<Box<str>> = Vec::new();
        pat.each(&mut |node| {
            if node.kind == Kind::Binding && !out.contains(&node.text) {
                out.push(node.text.clone());
            }
        });
        out.sort_unstable();
        out
    };
    let plain = |name: &str| name.split('#').next().map(str::to_owned);
    let (ours, theirs) = (names(&first.children[0]), names(&second.children[0]));
    if ours.is_empty() && theirs.is_empty() {
        return step(&first.children[2]).says(step(&second.children[2]));
    }
    // Alternatives bind the same names.
    if ours.len() != theirs.len() || ours.iter().zip(&theirs).any(|(one, two)| plain(one) != plain(two)) {
        return false;
    }
    let mut renamed = second.clone();
    renamed.each_mut(&mut |node| {
        if matches!(node.kind, Kind::Binding | Kind::Local)
            && let Some(at) = theirs.iter().position(|name| *name == node.text)
        {
            node.text = ours[at].clone();
        }
    });
    let same = step(&first.children[2]).says(step(&renamed.children[2]));
    if same {
        *second = renamed;
    }
    same
}

/// What an arm does, whether in a block or not.
fn step(body: &Node) -> &Node {
    match body.kind {
        Kind::Block if body.children.len() == 1 => &body.children[0],
        _ => body,
    }
}

/// Adds a pattern to what another one takes.
fn join(pat: &mut Node, more: Node) {
    if pat.kind == Kind::Wild || more.kind == Kind::Wild {
        pat.kind = Kind::Wild;
        pat.text = "".into();
        pat.children.clear();
        return;
    }
    let list =
        |pat: Node| if pat.kind == Kind::Pattern && &*pat.text == "|" { pat.children } else { vec![pat] };
    let (line, first) = (pat.line, std::mem::replace(pat, Node::empty()));
    let mut all = list(first);
    all.extend(list(more));
    all.sort_by(|a, b| a.text.cmp(&b.text));
    *pat = Node::new(Kind::Pattern, "|", line, all);
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

/// A `match` in which arms that do the same are one, and which is an `if let` where two are left: all arms together take
/// everything, so the second one takes what the first one leaves.
pub(super) fn settled(node: Node, used: &mut Used) -> Node {
    let leaves =
        |pat: &Node, first: &Node| takes_rest(pat, first) || !binds(pat) && pat.kind == Kind::Pattern;
    let mut node = named(merged(node, used), used);
    if let [value, arm] = node.children.as_slice()
        && arm.kind == Kind::Arm
        && arm.children[1].kind == Kind::Empty
        && !binds(&arm.children[0])
        && is_pure(value)
        && let Some(body) = node.children.pop().and_then(|mut arm| arm.children.pop())
    {
        used.note(Norm::N50);
        return body;
    }
    truth(matched(node, leaves, used), used)
}

/// A last arm that names what the first one leaves does without the name, if that is a value that can be computed again.
fn named(mut node: Node, used: &mut Used) -> Node {
    let [value, first, last] = node.children.as_mut_slice() else { return node };
    let is_plain = |arm: &Node| arm.kind == Kind::Arm && arm.children[1].kind == Kind::Empty;
    let is_one = as_value(&first.children[0]).is_some();
    let names_it = last.children[0].kind == Kind::Binding && last.children[0].children.is_empty();
    let is_fine = is_plain(first) && is_plain(last) && is_one && names_it && is_pure(value);
    if !is_fine || !super::options::is_still_there(&last.children[2], &last.children[0].text, value) {
        return node;
    }
    used.note(Norm::N60);
    let name = std::mem::replace(&mut last.children[0], Node::of(Kind::Wild, last.line, Vec::new())).text;
    super::blocks::replace(&mut last.children[2], &name, value);
    node
}

/// `if c { return true } else { return false }` is `return c`.
fn truth(mut node: Node, used: &mut Used) -> Node {
    let returned = |node: &Node| match step(node) {
        Node { kind: Kind::Return, children, .. } => match children.as_slice() {
            [value] if is_path(value, "true") => Some(true),
            [value] if is_path(value, "false") => Some(false),
            _ => None,
        },
        _ => None,
    };
    let [_, then, otherwise] = node.children.as_slice() else { return node };
    let (Kind::If, Some(then), Some(otherwise)) = (node.kind, returned(then), returned(otherwise)) else {
        return node;
    };
    if then == otherwise {
        return node;
    }
    used.note(Norm::N09);
    let (line, cond) = (node.line, node.children.swap_remove(0));
    Node::of(Kind::Return, line, vec![if then { cond } else { negated(cond) }])
}

/// A `match` with two arms is an `if let`.
fn matched(mut node: Node, takes_rest: impl Fn(&Node, &Node) -> bool, used: &mut Used) -> Node {
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
    } else if unguarded && takes_rest(one, two) && one.kind != Kind::Wild && are_disjoint(one, two) {
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

/// Whether a `match` does something with what `Ok` names, and hands `Err` on as it is.
pub(super) fn hands_error_on(node: &Node) -> bool {
    let [_, first, second] = node.children.as_slice() else { return false };
    let is_plain = |arm: &Node| arm.kind == Kind::Arm && arm.children[1].kind == Kind::Empty;
    if !is_plain(first) || !is_plain(second) {
        return false;
    }
    let (good, bad) = if &*first.children[0].text == "Ok" { (first, second) } else { (second, first) };
    bound(&good.children[0], "Ok").is_some()
        && bound(&bad.children[0], "Err").is_some_and(|error| hands_on(&bad.children[2], error))
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
    if otherwise.is_none()
        && then.children.len() == 1
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
    bodied(iterators::filtered(node, used), used)
}

/// The body of a loop is a block, and what is done under a condition at its end is what the others go on before.
fn bodied(mut node: Node, used: &mut Used) -> Node {
    let Some(body) = node.children.pop() else { return node };
    let mut body = block(body);
    round(&mut body.children, used);
    node.children.push(body);
    node
}

fn round(statements: &mut Vec<Node>, used: &mut Used) {
    let Some(last) = statements.pop_if(|last| ends_round(last)) else { return };
    used.note(Norm::N37);
    if last.kind == Kind::Continue {
        return round(statements, used);
    }
    let line = last.line;
    let goes_on = Node::of(Kind::Block, line, vec![Node::of(Kind::Continue, line, Vec::new())]);
    let mut children = last.children;
    let (Some(then), Some(cond)) = (children.pop(), children.pop()) else { return };
    if cond.kind == Kind::LetIn {
        let mut children = cond.children;
        children.push(goes_on);
        statements.push(Node::of(Kind::LetElse, line, children));
    } else {
        statements.push(Node::of(Kind::If, line, vec![negated(cond), goes_on]));
    }
    statements.extend(then.statements());
    round(statements, used);
}

/// Whether a last statement of a loop's body is nothing but another way to go on.
fn ends_round(last: &Node) -> bool {
    match last.kind {
        Kind::Continue => last.text.is_empty(),
        Kind::If => {
            let asks = last.children[0].kind == Kind::LetIn || !has_let(&last.children[0]);
            last.children.len() == 2
                && asks
                && last.children[1].kind == Kind::Block
                && !last.children[1].leaves()
        }
        _ => false,
    }
}

/// Whether a condition binds names.
pub(super) fn has_let(cond: &Node) -> bool {
    let mut found = false;
    cond.each(&mut |node| found |= node.kind == Kind::LetIn);
    found
}
