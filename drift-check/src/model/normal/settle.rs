//! Forms in which edits would be harder to place: only bodies that differ take them, to see whether they say the same.

use super::branches::{self, flattened, has_let};
use super::inline::{is_pure, is_pure_name};
use super::rules::{Norm, Used};
use super::values::{self, is_zero};
use super::{errors, hoist, iterators, loops, options};
use crate::model::form::{Kind, Node};

/// How far a form is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// What belongs together is joined; everything stays where it is.
    Joined,
    /// Also which way is gone first has one shape: steps change places, so that this only tells whether two bodies say the
    /// same.
    Wholly,
}

/// Brings conditions, the order of steps that do not depend on each other, and last decisions into one shape.
pub(super) fn settle(node: &mut Node, how: Settled, used: &mut Used) {
    for child in &mut node.children {
        settle(child, how, used);
    }
    match node.kind {
        Kind::Not => spread(node, used),
        Kind::Compare => {
            zero(node, used);
            if matches!(&*node.text, "==" | "!=") {
                node.children.sort_by_cached_key(rank);
            }
        }
        Kind::If if how == Settled::Wholly => {
            replace(node, |node| options::choice(node, used));
            if node.kind == Kind::If {
                replace(node, |node| hoist::hoisted(node, used));
            }
            if node.kind == Kind::If {
                turn(node, used);
            }
        }
        Kind::Assign | Kind::Let => distribute(node, used),
        Kind::Return => {
            distribute(node, used);
            mapped(node, used);
            if how == Settled::Wholly {
                errors::returned(node, used);
            }
        }
        Kind::Pattern => replace(node, |node| branches::folded(node, used)),
        Kind::Match => {
            replace(node, |node| branches::settled(node, used));
            if how == Settled::Wholly {
                replace(node, |node| errors::converted(node, used));
            }
        }
        Kind::Call => {
            replace(node, |node| iterators::all(without_value(node, used), used));
            if how == Settled::Wholly {
                replace(node, options::iterated);
                loops::collected(node);
                options::eager(node, used);
            }
            replace(node, |node| options::call(node, used));
        }
        Kind::Index => options::window(node, used),
        Kind::While if how == Settled::Wholly => replace(node, |node| options::repeated(node, used)),
        _ => {}
    }
    match node.kind {
        Kind::For | Kind::Loop if how == Settled::Wholly => {
            loops::indexed(node, used);
            loops::ended(node, used);
        }
        Kind::Or | Kind::And => {
            if how == Settled::Wholly {
                options::digits(node, used);
            }
            if matches!(node.kind, Kind::Or | Kind::And) && node.children.iter().all(is_sortable) {
                node.children.sort_by_cached_key(rank);
            }
        }
        Kind::Block => {
            super::blocks::named_once(&mut node.children, usize::MAX, used);
            if how == Settled::Wholly {
                errors::stepped(&mut node.children, used);
                options::subtracted(&mut node.children, used);
                loops::chained(&mut node.children, used);
            }
            returned_from_loop(&mut node.children, used);
            join_leaving(&mut node.children, used);
            sort_runs(&mut node.children, used);
            if how == Settled::Wholly {
                options::drained(&mut node.children, used);
                options::searched(&mut node.children, used);
                options::returned(&mut node.children, used);
                oriented(&mut node.children, used);
            }
        }
        _ => {}
    }
}

/// Brings the end of a whole body into one shape: what is done under a condition is what the others leave before.
pub(super) fn finish(body: &mut Node, used: &mut Used) {
    let line = body.line;
    let leave = match &*body.text {
        super::UNIT_RESULT => {
            let nothing = Node::of(Kind::Tuple, line, Vec::new());
            let ok = Node::new(Kind::Call, "Ok", line, vec![nothing]);
            Node::of(Kind::Return, line, vec![ok])
        }
        _ => Node::of(Kind::Return, line, Vec::new()),
    };
    let Some(last) = body.children.last_mut() else { return };
    if matches!(last.kind, Kind::For | Kind::While | Kind::Loop) {
        return stop(last, &leave);
    }
    let Some(last) = body.children.pop_if(|last| last.kind == Kind::If && last.children.len() == 2) else {
        return;
    };
    let asks = last.children[0].kind == Kind::LetIn || !has_let(&last.children[0]);
    if !asks {
        return body.children.push(last);
    }
    used.note(Norm::N10);
    let mut children = last.children;
    let (Some(then), Some(cond)) = (children.pop(), children.pop()) else { return };
    let leave = Node::of(Kind::Block, line, vec![leave]);
    if cond.kind == Kind::LetIn {
        let mut children = cond.children;
        children.push(leave);
        body.children.push(Node::of(Kind::LetElse, line, children));
    } else {
        body.children.push(Node::of(Kind::If, line, vec![not(cond, used), leave]));
    }
    body.children.extend(then.statements());
    finish(body, used);
}

