//! Normal forms: spellings that say the same become the same tree.
//!
//! Every rule has a number under which reports name it, and a note on when it is sound ([`RULES`]). All work on the
//! tree alone, without types; where that is not enough to be certain, the note says so.

mod blocks;
mod branches;
mod describe;
mod errors;
mod hoist;
mod inline;
mod iterators;
mod loops;
mod options;
mod patterns;
mod rules;
mod settle;
mod turns;
mod values;

pub use rules::{Norm, RULES, Rule, Used};

use super::form::{Kind, Node};

pub(crate) use describe::{described, described_together};
pub(crate) use inline::{is_pure_name, loosely, with_pure_values};
pub(crate) use patterns::is_order_told;
pub(crate) use settle::Settled;
pub(crate) use turns::{Reads, takes_turns};

/// The normal form of a body, locals still under their own names, and the rules it took.
pub(crate) fn normal(body: Node) -> (Node, Used) {
    let mut used = Used::default();
    let mut body = rewrite(body, &mut used);
    // What a block becomes may give its surroundings a shape they did not have before.
    for _ in 0..PASSES_MAX {
        let before = body.clone();
        body = blocks::tail(body, &mut used);
        body = rewrite(body, &mut used);
        if body.says(&before) {
            break;
        }
    }
    (body, used)
}

/// A normal form in which conditions, independent steps and the last decision of every block have one shape, too.
pub(crate) fn settled(mut body: Node, how: Settled, used: &mut Used) -> Node {
    // What is settled may be a part of something else to settle.
    for _ in 0..2 {
        settle::settle(&mut body, how, used);
        if how == Settled::Wholly {
            settle::finish(&mut body, used);
        }
        let (again, took) = normal(body);
        body = again;
        *used = used.and(took);
    }
    body
}

/// The text of a body whose function returns `Result<()>`.
pub(crate) const UNIT_RESULT: &str = "result of nothing";

/// After so many passes a body is taken as it is.
const PASSES_MAX: usize = 4;

/// Rewrites a tree from its leaves upwards.
fn rewrite(mut node: Node, used: &mut Used) -> Node {
    node.children = node.children.into_iter().map(|child| rewrite(child, used)).collect();
    let node = values::rewrite(node, used);
    let node = branches::rewrite(node, used);
    blocks::rewrite(node, used)
}

/// The node as a block.
fn block(node: Node) -> Node {
    match node.kind {
        Kind::Block => node,
        _ => Node::of(Kind::Block, node.line, node.statements()),
    }
}
