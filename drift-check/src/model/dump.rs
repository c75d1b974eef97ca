//! The model for people: one line per item. Tests compare dumps.

use super::Crate;
use super::item::Reach;
use super::written;
use std::fmt::Write;

/// One line per item that is compared, sorted by path and kind.
pub fn dump(krate: &Crate) -> String {
    let mut lines: Vec<String> = krate
        .compared()
        .map(|(_, item)| {
            let mut line = format!("{} | {}", item.path, written::declaration(item));
            if item.reach != Reach::Internal {
                let _ = write!(line, " | {}", item.reach.word());
            }
            if !item.public_paths.is_empty() {
                let paths: Vec<&str> = item.public_paths.iter().map(String::as_str).collect();
                let _ = write!(line, " as {}", paths.join(", "));
            }
            if item.cfg != super::cfg::Cfg::Always {
                let _ = write!(line, " | cfg {}", item.cfg);
            }
            line
        })
        .collect();
    lines.sort();
    lines.join("\n")
}
