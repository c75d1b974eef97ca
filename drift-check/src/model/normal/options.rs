//! Choices between two values, and the calls that say the same: only bodies that differ take these forms.

use super::inline::{is_pure, is_pure_name};
use super::rules::{Norm, Used};
use super::values::{self, is_call, is_zero};
use crate::model::form::{Kind, Node};

/// Rewrites a call that has a shorter name for what one of its arguments makes it.
pub(super) fn call(mut node: Node, used: &mut Used) -> Node {
    // `mem::replace(x, Vec::new())`.
    if is_call(&node, "mem::replace", 2) && is_default(&node.children[1]) {
        used.note(Norm::N53);
        node.children.truncate(1);
        node.text = "take".into();
        return node;
    }
    let is_mapped = is_call(&node, "map_or", 3);
    let is_plain = is_call(&node, "unwrap_or", 2) || is_call(&node, "unwrap_or_else", 2);
    if !(is_mapped || is_plain) || !is_default(&node.children[1]) {
        return node;
    }
    used.note(Norm::N52);
    node.children.remove(1);
    let line = node.line;
    if is_mapped {
        let mapped = Node::new(Kind::Call, "map", line, std::mem::take(&mut node.children));
        node.children.push(mapped);
    }
    node.text = "unwrap_or_default".into();
    node
}

/// `x.ok_or_else(|| e)` is `x.ok_or(e)`.
pub(super) fn eager(node: &mut Node, used: &mut Used) {
    if !is_call(node, "ok_or_else", 2) {
        return;
    }
    let [_, closure] = node.children.as_mut_slice() else { return };
    if let (Kind::Closure, [value]) = (closure.kind, closure.children.as_slice())
        && values::is_put_together(value, MAKERS)
    {
        used.note(Norm::N43);
        *closure = value.clone();
        node.text = "ok_or".into();
    }
}

/// Calls and macros that make an error or a part of one, and do nothing else.
const MAKERS: &[&str] =
    &["new", "other", "from", "into", "to_string", "to_owned", "clone", "format", "concat"];

/// What `Default` makes of the types whose values are written like this, or the function that makes it.
fn is_default(value: &Node) -> bool {
    match value.kind {
        Kind::Literal => matches!(&*value.text, "0" | "false" | "\"\""),
        Kind::Path => {
            matches!(&*value.text, "None" | "false" | "Vec::new" | "String::new" | "Default::default")
        }
        Kind::Call => matches!(&*value.text, "Vec::new" | "String::new") && value.children.is_empty(),
        Kind::Tuple => value.children.is_empty(),
        _ => false,
    }
}

/// `b'0' <= x && x <= b'9'` is `x.is_ascii_digit()`.
pub(super) fn digits(node: &mut Node, used: &mut Used) {
    let [one, two] = node.children.as_slice() else { return };
    let is_in = node.kind == Kind::And;
    let bound = |part: &Node| -> Option<(bool, Node)> {
        let [left, right] = part.children.as_slice() else { return None };
        let (operator, is_lower) =
            if is_in { ("<=", is_digit(left, '0')) } else { ("<", is_digit(right, '0')) };
        let is_upper = if is_in { is_digit(right, '9') } else { is_digit(left, '9') };
        let value = if is_lower == is_in { right } else { left };
        let fits = part.kind == Kind::Compare && &*part.text == operator && is_lower != is_upper;
        fits.then(|| (is_lower, value.clone()))
    };
    let (Some((one_lower, one)), Some((two_lower, two))) = (bound(one), bound(two)) else { return };
    if one_lower == two_lower || !one.says(&two) || !has_no_effect(&one) {
        return;
    }
    used.note(Norm::N66);
    let line = node.line;
    let asked = Node::new(Kind::Call, "is_ascii_digit", line, vec![one]);
    *node = if is_in { asked } else { not(asked, used) };
}

