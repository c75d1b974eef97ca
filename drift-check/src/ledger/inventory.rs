//! Which tests there are: by name, from the tokens of the source, so that tests inside of macro calls count, too.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::Path;
use std::str::FromStr;
use walkdir::{DirEntry, WalkDir};

/// A test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestName {
    /// File relative to the folder that was looked through, then modules and name: `tests/crash.rs::rename_is_durable`.
    pub path: String,
    /// Whether it is marked `#[ignore]`.
    pub ignored: bool,
}

/// All tests below a folder, sorted. Files that cannot be read or do not parse have none.
pub(crate) fn tests(folder: &Path) -> Vec<TestName> {
    let hidden = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() > 0 && (name == "target" || name.starts_with('.'))
    };
    let files = WalkDir::new(folder).into_iter().filter_entry(|entry| !hidden(entry)).flatten();
    let mut out = Vec::new();
    for entry in files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs")) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let file = relative.to_string_lossy().replace('\\', "/");
        // Most files hold none, and splitting into tokens is what costs.
        if text.contains("test")
            && let Ok(tokens) = TokenStream::from_str(&text)
        {
            collect(tokens, &file, &mut out);
        }
    }
    out.sort();
    out
}

/// What was seen on the way to the next item.
#[derive(Default)]
struct Seen {
    test: bool,
    ignored: bool,
    keyword: Option<&'static str>,
    module: Option<String>,
}

fn collect(tokens: TokenStream, place: &str, out: &mut Vec<TestName>) {
    let mut seen = Seen::default();
    let mut hash = false;
    for token in tokens {
        let after_hash = std::mem::replace(&mut hash, false);
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => hash = true,
            TokenTree::Punct(punct) if punct.as_char() == ';' => seen = Seen::default(),
            TokenTree::Group(group) if after_hash && group.delimiter() == Delimiter::Bracket => {
                let name = attribute(group.stream());
                seen.test |= matches!(name.as_str(), "test" | "rstest" | "test_case" | "quickcheck");
                seen.ignored |= name == "ignore";
            }
            TokenTree::Group(group) => {
                let inner = match &seen.module {
                    Some(module) => format!("{place}::{module}"),
                    None => place.to_owned(),
                };
                collect(group.stream(), &inner, out);
                if group.delimiter() == Delimiter::Brace {
                    seen = Seen::default();
                }
            }
            TokenTree::Ident(ident) => match (seen.keyword.take(), ident.to_string()) {
                (Some("fn"), name) if seen.test => {
                    out.push(TestName { path: format!("{place}::{name}"), ignored: seen.ignored });
                    seen = Seen::default();
                }
                (Some("mod"), name) => seen.module = Some(name),
                (_, word) if word == "fn" => seen.keyword = Some("fn"),
                (_, word) if word == "mod" => seen.keyword = Some("mod"),
                _ => {}
            },
            _ => {}
        }
    }
}

/// The last name of an attribute's path: `test` in `#[tokio::test(flavor = "…")]`.
fn attribute(tokens: TokenStream) -> String {
    let mut last = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => last = ident.to_string(),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            _ => break,
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_in_modules_and_macros_and_nothing_else_is() {
        let text = r#"
            fn helper() { fn inner() {} }
            mod open { mod deep { #[test] fn refuses_newer() {} } #[cfg(test)] fn not_one() {} }
            proptest! { #![proptest_config(c)] #[test] fn any_history(a in 0..3u8) { assert!(a < 3); } }
            #[tokio::test(flavor = "x")] async fn awaits() {}
            #[test] #[ignore = "slow"] pub fn slow() {}
            fn test() {}
        "#;
        let mut found = Vec::new();
        collect(TokenStream::from_str(text).unwrap(), "tests/a.rs", &mut found);
        let names: Vec<&str> = found.iter().map(|test| test.path.as_str()).collect();
        assert_eq!(
            names,
            [
                "tests/a.rs::open::deep::refuses_newer",
                "tests/a.rs::any_history",
                "tests/a.rs::awaits",
                "tests/a.rs::slow"
            ]
        );
        assert_eq!(found.iter().filter(|test| test.ignored).count(), 1);
    }
}
