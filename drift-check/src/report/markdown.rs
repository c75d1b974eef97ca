//! Markdown that fits a comment on a pull request, or a page of a book. What does not fit is counted, never cut off in
//! silence.

use super::places::short;
use super::verdict::{self, Outcome};
use super::{Report, because, rule_name};
use crate::compare::Site;
use crate::judge::{Family, Finding, Severity};
use crate::options::{Look, Verbosity};
use std::fmt::Write;

/// GitHub refuses longer comments. It counts characters; bytes are never fewer.
const SIZE_MAX_BYTES: usize = 65_536;
/// Kept free for the line on what was left out and for the closing tags.
const RESERVE_BYTES: usize = 1_024;
/// A single value is shortened to this many characters.
const VALUE_MAX_CHARS: usize = 600;
/// As many places that were not checked are listed.
const UNCHECKED_MAX: usize = 20;

/// The comment.
pub(super) fn render(report: &Report, look: Look) -> String {
    fill(Page { text: String::new(), left_out: Vec::new(), size_max_bytes: SIZE_MAX_BYTES }, report, look)
}

/// A page under a heading, as long as it has to be.
pub(super) fn document(report: &Report, look: Look, title: &str) -> String {
    let text = format!(
        "<!-- Written by `drift-check report`. Compare again instead of editing. -->\n\n# {}\n\n",
        escape(title)
    );
    fill(Page { text, left_out: Vec::new(), size_max_bytes: usize::MAX }, report, look)
}

fn fill(mut page: Page, report: &Report, look: Look) -> String {
    page.text.push_str(&head(report, look));
    // Without the places that block, nothing else counts, so they must not be what does not fit.
    if !report.is_complete() {
        page.unchecked(report);
    }
    if look.verbosity > Verbosity::Quiet {
        for severity in Severity::ALL {
            let group: Vec<&Finding> =
                verdict::open(report).filter(|finding| finding.severity == severity).collect();
            if severity == Severity::Info && look.verbosity < Verbosity::Verbose {
                page.leave_out("info", group.len());
                continue;
            }
            page.section(severity.word(), &group, severity >= Severity::High, one);
        }
        let accepted: Vec<&Finding> = verdict::accepted(report).collect();
        page.section("accepted", &accepted, false, accepted_one);
    }
    if report.is_complete() {
        page.unchecked(report);
    }
    page.finish()
}

fn head(report: &Report, look: Look) -> String {
    let verdict = verdict::of(report, look.fail_on);
    let sign = match verdict.outcome {
        Outcome::Clean { .. } => "✅",
        Outcome::Drift { failing: 0 } => "ℹ️",
        Outcome::Drift { .. } => "❌",
        Outcome::Incomplete => "⚠️",
    };
    let mut out = format!("## {sign} drift-check: {}\n\n{}.\n\n", verdict.headline(), escape(&verdict.text));
    if let Some(baseline) = &report.baseline {
        let _ = writeln!(out, "**Baseline:** {}.", escape(&baseline.sentence()));
    }
    let coverage = &report.coverage;
    let _ = writeln!(
        out,
        "**Coverage:** {}; {} extra in the port; {} not checked.",
        coverage.sentence(),
        coverage.extra,
        coverage.unchecked
    );
    if !coverage.bodies.is_empty() {
        let bodies: Vec<String> =
            coverage.bodies.iter().map(|(level, count)| format!("{count} {level}")).collect();
        let _ = writeln!(out, "**Bodies:** {}.", bodies.join("; "));
    }
    out.push_str(&table(report));
    out
}

/// Families down, severities across; what is accepted has a column of its own.
fn table(report: &Report) -> String {
    if report.findings.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = Severity::ALL.iter().map(|severity| severity.word()).collect();
    let mut out =
        format!("\n| | {} | accepted |\n|---|{}\n", words.join(" | "), "--:|".repeat(words.len() + 1));
    let mut row = |title: &str, takes: &dyn Fn(&Finding) -> bool| {
        let open: Vec<&Finding> = verdict::open(report).filter(|finding| takes(finding)).collect();
        let accepted = verdict::accepted(report).filter(|finding| takes(finding)).count();
        if open.len() + accepted == 0 {
            return;
        }
        let counts = Severity::ALL
            .map(|severity| open.iter().filter(|finding| finding.severity == severity).count().to_string());
        let _ = writeln!(out, "| {title} | {} | {accepted} |", counts.join(" | "));
    };
    for family in Family::ALL {
        row(family.title(), &|finding| finding.family == family);
    }
    row("**total**", &|_| true);
    out
}

struct Page {
    text: String,
    left_out: Vec<String>,
    size_max_bytes: usize,
}

impl Page {
    fn fits(&self, more: &str) -> bool {
        self.text.len() + more.len() + RESERVE_BYTES <= self.size_max_bytes
    }

    fn leave_out(&mut self, what: &str, count: usize) {
        if count > 0 {
            self.left_out.push(format!("{count} {what}"));
        }
    }

