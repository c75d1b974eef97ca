//! Rules for expressions that yield a value.

use super::rules::{Norm, Used};
use crate::model::form::{Kind, Node};

/// Calls that change how a value is held, not what it is.
const TRANSPARENT: &[&str] = &[
    "as_ref",
    "as_mut",
    "into",
    "borrow",
    "borrow_mut",
    "deref",
    "deref_mut",
    "as_deref",
    "as_deref_mut",
    "cloned",
    "copied",
    "by_ref",
    "as_slice",
    "as_mut_slice",
    "as_str",
    "as_path",
];

/// Types to which `as` loses nothing that is likely to be there.
const WIDE: &[&str] = &["u64", "usize", "u128", "i64", "isize", "i128", "f64"];

/// Macros whose arguments are for people.
const SPOKEN: &[&str] = &["panic", "unreachable", "todo", "unimplemented"];

pub(super) fn rewrite(node: Node, used: &mut Used) -> Node {
    match node.kind {
        Kind::Call => call(node, used),
        Kind::Compare => compare(node, used),
        Kind::Not => not(node, used),
        Kind::Binary => fold(node, used),
        Kind::Negative => negative(node),
        Kind::Cast => cast(node, used),
        Kind::Macro => mac(node, used),
        Kind::Closure => closure(node, used),
        Kind::Assign => assign(node, used),
        Kind::Try => tried(node, used),
        Kind::Struct => sorted(node),
        _ => node,
    }
}

pub(super) fn is_call(node: &Node, name: &str, arguments: usize) -> bool {
    node.kind == Kind::Call && *node.text == *name && node.children.len() == arguments
}

pub(super) fn is_lock(node: &Node) -> bool {
    ["lock", "read", "write"].iter().any(|name| is_call(node, name, 1))
}

/// Takes out the first child.
fn first(mut node: Node) -> Node {
    node.children.swap_remove(0)
}

fn call(mut node: Node, used: &mut Used) -> Node {
    let count = node.children.len();
    match &*node.text {
        name if count == 1 && TRANSPARENT.contains(&name) => {
            used.note(Norm::N27);
            return first(node);
        }
        "from" if count == 1 => {
            used.note(Norm::N31);
            return first(node);
        }
        "unwrap" | "expect" | "unwrap_or_else" | "map_err" if node.children.first().is_some_and(is_lock) => {
            used.note(Norm::N16);
            node.children.truncate(1);
            return first(node);
        }
        "expect" if count == 2 => {
            used.note(Norm::N19);
            node.children.truncate(1);
            node.text = "unwrap".into();
        }
        "map" | "map_err"
            if count == 2
                && node.children[1].kind == Kind::Path
                && matches!(&*node.children[1].text, "from" | "into") =>
        {
            used.note(Norm::N31);
            return first(node);
        }
        "then_some" if count == 2 => return then(node, used),
        "then"
            if count == 2
                && node.children[1].kind == Kind::Closure
                && node.children[1].children.len() == 1 =>
        {
            let closure = node.children.pop().map(first);
            node.children.extend(closure);
            return then(node, used);
        }
        "for_each" if count == 2 && node.children[1].kind == Kind::Path => {
            used.note(Norm::N14);
            let line = node.line;
            let (Some(called), Some(iter)) = (node.children.pop(), node.children.pop()) else { return node };
            let local = |kind| Node::new(kind, "each#0", line, Vec::new());
            let call = Node::new(Kind::Call, called.text, line, vec![local(Kind::Local)]);
            let body = Node::of(Kind::Block, line, vec![call]);
            return Node::of(Kind::For, line, vec![local(Kind::Binding), iter, body]);
        }
        "for_each"
            if count == 2
                && node.children[1].kind == Kind::Closure
                && node.children[1].children.len() == 2 =>
        {
            used.note(Norm::N14);
            let Some(mut closure) = node.children.pop() else { return node };
            let iter = first(node);
            let (Some(body), Some(pat)) = (closure.children.pop(), closure.children.pop()) else {
                return iter;
            };
            let body = super::block(body);
            return Node::of(Kind::For, iter.line, vec![pat, iter, body]);
        }
        "unwrap_or_else" | "ok_or_else" if count == 2 && is_lazy(&node.children[1]) => {
            used.note(Norm::N34);
            let closure = node.children.pop().map(first);
            node.children.extend(closure);
            node.text = node.text.trim_end_matches("_else").into();
            return call(node, used);
        }
        "unwrap_or" | "unwrap_or_else" if count == 2 && is_call(&node.children[0], "map", 2) => {
            used.note(Norm::N34);
            let name = if &*node.text == "unwrap_or" { "map_or" } else { "map_or_else" };
            let (Some(default), Some(mut mapped)) = (node.children.pop(), node.children.pop()) else {
                return node;
            };
            mapped.children.insert(1, default);
            mapped.text = name.into();
            return call(mapped, used);
        }
        "map_or" if count == 3 && matches!(&*node.children[1].text, "false" | "true") => {
            used.note(Norm::N34);
            node.text = if &*node.children[1].text == "false" { "is_some_and" } else { "is_none_or" }.into();
            node.children.remove(1);
        }
        _ => return super::iterators::call(node, used),
    }
    node
}

