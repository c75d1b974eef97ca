//! Loops, and the chains of iterators that say the same: only bodies that differ take these forms.

use super::branches::has_let;
use super::inline::is_pure;
use super::iterators::not;
use super::options::{fits_closure, is_irrefutable};
use super::rules::{Norm, Used};
use super::values::{self, is_call};
use crate::model::form::{Kind, Node};

/// What ends a round by leaving more than the round is done under a condition, rather than behind one to go on under.
pub(super) fn ended(repeated: &mut Node, used: &mut Used) {
    let Some(body) = repeated.children.last_mut() else { return };
    let goes_on = |block: &Node| matches!(block.children.as_slice(), [only] if only.kind == Kind::Continue && only.text.is_empty());
    let asks = |stmt: &Node| match (stmt.kind, stmt.children.as_slice()) {
        (Kind::If, [cond, then]) => !has_let(cond) && goes_on(then),
        (Kind::LetElse, [.., otherwise]) => goes_on(otherwise),
        _ => false,
    };
    while let Some(at) = body.children.iter().rposition(asks) {
        let leaves = |last: &Node| last.leaves() && last.kind != Kind::Continue;
        if at + 1 == body.children.len() || !body.children.last().is_some_and(leaves) {
            return;
        }
        used.note(Norm::N37);
        let rest = body.children.split_off(at + 1);
        let Some(mut stmt) = body.children.pop() else { return };
        stmt.children.pop();
        let cond = match stmt.kind {
            Kind::LetElse => Node::of(Kind::LetIn, stmt.line, stmt.children),
            _ => not(stmt.children.swap_remove(0), used),
        };
        let then = Node::of(Kind::Block, stmt.line, rest);
        body.children.push(Node::of(Kind::If, stmt.line, vec![cond, then]));
    }
}

/// `for (i, x) in v.iter().enumerate().take(n)` is `for i in 0..n` with `let x = v[i]`.
pub(super) fn indexed(repeated: &mut Node, used: &mut Used) {
    let [pat, iter, body] = repeated.children.as_slice() else { return };
    let (place, element) = match pat.children.as_slice() {
        [place, element] if pat.kind == Kind::Pattern && &*pat.text == "()" => (place, element),
        _ => return,
    };
    let (numbered, end) = match is_call(iter, "take", 2) {
        true => (&iter.children[0], Some(&iter.children[1])),
        false => (iter, None),
    };
    let [list] = numbered.children.as_slice() else { return };
    let list = match list.children.as_slice() {
        [inner] if is_call(list, "iter", 1) => inner,
        _ => return,
    };
    let is_name = place.kind == Kind::Binding && place.children.is_empty();
    if repeated.kind != Kind::For || !is_call(numbered, "enumerate", 1) || !is_name || !is_pure(list) {
        return;
    }
    used.note(Norm::N64);
    let line = repeated.line;
    let len = || Node::new(Kind::Call, "len", line, vec![list.clone()]);
    let end = end.cloned().unwrap_or_else(len);
    let start = Node::new(Kind::Literal, "0", line, Vec::new());
    let number = Node::new(Kind::Local, place.text.clone(), line, Vec::new());
    let value = Node::of(Kind::Index, line, vec![list.clone(), number]);
    let mut statements = vec![Node::of(Kind::Let, line, vec![element.clone(), value])];
    statements.extend(body.clone().statements());
    let range = Node::of(Kind::Range, line, vec![start, end]);
    repeated.children = vec![place.clone(), range, Node::of(Kind::Block, line, statements)];
}

/// Loops in a block that search or gather become what iterators offer for that.
pub(super) fn chained(stmts: &mut Vec<Node>, used: &mut Used) {
    for stmt in stmts.iter_mut() {
        if let Some(asked) = found(stmt) {
            used.note(Norm::N57);
            *stmt = asked;
        }
    }
    let mut at = 1;
    while at < stmts.len() {
        if let Some(value) = gathered(&stmts[at - 1], &stmts[at]) {
            used.note(Norm::N62);
            stmts[at - 1].children[1] = value;
            stmts.remove(at);
        } else if let Some(value) = flagged(&stmts[at - 1], &stmts[at..], used) {
            used.note(Norm::N57);
            stmts[at - 1].children[1] = value;
            stmts.remove(at);
        } else {
            at += 1;
        }
    }
}

/// `for x in i { if c { return y } }` is `if i.any(|x| c) { return y }`, if `y` has nothing to do with `x`.
fn found(stmt: &Node) -> Option<Node> {
    let (pat, iter, asked) = only_step(stmt)?;
    let (Kind::If, [cond, then]) = (asked.kind, asked.children.as_slice()) else { return None };
    let [leave] = then.children.as_slice() else { return None };
    let is_hit = leave.kind == Kind::Return && !mentions(leave, pat) && !has_let(cond);
    is_hit.then(|| search(stmt.line, pat, iter, cond)).flatten().map(|any| {
        let then = Node::of(Kind::Block, asked.line, vec![leave.clone()]);
        Node::of(Kind::If, asked.line, vec![any, then])
    })
}

/// `let mut found = false; for x in i { if c { found = true; break } }` is `let found = i.any(|x| c)`.
fn flagged(named: &Node, rest: &[Node], used: &mut Used) -> Option<Node> {
    let (name, first) = bound(named)?;
    let (repeated, behind) = rest.split_first()?;
    let (pat, iter, asked) = only_step(repeated)?;
    let (Kind::If, [cond, then]) = (asked.kind, asked.children.as_slice()) else { return None };
    let [set, leave] = then.children.as_slice() else { return None };
    let [target, hit] = set.children.as_slice() else { return None };
    let is_hit = set.kind == Kind::Assign
        && target.kind == Kind::Local
        && *target.text == *name
        && leave.kind == Kind::Break
        && leave.text.is_empty()
        && leave.children.is_empty();
    let (missed, hit) = (values::truth(first)?, values::truth(hit)?);
    if !is_hit || missed == hit || has_let(cond) || behind.iter().any(|stmt| sets(stmt, name)) {
        return None;
    }
    let any = search(repeated.line, pat, iter, cond)?;
    Some(if hit { any } else { not(any, used) })
}