/// A digit as a character or a byte.
fn is_digit(node: &Node, digit: char) -> bool {
    node.kind == Kind::Literal
        && (*node.text == *u32::from(digit).to_string() || *node.text == *format!("'{digit}'"))
}

/// Rewrites an `if`.
pub(super) fn choice(node: Node, used: &mut Used) -> Node {
    let node = difference(asserted(taken(node, used), used), used);
    if node.kind == Kind::If { option(checked(node, used), used) } else { node }
}

/// The only expression of a block, if control gets past it.
fn only(block: &Node) -> Option<&Node> {
    match block.children.as_slice() {
        [value] if block.kind == Kind::Block && !value.leaves() => Some(value),
        _ if block.kind == Kind::Block => None,
        _ => Some(block),
    }
}

/// `if c { panic!() }` is `assert!(!c)`.
fn asserted(mut node: Node, used: &mut Used) -> Node {
    let [cond, then] = node.children.as_slice() else { return node };
    let panics =
        matches!(then.children.as_slice(), [only] if only.kind == Kind::Macro && &*only.text == "panic");
    if !panics || super::branches::has_let(cond) {
        return node;
    }
    used.note(Norm::N54);
    let (line, cond) = (node.line, node.children.swap_remove(0));
    Node::new(Kind::Macro, "assert", line, vec![not(cond, used)])
}

fn not(cond: Node, used: &mut Used) -> Node {
    values::rewrite(Node::of(Kind::Not, cond.line, vec![cond]), used)
}

/// `if let Some(v) = x { x = None; … }` is `if let Some(v) = x.take() { … }`.
fn taken(mut node: Node, used: &mut Used) -> Node {
    let [cond, then, ..] = node.children.as_mut_slice() else { return node };
    let (Kind::LetIn, [pat, place]) = (cond.kind, cond.children.as_mut_slice()) else { return node };
    let fits = matches!(place.kind, Kind::Field | Kind::Local)
        && &*pat.text == "Some"
        && matches!(pat.children.as_slice(), [inner] if is_irrefutable(inner))
        && then.children.first().is_some_and(|first| {
            let [target, value] = first.children.as_slice() else { return false };
            first.kind == Kind::Assign
                && target.says(place)
                && value.kind == Kind::Path
                && &*value.text == "None"
        });
    if fits {
        used.note(Norm::N65);
        then.children.remove(0);
        let line = place.line;
        let whole = std::mem::replace(place, Node::empty());
        *place = Node::new(Kind::Call, "take", line, vec![whole]);
    }
    node
}

/// `if b < a { a - b } else { 0 }` is `a.saturating_sub(b)`.
fn difference(node: Node, used: &mut Used) -> Node {
    let [cond, then, otherwise] = node.children.as_slice() else { return node };
    let (Some(then), Some(otherwise)) = (only(then), only(otherwise)) else { return node };
    let ordered = |small: &Node, large: &Node, difference: &Node| {
        cond.kind == Kind::Compare
            && matches!(&*cond.text, "<" | "<=")
            && difference.kind == Kind::Binary
            && &*difference.text == "sub"
            && difference.children[0].says(large)
            && difference.children[1].says(small)
            && has_no_effect(large)
            && has_no_effect(small)
    };
    let [left, right] = cond.children.as_slice() else { return node };
    let taken = if is_zero(otherwise) && ordered(left, right, then) {
        then
    } else if is_zero(then) && ordered(right, left, otherwise) {
        otherwise
    } else {
        return node;
    };
    used.note(Norm::N55);
    Node::new(Kind::Call, "saturating_sub", node.line, taken.children.clone())
}