    /// Findings below each other, as many as fit.
    fn section(&mut self, title: &str, group: &[&Finding], open: bool, line: fn(&Finding) -> String) {
        if group.is_empty() {
            return;
        }
        let open = if open { " open" } else { "" };
        let head = format!("\n<details{open}><summary>{title} ({})</summary>\n\n", group.len());
        if !self.fits(&head) {
            return self.leave_out(title, group.len());
        }
        self.text.push_str(&head);
        let mut count = 0;
        for finding in group {
            let line = line(finding);
            // A short one behind a long one might still fit, but a list with holes tells less than one that stops.
            if !self.fits(&line) {
                break;
            }
            self.text.push_str(&line);
            count += 1;
        }
        self.leave_out(title, group.len() - count);
        self.text.push_str("\n</details>\n");
    }

    fn unchecked(&mut self, report: &Report) {
        let list = &report.coverage.unchecked_list;
        if list.is_empty() {
            return;
        }
        let (blocking, others): (Vec<_>, Vec<_>) = list.iter().partition(|entry| entry.blocking);
        let head = format!("\n<details><summary>not checked ({})</summary>\n\n", list.len());
        let mut shown = 0;
        if self.fits(&head) {
            self.text.push_str(&head);
            for entry in blocking.iter().chain(&others).take(UNCHECKED_MAX) {
                let line = format!(
                    "- {} {}: {}: {}\n",
                    entry.side.word(),
                    code(&format!("{}:{}", entry.file, entry.line)),
                    escape(&entry.what),
                    escape(&entry.reason)
                );
                if !self.fits(&line) {
                    break;
                }
                self.text.push_str(&line);
                shown += 1;
            }
            self.text.push_str("\n</details>\n");
        }
        self.leave_out("not checked", list.len() - shown);
    }

    fn finish(mut self) -> String {
        if !self.left_out.is_empty() {
            let _ = writeln!(
                self.text,
                "\n**Left out here:** {}. The JSON and HTML reports hold everything.",
                self.left_out.join(", ")
            );
        }
        self.text
    }
}

fn one(finding: &Finding) -> String {
    let mut out = format!(
        "- **{}** {} {}: {}{}\n",
        finding.rule,
        rule_name(&finding.rule),
        code(&finding.item),
        escape(&shorten(&finding.message)),
        places(finding)
    );
    let snippet = |site: &Option<Site>| site.as_ref().map(|site| shorten(&site.snippet)).unwrap_or_default();
    let (was, is) = (snippet(&finding.reference), snippet(&finding.port));
    if !was.is_empty() && !is.is_empty() && was != is {
        let fence = "`".repeat(longest_run(&was).max(longest_run(&is)).max(2) + 1);
        let _ = write!(out, "  {fence}diff\n  - {was}\n  + {is}\n  {fence}\n");
    }
    for note in &finding.facts.notes {
        let _ = writeln!(out, "  - note: {}", escape(note));
    }
    let _ = writeln!(out, "  <sub>{}</sub>", finding.fingerprint);
    out
}

fn accepted_one(finding: &Finding) -> String {
    let reason =
        because(finding).map(|reason| format!(" — {}", escape(&shorten(&reason)))).unwrap_or_default();
    format!(
        "- **{}** {}: {}{reason}{}\n",
        finding.rule,
        code(&finding.item),
        escape(&shorten(&finding.message)),
        places(finding)
    )
}

fn places(finding: &Finding) -> String {
    let sites = [("reference", &finding.reference), ("port", &finding.port)];
    let places: Vec<String> = sites
        .into_iter()
        .filter_map(|(side, site)| Some(format!("{side} {}", code(&short(site.as_ref()?)))))
        .collect();
    if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) }
}

fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(VALUE_MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// A code span that holds backticks, too.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text that is shown as it is. Code spans in it stay code spans; people and issues are not called by accident.
fn escape(text: &str) -> String {
    let mut out = String::new();
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks is no code.
    let balanced = parts.len() % 2 == 1;
    for (idx, part) in parts.iter().enumerate() {
        match (balanced, idx % 2) {
            (true, 1) => {
                let _ = write!(out, "`{part}`");
            }
            _ => plain(&mut out, part),
        }
        if !balanced && idx + 1 < parts.len() {
            out.push_str("\\`");
        }
    }
    out
}

fn plain(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' | '#' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            '*' | '_' | '[' | ']' | '|' | '~' | '\\' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text_and_code_stays_code() {
        assert_eq!(escape("Vec<u8> | *a* @bob #1"), r"Vec&lt;u8&gt; \| \*a\* @<!-- -->bob #<!-- -->1");
        assert_eq!(escape("takes `a<b>*` _x"), r"takes `a<b>*` \_x");
        assert_eq!(escape("a ` b"), r"a \` b");
    }

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`x"), "`` `x ``");
    }

    #[test]
    fn long_values_are_shortened_between_characters() {
        let text = shorten(&"ä".repeat(VALUE_MAX_CHARS + 5));
        assert!(text.chars().count() == VALUE_MAX_CHARS + 1 && text.ends_with('…'));
    }
}
