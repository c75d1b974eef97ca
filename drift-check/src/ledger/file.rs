//! The ledger as a file: read with every mistake named, written sorted, comments kept.

use super::entry::{Class, Entry, Scope, Subtree};
use super::pattern::ItemPattern;
use super::pins::Pins;
use crate::compare::DriftKind;
use crate::error::{Error, Result};
use crate::judge::{ALL, Severity, fingerprint};
use crate::{report, toml_file};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;
use toml::value::{Date, Datetime};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

/// What a new ledger opens with.
const HEADER: &str = "\
# Drift that was looked at and accepted, one decision per entry; docs/drift-check.md explains the keys.
# `drift-check accept` and `drift-check review` add entries and keep them sorted, `drift-check ledger` lists and prunes.
";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLedger {
    #[serde(default)]
    accepted: Vec<Spanned<RawEntry>>,
}

/// An entry as it is written. What must not be missing is optional here, so that we can say what it is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawEntry {
    rule: Option<Spanned<String>>,
    item: Option<Spanned<String>>,
    fingerprint: Option<Spanned<String>>,
    kind: Option<DriftKind>,
    up_to: Option<Severity>,
    at_most: Option<usize>,
    class: Option<Class>,
    reason: Option<Spanned<String>>,
    reference: Option<String>,
    port: Option<String>,
    #[serde(default)]
    evidence: Vec<Spanned<String>>,
    decided: Option<Spanned<Datetime>>,
    expires: Option<Spanned<Datetime>>,
}

/// Reads a ledger.
///
/// # Errors
/// [`Error::Config`], naming file, line and key.
pub fn read(path: &Path) -> Result<Vec<Entry>> {
    let text = toml_file::text(path)?;
    let raw: RawLedger = toml_file::parse(path, &text)?;
    let mut entries: Vec<Entry> = Vec::new();
    for (idx, entry) in raw.accepted.into_iter().enumerate() {
        let reader = Reader { path, text: &text, number: idx + 1, start: entry.span().start };
        let entry = reader.entry(entry.into_inner())?;
        if let Some(before) = entries.iter().find(|before| before.is_same(&entry)) {
            let message = format!("says the same as the entry in line {}", before.line);
            return Err(reader.wrong(None, "item", &message));
        }
        entries.push(entry);
    }
    entries.sort_by_key(Entry::order);
    Ok(entries)
}

/// One entry, and where it is.
struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    number: usize,
    start: usize,
}

impl Reader<'_> {
    fn wrong(&self, offset: Option<usize>, key: &str, message: &str) -> Error {
        Error::Config {
            path: self.path.to_path_buf(),
            line: Some(toml_file::line_at(self.text, offset.unwrap_or(self.start))),
            message: format!("accepted[{}].{key}: {message}", self.number),
        }
    }

    /// Text that must be there and say something.
    fn needed(&self, found: Option<Spanned<String>>, key: &str, purpose: &str) -> Result<String> {
        let Some(found) = found else {
            return Err(self.wrong(None, key, &format!("is missing: {purpose}")));
        };
        if found.get_ref().trim().is_empty() {
            return Err(self.wrong(Some(found.span().start), key, &format!("is empty: {purpose}")));
        }
        Ok(found.into_inner())
    }

    fn day(&self, found: Option<Spanned<Datetime>>, key: &str) -> Result<Option<Date>> {
        let Some(found) = found else { return Ok(None) };
        let date = found.get_ref().date.filter(|_| found.get_ref().time.is_none());
        let offset = found.span().start;
        date.ok_or_else(|| self.wrong(Some(offset), key, "is not a day such as 2027-03-01")).map(Some)
    }

    fn entry(&self, raw: RawEntry) -> Result<Entry> {
        let rule_at = raw.rule.as_ref().map(|rule| rule.span().start);
        let item_at = raw.item.as_ref().map(|item| item.span().start);
        let rule = self.needed(raw.rule, "rule", "an id such as DC303, or what several ids begin with")?;
        let item = self.needed(raw.item, "item", "the path of the item, or a pattern such as `vlog::**`")?;
        let reason = self.needed(raw.reason, "reason", "say why this difference is right")?;
        if !ALL.iter().any(|known| known.id.starts_with(&rule)) {
            return Err(self.wrong(rule_at, "rule", &format!("no rule starts with `{rule}`")));
        }
        let class = raw.class.ok_or_else(|| {
            let words: Vec<&str> = Class::ALL.iter().map(|class| class.word()).collect();
            self.wrong(None, "class", &format!("is missing: one of {}", words.join(", ")))
        })?;
        let decided = self.day(raw.decided, "decided")?;
        let expires = self.day(raw.expires, "expires")?;
        if class == Class::Pending && expires.is_none() {
            return Err(self.wrong(None, "expires", "is missing: what is pending has to end on a day"));
        }
        let mut evidence = Vec::new();
        for name in raw.evidence {
            let at = name.span().start;
            if name.get_ref().trim().is_empty() {
                return Err(self.wrong(Some(at), "evidence", "holds an empty name"));
            }
            if !super::names_a_test(name.get_ref()) {
                return Err(self.wrong(Some(at), "evidence", "fits every test"));
            }
            evidence.push(name.into_inner());
        }
        let scope = match raw.fingerprint {
            Some(fingerprint) => {
                if !fingerprint::is_whole(fingerprint.get_ref()) {
                    let message = format!(
                        "`{}` is no whole fingerprint: v1: and {} digits; `drift-check accept` takes a beginning",
                        fingerprint.get_ref(),
                        fingerprint::DIGITS
                    );
                    return Err(self.wrong(Some(fingerprint.span().start), "fingerprint", &message));
                }
                for (key, given) in [
                    ("kind", raw.kind.is_some()),
                    ("up-to", raw.up_to.is_some()),
                    ("at-most", raw.at_most.is_some()),
                ] {
                    if given {
                        return Err(self.wrong(None, key, "has no meaning beside a fingerprint"));
                    }
                }
                Scope::Finding(fingerprint.into_inner())
            }
            None => Scope::Subtree(Subtree {
                items: ItemPattern::parse(&item).map_err(|error| self.wrong(item_at, "item", &error))?,
                kind: raw.kind,
                up_to: raw.up_to.unwrap_or(Subtree::UP_TO),
                at_most: raw.at_most.ok_or_else(|| {
                    self.wrong(None, "at-most", "is missing: how many findings were looked at and accepted")
                })?,
            }),
        };
        let pins = Pins { reference: raw.reference, port: raw.port };
        let line = toml_file::line_at(self.text, self.start);
        Ok(Entry { rule, item, scope, class, reason, pins, evidence, decided, expires, line })
    }
}

