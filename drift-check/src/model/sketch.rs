//! Trees as short text, for messages.

use super::form::{Kind, Node};

/// Longer texts are cut.
const TEXT_CHARS_MAX: usize = 90;

/// How locals are written that have no name of their own any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locals {
    /// As `_`.
    Hidden,
    /// By where their value comes from.
    Described,
}

/// Appends a node's text, roughly as in the source.
pub(super) fn write(node: &Node, locals: Locals, out: &mut String) {
    Writer { locals }.full(node, out);
    if let Some((at, _)) = out.char_indices().nth(TEXT_CHARS_MAX) {
        out.truncate(at);
        out.push('…');
    }
}

/// Where the value of a local comes from, by the description that stands in the place of its name.
fn described(text: &str) -> String {
    let (first, rest) = text.split_at(text.len().min(1));
    match (first, rest.split(['.', ' ']).find(|word| !word.is_empty())) {
        ("=", Some(value)) => format!("_ (of `{value}`)"),
        ("~", _) => "_ (of the value matched)".into(),
        ("|", _) => "_ (a closure's parameter)".into(),
        ("$", Some(position)) => format!("_ (parameter {position})"),
        _ => "_".into(),
    }
}

#[derive(Clone, Copy)]
struct Writer {
    locals: Locals,
}

impl Writer {
    fn full(self, node: &Node, out: &mut String) {
        if out.len() > 4 * TEXT_CHARS_MAX {
            return;
        }
        let child = |idx: usize, out: &mut String| {
            node.children.iter().skip(idx).take(1).for_each(|node| self.full(node, out))
        };
        let text = &*node.text;
        match node.kind {
            Kind::Block => {
                out.push_str("{ ");
                self.list(&node.children, "; ", out);
                out.push_str(" }");
            }
            Kind::Let | Kind::LetIn | Kind::LetElse => {
                out.push_str("let ");
                child(0, out);
                if node.children.len() > 1 {
                    out.push_str(" = ");
                    child(1, out);
                }
                if node.kind == Kind::LetElse {
                    out.push_str(" else …");
                }
            }
            Kind::Assign => self.list(&node.children, " = ", out),
            Kind::AssignOp => self.list(&node.children, &format!(" {}= ", sign(text)), out),
            Kind::If | Kind::While => {
                out.push_str(if node.kind == Kind::If { "if " } else { "while " });
                child(0, out);
                out.push(' ');
                child(1, out);
            }
            Kind::And => self.list(&node.children, " && ", out),
            Kind::Or => self.list(&node.children, " || ", out),
            Kind::Not | Kind::Negative => {
                out.push(if node.kind == Kind::Not { '!' } else { '-' });
                child(0, out);
            }
            Kind::Match => {
                out.push_str("match ");
                child(0, out);
            }
            Kind::Arm => {
                child(0, out);
                out.push_str(" => ");
                child(2, out);
            }
            Kind::For => {
                out.push_str("for … in ");
                child(1, out);
            }
            Kind::Loop => out.push_str("loop"),
            Kind::Return | Kind::Break | Kind::Continue => {
                out.push_str(match node.kind {
                    Kind::Return => "return",
                    Kind::Break => "break",
                    _ => "continue",
                });
                if !node.children.is_empty() {
                    out.push(' ');
                    child(0, out);
                }
            }
            Kind::Call | Kind::Macro | Kind::Struct => {
                out.push_str(text);
                if node.kind == Kind::Macro {
                    out.push('!');
                }
                out.push('(');
                self.list(&node.children, ", ", out);
                out.push(')');
            }
            Kind::Field => {
                child(0, out);
                out.push('.');
                out.push_str(text);
            }
            Kind::FieldValue => {
                out.push_str(text);
                out.push_str(": ");
                child(0, out);
            }
            Kind::Local | Kind::Binding => {
                // A description such as `=len` is not for people.
                let name = text.split(['#', '/']).next().unwrap_or(text);
                let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
                match (is_name, self.locals) {
                    (true, _) => out.push_str(name),
                    (false, Locals::Hidden) => out.push('_'),
                    (false, Locals::Described) => out.push_str(&described(text)),
                }
            }
            Kind::Binary | Kind::Compare => self.list(&node.children, &format!(" {} ", sign(text)), out),
            Kind::Index => {
                child(0, out);
                out.push('[');
                child(1, out);
                out.push(']');
            }
            Kind::Range => self.list(&node.children, "..", out),
            Kind::Tuple | Kind::Array => {
                out.push('(');
                self.list(&node.children, ", ", out);
                out.push(')');
            }
            Kind::Closure => {
                out.push_str("|…| ");
                node.children.last().iter().for_each(|body| self.full(body, out));
            }
            Kind::Try => {
                child(0, out);
                out.push('?');
            }
            Kind::Cast => {
                child(0, out);
                out.push_str(" as ");
                out.push_str(text);
            }
            Kind::Pattern => {
                out.push_str(text);
                if !node.children.is_empty() {
                    out.push('(');
                    self.list(&node.children, ", ", out);
                    out.push(')');
                }
            }
            Kind::Wild => out.push('_'),
            Kind::Path | Kind::Literal | Kind::Other => out.push_str(text),
            Kind::Cfg => {
                out.push_str(text);
                out.push(' ');
                child(0, out);
            }
            Kind::Empty => {}
        }
    }

    fn list(self, nodes: &[Node], between: &str, out: &mut String) {
        for (idx, node) in nodes.iter().enumerate() {
            if idx > 0 {
                out.push_str(between);
            }
            self.full(node, out);
        }
    }
}

fn sign(word: &str) -> &str {
    match word {
        "add" => "+",
        "sub" => "-",
        "mul" => "*",
        "div" => "/",
        "rem" => "%",
        "shl" => "<<",
        "shr" => ">>",
        other => other,
    }
}