/// Where nothing follows a loop, leaving the function is leaving the loop.
fn stop(node: &mut Node, leave: &Node) {
    for child in &mut node.children {
        match child.kind {
            Kind::Closure | Kind::For | Kind::While | Kind::Loop => {}
            Kind::Return if child.says(leave) => *child = Node::of(Kind::Break, child.line, Vec::new()),
            _ => stop(child, leave),
        }
    }
}

/// `return Ok(f(x?))` is `return x.map(f)`, and so is `return Some(f(x?))`.
fn mapped(node: &mut Node, used: &mut Used) {
    let [ok] = node.children.as_mut_slice() else { return };
    let [call] = ok.children.as_mut_slice() else { return };
    let fits = ok.kind == Kind::Call
        && matches!(&*ok.text, "Ok" | "Some")
        && call.kind == Kind::Call
        && &*call.text != "()"
        && matches!(call.children.as_slice(), [Node { kind: Kind::Try, .. }]);
    if !fits {
        return;
    }
    used.note(Norm::N49);
    let line = ok.line;
    let Some(tried) = call.children.pop() else { return };
    let function = Node::new(Kind::Path, call.text.clone(), line, Vec::new());
    let mut children = tried.children;
    children.push(function);
    *ok = Node::new(Kind::Call, "map", line, children);
}

/// Larger values are not written down once for every `break`.
const RETURNED_SIZE_MAX: usize = 12;

/// `loop { … break; … } return x` is `loop { … return x; … }`.
fn returned_from_loop(stmts: &mut Vec<Node>, used: &mut Used) {
    let [.., repeated, leave] = stmts.as_mut_slice() else { return };
    if !matches!(repeated.kind, Kind::Loop | Kind::While | Kind::For)
        || leave.kind != Kind::Return
        || !leave.is_within(RETURNED_SIZE_MAX)
        || has_labels(repeated)
        || !breaks(repeated, leave)
    {
        return;
    }
    used.note(Norm::N51);
    if repeated.kind == Kind::Loop {
        stmts.pop();
    }
}

/// Whether a `break` in a loop says which one it leaves: it may be this one.
fn has_labels(repeated: &Node) -> bool {
    let mut found = false;
    repeated.each(&mut |node| found |= node.kind == Kind::Break && !node.text.is_empty());
    found
}

/// Puts a statement in the place of every `break` that leaves this loop, and says whether there was one.
fn breaks(node: &mut Node, leave: &Node) -> bool {
    let mut found = false;
    for child in &mut node.children {
        match child.kind {
            Kind::Closure | Kind::For | Kind::While | Kind::Loop => {}
            Kind::Break if child.text.is_empty() && child.children.is_empty() => {
                *child = leave.clone();
                found = true;
            }
            _ => found |= breaks(child, leave),
        }
    }
    found
}

/// `return Some(match x { A => a, … })` is `return match x { A => Some(a), … }`; the same for what is assigned or named.
fn distribute(node: &mut Node, used: &mut Used) {
    let Some(call) = node.children.last_mut() else { return };
    let [choice] = call.children.as_mut_slice() else { return };
    let is_choice = choice.kind == Kind::Match || choice.kind == Kind::If && choice.children.len() == 3;
    if call.kind != Kind::Call || !matches!(&*call.text, "Some" | "Ok" | "Err") || !is_choice {
        return;
    }
    used.note(Norm::N10);
    for branch in &mut choice.children[1..] {
        let (Some(value), true) =
            (branch.children.last_mut(), matches!(branch.kind, Kind::Arm | Kind::Block))
        else {
            continue;
        };
        let value = match value.kind {
            Kind::Block => match value.children.last_mut() {
                Some(last) => last,
                None => continue,
            },
            _ => value,
        };
        if !value.leaves() {
            let line = value.line;
            replace(value, |value| Node::new(Kind::Call, call.text.clone(), line, vec![value]));
        }
    }
    replace(call, |mut call| call.children.swap_remove(0));
}

/// `x.map(|_| ())` keeps only whether it worked.
fn without_value(mut node: Node, used: &mut Used) -> Node {
    let fits = values::is_call(&node, "map", 2)
        && matches!(node.children[1].children.as_slice(), [param, nothing]
            if param.kind == Kind::Wild && nothing.kind == Kind::Tuple && nothing.children.is_empty());
    if fits {
        used.note(Norm::N06);
        node = node.children.swap_remove(0);
    }
    node
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
        if first.children.iter().all(is_sortable) {
            first.children.sort_by_cached_key(rank);
        }
    }
}