/// Adds entries to a ledger, each in the place of the one that decided the same thing, if there is one. Returns how many
/// are new.
///
/// # Errors
/// [`Error::Config`] if the ledger is damaged, [`Error::Io`] if it cannot be written.
pub fn add(path: &Path, new: &[Entry]) -> Result<usize> {
    let before = if path.exists() { read(path)? } else { Vec::new() };
    let mut document = document(path)?;
    let (header, mut kept) = take(&mut document);
    for entry in new {
        let comment = position(&kept, entry).map(|idx| kept.remove(idx).1);
        let mut table = table(entry);
        if let Some(old) = comment {
            *table.decor_mut() = old.decor().clone();
        }
        kept.push((entry.order(), table));
    }
    write(path, &header, document, kept)?;
    Ok(new.iter().filter(|entry| !before.iter().any(|old| old.is_same(entry))).count())
}

/// Removes entries from a ledger.
///
/// # Errors
/// [`Error::Config`] if the ledger is damaged, [`Error::Io`] if it cannot be written.
pub fn remove(path: &Path, old: &[Entry]) -> Result<()> {
    let mut document = document(path)?;
    let (header, mut kept) = take(&mut document);
    for entry in old {
        if let Some(idx) = position(&kept, entry) {
            kept.remove(idx);
        }
    }
    write(path, &header, document, kept)
}

type Order = (String, String, String);

fn position(kept: &[(Order, Table)], entry: &Entry) -> Option<usize> {
    kept.iter().position(|(order, table)| match &entry.scope {
        Scope::Finding(fingerprint) => text(table, "fingerprint") == *fingerprint,
        Scope::Subtree(_) => !table.contains_key("fingerprint") && *order == entry.order(),
    })
}

fn text(table: &Table, key: &str) -> String {
    table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned()
}

fn document(path: &Path) -> Result<DocumentMut> {
    let text = if path.exists() { toml_file::text(path)? } else { HEADER.to_owned() };
    text.parse().map_err(|error: toml_edit::TomlError| Error::Config {
        path: path.to_path_buf(),
        line: error.span().map(|span| toml_file::line_at(&text, span.start)),
        message: error.message().to_owned(),
    })
}