/// `if let Some(d) = a.checked_sub(b)` is `if b <= a`, with `a - b` in the place of `d`.
fn checked(mut node: Node, used: &mut Used) -> Node {
    let [cond, ..] = node.children.as_slice() else { return node };
    let [pat, value] = cond.children.as_slice() else { return node };
    let fits = cond.kind == Kind::LetIn
        && &*pat.text == "Some"
        && matches!(pat.children.as_slice(), [name] if name.kind == Kind::Binding && name.children.is_empty())
        && is_call(value, "checked_sub", 2)
        && value.children.iter().all(is_pure);
    if !fits {
        return node;
    }
    let name = &*pat.children[0].text;
    if !node
        .children
        .get(1)
        .is_some_and(|then| value.children.iter().all(|part| is_still_there(then, name, part)))
    {
        return node;
    }
    used.note(Norm::N55);
    let line = cond.line;
    let (name, operands) = (pat.children[0].text.clone(), value.children.clone());
    let difference = Node::new(Kind::Binary, "sub", line, operands.clone());
    if let Some(then) = node.children.get_mut(1) {
        super::blocks::replace(then, &name, &difference);
    }
    let turned = operands.into_iter().rev().collect();
    node.children[0] = Node::new(Kind::Compare, "<=", line, turned);
    node
}

/// `let Some(d) = a.checked_sub(b) else { … }` is `if a < b { … }` before `let d = a - b`; the same with an error.
pub(super) fn subtracted(stmts: &mut Vec<Node>, used: &mut Used) {
    for at in (0..stmts.len()).rev() {
        let Some((name, operands, leave)) = checked_or_left(&stmts[at]) else { continue };
        used.note(Norm::N55);
        let line = stmts[at].line;
        let difference = Node::new(Kind::Binary, "sub", line, operands.clone());
        let cond = values::rewrite(Node::new(Kind::Compare, "<", line, operands), used);
        let leave = Node::of(Kind::Block, line, leave);
        stmts[at] = Node::of(Kind::If, line, vec![cond, leave]);
        stmts.insert(at + 1, Node::of(Kind::Let, line, vec![name, difference]));
    }
}

/// Name, operands, and what is done where the difference would be negative.
fn checked_or_left(stmt: &Node) -> Option<(Node, Vec<Node>, Vec<Node>)> {
    let is_name = |pat: &Node| pat.kind == Kind::Binding && pat.children.is_empty();
    let (name, value, leave) = match (stmt.kind, stmt.children.as_slice()) {
        (Kind::LetElse, [some, value, leave]) if &*some.text == "Some" => match some.children.as_slice() {
            [name] if is_name(name) => (name, value, leave.children.clone()),
            _ => return None,
        },
        (Kind::Let, [name, tried]) if is_name(name) && tried.kind == Kind::Try => {
            let [ok_or] = tried.children.as_slice() else { return None };
            let [value, error] = ok_or.children.as_slice() else { return None };
            if !is_call(ok_or, "ok_or", 2) {
                return None;
            }
            let error = Node::new(Kind::Call, "Err", stmt.line, vec![error.clone()]);
            (name, value, vec![Node::of(Kind::Return, stmt.line, vec![error])])
        }
        _ => return None,
    };
    let fits = is_call(value, "checked_sub", 2) && value.children.iter().all(has_no_effect);
    fits.then(|| (name.clone(), value.children.clone(), leave))
}

/// Whether a value can be computed twice in a row.
fn has_no_effect(value: &Node) -> bool {
    let mut acts = false;
    value.each(&mut |node| {
        acts |= match node.kind {
            Kind::Call => !is_pure_name(&node.text),
            Kind::Macro | Kind::Try | Kind::Closure | Kind::Block | Kind::Assign | Kind::AssignOp => true,
            _ => false,
        };
    });
    !acts
}