/// A closure without parameters whose value is there anyway, or is built of such values.
fn is_lazy(node: &Node) -> bool {
    node.kind == Kind::Closure && matches!(node.children.as_slice(), [value] if is_put_together(value, &[]))
}

/// Whether a value is there anyway, or is built of such values; `makers` are calls and macros that do nothing but build.
pub(super) fn is_put_together(node: &Node, makers: &[&str]) -> bool {
    let of_parts = || node.children.iter().all(|part| is_put_together(part, makers));
    match node.kind {
        Kind::Literal | Kind::Path | Kind::Local => true,
        Kind::Field | Kind::Struct | Kind::FieldValue | Kind::Tuple | Kind::Cast => of_parts(),
        Kind::Call => {
            let name = node.text.rsplit("::").next().unwrap_or_default();
            (name.starts_with(char::is_uppercase) || makers.contains(&name)) && of_parts()
        }
        Kind::Macro => makers.contains(&&*node.text) && of_parts(),
        _ => false,
    }
}

/// What a literal says, if it is a truth value.
pub(super) fn truth(node: &Node) -> Option<bool> {
    match &*node.text {
        "true" if node.kind == Kind::Literal => Some(true),
        "false" if node.kind == Kind::Literal => Some(false),
        _ => None,
    }
}

/// `c.then(|| a)` is `if c { Some(a) } else { None }`.
fn then(mut node: Node, used: &mut Used) -> Node {
    used.note(Norm::N26);
    let line = node.line;
    let (Some(value), Some(cond)) = (node.children.pop(), node.children.pop()) else { return Node::empty() };
    let some = Node::new(Kind::Call, "Some", line, vec![value]);
    let none = Node::new(Kind::Path, "None", line, Vec::new());
    let block = |value: Node| Node::of(Kind::Block, line, vec![value]);
    Node::of(Kind::If, line, vec![cond, block(some), block(none)])
}

pub(super) fn is_zero(node: &Node) -> bool {
    node.kind == Kind::Literal && &*node.text == "0"
}

