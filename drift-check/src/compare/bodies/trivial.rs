//! Bodies that do nothing where the reference's do something.

use super::trees::Trees;
use super::{Aspect, Facts, Lines, Work};
use crate::model::form::{Kind, Node};

/// Reports a body that does nothing, unless it is nearly the same and its steps were reported one by one.
pub(super) fn compare(work: &mut Work<'_>, trees: &Trees) {
    if trees.is_near() && !work.found.is_empty() || !does_nothing(&trees.is) || !does_something(&trees.was) {
        return;
    }
    let (Some(was), is) = (first_step(&trees.was), trees.is.children.last()) else { return };
    let say = |was: String, is: Option<String>| {
        let is = is.map_or_else(|| "nothing".to_owned(), |is| format!("only `{is}`"));
        (format!("`{was}` among others"), is)
    };
    let (reference, port) = say(was.sketch(), is.map(Node::sketch));
    let mut facts = Facts::both(reference, port);
    let is = is.map(|is| is.sketch_with(&work.is.parameters()));
    facts.shown = Some(say(was.sketch_with(&work.was.parameters()), is));
    work.report(Aspect::TrivialBody, "", Lines::default(), facts);
}

/// The first step with an effect or a question.
fn first_step(body: &Node) -> Option<&Node> {
    body.children.iter().find(|step| does_something(step))
}

/// Whether all that a body does is to return what is there anyway.
fn does_nothing(body: &Node) -> bool {
    let is_step_to_nowhere = |step: &Node| match step.kind {
        Kind::Return => step.children.iter().all(is_there),
        Kind::Let => step.children.iter().all(|part| part.kind == Kind::Wild || is_there(part)),
        Kind::Path | Kind::Literal | Kind::Local | Kind::Tuple => is_there(step),
        _ => false,
    };
    body.children.iter().all(is_step_to_nowhere)
}

/// A constant, an argument as it is, or something built of them without looking at anything.
fn is_there(node: &Node) -> bool {
    match node.kind {
        Kind::Literal | Kind::Path | Kind::Local => true,
        Kind::Tuple | Kind::Array | Kind::Negative => node.children.iter().all(is_there),
        // What is built of arguments is a constructor's work.
        Kind::Struct | Kind::FieldValue => node.children.iter().all(is_constant),
        Kind::Call => {
            let name = node.text.rsplit("::").next().unwrap_or_default();
            match name {
                "Some" | "Ok" | "Err" => node.children.iter().all(is_there),
                "new" | "default" | "empty" => node.children.is_empty(),
                _ => name.starts_with(char::is_uppercase) && node.children.iter().all(is_constant),
            }
        }
        _ => false,
    }
}

fn is_constant(node: &Node) -> bool {
    is_there(node) && {
        let mut constant = true;
        node.each(&mut |node| constant &= node.kind != Kind::Local);
        constant
    }
}

/// Whether a tree calls, changes, repeats or decides something.
fn does_something(tree: &Node) -> bool {
    let mut found = false;
    tree.each(&mut |node| {
        found |= match node.kind {
            Kind::Call => !is_there(node) && !node.text.starts_with(char::is_uppercase),
            Kind::Assign
            | Kind::AssignOp
            | Kind::For
            | Kind::While
            | Kind::Loop
            | Kind::Match
            | Kind::If
            | Kind::Compare
            | Kind::Macro => true,
            _ => false,
        };
    });
    found
}
