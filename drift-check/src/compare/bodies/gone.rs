//! Functions and constants that a body written anew has no use for any more.
//!
//! Where text proves nothing, names still do: what both crates have, and the reference uses here, the port is expected to
//! use here or behind what it calls.

use super::code::calls_with_lines;
use super::trees::Trees;
use super::{Aspect, Facts, Lines, Work};
use crate::model::form::{Kind, Node};
use crate::model::item::{ItemId, ItemKind};
use crate::model::normal::is_pure_name;
use std::collections::{BTreeMap, BTreeSet};

/// The port's side of a finding about something that the port has and none of its bodies uses.
pub(crate) const UNUSED: &str = "in no body of the port";

/// Names what the reference uses and the port does not.
pub(super) fn compare(work: &mut Work<'_>, trees: &Trees) {
    if trees.is_near() {
        return;
    }
    let mut used = functions(work);
    constants(work, trees, &mut used);
    let own = names(&trees.is);
    used.retain(|name, _| !own.contains(name.as_str()));
    if used.is_empty() {
        return;
    }
    let reached = work.is.code.names_reached(work.is.id);
    for (name, line) in used {
        if reached.contains(&name) {
            continue;
        }
        let port = if work.is.code.is_used(&name) { "not in the port's" } else { UNUSED };
        let lines = Lines { reference: Some(line), port: None };
        work.report(Aspect::NameGone, name.clone(), lines, Facts::both(name, port));
    }
}

/// Functions no larger than this are as well written down in place.
const SMALL_WORDS_MAX: usize = 12;
/// A body that has this share of a function's words does itself what the function does.
const INLINED_MIN: f64 = 0.75;

/// Functions of the crate that the reference certainly calls, and the port has, by name.
fn functions(work: &Work<'_>) -> BTreeMap<String, usize> {
    let (code, id) = (work.was.code, work.was.id);
    let mut out = BTreeMap::new();
    for (call, line) in calls_with_lines(work.was.body) {
        let [callee] = code.certain(id, call)[..] else { continue };
        let is_function = matches!(code.krate.item(callee).kind, ItemKind::Function | ItemKind::Method);
        if is_function && callee != id && !is_pure_name(call.name()) && is_done_elsewhere(work, callee) {
            out.entry(call.name().to_owned()).or_insert(line);
        }
    }
    out
}

/// Whether the port has a function too, and does not do here what it does.
fn is_done_elsewhere(work: &Work<'_>, callee: ItemId) -> bool {
    let Some(counterpart) = work.codes.to_port.get(&callee) else { return false };
    let bodies = [work.was.code.body(callee), work.is.code.body(*counterpart)];
    bodies.into_iter().all(|body| {
        body.is_some_and(|body| {
            body.facts.words.len() > SMALL_WORDS_MAX && body.facts.containment(work.is.body) < INLINED_MIN
        })
    })
}

/// Constants and variants of the crate that the reference names, and the port has, and the kinds of errors it gives to the standard
/// library's.
fn constants(work: &Work<'_>, trees: &Trees, out: &mut BTreeMap<String, usize>) {
    trees.was.each(&mut |node| {
        // Types of the standard library have variants, too.
        let is_known =
            |name: &str| is_io_error(name) || name != "None" && work.was.code.is_matched_value(name);
        if node.kind == Kind::Path
            && let Some(name) = named(&node.text).filter(|name| is_known(name))
        {
            out.entry(name.to_owned()).or_insert(usize::try_from(node.line).unwrap_or_default());
        }
    });
}

fn is_io_error(name: &str) -> bool {
    name.starts_with("ErrorKind::")
}

/// What a path names: its last part, or its last two if it is a kind of error.
pub(super) fn named(path: &str) -> Option<&str> {
    let last = path.rsplit("::").next()?;
    let kind = path.len().checked_sub(last.len() + "ErrorKind::".len()).and_then(|at| path.get(at..));
    Some(kind.filter(|kind| is_io_error(kind)).unwrap_or(last))
}

/// Everything that a tree names, in texts and macros, too.
pub(super) fn names(tree: &Node) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    tree.each(&mut |node| add_names(node, &mut out));
    out
}

/// The same without variants that it only asks for: a function that is handed a variant and looks at it does not make it.
pub(super) fn names_made(tree: &Node) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    tree.each(&mut |node| {
        if node.kind == Kind::Pattern {
            let mut asked = BTreeSet::new();
            add_names(node, &mut asked);
            out.extend(asked.into_iter().filter(|name| !is_variant(name)));
        } else {
            add_names(node, &mut out);
        }
    });
    out
}

fn add_names<'n>(node: &'n Node, out: &mut BTreeSet<&'n str>) {
    if !matches!(node.kind, Kind::Local | Kind::Binding) {
        out.extend(named(&node.text));
        out.extend(node.text.split(|c: char| !c.is_alphanumeric() && c != '_'));
    }
}

/// Whether a name is written like a variant, and not like a constant.
fn is_variant(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}
