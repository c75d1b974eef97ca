//! Trees as short text, for messages.

use super::form::{Kind, Node};

/// Longer texts are cut.
const TEXT_CHARS_MAX: usize = 90;

/// How locals are written that have no name of their own any more.
#[derive(Debug, Clone, Copy)]
pub(super) enum Locals<'p> {
    /// As `_`.
    Hidden,
    /// As `_`, but parameters by their names.
    Named(&'p [&'p str]),
    /// By where their value comes from, parameters by their names.
    Described(&'p [&'p str]),
    /// The same, with one more word.
    Told(&'p [&'p str]),
}

/// Appends a node's text, roughly as in the source.
pub(super) fn write(node: &Node, locals: Locals<'_>, out: &mut String) {
    Writer { locals }.full(node, out);
    if let Some((at, _)) = out.char_indices().nth(TEXT_CHARS_MAX) {
        out.truncate(at);
        out.push('…');
    }
}

/// Where the value of a local comes from, by the description that stands in the place of its name.
fn described(text: &str, words: usize) -> String {
    let (text, which) = text
        .split_once(" ·")
        .map_or((text, String::new()), |(text, which)| (text, format!("{} ", ordinal(which))));
    let (first, rest) = text.split_at(text.len().min(1));
    let mut found = rest.split(['.', ' ']).filter(|word| !word.is_empty());
    let (word, second) = (found.next(), found.next().filter(|_| words > 1));
    match (first, word) {
        ("=", Some(value)) if let Some(second) = second => {
            format!("_ (of the {which}`{value}` of `{second}`)")
        }
        ("=", Some(value)) => format!("_ (of the {which}`{value}`)"),
        ("=", None) => format!("_ (the {which}that is bound to a value)"),
        // Which part of it: the way that the pattern takes.
        ("@" | "~" | "|", Some(_)) if words > 1 => {
            let what = match first {
                "@" => "loop",
                "~" => "value matched",
                _ => "closure's parameters",
            };
            format!("_ (`{}` of the {which}{what})", rest.trim_start_matches('.'))
        }
        ("@", _) => format!("_ (of the {which}loop)"),
        ("~", _) => format!("_ (of the {which}value matched)"),
        ("|", Some(position)) => match position.parse::<usize>() {
            Ok(position) => format!("_ (parameter {} of a closure)", position + 1),
            Err(_) => "_ (a closure's parameter)".into(),
        },
        ("$", Some(position)) => format!("_ (parameter {position})"),
        _ => "_".into(),
    }
}

fn ordinal(number: &str) -> String {
    match number {
        "1" => "1st".into(),
        "2" => "2nd".into(),
        "3" => "3rd".into(),
        more => format!("{more}th"),
    }
}

/// How tightly an operator holds its operands together; what holds more loosely inside needs parentheses.
fn binding(node: &Node) -> u8 {
    match (node.kind, &*node.text) {
        (Kind::Closure, _) => 1,
        (Kind::Assign | Kind::AssignOp, _) => 2,
        (Kind::Range, _) => 3,
        (Kind::Or, _) => 4,
        (Kind::And, _) => 5,
        (Kind::Compare, _) => 6,
        (Kind::Binary, "|") => 7,
        (Kind::Binary, "^") => 8,
        (Kind::Binary, "&") => 9,
        (Kind::Binary, "shl" | "shr") => 10,
        (Kind::Binary, "add" | "sub") => 11,
        (Kind::Binary, _) => 12,
        (Kind::Cast, _) => 13,
        (Kind::Not | Kind::Negative, _) => 14,
        _ => u8::MAX,
    }
}

#[derive(Clone, Copy)]
struct Writer<'p> {
    locals: Locals<'p>,
}