/// Whether a value is still the same wherever a name for it, or for what was made of it, is used.
pub(super) fn is_still_there(body: &Node, name: &str, value: &Node) -> bool {
    match value.kind {
        Kind::Literal | Kind::Path => true,
        Kind::Local | Kind::Field => {
            !super::turns::touched_before_use(std::slice::from_ref(body), name, value)
        }
        // What a call yields may change with whatever is done: it is used at once, or not at all.
        _ => {
            let first = match body.kind {
                Kind::Block => body.children.first(),
                _ => Some(body),
            };
            let uses = super::blocks::count(body, name);
            first.is_some_and(|first| {
                let is_step = matches!(
                    first.kind,
                    Kind::Call | Kind::Let | Kind::Return | Kind::Binary | Kind::Local | Kind::Tuple
                );
                is_step && super::blocks::count(first, name) == uses && super::turns::comes_first(first, name)
            })
        }
    }
}

/// Whether a pattern matches whatever there is.
pub(super) fn is_irrefutable(pat: &Node) -> bool {
    match pat.kind {
        Kind::Wild => true,
        Kind::Binding => pat.children.is_empty(),
        Kind::Pattern => &*pat.text == "()" && pat.children.iter().all(is_irrefutable),
        _ => false,
    }
}

/// Whether a value can be computed in a closure as well: nothing in it leaves what is around it.
pub(super) fn fits_closure(value: &Node) -> bool {
    let mut fits = true;
    value.each(&mut |node| {
        fits &= !matches!(
            node.kind,
            Kind::Return
                | Kind::Break
                | Kind::Continue
                | Kind::Try
                | Kind::Assign
                | Kind::AssignOp
                | Kind::Let
                | Kind::Macro
        );
    });
    fits
}

/// `if let Some(x) = y { f(x) } else { c }` is `y.map_or(c, |x| f(x))`, and so on.
fn option(mut node: Node, used: &mut Used) -> Node {
    let [cond, then, otherwise] = node.children.as_slice() else { return node };
    let (Some(then), Some(otherwise)) = (only(then), only(otherwise)) else { return node };
    let [pat, _] = cond.children.as_slice() else { return node };
    let is_some = cond.kind == Kind::LetIn && pat.kind == Kind::Pattern && &*pat.text == "Some";
    let [inner] = pat.children.as_slice() else { return node };
    if !is_some || !is_irrefutable(inner) || !is_pure(otherwise) || !fits_closure(then) {
        return node;
    }
    used.note(Norm::N56);
    let line = node.line;
    let (inner, then, otherwise) = (inner.clone(), then.clone(), otherwise.clone());
    let value = node.children.swap_remove(0).children.swap_remove(1);
    let is_same = then.kind == Kind::Local && inner.kind == Kind::Binding && then.text == inner.text;
    let is_none = otherwise.kind == Kind::Path && &*otherwise.text == "None";
    let (name, body) = match then.children.as_slice() {
        _ if is_same => return call(Node::new(Kind::Call, "unwrap_or", line, vec![value, otherwise]), used),
        [some] if is_none && is_call(&then, "Some", 1) => ("map", some.clone()),
        _ if is_none => ("and_then", then),
        _ => ("map_or", then),
    };
    let closure = values::rewrite(Node::of(Kind::Closure, line, vec![inner, body]), used);
    let children = if name == "map_or" { vec![value, otherwise, closure] } else { vec![value, closure] };
    call(values::rewrite(Node::new(Kind::Call, name, line, children), used), used)
}

/// The end of a block that returns one of two values is one value.
pub(super) fn returned(stmts: &mut Vec<Node>, used: &mut Used) {
    let [.., choice, last] = stmts.as_slice() else { return };
    let value = |node: &Node| match node.children.as_slice() {
        [value] if node.kind == Kind::Return => Some(value.clone()),
        _ => None,
    };
    let inner = |block: &Node| match block.children.as_slice() {
        [only] if block.kind == Kind::Block => value(only),
        _ => None,
    };
    let Some(last_value) = value(last) else { return };
    let (line, cond, then, otherwise) = match (choice.kind, choice.children.as_slice()) {
        (Kind::If, [cond, then]) => {
            let Some(then) = inner(then) else { return };
            (choice.line, cond.clone(), then, last_value)
        }
        (Kind::LetElse, [pat, value, leaving]) => {
            let Some(otherwise) = inner(leaving) else { return };
            let cond = Node::of(Kind::LetIn, choice.line, vec![pat.clone(), value.clone()]);
            (choice.line, cond, last_value, otherwise)
        }
        _ => return,
    };
    let block = |value: Node| Node::of(Kind::Block, line, vec![value]);
    let joined = self::choice(Node::of(Kind::If, line, vec![cond, block(then), block(otherwise)]), used);
    if joined.kind != Kind::If {
        stmts.truncate(stmts.len() - 2);
        stmts.push(Node::of(Kind::Return, line, vec![joined]));
    }
}

