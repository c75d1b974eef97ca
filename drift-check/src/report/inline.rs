//! Two declarations one below the other, with what differs set off.

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// The reference's and the port's line; words that differ are underlined.
pub(super) fn lines(reference: &str, port: &str) -> (String, String) {
    let diff = TextDiff::configure().diff_words(reference, port);
    // Without words in common, underlining everything says nothing.
    let emphasise = diff.ratio() > 0.3;
    let (mut removed, mut added) = (String::new(), String::new());
    for change in diff.iter_all_changes() {
        let word = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                paint(&mut removed, word, REMOVED, false);
                paint(&mut added, word, ADDED, false);
            }
            ChangeTag::Delete => paint(&mut removed, word, REMOVED, emphasise),
            ChangeTag::Insert => paint(&mut added, word, ADDED, emphasise),
        }
    }
    (removed, added)
}

fn paint(out: &mut String, word: &str, style: Style, emphasise: bool) {
    let style = if emphasise && !word.trim().is_empty() { style.bold().underline() } else { style };
    out.push_str(&format!("{style}{word}{style:#}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn both_lines_are_complete() {
        let (removed, added) = lines("fn get(&self, key: u8) -> u8", "fn get(&self, key: u16)");
        assert_eq!(plain(&removed), "fn get(&self, key: u8) -> u8");
        assert_eq!(plain(&added), "fn get(&self, key: u16)");
    }
}
