//! Parts of source files, for showing them: an item's own text, or the lines around a place.

use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};
use std::path::Path;
use std::str::FromStr;

/// Lines of a file, with the number of the first one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Number of the first line, counted from 1.
    pub first: usize,
    /// The lines.
    pub lines: Vec<String>,
}

/// The lines around a place; `None` if the file cannot be read.
pub fn around(folder: &Path, file: &str, line: usize, margin: usize) -> Option<Excerpt> {
    let text = super::read_text(&folder.join(file)).ok()?;
    Some(cut(&text, line.saturating_sub(margin).max(1), line + margin))
}

/// The whole item that is declared in a line, without attributes and documentation; `None` if the file cannot be read
/// or holds nothing there.
pub fn item(folder: &Path, file: &str, line: usize) -> Option<Excerpt> {
    let text = super::read_text(&folder.join(file)).ok()?;
    let tokens = TokenStream::from_str(&text).ok()?;
    let end = item_end(tokens, line)?;
    Some(cut(&text, line, end.line))
}

/// The same item as tokens, one statement per line: no comments, no layout.
pub fn normal(excerpt: &Excerpt) -> Vec<String> {
    let Ok(tokens) = TokenStream::from_str(&excerpt.lines.join("\n")) else { return excerpt.lines.clone() };
    let mut lines = Lines { done: Vec::new(), current: String::new(), depth: 0 };
    lines.add(tokens);
    lines.finish();
    lines.done
}

fn cut(text: &str, first: usize, last: usize) -> Excerpt {
    let lines = text.lines().skip(first - 1).take(last + 1 - first).map(str::to_owned).collect();
    Excerpt { first, lines }
}

/// What declares something that is no field and no variant.
const DECLARING: [&str; 8] = ["fn", "struct", "enum", "union", "impl", "trait", "mod", "macro_rules"];

/// Where the item ends that begins in a line: at its braces, or at `;` or `,`.
fn item_end(tokens: TokenStream, line: usize) -> Option<LineColumn> {
    let mut started = false;
    let mut last = None;
    // A comma ends fields and variants, but also parts generic parameters, which are no groups, and `where` clauses.
    let (mut angles, mut is_member, mut before) = (0_i32, true, ' ');
    for token in tokens {
        let (start, end) = (token.span().start(), token.span().end());
        if !started && start.line < line {
            if let TokenTree::Group(group) = &token
                && end.line >= line
            {
                return item_end(group.stream(), line);
            }
            continue;
        }
        started = true;
        last = Some(end);
        let previous = std::mem::replace(&mut before, ' ');
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return last,
            TokenTree::Ident(ident) if DECLARING.contains(&ident.to_string().as_str()) => is_member = false,
            TokenTree::Punct(punct) => {
                before = punct.as_char();
                match before {
                    '<' => angles += 1,
                    '>' if previous != '-' => angles -= 1,
                    ';' => return last,
                    ',' if angles == 0 && is_member => return last,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    last
}

struct Lines {
    done: Vec<String>,
    current: String,
    depth: usize,
}

impl Lines {
    fn add(&mut self, tokens: TokenStream) {
        let mut skip_attribute = false;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => skip_attribute = true,
                TokenTree::Group(group)
                    if std::mem::take(&mut skip_attribute) && group.delimiter() == Delimiter::Bracket => {}
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.word("{");
                    self.finish();
                    self.depth += 1;
                    self.add(group.stream());
                    self.finish();
                    self.depth -= 1;
                    self.word("}");
                    self.finish();
                }
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        _ => ("", ""),
                    };
                    self.current.push_str(open);
                    self.add(group.stream());
                    self.current.push_str(close);
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => {
                    self.current.push(';');
                    self.finish();
                }
                other => self.word(&other.to_string()),
            }
        }
    }

    /// A blank only where two words would run into each other.
    fn word(&mut self, word: &str) {
        let wordy = |c: char| c.is_alphanumeric() || c == '_' || c == '"' || c == '\'';
        let joins = self.current.chars().last().is_some_and(wordy) && word.chars().next().is_some_and(wordy);
        if joins || word == "{" {
            self.current.push(' ');
        }
        self.current.push_str(word);
    }

    fn finish(&mut self) {
        let text = std::mem::take(&mut self.current);
        if !text.trim().is_empty() {
            self.done.push(format!("{}{}", "  ".repeat(self.depth), text.trim()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "mod a {\n    /// Doc.\n    pub fn f<A, B>(a: A) -> u8\n    where\n        B: Copy,\n    {\n        // why\n        1\n    }\n    struct S {\n        x: Map<A, B>,\n        y: u8,\n    }\n}\n";

    fn lines(line: usize) -> Option<(usize, usize)> {
        let end = item_end(TokenStream::from_str(TEXT).unwrap(), line)?;
        Some((line, end.line))
    }

    #[test]
    fn an_item_ends_with_its_braces_and_a_field_with_its_comma() {
        assert_eq!(lines(3), Some((3, 9)));
        assert_eq!(lines(10), Some((10, 13)));
        assert_eq!(lines(11), Some((11, 11)));
        assert_eq!(lines(40), None);
    }

    #[test]
    fn comments_attributes_and_layout_are_no_part_of_the_normal_text() {
        let text = |lines: &[&str]| {
            normal(&Excerpt { first: 1, lines: lines.iter().map(|l| (*l).into()).collect() })
        };
        let wide = text(&[
            "#[inline]",
            "fn f( a : u8 ) -> u8 {",
            "  // why",
            "  let b = a",
            "     + 1 ;",
            "  b",
            "}",
        ]);
        assert_eq!(wide, ["fn f(a:u8)->u8 {", "  let b=a+1;", "  b", "}"]);
        assert_eq!(text(&["fn f(a: u8) -> u8 { let b = a + 1; b }"]), wide);
    }
}
