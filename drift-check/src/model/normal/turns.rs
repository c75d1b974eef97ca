//! Values whose order decides what they are: two that are read from one source, or one that is read from a place that is
//! written to.

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
            *taken |= take(child, value) || reads_assigned(child, value);
        }
        false
    }
    let mut taken = false;
    found(stmt, name, value, &mut taken) && taken
}

/// Whether every use of a local comes before anything else that a statement does.
pub(super) fn comes_first(stmt: &Node, name: &str) -> bool {
    fn walk(node: &Node, name: &str, done: &mut bool) -> bool {
        if node.kind == Kind::Local && *node.text == *name {
            return !*done;
        }
        let fine = node.children.iter().all(|child| walk(child, name, done));
        let acts = match node.kind {
            Kind::Call => !is_pure_name(&node.text),
            Kind::Assign | Kind::AssignOp | Kind::Macro | Kind::Closure => true,
            _ => false,
        };
        *done |= acts;
        fine
    }
    walk(stmt, name, &mut false)
}

/// Whether some value keeps its name only because it can't change places with what stands before its use.
pub(crate) fn takes_turns(body: &Node) -> bool {
    let mut found = false;
    body.each(&mut |node| {
        if node.kind == Kind::Block {
            found |= node.children.windows(2).any(|two| match two[0].children.as_slice() {
                [name, value] if two[0].kind == Kind::Let && name.kind == Kind::Binding => {
                    taken_before(&two[1], &name.text, value)
                }
                _ => false,
            });
        }
    });
    found
}

/// Whether one value reads what another one, which is computed from several steps, assigns to.
fn reads_assigned(read: &Node, value: &Node) -> bool {
    let mut found = false;
    value.each(&mut |node| {
        if matches!(node.kind, Kind::Assign | Kind::AssignOp)
            && let Some(target) = node.children.first()
        {
            let touches = Touches::new("", place_of(target));
            found |= touches.is_in(read);
        }
    });
    found
}

/// Whether something is written to a place before the last use of the local that was read from it.
pub(super) fn touched_before_use(stmts: &[Node], name: &str, place: &Node) -> bool {
    // A constant stays what it is.
    if !matches!(place.kind, Kind::Field | Kind::Local) {
        return false;
    }
    let mut touches = Touches::new(name, place);
    stmts.iter().for_each(|stmt| touches.walk(stmt));
    touches.used_after
}

/// Places of a function's own arguments that it reads at some time: as they were before it writes to them, though it uses
/// them afterwards, or as they are afterwards.
#[derive(Debug)]
pub(crate) struct Reads<'t> {
    /// Read under a name before, used after.
    pub(crate) before: Vec<&'t Node>,
    body: &'t Node,
}

impl<'t> Reads<'t> {
    pub(crate) fn of(body: &'t Node) -> Self {
        let mut before = Vec::new();
        body.each(&mut |node| {
            if node.kind != Kind::Block {
                return;
            }
            for (idx, stmt) in node.children.iter().enumerate() {
                if let (Kind::Match, [place, arms @ ..]) = (stmt.kind, stmt.children.as_slice())
                    && is_of_argument(place)
                {
                    let names = |arm: &&Node| {
                        arm.children[0].kind == Kind::Binding && arm.children[0].children.is_empty()
                    };
                    let arms = arms.iter().filter(|arm| arm.kind == Kind::Arm).filter(names);
                    let touched = |arm: &Node| {
                        touched_before_use(
                            std::slice::from_ref(&arm.children[2]),
                            &arm.children[0].text,
                            place,
                        )
                    };
                    before.extend(arms.filter(|arm| touched(arm)).map(|_| place));
                }
                if let (Kind::Let, [name, place]) = (stmt.kind, stmt.children.as_slice())
                    && name.kind == Kind::Binding
                    && name.children.is_empty()
                    && is_of_argument(place)
                    && touched_before_use(&node.children[idx + 1..], &name.text, place)
                {
                    before.push(place);
                }
            }
        });
        Self { before, body }
    }

    /// Whether a place is read after something was written to it.
    pub(crate) fn after(&self, place: &Node) -> bool {
        self.walked(place).used_after
    }

    fn walked<'p>(&self, place: &'p Node) -> Touches<'p> {
        let mut touches = Touches::new("", place);
        touches.reads_place = true;
        touches.walk(self.body);
        touches
    }
}

