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

/// Whether two values take turns: both call the same with arguments, or something on the same local.
pub(super) fn take(one: &Node, two: &Node) -> bool {
    let two = effects(two);
    !two.is_empty() && effects(one).iter().any(|one| two.iter().any(|two| same_source(one, two)))
}

fn same_source(one: &Node, two: &Node) -> bool {
    let source =
        |call: &Node| call.children.first().and_then(root).filter(|name| *name != "self").map(str::to_owned);
    match (source(one), source(two)) {
        (Some(one), Some(two)) => one == two,
        _ => false,
    }
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