/// A comparison reads `<`, `<=`, `==` or `!=`, with operands in one order.
pub(super) fn compare(mut node: Node, used: &mut Used) -> Node {
    if let Some(turned) = match &*node.text {
        ">" => Some("<"),
        ">=" => Some("<="),
        _ => None,
    } {
        used.note(Norm::N13);
        node.text = turned.into();
        node.children.swap(0, 1);
    }
    if matches!(&*node.text, "==" | "!=") && rank(&node.children[0]) > rank(&node.children[1]) {
        used.note(Norm::N13);
        node.children.swap(0, 1);
    }
    // `0 < x.len()` and `x.len() != 0` ask whether there is something.
    let (zero, len) = (is_zero(&node.children[0]), is_call(&node.children[1], "len", 1));
    let (len_left, zero_right) = (is_call(&node.children[0], "len", 1), is_zero(&node.children[1]));
    let empty = match &*node.text {
        "==" if (zero && len) || (len_left && zero_right) => Some(true),
        "<=" if len_left && zero_right => Some(true),
        "!=" if (zero && len) || (len_left && zero_right) => Some(false),
        "<" if zero && len => Some(false),
        _ => None,
    };
    let Some(empty) = empty else { return node };
    used.note(Norm::N30);
    let line = node.line;
    let call = node.children.swap_remove(if len_left { 0 } else { 1 });
    let asked = Node::new(Kind::Call, "is_empty", line, call.children);
    if empty { asked } else { Node::of(Kind::Not, line, vec![asked]) }
}

/// An order of operands that names and literals have no part in: with another one in its place, an operand stays where it
/// is.
fn rank(node: &Node) -> (Kind, u64) {
    let mut masked = node.clone();
    masked.each_mut(&mut |node| {
        if matches!(node.kind, Kind::Local | Kind::Literal | Kind::Path) {
            node.text = "_".into();
        }
    });
    (node.kind, masked.hash())
}

fn not(mut node: Node, used: &mut Used) -> Node {
    let inner = &mut node.children[0];
    match inner.kind {
        Kind::Not => return first(first(node)),
        Kind::Compare => {
            used.note(Norm::N12);
            let mut inner = first(node);
            match &*inner.text {
                "==" => inner.text = "!=".into(),
                "!=" => inner.text = "==".into(),
                text => {
                    inner.text = if text == "<" { "<=" } else { "<" }.into();
                    inner.children.swap(0, 1);
                }
            }
            return inner;
        }
        Kind::Call if inner.children.len() == 1 => {
            let opposite = match &*inner.text {
                "is_some" => "is_none",
                "is_none" => "is_some",
                "is_ok" => "is_err",
                "is_err" => "is_ok",
                _ => return node,
            };
            inner.text = opposite.into();
            return first(node);
        }
        Kind::Block if inner.children.len() == 1 => {}
        _ => {}
    }
    node
}

fn number(node: &Node) -> Option<i128> {
    (node.kind == Kind::Literal).then(|| node.text.parse().ok()).flatten()
}

fn fold(node: Node, used: &mut Used) -> Node {
    let (Some(left), Some(right)) = (number(&node.children[0]), number(&node.children[1])) else {
        return node;
    };
    let shift = || u32::try_from(right).ok();
    let value = match &*node.text {
        "add" => left.checked_add(right),
        "sub" => left.checked_sub(right),
        "mul" => left.checked_mul(right),
        "div" => left.checked_div(right),
        "shl" => shift().and_then(|by| left.checked_shl(by)),
        _ => None,
    };
    match value {
        Some(value) => {
            used.note(Norm::N23);
            Node::new(Kind::Literal, value.to_string(), node.line, Vec::new())
        }
        None => node,
    }
}

fn negative(node: Node) -> Node {
    match number(&node.children[0]) {
        Some(value) => Node::new(Kind::Literal, (-value).to_string(), node.line, Vec::new()),
        None => node,
    }
}

fn cast(node: Node, used: &mut Used) -> Node {
    // What overflows before it is widened is another number.
    if WIDE.contains(&&*node.text) && is_narrow_arithmetic(&node.children[0]) {
        return node;
    }
    if WIDE.contains(&&*node.text) || node.text.contains("Ordering") || node.text.contains('_') {
        used.note(Norm::N31);
        return first(node);
    }
    node
}

/// A shift or product of something that is no literal.
fn is_narrow_arithmetic(node: &Node) -> bool {
    node.kind == Kind::Binary && matches!(&*node.text, "shl" | "mul")
}