/// A comparison that may as well be made earlier or later: it has no effect, and no index that another one may guard.
fn is_sortable(part: &Node) -> bool {
    let mut is_fixed = part.kind != Kind::Compare;
    part.each(&mut |node| {
        is_fixed |= match node.kind {
            Kind::Call => !is_pure_name(&node.text),
            Kind::Index | Kind::Macro | Kind::Try | Kind::Closure | Kind::Block => true,
            _ => false,
        };
    });
    !is_fixed
}

/// Two `if`s in a row that leave in the same way.
fn leave_alike(first: &Node, second: &Node) -> bool {
    let plain =
        |node: &Node| node.kind == Kind::If && node.children.len() == 2 && !has_let(&node.children[0]);
    plain(first) && plain(second) && first.children[1].leaves() && first.children[1].says(&second.children[1])
}

/// An order that names of locals have no part in.
fn rank(node: &Node) -> u64 {
    let mut masked = node.clone();
    masked.each_mut(&mut |node| {
        if node.kind == Kind::Local && node.text.contains('#') {
            node.text = "_".into();
        }
    });
    masked.hash()
}

/// Whether the negation of a condition is the simpler one.
fn is_turned(cond: &Node) -> bool {
    match cond.kind {
        // Of `a || b` and `!a && !b` the one with `&&`.
        Kind::Not | Kind::Or => true,
        Kind::Compare => matches!(&*cond.text, "!=" | "<="),
        Kind::Call => matches!(&*cond.text, "is_none" | "is_err") && cond.children.len() == 1,
        _ => false,
    }
}

/// Of two branches the one behind a condition without negation comes first.
fn turn(node: &mut Node, used: &mut Used) {
    // What `matches!` binds in a negation is used in it only.
    let fits = |cond: &Node| is_turned(cond) && (cond.kind == Kind::Not || !has_let(cond));
    if node.children.len() == 3 && fits(&node.children[0]) {
        used.note(Norm::N12);
        node.children.swap(1, 2);
        replace(&mut node.children[0], |cond| not(cond, used));
    }
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

/// Of two ways to go on to the end the one behind a condition without negation comes first; truth values are conditions.
fn oriented(stmts: &mut Vec<Node>, used: &mut Used) {
    while as_condition(stmts, used) {}
    let returns = |stmts: &[Node]| stmts.last().is_some_and(|last| last.kind == Kind::Return);
    if !returns(stmts) {
        return;
    }
    for idx in (0..stmts.len().saturating_sub(1)).rev() {
        let Node { kind: Kind::If, line, children, .. } = &stmts[idx] else { continue };
        let [cond, then] = children.as_slice() else { continue };
        if has_let(cond) || !is_turned(cond) || !returns(&then.children) {
            continue;
        }
        used.note(Norm::N12);
        let line = *line;
        let rest = stmts.split_off(idx + 1);
        let Some(choice) = stmts.pop() else { return };
        let mut children = choice.children;
        let (Some(then), Some(cond)) = (children.pop(), children.pop()) else { return };
        let block = Node::of(Kind::Block, line, rest);
        stmts.push(Node::of(Kind::If, line, vec![not(cond, used), block]));
        stmts.extend(then.children);
    }
}

/// `if a { return false }` before `return b` is `return !a && b`. Says whether there was one.
fn as_condition(stmts: &mut Vec<Node>, used: &mut Used) -> bool {
    let [.., choice, last] = stmts.as_slice() else { return false };
    let (Some(otherwise), [cond, then]) = (returned_value(last), choice.children.as_slice()) else {
        return false;
    };
    let [then] = then.children.as_slice() else { return false };
    let (Kind::If, Some(then)) = (choice.kind, returned_value(then)) else { return false };
    if has_let(cond) {
        return false;
    }
    let line = choice.line;
    let value = match (values::truth(then), values::truth(otherwise)) {
        (Some(true), Some(false)) => cond.clone(),
        (Some(false), Some(true)) => not(cond.clone(), used),
        (Some(yes), None) => {
            let (kind, cond) =
                if yes { (Kind::Or, cond.clone()) } else { (Kind::And, not(cond.clone(), used)) };
            flattened(Node::of(kind, line, vec![cond, otherwise.clone()]))
        }
        _ => return false,
    };
    used.note(Norm::N45);
    stmts.truncate(stmts.len() - 2);
    stmts.push(Node::of(Kind::Return, value.line, vec![value]));
    true
}

fn returned_value(node: &Node) -> Option<&Node> {
    match node.children.as_slice() {
        [value] if node.kind == Kind::Return => Some(value),
        _ => None,
    }
}
