//! Locals under descriptions instead of names.
//!
//! A number would change for every local behind one that is new; what a local was bound to stays.

use crate::model::form::{Kind, Node};
use std::collections::HashMap;

/// A tree in which every local is called by what it stands for.
pub(crate) fn described(mut body: Node) -> Node {
    let mut names = HashMap::new();
    body.each(&mut |node| collect(node, &mut names));
    body.each_mut(&mut |node| {
        if matches!(node.kind, Kind::Local | Kind::Binding)
            && let Some(name) = names.get(&node.text)
        {
            node.text = name.as_str().into();
        }
    });
    body
}

fn collect(node: &Node, names: &mut HashMap<Box<str>, String>) {
    match node.kind {
        Kind::Let | Kind::LetElse => {
            let prefix = format!("={}", node.children.get(1).map(head).unwrap_or_default());
            bindings(&node.children[0], &prefix, names);
        }
        Kind::LetIn => bindings(&node.children[0], "~", names),
        Kind::For => bindings(&node.children[0], "for", names),
        Kind::Arm => bindings(&node.children[0], "~", names),
        Kind::Closure => {
            let params = node.children.len().saturating_sub(1);
            for (idx, pat) in node.children[..params].iter().enumerate() {
                bindings(pat, &format!("|{idx}"), names);
            }
        }
        _ => {}
    }
}

fn bindings(pat: &Node, prefix: &str, names: &mut HashMap<Box<str>, String>) {
    if pat.kind == Kind::Binding {
        names.insert(pat.text.clone(), prefix.to_owned());
    }
    for (idx, child) in pat.children.iter().enumerate() {
        let within = if pat.kind == Kind::Binding { "" } else { &pat.text };
        bindings(child, &format!("{prefix}.{within}{idx}"), names);
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
