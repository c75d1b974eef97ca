//! Patterns of items: `vlog::**` is the module and everything in it, `*` stands for anything within one name.

/// A pattern of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPattern {
    segments: Vec<String>,
}

impl ItemPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let segments: Vec<String> = segments(text).into_iter().map(str::to_owned).collect();
        if text.trim().is_empty() || segments.iter().any(String::is_empty) {
            return Err(
                "write items like `tree::Tree::get`, and `tree::**` for everything in a module".into()
            );
        }
        if let Some(mixed) = segments.iter().find(|segment| segment.contains("**") && *segment != "**") {
            return Err(format!("`**` stands for whole names, so it cannot be part of `{mixed}`"));
        }
        Ok(Self { segments })
    }

    /// Whether an item is meant. Members of trait impls are, too, if their type is: `<tree::Tree as Drop>::drop` belongs
    /// to `tree::**`.
    pub fn matches(&self, item: &str) -> bool {
        let written: Vec<&str> = segments(item);
        fits(&self.segments, &written)
            || home(item).is_some_and(|home| fits(&self.segments, &segments(&home)))
    }

    /// How much it says: names that are written out.
    pub(super) fn precision(&self) -> usize {
        self.segments.iter().filter(|segment| *segment != "**").count()
    }
}

/// Names between `::`, but not those inside of `<…>`.
fn segments(path: &str) -> Vec<&str> {
    let (mut out, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    let bytes = path.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'(' => depth += 1,
            b'>' if at.checked_sub(1).is_some_and(|before| bytes[before] == b'-') => {}
            b'>' | b')' => depth -= 1,
            b':' if depth == 0 && bytes.get(at + 1) == Some(&b':') && at >= start => {
                out.push(&path[start..at]);
                start = at + 2;
            }
            _ => {}
        }
    }
    out.push(path.get(start..).unwrap_or_default());
    out
}

/// Where a member of a trait impl belongs: `tree::Tree::drop` for `<tree::Tree as Drop>::drop`.
fn home(item: &str) -> Option<String> {
    let parts = segments(item);
    let (first, rest) = parts.split_first()?;
    let inside = first.strip_prefix('<')?.strip_suffix('>')?;
    let ty = inside.split(" as ").next()?;
    let name = ty.split('<').next()?.trim_start_matches('&');
    Some([name].into_iter().chain(rest.iter().copied()).collect::<Vec<_>>().join("::"))
}

fn fits<S: AsRef<str>>(pattern: &[String], path: &[S]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((first, rest)) if first == "**" => (0..=path.len()).any(|skip| fits(rest, &path[skip..])),
        Some((first, rest)) => path
            .split_first()
            .is_some_and(|(name, further)| wildcard(first, name.as_ref()) && fits(rest, further)),
    }
}

/// Whether a name fits, `*` standing for any characters.
pub(super) fn wildcard(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    // The shortest stretch first; a name is short enough for trying them all.
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| wildcard(after, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, item: &str) -> bool {
        ItemPattern::parse(pattern).unwrap().matches(item)
    }

    #[test]
    fn a_subtree_holds_its_root_and_everything_below() {
        assert!(matches("vlog::**", "vlog"));
        assert!(matches("vlog::**", "vlog::blob_file::reader::Reader::get"));
        assert!(!matches("vlog::**", "vlogs::x") && !matches("vlog::**", "tree::vlog"));
        assert!(matches("**", "anything::at::all"));
        assert!(matches("**::inner::*", "tree::inner::TreeInner") && !matches("**::inner::*", "tree::inner"));
    }

    #[test]
    fn without_a_wildcard_only_the_item_itself_is_meant() {
        assert!(matches("tree::Tree", "tree::Tree") && !matches("tree::Tree", "tree::Tree::get"));
        assert!(matches("dependencies.*", "dependencies.sfa") && !matches("dependencies.*", "features.lz4"));
        assert!(matches("tree::Tree::get_*", "tree::Tree::get_flush_lock"));
        assert!(!matches("tree::Tree::get_*_lock", "tree::Tree::get_lock"));
    }

    #[test]
    fn impls_belong_to_their_type() {
        let member = "<tree::Tree as abstract_tree::AbstractTree>::drop_range";
        assert!(matches("tree::**", member) && matches("tree::Tree::drop_range", member));
        assert!(!matches("abstract_tree::**", member));
        assert!(matches("merge::**", "<merge::Merger<$0> as std::iter::Iterator>::next"));
        assert!(matches("<tree::Tree as *>::drop_range", member));
    }

    #[test]
    fn a_pattern_that_cannot_mean_anything_is_refused() {
        assert!(ItemPattern::parse("").is_err() && ItemPattern::parse("a::::b").is_err());
        assert!(ItemPattern::parse("a::b**").is_err());
    }
}