/// `let mut v = Vec::new(); for x in i { v.push(f(x)) }` is `let v = i.map(f).collect()`, also with `?`.
fn gathered(named: &Node, repeated: &Node) -> Option<Node> {
    let (name, first) = bound(named)?;
    // What asks for the room may do something besides.
    let is_empty = is_call(first, "Vec::new", 0)
        || is_call(first, "Vec::with_capacity", 1) && first.children.iter().all(is_pure);
    let (pat, iter, push) = only_step(repeated)?;
    let [list, element] = push.children.as_slice() else { return None };
    let is_push = is_call(push, "push", 2) && list.kind == Kind::Local && *list.text == *name;
    let (element, is_tried) = match element.kind {
        Kind::Try => (element.children.first()?, true),
        _ => (element, false),
    };
    if !is_empty || !is_push || !is_irrefutable(pat) || !fits_closure(element) || uses(element, name) {
        return None;
    }
    let line = repeated.line;
    let is_plain = element.kind == Kind::Local && element.text == pat.text;
    let iter = match is_plain && !is_tried {
        true => iter.clone(),
        false => {
            let closure = Node::of(Kind::Closure, line, vec![pat.clone(), element.clone()]);
            let closure = values::rewrite(closure, &mut Used::default());
            Node::new(Kind::Call, "map", line, vec![iter.clone(), closure])
        }
    };
    let all = Node::new(Kind::Call, "collect::<Vec>", line, vec![iter]);
    Some(if is_tried { Node::of(Kind::Try, line, vec![all]) } else { all })
}

/// `x.iter().map(f).collect()` gathers what `x.map(f).collect()` does.
pub(super) fn collected(node: &mut Node) {
    let [mapped] = node.children.as_mut_slice() else { return };
    if !is_collect(&node.text) || !is_call(mapped, "map", 2) {
        return;
    }
    let iter = &mut mapped.children[0];
    if ["iter", "iter_mut", "into_iter"].iter().any(|name| is_call(iter, name, 1))
        && let Some(inner) = iter.children.pop()
    {
        *iter = inner;
    }
}

/// Whether a call of this name is `collect`, whatever it makes.
fn is_collect(name: &str) -> bool {
    name == "collect" || name.starts_with("collect::<")
}

/// Takes what is gathered into out of the names of calls, if only one side says it: the other one leaves it to inference.
pub(super) fn same_collections(was: &mut Node, is: &mut Node) {
    let names = |root: &Node| {
        let mut out: Vec<Box<str>> = Vec::new();
        root.each(&mut |node| {
            if node.kind == Kind::Call && is_collect(&node.text) {
                out.push(node.text.clone());
            }
        });
        out
    };
    let (ours, theirs) = (names(was), names(is));
    if ours == theirs {
        return;
    }
    let are_paired = ours.len() == theirs.len();
    let is_said = |at: usize| {
        are_paired
            && ours
                .get(at)
                .zip(theirs.get(at))
                .is_some_and(|(one, two)| &**one != "collect" && &**two != "collect")
    };
    for root in [was, is] {
        let mut at = 0;
        root.each_mut(&mut |node| {
            if node.kind == Kind::Call && is_collect(&node.text) {
                if !is_said(at) {
                    node.text = "collect".into();
                }
                at += 1;
            }
        });
    }
}

/// Pattern, iterator and the only step of a `for` over an iterator.
fn only_step(stmt: &Node) -> Option<(&Node, &Node, &Node)> {
    match (stmt.kind, stmt.children.as_slice()) {
        (Kind::For, [pat, iter, body]) if stmt.text.is_empty() => match body.children.as_slice() {
            [only] if body.kind == Kind::Block => Some((pat, iter, only)),
            _ => None,
        },
        _ => None,
    }
}

/// Name and value of `let name = value`.
fn bound(stmt: &Node) -> Option<(&str, &Node)> {
    match (stmt.kind, stmt.children.as_slice()) {
        (Kind::Let, [pat, value]) if pat.kind == Kind::Binding && pat.children.is_empty() => {
            Some((&pat.text, value))
        }
        _ => None,
    }
}

fn search(line: u32, pat: &Node, iter: &Node, cond: &Node) -> Option<Node> {
    if !is_irrefutable(pat) || !fits_closure(cond) {
        return None;
    }
    let closure = Node::of(Kind::Closure, line, vec![pat.clone(), cond.clone()]);
    let closure = values::rewrite(closure, &mut Used::default());
    Some(Node::new(Kind::Call, "any", line, vec![iter.clone(), closure]))
}

/// Whether a tree has one of the names that a pattern binds.
fn mentions(node: &Node, pat: &Node) -> bool {
    let mut found = false;
    pat.each(&mut |part| found |= part.kind == Kind::Binding && uses(node, &part.text));
    found
}

fn uses(node: &Node, name: &str) -> bool {
    super::blocks::count(node, name) > 0
}

/// Whether something is assigned to a local.
fn sets(node: &Node, name: &str) -> bool {
    let mut found = false;
    node.each(&mut |part| {
        let target = part.children.first();
        found |= matches!(part.kind, Kind::Assign | Kind::AssignOp)
            && target.is_some_and(|target| target.kind == Kind::Local && *target.text == *name);
    });
    found
}