fn mac(mut node: Node, used: &mut Used) -> Node {
    match &*node.text {
        "vec" if node.children.is_empty() => {
            used.note(Norm::N20);
            return Node::new(Kind::Call, "Vec::new", node.line, Vec::new());
        }
        name if SPOKEN.contains(&name) => node.children.clear(),
        "assert" => node.children.truncate(1),
        "assert_eq" | "assert_ne" => node.children.truncate(2),
        "format" if shows_one(&node) => {
            used.note(Norm::N36);
            node.children.remove(0);
            return Node::new(Kind::Call, "to_string", node.line, node.children);
        }
        "format" | "format_args" | "write" | "writeln" | "print" | "println" | "eprintln" | "concat" => {
            spoken(&mut node, used)
        }
        _ => {}
    }
    node
}

/// `format!("{x}")`.
fn shows_one(node: &Node) -> bool {
    matches!(node.children.as_slice(), [text, _] if &*text.text == "\"{}\"")
}

/// Of a text for people the words between the arguments stay; a name is all that it is made of.
fn spoken(node: &mut Node, used: &mut Used) {
    let Some(at) = node.children.iter().position(|child| child.text.starts_with('"')) else { return };
    let is_written = matches!(&*node.text, "format" | "format_args" | "write" | "writeln");
    if is_written && !node.children[at].is_for_people() {
        return;
    }
    used.note(Norm::N19);
    node.children.truncate(at + 1);
    let mut text = String::new();
    let mut inside = false;
    for character in node.children[at].text.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                text.push_str("{}");
            }
            _ if inside => {}
            other => text.push(other),
        }
    }
    node.children[at].text = text.into();
}

/// `|x| f(x)` is `f`, and `|x| x.f()` is `T::f`.
fn closure(node: Node, used: &mut Used) -> Node {
    let Some((body, params)) = node.children.split_last() else { return node };
    let body = match body.kind {
        Kind::Block if body.children.len() == 1 => &body.children[0],
        _ => body,
    };
    let handed_on = body.kind == Kind::Call
        && &*body.text != "()"
        && !params.is_empty()
        && params.len() == body.children.len()
        && params.iter().zip(&body.children).all(|(param, argument)| {
            param.kind == Kind::Binding && argument.kind == Kind::Local && param.text == argument.text
        });
    if handed_on {
        used.note(Norm::N29);
        return Node::new(Kind::Path, body.text.clone(), body.line, Vec::new());
    }
    node
}

/// `x = x + y` is `x += y`.
fn assign(mut node: Node, used: &mut Used) -> Node {
    let (place, value) = (&node.children[0], &node.children[1]);
    if value.kind != Kind::Binary || !value.children.first().is_some_and(|left| left.says(place)) {
        return node;
    }
    used.note(Norm::N11);
    if let Some(mut value) = node.children.pop()
        && let Some(right) = value.children.pop()
    {
        node.children.push(right);
        return Node::new(Kind::AssignOp, value.text, node.line, node.children);
    }
    node
}

/// `Ok(x)?` is `x`; a lock that is tried is a lock.
fn tried(node: Node, used: &mut Used) -> Node {
    if is_call(&node.children[0], "Ok", 1) || is_call(&node.children[0], "Some", 1) {
        used.note(Norm::N06);
        return first(first(node));
    }
    if is_lock(&node.children[0]) && node.children[0].children[0].kind == Kind::Field {
        return first(node);
    }
    node
}

/// Fields in any order, unless what computes them takes turns.
fn sorted(mut node: Node) -> Node {
    let takes_turns = node
        .children
        .iter()
        .enumerate()
        .any(|(idx, field)| node.children[..idx].iter().any(|before| super::turns::take(before, field)));
    if !takes_turns {
        node.children.sort_by(|a, b| a.text.cmp(&b.text));
    }
    node
}
