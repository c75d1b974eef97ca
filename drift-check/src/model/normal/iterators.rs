//! Rules for chains of iterators.

use super::rules::{Norm, Used};
use super::values::is_call;
use crate::model::form::{Kind, Node};

/// A chain whose last call has another name for it and the call before.
const CHAINS: &[(&str, &str, usize, &str)] = &[
    ("filter", "next", 2, "find"),
    ("filter_map", "next", 2, "find_map"),
    ("skip", "next", 2, "nth"),
    ("rev", "next", 1, "next_back"),
    ("map", "flatten", 2, "flat_map"),
];

/// Rewrites a call that ends a chain.
pub(super) fn call(mut node: Node, used: &mut Used) -> Node {
    let Some(first) = node.children.first() else { return node };
    let count = node.children.len();
    let inner = |name: &str, arguments: usize| is_call(first, name, arguments);
    if count == 1
        && let Some((.., name)) = CHAINS
            .iter()
            .find(|(before, last, arguments, _)| &*node.text == *last && inner(before, *arguments))
    {
        used.note(Norm::N35);
        let mut chain = node.children.swap_remove(0);
        chain.text = (*name).into();
        return call(chain, used);
    }
    match &*node.text {
        "is_some" | "is_none"
            if count == 1 && (inner("find", 2) || inner("position", 2) || inner("rfind", 2)) =>
        {
            used.note(Norm::N35);
            let (line, there) = (node.line, &*node.text == "is_some");
            let mut any = node.children.swap_remove(0);
            any.text = "any".into();
            if there { any } else { Node::of(Kind::Not, line, vec![any]) }
        }
        "find" if count == 2 && inner("rev", 1) => {
            used.note(Norm::N35);
            node.text = "rfind".into();
            unwrap_first(&mut node);
            node
        }
        "fold" if count == 3 && &*node.children[1].text == "0" && adds(&node.children[2]) => {
            used.note(Norm::N35);
            node.children.truncate(1);
            node.text = "sum".into();
            node
        }
        _ => node,
    }
}

/// `all` is no `any` of the negation.
pub(super) fn all(mut node: Node, used: &mut Used) -> Node {
    let fits = is_call(&node, "all", 2) && node.children[1].kind == Kind::Closure;
    if !fits {
        return node;
    }
    used.note(Norm::N35);
    let line = node.line;
    node.text = "any".into();
    if let Some(asked) = node.children[1].children.pop() {
        let asked = not(asked, used);
        node.children[1].children.push(asked);
    }
    Node::of(Kind::Not, line, vec![node])
}

pub(super) fn not(asked: Node, used: &mut Used) -> Node {
    super::values::rewrite(Node::of(Kind::Not, asked.line, vec![asked]), used)
}

/// Puts the receiver of the receiver in its place.
fn unwrap_first(node: &mut Node) {
    if let Some(inner) = node.children[0].children.pop() {
        node.children[0] = inner;
    }
}

/// `|a, b| a + b`.
fn adds(closure: &Node) -> bool {
    matches!(closure.children.as_slice(), [one, two, sum]
        if closure.kind == Kind::Closure && sum.kind == Kind::Binary && &*sum.text == "add"
            && one.kind == Kind::Binding && two.kind == Kind::Binding
            && sum.children.iter().map(|node| &node.text).eq([&one.text, &two.text]))
}

/// `for x in i.filter(|y| c)` is a loop that goes on at once where `c` does not hold.
pub(super) fn filtered(mut node: Node, used: &mut Used) -> Node {
    let [Node { kind: Kind::Binding, text, .. }, iter, _] = node.children.as_slice() else { return node };
    let fits = is_call(iter, "filter", 2)
        && matches!(iter.children[1].children.as_slice(), [pat, _] if pat.kind == Kind::Binding && pat.children.is_empty())
        && iter.children[1].kind == Kind::Closure;
    if !fits {
        return node;
    }
    used.note(Norm::N37);
    let text = text.clone();
    let Some(body) = node.children.pop() else { return node };
    let Some(mut filter) = node.children.pop() else { return node };
    let (Some(mut closure), Some(iter)) = (filter.children.pop(), filter.children.pop()) else { return node };
    let (Some(mut asked), Some(pat)) = (closure.children.pop(), closure.children.pop()) else { return node };
    let line = asked.line;
    let element = Node::new(Kind::Local, text, line, Vec::new());
    super::blocks::replace(&mut asked, &pat.text, &element);
    let goes_on = Node::of(Kind::Block, line, vec![Node::of(Kind::Continue, line, Vec::new())]);
    let mut statements = vec![Node::of(Kind::If, line, vec![not(asked, used), goes_on])];
    let body_line = body.line;
    statements.extend(body.statements());
    node.children.push(iter);
    node.children.push(Node::of(Kind::Block, body_line, statements));
    node
}

/// Text of a loop over what a call yields each time it is made.
const CALLED_AGAIN: &str = "again";

/// `while let Some(x) = i.next()` is `for x in i`.
///
/// With another call in the place of `next` the loop takes the same shape around that call, so that the two are not taken
/// for loops that have nothing in common.
pub(super) fn drained(mut node: Node, used: &mut Used) -> Node {
    let [cond, _] = node.children.as_slice() else { return node };
    let fits = cond.kind == Kind::LetIn
        && matches!(cond.children.as_slice(), [pat, value]
            if pat.kind == Kind::Pattern && &*pat.text == "Some" && pat.children.len() == 1
                && value.kind == Kind::Call && value.children.len() == 1);
    if !fits {
        return node;
    }
    let (line, Some(body), Some(mut cond)) = (node.line, node.children.pop(), node.children.pop()) else {
        return node;
    };
    let (Some(mut iter), Some(mut some)) = (cond.children.pop(), cond.children.pop()) else { return node };
    let Some(pat) = some.children.pop() else { return node };
    // What is called again for every round is no iterator.
    let mut text = CALLED_AGAIN;
    if &*iter.text == "next"
        && let Some(inner) = iter.children.pop()
    {
        used.note(Norm::N42);
        (iter, text) = (inner, "");
    }
    Node::new(Kind::For, text, line, vec![pat, iter, body])
}
