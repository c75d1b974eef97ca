//! Locals under descriptions instead of names.
//!
//! A number would change for every local behind one that is new; what a local was bound to stays.

use crate::model::form::{Kind, Node};
use std::collections::HashMap;

/// A tree in which every local is called by what it stands for. Locals with the same origin are told apart by their order.
pub(crate) fn described(body: Node) -> Node {
    let names = Names::of(&body);
    let origins = names.counts();
    names.put(body, |origin| origins.get(origin).copied().unwrap_or(0))
}

/// Both trees of a pair. Locals with the same origin are told apart if both sides have equally many of them: otherwise
/// nobody knows which stands for which.
pub(crate) fn described_together(mut was: Node, mut is: Node) -> (Node, Node) {
    super::loops::same_collections(&mut was, &mut is);
    let (names, others) = (Names::of(&was), Names::of(&is));
    let (here, there) = (names.counts(), others.counts());
    let both = |origin: &str| match (here.get(origin), there.get(origin)) {
        (Some(here), Some(there)) if here == there => *here,
        _ => 0,
    };
    (names.put(was, both), others.put(is, both))
}

/// What the locals of a tree stand for.
struct Names {
    /// By unique name: the origin, and which of those with this origin it is, counted from 0.
    by_local: HashMap<Box<str>, (String, usize)>,
}

impl Names {
    fn of(body: &Node) -> Self {
        let mut found = Vec::new();
        body.each(&mut |node| collect(node, &mut found));
        let mut first_uses: HashMap<&str, usize> = HashMap::new();
        let mut position = 0;
        body.each(&mut |node| {
            position += 1;
            if node.kind == Kind::Local {
                first_uses.entry(&node.text).or_insert(position);
            }
        });
        // Values that are made of nothing are all the same: the one that is used first is the first.
        found.sort_by_key(|local| match local.fresh {
            true => first_uses.get(&*local.name).copied().unwrap_or(usize::MAX),
            false => 0,
        });
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut by_local = HashMap::with_capacity(found.len());
        for Bound { name, origin, .. } in found {
            let count = counts.entry(origin.clone()).or_default();
            // The alternatives of a pattern bind one local.
            by_local.entry(name).or_insert_with(|| {
                *count += 1;
                (origin, *count - 1)
            });
        }
        Self { by_local }
    }

    /// How many locals there are by origin.
    fn counts(&self) -> HashMap<&str, usize> {
        let mut out: HashMap<&str, usize> = HashMap::new();
        for (origin, _) in self.by_local.values() {
            *out.entry(origin).or_default() += 1;
        }
        out
    }

    fn put(&self, mut body: Node, count: impl Fn(&str) -> usize) -> Node {
        body.each_mut(&mut |node| {
            if matches!(node.kind, Kind::Local | Kind::Binding)
                && let Some((origin, ordinal)) = self.by_local.get(&node.text)
            {
                node.text = match count(origin) {
                    0 | 1 => origin.as_str().into(),
                    _ => format!("{origin} ·{}", ordinal + 1).into(),
                };
            }
        });
        body
    }
}

/// A local where it is bound.
struct Bound {
    name: Box<str>,
    origin: String,
    /// Whether its value is made of nothing, such as `Vec::new()`.
    fresh: bool,
}

fn collect(node: &Node, out: &mut Vec<Bound>) {
    match node.kind {
        Kind::Let | Kind::LetElse => {
            let value = node.children.get(1);
            let prefix = format!("={}", value.map(head).unwrap_or_default());
            let fresh = value.is_none_or(is_fresh);
            bindings(&node.children[0], &prefix, fresh, out);
        }
        Kind::LetIn | Kind::Arm => bindings(&node.children[0], "~", false, out),
        Kind::For => bindings(&node.children[0], "@", false, out),
        Kind::Closure => {
            let params = node.children.len().saturating_sub(1);
            for (idx, pat) in node.children[..params].iter().enumerate() {
                bindings(pat, &format!("|{idx}"), false, out);
            }
        }
        _ => {}
    }
}

/// Whether a value is made of nothing but names and literals.
fn is_fresh(value: &Node) -> bool {
    match value.kind {
        Kind::Literal | Kind::Path => true,
        Kind::Call | Kind::Macro | Kind::Tuple | Kind::Array | Kind::Struct | Kind::FieldValue => {
            value.children.iter().all(is_fresh)
        }
        _ => false,
    }
}

fn bindings(pat: &Node, prefix: &str, fresh: bool, out: &mut Vec<Bound>) {
    if pat.kind == Kind::Binding {
        out.push(Bound { name: pat.text.clone(), origin: prefix.to_owned(), fresh });
    }
    for (idx, child) in pat.children.iter().enumerate() {
        let within = if pat.kind == Kind::Binding { "" } else { &pat.text };
        bindings(child, &format!("{prefix}.{within}{idx}"), fresh, out);
    }
}

/// The first names of a value.
fn head(value: &Node) -> String {
    let mut out = String::new();
    let mut count = 0;
    value.each(&mut |node| {
        if count < 2
            && matches!(node.kind, Kind::Call | Kind::Path | Kind::Field | Kind::Struct | Kind::Macro)
        {
            out.push_str(&node.text);
            out.push(' ');
            count += 1;
        }
    });
    out
}
