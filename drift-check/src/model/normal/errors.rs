//! Errors that are made into others on the way: only bodies that differ take these forms.

use super::options::fits_closure;
use super::rules::{Norm, Used};
use super::values;
use crate::model::form::{Kind, Node};

/// A `match` that yields what `Ok` holds and returns another error is `map_err` and `?`.
pub(super) fn converted(node: Node, used: &mut Used) -> Node {
    let Some(Handed { value, pat, body }) = handed(&node, used) else { return node };
    let yields = match pat.kind {
        Kind::Binding => body.kind == Kind::Local && body.text == pat.text,
        _ => is_nothing(&pat) && is_done(&body),
    };
    if yields { value } else { node }
}

/// The same for statements, also with `if let Err(e) = x { return Err(f(e)) }`.
pub(super) fn stepped(stmts: &mut Vec<Node>, used: &mut Used) {
    let before = std::mem::take(stmts);
    let count = before.len();
    for (at, stmt) in before.into_iter().enumerate() {
        if let Some(tried) = asked(&stmt, used).or_else(|| forgotten(&stmt, used)) {
            stmts.push(tried);
            continue;
        }
        // What `Ok` holds is dropped at the end of the `match`, and later if it is a local.
        let is_end = |body: &Node| at + 1 == count || is_done(body);
        let Some(Handed { value, pat, body }) = handed(&stmt, used).filter(|found| is_end(&found.body))
        else {
            stmts.push(stmt);
            continue;
        };
        let named = if is_nothing(&pat) { value } else { Node::of(Kind::Let, stmt.line, vec![pat, value]) };
        stmts.push(named);
        stmts.extend(body.statements());
    }
}

/// `return Some(x?)` is `return x`, and `return x.and_then(f)` is `return f(x?)`.
pub(super) fn returned(node: &mut Node, used: &mut Used) {
    let [value] = node.children.as_mut_slice() else { return };
    if values::is_call(value, "Some", 1)
        && let [tried] = value.children.as_mut_slice()
        && tried.kind == Kind::Try
        && let Some(inner) = tried.children.pop()
    {
        used.note(Norm::N06);
        *value = inner;
    }
    if values::is_call(value, "and_then", 2)
        && let [tried, called] = value.children.as_mut_slice()
        && called.kind == Kind::Path
    {
        used.note(Norm::N49);
        let line = value.line;
        let tried = Node::of(Kind::Try, line, vec![std::mem::replace(tried, Node::empty())]);
        *value = Node::new(Kind::Call, called.text.clone(), line, vec![tried]);
    }
}

/// `let Ok(v) = x else { return None }` is `let v = x.ok()?`.
fn forgotten(stmt: &Node, used: &mut Used) -> Option<Node> {
    let (Kind::LetElse, [pat, value, leave]) = (stmt.kind, stmt.children.as_slice()) else { return None };
    let ([inner], [leave]) = (pat.children.as_slice(), leave.children.as_slice()) else { return None };
    let is_none =
        matches!(leave.children.as_slice(), [none] if none.kind == Kind::Path && &*none.text == "None");
    if &*pat.text != "Ok" || leave.kind != Kind::Return || !is_none || inner.kind != Kind::Binding {
        return None;
    }
    used.note(Norm::N06);
    let ok = Node::new(Kind::Call, "ok", stmt.line, vec![value.clone()]);
    let tried = Node::of(Kind::Try, stmt.line, vec![ok]);
    Some(Node::of(Kind::Let, stmt.line, vec![inner.clone(), tried]))
}

/// What a `match` on a result does.
struct Handed {
    /// The value of `Ok`; another error is returned.
    value: Node,
    /// What `Ok` binds.
    pat: Node,
    /// What is done with it.
    body: Node,
}

fn handed(node: &Node, used: &mut Used) -> Option<Handed> {
    let (Kind::Match, [value, first, second]) = (node.kind, node.children.as_slice()) else { return None };
    let parts = |arm: &Node, variant: &str| -> Option<(Node, Node)> {
        let [pat, guard, body] = arm.children.as_slice() else { return None };
        let [inner] = pat.children.as_slice() else { return None };
        let fits = arm.kind == Kind::Arm && guard.kind == Kind::Empty && &*pat.text == variant;
        fits.then(|| (inner.clone(), body.clone()))
    };
    let (good, bad) = match parts(first, "Ok") {
        Some(good) => (good, parts(second, "Err")?),
        None => (parts(second, "Ok")?, parts(first, "Err")?),
    };
    let leave = match bad.1.kind {
        Kind::Block if bad.1.children.len() == 1 => &bad.1.children[0],
        _ => &bad.1,
    };
    let value = tried(node.line, value, &bad.0, leave, used)?;
    Some(Handed { value, pat: good.0, body: good.1 })
}

/// `if let Err(e) = x { return Err(f(e)) }`.
fn asked(stmt: &Node, used: &mut Used) -> Option<Node> {
    let (Kind::If, [cond, then]) = (stmt.kind, stmt.children.as_slice()) else { return None };
    let (Kind::LetIn, [pat, value]) = (cond.kind, cond.children.as_slice()) else { return None };
    let ([error], [leave]) = (pat.children.as_slice(), then.children.as_slice()) else { return None };
    if &*pat.text != "Err" {
        return None;
    }
    tried(stmt.line, value, error, leave, used)
}

/// `x.map_err(|e| f(e))?`, where `leave` is `return Err(f(e))`.
fn tried(line: u32, value: &Node, error: &Node, leave: &Node, used: &mut Used) -> Option<Node> {
    let (Kind::Return, [err]) = (leave.kind, leave.children.as_slice()) else { return None };
    let (Kind::Call, "Err", [made]) = (err.kind, &*err.text, err.children.as_slice()) else { return None };
    let is_named = error.kind == Kind::Binding && error.children.is_empty() || error.kind == Kind::Wild;
    // Whatever becomes of a poisoned lock is the same (N16), but not every `read` takes one.
    if !is_named || !fits_closure(made) || values::is_lock(value) {
        return None;
    }
    used.note(Norm::N63);
    let closure = Node::of(Kind::Closure, line, vec![error.clone(), made.clone()]);
    let closure = values::rewrite(closure, used);
    let mapped = Node::new(Kind::Call, "map_err", line, vec![value.clone(), closure]);
    Some(Node::of(Kind::Try, line, vec![values::rewrite(mapped, used)]))
}

/// Whether nothing is done.
fn is_done(body: &Node) -> bool {
    body.children.is_empty() && matches!(body.kind, Kind::Block | Kind::Tuple | Kind::Empty)
}

/// Whether a pattern names nothing and takes everything.
fn is_nothing(pat: &Node) -> bool {
    pat.kind == Kind::Wild || pat.kind == Kind::Pattern && &*pat.text == "()" && pat.children.is_empty()
}