/// A loop that returns at the first hit, and what is returned without one, are `any` and the like.
pub(super) fn searched(stmts: &mut Vec<Node>, used: &mut Used) {
    let [.., repeated, last] = stmts.as_slice() else { return };
    let (Kind::For, [pat, iter, body]) = (repeated.kind, repeated.children.as_slice()) else { return };
    let [asked] = body.children.as_slice() else { return };
    let (Kind::If, [cond, then]) = (asked.kind, asked.children.as_slice()) else { return };
    let [Node { kind: Kind::Return, children: hit, .. }] = then.children.as_slice() else { return };
    let (Kind::Return, [hit], [missed]) = (last.kind, hit.as_slice(), last.children.as_slice()) else {
        return;
    };
    if !is_irrefutable(pat) || !fits_closure(cond) || !fits_closure(hit) {
        return;
    }
    let line = repeated.line;
    let search = |name: &str, body: Node| {
        let closure = Node::of(Kind::Closure, line, vec![pat.clone(), body]);
        Node::new(Kind::Call, name, line, vec![iter.clone(), closure])
    };
    let is = |node: &Node, text: &str| matches!(node.kind, Kind::Path | Kind::Literal) && &*node.text == text;
    let found = if is(hit, "true") && is(missed, "false") {
        search("any", cond.clone())
    } else if is(hit, "false") && is(missed, "true") {
        Node::of(Kind::Not, line, vec![search("any", cond.clone())])
    } else if is(missed, "None") && is_call(hit, "Some", 1) {
        let block = |value: Node| Node::of(Kind::Block, line, vec![value]);
        let choice = Node::of(Kind::If, line, vec![cond.clone(), block(hit.clone()), block(missed.clone())]);
        let is_element = hit.children[0].kind == Kind::Local && hit.children[0].text == pat.text;
        if is_element && !super::branches::has_let(cond) {
            search("find", cond.clone())
        } else {
            search("find_map", self::choice(choice, used))
        }
    } else {
        return;
    };
    used.note(Norm::N57);
    stmts.truncate(stmts.len() - 2);
    stmts.push(Node::of(Kind::Return, line, vec![found]));
}

/// `any` and the like of `x.iter()` is that of `x`.
pub(super) fn iterated(mut node: Node) -> Node {
    let searches = matches!(&*node.text, "any" | "find" | "find_map" | "position");
    if node.kind == Kind::Call
        && searches
        && node.children.len() == 2
        && ["iter", "iter_mut", "into_iter"].iter().any(|name| is_call(&node.children[0], name, 1))
        && let Some(inner) = node.children[0].children.pop()
    {
        node.children[0] = inner;
    }
    node
}

/// `while c { … }` is a loop that is left where `c` does not hold.
pub(super) fn repeated(mut node: Node, used: &mut Used) -> Node {
    let [cond, _] = node.children.as_slice() else { return node };
    let is_plain = cond.kind == Kind::LetIn || !super::branches::has_let(cond);
    if !node.text.is_empty() || !is_plain {
        return node;
    }
    used.note(Norm::N58);
    let line = node.line;
    let (Some(body), Some(cond)) = (node.children.pop(), node.children.pop()) else { return node };
    let leave = Node::of(Kind::Block, line, vec![Node::of(Kind::Break, line, Vec::new())]);
    let first = if cond.kind == Kind::LetIn {
        let mut children = cond.children;
        children.push(leave);
        Node::of(Kind::LetElse, line, children)
    } else {
        Node::of(Kind::If, line, vec![not(cond, used), leave])
    };
    let mut statements = vec![first];
    statements.extend(body.statements());
    Node::of(Kind::Loop, line, vec![Node::of(Kind::Block, line, statements)])
}

