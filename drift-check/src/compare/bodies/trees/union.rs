//! Helpers that only one side calls, read at the place of the call: a body that was split in two, or put together.

use super::super::code::{Code, calls};
use crate::model::form::{Kind, Node};
use crate::model::item::{Detail, ItemId, Reach};
use crate::model::normal::{self, Norm, Used};
use std::collections::{BTreeMap, BTreeSet};

/// Helpers larger than this are no helpers.
const SIZE_MAX: usize = 400;
/// How many calls are read in place.
const CALLS_MAX: usize = 8;

/// Which helpers are read in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those without counterpart.
    Alone,
    /// All that the other side does not call.
    All,
}

/// Two trees with the helpers of either side in place.
pub(super) struct Joined {
    pub(super) was: Node,
    pub(super) is: Node,
    pub(super) used: Used,
    /// The helpers, of the reference and of the port.
    pub(super) helpers: (Vec<ItemId>, Vec<ItemId>),
}

/// Both trees with the helpers of either side in place; `None` if there are none.
pub(super) fn joined(
    reference: (&Code<'_>, ItemId, Node),
    port: (&Code<'_>, ItemId, Node),
    which: Which,
) -> Option<Joined> {
    let (code, id, was) = reference;
    let (port_code, port_id, is) = port;
    let (was_names, is_names) = (names(&was), names(&is));
    let one = in_place(code, id, was, |callee, name| match which {
        Which::Alone => !code.is_matched(callee),
        Which::All => !is_names.contains(name),
    });
    let two = in_place(port_code, port_id, is, |callee, name| match which {
        Which::Alone => !port_code.is_matched(callee),
        Which::All => !was_names.contains(name),
    });
    if one.helpers.is_empty() && two.helpers.is_empty() {
        return None;
    }
    let mut used = one.used.and(two.used);
    used.note(Norm::N32);
    Some(Joined { was: one.tree, is: two.tree, used, helpers: (one.helpers, two.helpers) })
}

fn names(tree: &Node) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    tree.each(&mut |node| {
        if node.kind == Kind::Call {
            out.insert(node.text.to_string());
        }
    });
    out
}

/// Private functions that a body calls for certain, by the name of the call in the tree.
fn helpers(code: &Code<'_>, id: ItemId) -> BTreeMap<String, ItemId> {
    let Some(body) = code.body(id) else { return BTreeMap::new() };
    let mut out = BTreeMap::new();
    for call in calls(&body.facts) {
        let [callee] = code.certain(id, call)[..] else { continue };
        if callee != id && code.krate.item(callee).reach == Reach::Internal {
            out.insert(code.call_name(id, call).to_owned(), callee);
            out.insert(call.name().to_owned(), callee);
        }
    }
    out
}

struct InPlace {
    tree: Node,
    used: Used,
    helpers: Vec<ItemId>,
}

fn in_place(code: &Code<'_>, id: ItemId, tree: Node, wanted: impl Fn(ItemId, &str) -> bool) -> InPlace {
    let mut out = InPlace { tree, used: Used::default(), helpers: Vec::new() };
    let mut count = 0;
    let mut sources = vec![id];
    while let Some(from) = sources.pop() {
        for (name, callee) in helpers(code, from) {
            if count >= CALLS_MAX || out.helpers.contains(&callee) || !wanted(callee, &name) {
                continue;
            }
            let Some(helper) = Helper::of(code, callee) else { continue };
            let before = count;
            put(&mut out.tree, &name, &helper, &mut count);
            if count > before {
                out.helpers.push(callee);
                sources.push(callee);
            }
        }
    }
    if !out.helpers.is_empty() {
        (out.tree, out.used) = normal::normal(out.tree);
    }
    out
}

struct Helper {
    body: Node,
    receiver: bool,
    params: usize,
}

impl Helper {
    fn of(code: &Code<'_>, id: ItemId) -> Option<Self> {
        let Detail::Function { signature, .. } = &code.krate.item(id).detail else { return None };
        let root = &code.body(id)?.facts.tree.root;
        if root.size() > SIZE_MAX {
            return None;
        }
        let body = code.in_reference_words(id, root.clone());
        let (mut recursive, name) = (false, &*code.krate.item(id).name);
        body.each(&mut |node| recursive |= is_call(node, name));
        if recursive {
            return None;
        }
        Some(Helper { body, receiver: signature.receiver.is_some(), params: signature.params.len() })
    }

    /// The statements of a call, its arguments in the places of the parameters.
    fn called(&self, call: &Node, ordinal: usize) -> Option<Vec<Node>> {
        let own = usize::from(self.receiver);
        if call.children.len() != self.params + own {
            return None;
        }
        let mut body = self.body.clone();
        body.each_mut(&mut |node| {
            if matches!(node.kind, Kind::Local | Kind::Binding) {
                node.text = format!("h{ordinal}/{}", node.text).into();
            }
        });
        let mut out = Vec::new();
        for (idx, argument) in call.children.iter().enumerate() {
            let name = if self.receiver && idx == 0 { "self".to_owned() } else { format!("${}", idx - own) };
            let binding = Node::new(Kind::Binding, format!("h{ordinal}/{name}"), call.line, Vec::new());
            out.push(Node::of(Kind::Let, call.line, vec![binding, argument.clone()]));
        }
        out.extend(body.statements());
        Some(out)
    }
}

/// Puts a helper in the place of its calls.
fn put(tree: &mut Node, name: &str, helper: &Helper, count: &mut usize) {
    if tree.kind == Kind::Block {
        let mut out = Vec::with_capacity(tree.children.len());
        for stmt in std::mem::take(&mut tree.children) {
            statement(stmt, name, helper, count, &mut out);
        }
        tree.children = out;
    }
    for child in &mut tree.children {
        put(child, name, helper, count);
    }
}

fn statement(mut stmt: Node, name: &str, helper: &Helper, count: &mut usize, out: &mut Vec<Node>) {
    // What a helper returns at the end of a body, the body returns.
    if *count >= CALLS_MAX {
        return out.push(stmt);
    }
    if stmt.kind == Kind::Return
        && let [call] = stmt.children.as_slice()
        && is_call(call, name)
        && let Some(statements) = helper.called(call, *count)
    {
        *count += 1;
        out.extend(statements);
        return;
    }
    // A helper that returns `Result<()>` has lost what it returns; what it does stays.
    if &*helper.body.text == normal::UNIT_RESULT {
        if stmt.kind == Kind::Try
            && let [call] = stmt.children.as_slice()
            && is_call(call, name)
            && let Some(statements) = helper.called(call, *count)
            && !statements.iter().any(returns)
        {
            *count += 1;
            out.extend(statements);
            return;
        }
        return out.push(stmt);
    }
    while *count < CALLS_MAX
        && let Some(call) = find(&mut stmt, name)
    {
        let Some(statements) = helper.called(call, *count) else { break };
        let Some(mut statements) = as_value(statements) else { break };
        *count += 1;
        let value = match statements.last() {
            Some(last)
                if !matches!(
                    last.kind,
                    Kind::Let | Kind::LetElse | Kind::For | Kind::While | Kind::Assign | Kind::AssignOp
                ) =>
            {
                statements.pop().unwrap_or_else(Node::empty)
            }
            _ => Node::empty(),
        };
        *call = value;
        out.append(&mut statements);
    }
    if stmt.kind != Kind::Empty {
        out.push(stmt);
    }
}

fn is_call(node: &Node, name: &str) -> bool {
    node.kind == Kind::Call && (*node.text == *name || node.text.rsplit("::").next() == Some(name))
}

/// The first call by that name that is made in any case, before anything else of weight.
fn find<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    if is_call(node, name) {
        return Some(node);
    }
    let looked_at = match node.kind {
        Kind::Closure | Kind::Loop | Kind::While | Kind::Block => 0,
        Kind::If | Kind::And | Kind::Or | Kind::Match => 1,
        Kind::For | Kind::LetElse => 2,
        _ => usize::MAX,
    };
    node.children.iter_mut().take(looked_at).find_map(|child| find(child, name))
}