/// The comment at the top of the file, which belongs to no entry, and the entries' tables with their comments, taken out of
/// the document.
fn take(document: &mut DocumentMut) -> (String, Vec<(Order, Table)>) {
    let mut header = document.trailing().as_str().unwrap_or_default().trim().to_owned();
    document.set_trailing("");
    let Some(Item::ArrayOfTables(tables)) = document.remove("accepted") else { return (header, Vec::new()) };
    let order = |table: &Table| {
        let part = if table.contains_key("fingerprint") { "fingerprint" } else { "kind" };
        (text(table, "item"), text(table, "rule"), text(table, part))
    };
    let mut kept: Vec<(Order, Table)> = tables.into_iter().map(|table| (order(&table), table)).collect();
    if let Some((_, first)) = kept.first_mut() {
        let prefix =
            first.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default().replace("\r\n", "\n");
        // Where an empty line follows, what stands before it is about the whole file.
        if let Some((above, own)) = prefix.split_once("\n\n") {
            let both = [above.trim(), header.trim()].into_iter().filter(|part| !part.is_empty());
            header = both.collect::<Vec<_>>().join("\n");
            first.decor_mut().set_prefix(own);
        }
    }
    (header, kept)
}

/// Writes a ledger: the comment at its top, then the entries in their order, with their comments. Ends of lines are as they
/// were.
fn write(path: &Path, header: &str, mut document: DocumentMut, mut kept: Vec<(Order, Table)>) -> Result<()> {
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    let mut tables = ArrayOfTables::new();
    for (position, (_, mut table)) in kept.into_iter().enumerate() {
        let comment = table.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default().trim();
        let comment = if comment.is_empty() { String::new() } else { format!("{comment}\n") };
        table.decor_mut().set_prefix(format!("\n{comment}"));
        table.set_position(Some(isize::try_from(position).unwrap_or(isize::MAX)));
        tables.push(table);
    }
    if !tables.is_empty() {
        document.insert("accepted", Item::ArrayOfTables(tables));
    }
    let body = document.to_string().replace("\r\n", "\n");
    let body = body.trim_start_matches('\n');
    let between = match (header.is_empty(), body.is_empty()) {
        (false, false) => "\n\n",
        (false, true) => "\n",
        _ => "",
    };
    let header = header.replace("\r\n", "\n");
    let written = format!("{header}{between}{body}");
    let with_returns = std::fs::read(path).is_ok_and(|bytes| bytes.windows(2).any(|two| two == b"\r\n"));
    report::replace(path, &if with_returns { written.replace('\n', "\r\n") } else { written })
}

fn table(entry: &Entry) -> Table {
    let mut out = Table::new();
    out["rule"] = value(&entry.rule);
    out["item"] = value(&entry.item);
    match &entry.scope {
        Scope::Finding(fingerprint) => out["fingerprint"] = value(fingerprint),
        Scope::Subtree(subtree) => {
            if let Some(kind) = subtree.kind {
                out["kind"] = value(kind.word());
            }
            if subtree.up_to != Subtree::UP_TO {
                out["up-to"] = value(subtree.up_to.word());
            }
            out["at-most"] = value(i64::try_from(subtree.at_most).unwrap_or(i64::MAX));
        }
    }
    out["class"] = value(entry.class.word());
    out["reason"] = Item::Value(prose(&entry.reason));
    for (key, pin) in [("reference", &entry.pins.reference), ("port", &entry.pins.port)] {
        if let Some(pin) = pin {
            out[key] = value(pin);
        }
    }
    if !entry.evidence.is_empty() {
        out["evidence"] = value(entry.evidence.iter().collect::<Array>());
    }
    for (key, date) in [("decided", entry.decided), ("expires", entry.expires)] {
        if let Some(date) = date {
            out[key] = value(toml_edit::Datetime { date: Some(date), time: None, offset: None });
        }
    }
    out
}

/// Lines of a ledger are at most about this long, so that a changed reason is a readable diff.
const LINE_MAX: usize = 110;

/// Text, over several lines if it is long. The line breaks are escaped, so the value has none.
fn prose(text: &str) -> Value {
    let escaped = |c: char| c == '"' || c == '\\' || c.is_control();
    if text.len() <= LINE_MAX || text.contains(escaped) || text.contains("  ") {
        return text.into();
    }
    let mut written = String::from("\"\"\"\\\n");
    let mut length = 0;
    for (idx, word) in text.split(' ').enumerate() {
        if idx > 0 {
            written.push(' ');
            if length + word.len() > LINE_MAX {
                written.push_str("\\\n");
                length = 0;
            }
        }
        written.push_str(word);
        length += word.len() + 1;
    }
    written.push_str("\"\"\"");
    written.parse().unwrap_or_else(|_| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_written_over_several_lines_and_read_as_one() {
        let words = |count: usize| vec!["word"; count].join(" ");
        for text in [
            words(3),
            words(60),
            format!("{}\n\"quoted\" \\", words(60)),
            format!("two  blanks {}", words(60)),
        ] {
            let written = format!("reason = {}", prose(&text));
            let read: toml::Table = toml::from_str(&written).unwrap();
            assert_eq!(read["reason"].as_str(), Some(text.as_str()));
            assert!(text != words(60) || written.lines().count() == 4, "{written}");
        }
    }
}
