//! Refactorings of a whole crate.

use crate::matching::UserMap;
use crate::selftest::corpus::{Corpus, Files, is_compared, is_test};
use std::collections::BTreeSet;
use std::path::Path;

type Rewritten = Option<(Files, Option<UserMap>)>;

pub(super) fn mod_files(corpus: &Corpus) -> Rewritten {
    let mut files = corpus.files.clone();
    let modules: Vec<_> = files.keys().filter(|path| path.ends_with("mod.rs")).cloned().collect();
    let mut any = false;
    for path in modules {
        let text = files.get(&path)?;
        let moved = path.parent()?.with_extension("rs");
        if text.contains("#[path") || text.contains("include") || files.contains_key(&moved) {
            continue;
        }
        let text = files.remove(&path)?;
        files.insert(moved, text);
        any = true;
    }
    any.then_some((files, None))
}

fn renamed(corpus: &Corpus, names: &BTreeSet<String>) -> Files {
    let mut files = corpus.files.clone();
    for (path, text) in &mut files {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let mut out = String::with_capacity(text.len());
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if len == 0 {
                let step = rest.chars().next().map_or(1, char::len_utf8);
                out.push_str(&rest[..step]);
                rest = &rest[step..];
            } else {
                let word = &rest[..len];
                out.push_str(word);
                if names.contains(word) {
                    out.push_str(if word.starts_with(char::is_uppercase) { "Renamed" } else { "_renamed" });
                }
                rest = &rest[len..];
            }
        }
        *text = out;
    }
    files
}

/// Functions without visibility, of long names that nothing else has.
pub(super) fn functions_renamed(corpus: &Corpus) -> Rewritten {
    let mut names = BTreeSet::new();
    let mut others = BTreeSet::new();
    for (_, _, file) in corpus.parsed() {
        for item in &file.items {
            if let syn::Item::Fn(found) = item
                && matches!(found.vis, syn::Visibility::Inherited)
                && !is_test(&found.attrs)
                && found.sig.ident.to_string().contains('_')
            {
                let name = found.sig.ident.to_string();
                if !names.insert(name.clone()) {
                    others.insert(name);
                }
            }
            if let syn::Item::Impl(found) = item {
                for member in &found.items {
                    if let syn::ImplItem::Fn(member) = member {
                        let name = member.sig.ident.to_string();
                        let private =
                            found.trait_.is_none() && matches!(member.vis, syn::Visibility::Inherited);
                        if !private || !name.contains('_') || !names.insert(name.clone()) {
                            others.insert(name);
                        }
                    }
                }
            }
        }
    }
    names.retain(|name| !others.contains(name) && !is_field(corpus, name));
    (!names.is_empty()).then(|| (renamed(corpus, &names), None))
}

fn is_field(corpus: &Corpus, name: &str) -> bool {
    corpus.files.iter().any(|(path, text)| {
        is_compared(path)
            && (text.contains(&format!("{name}:"))
                || text.contains(&format!("mod {name}"))
                || text.contains(&format!("let {name} ")))
    })
}

/// Structs and enums without visibility.
pub(super) fn types_renamed(corpus: &Corpus) -> Rewritten {
    let mut names = BTreeSet::new();
    let mut others = BTreeSet::new();
    for (_, _, file) in corpus.parsed() {
        for item in &file.items {
            let (ident, vis) = match item {
                syn::Item::Struct(found) => (&found.ident, &found.vis),
                syn::Item::Enum(found) => (&found.ident, &found.vis),
                syn::Item::Trait(found) => (&found.ident, &found.vis),
                _ => continue,
            };
            if !matches!(vis, syn::Visibility::Inherited) || !names.insert(ident.to_string()) {
                others.insert(ident.to_string());
            }
        }
    }
    // The name of an associated type belongs to its trait.
    let associated = |name: &str| {
        corpus
            .files
            .values()
            .any(|text| text.contains(&format!("type {name} ")) || text.contains(&format!("type {name};")))
    };
    names.retain(|name| !others.contains(name) && name.len() > 3 && !associated(name));
    (!names.is_empty()).then(|| (renamed(corpus, &names), None))
}

/// A private module of the crate root whose name is no other word.
pub(super) fn module_renamed(corpus: &Corpus) -> Rewritten {
    let root = corpus.files.get(Path::new("src/lib.rs"))?;
    let file = syn::parse_file(root).ok()?;
    let name = file.items.iter().find_map(|item| match item {
        syn::Item::Mod(found)
            if found.content.is_none() && matches!(found.vis, syn::Visibility::Inherited) =>
        {
            let name = found.ident.to_string();
            (name.contains('_')
                && !is_test(&found.attrs)
                && corpus.words.get(&name).is_some_and(|count| *count < 40))
            .then_some(name)
        }
        _ => None,
    })?;
    let files = renamed(corpus, &BTreeSet::from([name.clone()]));
    let moved = files
        .into_iter()
        .map(|(path, text)| {
            let parts: Vec<String> = path
                .iter()
                .map(|part| {
                    let part = part.to_string_lossy();
                    if part == name || part == format!("{name}.rs") {
                        part.replace(&name, &format!("{name}_renamed"))
                    } else {
                        part.into_owned()
                    }
                })
                .collect();
            (parts.iter().collect(), text)
        })
        .collect();
    let mut map = UserMap::default();
    map.modules.insert(name.clone(), format!("{name}_renamed"));
    Some((moved, Some(map)))
}