/// A loop that is left where a call yields nothing is a loop over what the call yields, as `while let` is.
pub(super) fn drained(stmts: &mut Vec<Node>, used: &mut Used) {
    let count = stmts.len();
    let Some(at) = stmts.iter().position(|stmt| stmt.kind == Kind::Loop && stmt.text.is_empty()) else {
        return;
    };
    let [body] = stmts[at].children.as_slice() else { return };
    let Some(Yields { pat, value, leave }) = body.children.first().and_then(yields) else { return };
    let returns = match leave.kind {
        Kind::Break if leave.text.is_empty() && leave.children.is_empty() => None,
        // Whatever follows a loop that is only left by returning is never reached.
        Kind::Return if at + 1 == count && !is_left(body) => Some(leave),
        _ => return,
    };
    used.note(Norm::N58);
    let line = stmts[at].line;
    let some = Node::new(Kind::Pattern, "Some", line, vec![pat]);
    let cond = Node::of(Kind::LetIn, line, vec![some, value]);
    let block = Node::of(Kind::Block, line, body.children[1..].to_vec());
    stmts[at] = super::iterators::drained(Node::of(Kind::While, line, vec![cond, block]), used);
    stmts.extend(returns);
}

/// A call without arguments that yields something or nothing, the name for it, and what is done without.
struct Yields {
    pat: Node,
    value: Node,
    leave: Node,
}

/// `let Some(x) = y.next() else { … }`, or `let x = y.next().ok_or(e)?`.
fn yields(stmt: &Node) -> Option<Yields> {
    let found = match (stmt.kind, stmt.children.as_slice()) {
        (Kind::LetElse, [some, value, leaving]) => {
            let ([pat], [leave]) = (some.children.as_slice(), leaving.children.as_slice()) else {
                return None;
            };
            let is_some = some.kind == Kind::Pattern && &*some.text == "Some";
            is_some.then(|| Yields { pat: pat.clone(), value: value.clone(), leave: leave.clone() })
        }
        (Kind::Let, [pat, tried]) if tried.kind == Kind::Try && is_call(&tried.children[0], "ok_or", 2) => {
            let [value, error] = tried.children[0].children.as_slice() else { return None };
            let error = Node::new(Kind::Call, "Err", stmt.line, vec![error.clone()]);
            let leave = Node::of(Kind::Return, stmt.line, vec![error]);
            Some(Yields { pat: pat.clone(), value: value.clone(), leave })
        }
        _ => None,
    };
    found.filter(|found| found.value.kind == Kind::Call && found.value.children.len() == 1)
}

/// Whether something in a loop's body leaves the loop itself.
fn is_left(body: &Node) -> bool {
    body.children.iter().any(|child| match child.kind {
        Kind::Break => true,
        Kind::Closure => false,
        // A `break` with a label may leave this one.
        Kind::For | Kind::While | Kind::Loop => {
            let mut labelled = false;
            child.each(&mut |node| labelled |= node.kind == Kind::Break && !node.text.is_empty());
            labelled
        }
        _ => is_left(child),
    })
}

/// `x[0..n]` is `x[..n]`.
pub(super) fn window(node: &mut Node, used: &mut Used) {
    if let [_, range] = node.children.as_mut_slice()
        && range.kind == Kind::Range
        && let Some(start) = range.children.first_mut().filter(|start| is_zero(start))
    {
        used.note(Norm::N59);
        *start = Node::empty();
    }
}