/// `self.a`, or a part of a parameter.
fn is_of_argument(place: &Node) -> bool {
    place.kind == Kind::Field && root(place).is_some_and(|name| name == "self" || name.starts_with('$'))
}

/// A walk in the order of evaluation.
struct Touches<'a> {
    name: &'a str,
    place: &'a Node,
    touched: bool,
    used_after: bool,
    /// Whether reading the place counts as a use, too.
    reads_place: bool,
}

impl<'a> Touches<'a> {
    fn new(name: &'a str, place: &'a Node) -> Self {
        Self { name, place, touched: false, used_after: false, reads_place: false }
    }

    fn walk(&mut self, node: &Node) {
        match node.kind {
            _ if self.reads_place && node.says(self.place) => {
                self.used_after |= self.touched;
            }
            Kind::Local => self.used_after |= self.touched && *node.text == *self.name,
            Kind::Assign | Kind::AssignOp => {
                // Whatever is read of the target, is read before it is written to.
                if let Some((target, values)) = node.children.split_first() {
                    values.iter().for_each(|value| self.walk(value));
                    let reads_place = std::mem::replace(&mut self.reads_place, false);
                    self.walk(target);
                    self.reads_place = reads_place;
                }
                self.touched |= node.children.first().is_some_and(|target| self.is_in(target));
            }
            Kind::Call => {
                node.children.iter().for_each(|child| self.walk(child));
                self.touched |= !is_pure_name(&node.text) && self.is_handed_to(node);
            }
            // What a macro of the crate does to its arguments, nobody knows.
            Kind::Macro => {
                node.children.iter().for_each(|child| self.walk(child));
                self.touched |= !HARMLESS.contains(&&*node.text) && self.is_in(node);
            }
            Kind::For | Kind::While | Kind::Loop | Kind::Closure => {
                // What comes after a use comes before it in the next turn.
                let before = self.touched;
                node.children.iter().for_each(|child| self.walk(child));
                if self.touched && !before {
                    node.children.iter().for_each(|child| self.walk(child));
                }
            }
            Kind::If | Kind::Match => {
                let Some((asked, branches)) = node.children.split_first() else { return };
                self.walk(asked);
                let before = self.touched;
                let mut touched = before;
                for branch in branches {
                    self.touched = before;
                    self.walk(branch);
                    touched |= self.touched && (!branch.leaves() || goes_on(branch));
                }
                self.touched = touched;
            }
            _ => node.children.iter().for_each(|child| self.walk(child)),
        }
    }

    /// Whether one of two places is a part of the other.
    fn overlaps(&self, target: &Node) -> bool {
        let target = place_of(target);
        is_part_of(target, self.place) || is_part_of(self.place, target)
    }

    /// Whether the place, a part of it or what it is a part of is written down in a tree.
    fn is_in(&self, tree: &Node) -> bool {
        self.overlaps(tree) || tree.children.iter().any(|child| self.is_in(child))
    }

    /// Whether a call may write to the place: it is handed that or what it is a part of, or moves something in or out.
    fn is_handed_to(&self, call: &Node) -> bool {
        let name = call.text.rsplit("::").next().unwrap_or_default();
        // What is dropped is as it was, and what a reference leads to is written to by name, as far as can be told.
        if matches!(name, "drop" | "forget") || self.place.kind == Kind::Local {
            return false;
        }
        let moves = matches!(name, "take" | "replace" | "swap");
        call.children
            .iter()
            .any(|argument| is_part_of(self.place, argument) || moves && self.overlaps(argument))
    }
}

/// A dereferenced or indexed place is still that place.
fn place_of(target: &Node) -> &Node {
    match target.kind {
        Kind::Index => target.children.first().unwrap_or(target),
        _ => target,
    }
}

/// Macros that change none of their arguments.
const HARMLESS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "format",
    "format_args",
    "panic",
    "unreachable",
    "todo",
    "unimplemented",
    "print",
    "println",
    "eprint",
    "eprintln",
    "vec",
    "matches",
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "concat",
];

/// Whether a branch may leave a loop or a turn of it only.
fn goes_on(branch: &Node) -> bool {
    let mut found = false;
    branch.each(&mut |node| found |= matches!(node.kind, Kind::Break | Kind::Continue));
    found
}

/// Whether a place is another one or a part of it.
fn is_part_of(part: &Node, whole: &Node) -> bool {
    part.says(whole)
        || part.kind == Kind::Field && part.children.first().is_some_and(|outer| is_part_of(outer, whole))
}
