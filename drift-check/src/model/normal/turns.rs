//! Values whose order decides what they are: two that are read from one source.

use super::inline::{is_pure_name, root};
use crate::model::form::{Kind, Node};

/// Calls with an effect, as far as names can tell.
fn effects(node: &Node) -> Vec<&Node> {
    let mut out = Vec::new();
    node.each(&mut |node| {
        let name = node.text.rsplit("::").next().unwrap_or_default();
        let builds =
            name.starts_with(char::is_uppercase) || matches!(name, "new" | "default" | "with_capacity");
        if node.kind == Kind::Call && !builds && !is_pure_name(name) {
            out.push(node);
        }
    });
    out
}

/// Whether two values take turns: both call something on the same local that may change it.
pub(super) fn take(one: &Node, two: &Node) -> bool {
    let two = effects(two);
    !two.is_empty() && effects(one).iter().any(|one| two.iter().any(|two| same_source(one, two)))
}

/// What a call is made on; `self` says too little, as most calls are made on it.
fn source(call: &Node) -> Option<&str> {
    call.children.first().and_then(root).filter(|name| *name != "self")
}

fn same_source(one: &Node, two: &Node) -> bool {
    source(one).is_some_and(|name| source(two) == Some(name))
}

/// Whether a value takes turns with what a statement computes before it comes to a local.
pub(super) fn taken_before(stmt: &Node, name: &str, value: &Node) -> bool {
    fn found(node: &Node, name: &str, value: &Node, taken: &mut bool) -> bool {
        if node.kind == Kind::Local && *node.text == *name {
            return true;
        }
        for child in &node.children {
            if found(child, name, value, taken) {
                return true;
            }
            *taken |= take(child, value);
        }
        false
    }
    let mut taken = false;
    found(stmt, name, value, &mut taken) && taken
}
