//! Two texts side by side, with what differs marked.

use anstyle::{AnsiColor, Style};
use similar::{DiffOp, TextDiff};
use std::fmt::Write;

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const BOLD: Style = Style::new().bold();

/// Two columns of equal width.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    width: usize,
}

impl Columns {
    /// Columns that fill a width together.
    pub fn new(total: usize) -> Self {
        // Three characters between them: the mark and a blank on each side.
        Self { width: total.saturating_sub(3) / 2 }
    }

    /// A heading and both texts below it. `<` marks what only the left one has, `>` what only the right one has, `|`
    /// what differs; equal stretches are shown once, on both sides.
    pub fn section(
        self,
        out: &mut String,
        title: &str,
        heads: (&str, &str),
        left: &[String],
        right: &[String],
    ) {
        let same = if left == right { ": the same" } else { "" };
        let _ = writeln!(out, "\n{BOLD}{title}{same}{BOLD:#}");
        self.row(out, ' ', Some(heads.0), Some(heads.1));
        let (left_lines, right_lines): (Vec<&str>, Vec<&str>) =
            (left.iter().map(String::as_str).collect(), right.iter().map(String::as_str).collect());
        let diff = TextDiff::from_slices(&left_lines, &right_lines);
        for op in diff.ops() {
            let (old, new) = (op.old_range(), op.new_range());
            let mark = match op {
                DiffOp::Equal { .. } => ' ',
                DiffOp::Delete { .. } => '<',
                DiffOp::Insert { .. } => '>',
                DiffOp::Replace { .. } => '|',
            };
            for idx in 0..old.len().max(new.len()) {
                let was = left_lines.get(old.start + idx).filter(|_| idx < old.len()).copied();
                let is = right_lines.get(new.start + idx).filter(|_| idx < new.len()).copied();
                let mark = match (was, is, mark) {
                    (Some(_), None, '|') => '<',
                    (None, Some(_), '|') => '>',
                    _ => mark,
                };
                self.row(out, mark, was, is);
            }
        }
    }

    /// One row; what is too long goes on below.
    fn row(self, out: &mut String, mark: char, left: Option<&str>, right: Option<&str>) {
        let (left, right) = (self.wrap(left.unwrap_or_default()), self.wrap(right.unwrap_or_default()));
        let (old, new) = if mark == ' ' { (Style::new(), Style::new()) } else { (REMOVED, ADDED) };
        for idx in 0..left.len().max(right.len()) {
            let was = left.get(idx).map_or("", String::as_str);
            let is = right.get(idx).map_or("", String::as_str);
            let pad = " ".repeat(self.width.saturating_sub(was.chars().count()));
            let right = if is.is_empty() { String::new() } else { format!(" {new}{is}{new:#}") };
            let text = format!("{old}{was}{old:#}{pad} {mark}{right}");
            let _ = writeln!(out, "{}", text.trim_end());
        }
    }

    fn wrap(self, line: &str) -> Vec<String> {
        let line = line.replace('\t', "    ");
        let characters: Vec<char> = line.chars().collect();
        if characters.is_empty() {
            return vec![String::new()];
        }
        characters.chunks(self.width.max(1)).map(|chunk| chunk.iter().collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(left: &[&str], right: &[&str]) -> Vec<String> {
        let owned = |lines: &[&str]| -> Vec<String> { lines.iter().map(|line| (*line).to_owned()).collect() };
        let mut out = String::new();
        Columns::new(15).section(&mut out, "t", ("a", "b"), &owned(left), &owned(right));
        let text = anstream::adapter::strip_str(&out).to_string();
        text.lines().skip(3).map(str::to_owned).collect()
    }

    #[test]
    fn every_line_of_both_sides_is_there_once_and_marked() {
        assert_eq!(
            plain(&["one", "two", "three"], &["one", "2", "three", "four"]),
            ["one      one", "two    | 2", "three    three", "       > four"]
        );
        assert_eq!(plain(&["gone"], &[]), ["gone   <"]);
    }

    #[test]
    fn what_is_too_long_goes_on_below() {
        assert_eq!(plain(&["12345678"], &["x"]), ["123456 | x", "78     |"]);
    }
}
