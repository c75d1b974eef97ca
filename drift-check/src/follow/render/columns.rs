//! Two diffs next to each other where the terminal is wide enough, one below the other where it is not.

use anstyle::{AnsiColor, Style};

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// Below this width, two columns would cut every line.
const WIDTH_MIN: usize = 140;

/// Both diffs with a heading each.
pub(super) fn columns(left: (&str, &str), right: (&str, &str), width: usize) -> String {
    if width < WIDTH_MIN || left.1.is_empty() || right.1.is_empty() {
        return [left, right].iter().filter(|(_, text)| !text.is_empty()).map(below).collect();
    }
    let column = (width - 7) / 2;
    let mut out = format!("    {} | {}\n", padded(left.0, column), right.0);
    let (mut lefts, mut rights) = (left.1.lines(), right.1.lines());
    loop {
        let (a, b) = (lefts.next(), rights.next());
        if a.is_none() && b.is_none() {
            return out;
        }
        let cell = |line: Option<&str>| paint(&padded(line.unwrap_or_default(), column));
        out.push_str(format!("    {} | {}", cell(a), cell(b)).trim_end());
        out.push('\n');
    }
}

fn below((heading, text): &(&str, &str)) -> String {
    let lines: String = text.lines().map(|line| format!("    {}\n", paint(line))).collect();
    format!("    {heading}\n{lines}")
}

/// Exactly so many characters.
fn padded(line: &str, width: usize) -> String {
    let line = line.replace('\t', "    ");
    let mut out: String = line.chars().take(width).collect();
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(out.chars().count())));
    out
}

fn paint(line: &str) -> String {
    let style = match line.as_bytes().first() {
        Some(b'+') => ADDED,
        Some(b'-') => REMOVED,
        Some(b'@') => PLACE,
        _ => return line.to_owned(),
    };
    format!("{style}{line}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_wide_terminal_gets_two_columns_and_a_narrow_one_two_blocks() {
        let (left, right) = (("upstream", "-a\n+b\n"), ("port", "-c\n"));
        let wide = plain(&columns(left, right, 160));
        assert_eq!(wide.lines().count(), 3);
        assert!(
            wide.lines().nth(1).is_some_and(|line| line.contains("-a") && line.contains("| -c")),
            "{wide}"
        );
        let narrow = plain(&columns(left, right, 80));
        assert_eq!(narrow, "    upstream\n    -a\n    +b\n    port\n    -c\n");
    }
}
