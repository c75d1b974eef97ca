//! Reading TOML so that whatever is wrong is named by file, line and key.

use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a file.
///
/// # Errors
/// [`Error::Config`], naming the file.
pub(crate) fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Error::Config {
        path: path.to_path_buf(),
        line: None,
        message: format!("could not be read: {error}"),
    })
}

/// Turns text into values.
///
/// # Errors
/// [`Error::Config`], naming line and key.
pub(crate) fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let key = error.span().and_then(|span| key_at(text, span));
        let prefix = key.map(|key| format!("{key}: ")).unwrap_or_default();
        Error::Config {
            path: path.to_path_buf(),
            line: error.span().map(|span| line_at(text, span.start)),
            message: format!("{prefix}{}", error.message()),
        }
    })
}

/// The line of a place, counted from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    1 + text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
}

/// The key whose value a place belongs to: `map.modules."vlog"`, `accepted[2].class`.
fn key_at(text: &str, span: Range<usize>) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let key = in_table(table.get_ref(), &span)?;
    Some(key.trim_start_matches('.').to_owned())
}

fn in_table(table: &DeTable<'_>, wanted: &Range<usize>) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let name = spelled(key.get_ref());
        let inside = in_value(value, wanted)?;
        Some(format!(".{name}{inside}"))
    })
}

fn in_value(value: &Spanned<DeValue<'_>>, wanted: &Range<usize>) -> Option<String> {
    let deeper = match value.get_ref() {
        DeValue::Table(table) => in_table(table, wanted),
        DeValue::Array(values) => values
            .iter()
            .enumerate()
            .find_map(|(idx, value)| Some(format!("[{}]{}", idx + 1, in_value(value, wanted)?))),
        _ => None,
    };
    deeper.or_else(|| {
        let own = value.span();
        (own.start <= wanted.start && wanted.end <= own.end).then(String::new)
    })
}

/// A key as one would write it.
fn spelled(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Sample {
        level: Option<u8>,
        map: Option<BTreeMap<String, String>>,
        list: Option<Vec<Element>>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Element {
        size: u8,
    }

    fn complaint(text: &str) -> String {
        parse::<Sample>(Path::new("f.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn a_wrong_value_is_named_by_its_key() {
        assert!(complaint("\nlevel = \"high\"").starts_with("f.toml:2: level: invalid type"));
        assert!(
            complaint("[map]\na = \"b\"\n\"c::d\" = 1").starts_with("f.toml:3: map.\"c::d\": invalid type")
        );
        let message = complaint("[[list]]\nsize = 1\n[[list]]\nsize = 1000");
        assert!(message.starts_with("f.toml:4: list[2].size: "), "{message}");
    }

    #[test]
    fn an_unknown_key_and_broken_syntax_keep_their_line() {
        let message = complaint("level = 1\nlevle = 2");
        assert!(message.starts_with("f.toml:2: ") && message.contains("`levle`"), "{message}");
        assert!(complaint("level = 1\n=").starts_with("f.toml:2: "));
    }
}