/// Statements whose last one is the value, instead of one that returns it; `None` if something returns earlier.
fn as_value(statements: Vec<Node>) -> Option<Vec<Node>> {
    let mut out = Vec::new();
    let mut rest = statements.into_iter();
    while let Some(stmt) = rest.next() {
        match stmt.kind {
            Kind::Return => {
                out.extend(stmt.children);
                return Some(out);
            }
            Kind::If
                if stmt.children.len() == 2
                    && stmt.children[1].children.last().is_some_and(|last| last.kind == Kind::Return) =>
            {
                let line = stmt.line;
                let mut children = stmt.children.into_iter();
                let (cond, then) = (children.next()?, children.next()?);
                let then = as_value(then.statements())?;
                let otherwise = as_value(rest.collect())?;
                let block = |children| Node::of(Kind::Block, line, children);
                out.push(Node::of(Kind::If, line, vec![cond, block(then), block(otherwise)]));
                return Some(out);
            }
            Kind::Match if rest.len() == 0 => {
                let mut stmt = stmt;
                for arm in stmt.children.iter_mut().skip(1).filter(|arm| arm.kind == Kind::Arm) {
                    let body = arm.children.pop()?;
                    let line = body.line;
                    arm.children.push(Node::of(Kind::Block, line, as_value(body.statements())?));
                }
                out.push(stmt);
                return Some(out);
            }
            _ if returns(&stmt) => return None,
            _ => out.push(stmt),
        }
    }
    Some(out)
}

fn returns(node: &Node) -> bool {
    match node.kind {
        Kind::Return => true,
        Kind::Closure => false,
        _ => node.children.iter().any(returns),
    }
}