impl Writer<'_> {
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
                if node.children.len() > 2 {
                    out.push_str(" else ");
                    child(2, out);
                }
            }
            Kind::And => self.operands(node, " && ", out),
            Kind::Or => self.operands(node, " || ", out),
            Kind::Not | Kind::Negative => {
                out.push(if node.kind == Kind::Not { '!' } else { '-' });
                self.operands(node, "", out);
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
                out.push(' ');
                child(2, out);
            }
            Kind::Loop => {
                out.push_str("loop ");
                child(0, out);
            }
            Kind::Return | Kind::Break | Kind::Continue => {
                out.push_str(match node.kind {
                    Kind::Return => "return",
                    Kind::Break => "break",
                    _ => "continue",
                });
                if !text.is_empty() {
                    out.push_str(" of the outer loop");
                }
                if !node.children.is_empty() {
                    out.push(' ');
                    child(0, out);
                }
            }
            // What is called has no name.
            Kind::Call if text == "()" && !node.children.is_empty() => {
                child(0, out);
                out.push('(');
                self.list(&node.children[1..], ", ", out);
                out.push(')');
            }
            Kind::Struct => self.fields(node, out),
            Kind::Macro if text.starts_with("vec") => {
                out.push_str("vec![");
                self.list(&node.children, if text == "vec" { ", " } else { "; " }, out);
                out.push(']');
            }
            Kind::Call | Kind::Macro => {
                out.push_str(text);
                if node.kind == Kind::Macro {
                    out.push('!');
                }
                out.push('(');
                self.list(&node.children, ", ", out);
                out.push(')');
            }
            Kind::Field => {
                self.base(node, out);
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
                let name = text.rsplit('/').next().unwrap_or(text).split('#').next().unwrap_or(text);
                let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
                let parameter = |names: &[&str]| {
                    let position = text.strip_prefix('$')?.parse::<usize>().ok()?;
                    names.get(position).map(|name| (*name).to_owned())
                };
                match self.locals {
                    _ if is_name => out.push_str(name),
                    Locals::Hidden => out.push('_'),
                    Locals::Named(names) => out.push_str(&parameter(names).unwrap_or_else(|| "_".into())),
                    Locals::Described(names) => {
                        out.push_str(&parameter(names).unwrap_or_else(|| described(text, 1)));
                    }
                    Locals::Told(names) => {
                        out.push_str(&parameter(names).unwrap_or_else(|| described(text, 2)));
                    }
                }
            }
            Kind::Binary | Kind::Compare => self.operands(node, &format!(" {} ", sign(text)), out),
            Kind::Index => {
                self.base(node, out);
                out.push('[');
                child(1, out);
                out.push(']');
            }
            Kind::Range => self.operands(node, if text.is_empty() { ".." } else { "..=" }, out),
            Kind::Tuple => {
                out.push('(');
                self.list(&node.children, ", ", out);
                out.push(')');
            }
            Kind::Array => {
                out.push('[');
                self.list(&node.children, if text.is_empty() { ", " } else { "; " }, out);
                out.push(']');
            }
            Kind::Closure => {
                let params = node.children.len().saturating_sub(1);
                out.push('|');
                self.list(&node.children[..params], ", ", out);
                out.push_str("| ");
                node.children.last().iter().for_each(|body| self.full(body, out));
            }
            Kind::Try => {
                self.base(node, out);
                out.push('?');
            }
            Kind::Cast => {
                self.operands(node, "", out);
                out.push_str(" as ");
                out.push_str(text);
            }
            Kind::Pattern => match text {
                "()" | "[]" => {
                    out.push_str(&text[..1]);
                    self.list(&node.children, ", ", out);
                    out.push_str(&text[1..]);
                }
                "|" => self.list(&node.children, " | ", out),
                _ if node.children.is_empty() => out.push_str(text),
                _ if node.children.iter().all(|child| child.kind == Kind::FieldValue) => {
                    self.fields(node, out)
                }
                _ => {
                    out.push_str(text);
                    out.push('(');
                    self.list(&node.children, ", ", out);
                    out.push(')');
                }
            },
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

    /// A name and its fields in braces.
    fn fields(self, node: &Node, out: &mut String) {
        out.push_str(&node.text);
        out.push_str(" { ");
        self.list(&node.children, ", ", out);
        out.push_str(" }");
    }

    /// Operands with an operator between them, in parentheses where they need some.
    fn operands(self, node: &Node, between: &str, out: &mut String) {
        let own = binding(node);
        for (idx, operand) in node.children.iter().enumerate() {
            if idx > 0 {
                out.push_str(between);
            }
            let theirs = binding(operand);
            // Left to right: `a - (b - c)`.
            if theirs < own || theirs == own && idx > 0 && node.kind == Kind::Binary {
                out.push('(');
                self.full(operand, out);
                out.push(')');
            } else {
                self.full(operand, out);
            }
        }
    }

    /// The first child in front of a dot, a bracket or a question mark.
    fn base(self, node: &Node, out: &mut String) {
        let Some(base) = node.children.first() else { return };
        if binding(base) < u8::MAX {
            out.push('(');
            self.full(base, out);
            out.push(')');
        } else {
            self.full(base, out);
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
