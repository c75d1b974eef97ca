//! Where the file of a module is, by the rules of the language.

use crate::model::raw::RawChild;
use std::path::{Component, Path, PathBuf};

/// A module's file, and the folders in which its children are looked for. All relative to the crate.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// The file.
    pub(super) file: PathBuf,
    /// Where `mod child;` is looked for.
    children: PathBuf,
    /// What `#[path]` is relative to.
    attribute_base: PathBuf,
}

impl Home {
    /// The home of a crate root: children lie beside it, whatever it is called.
    pub(super) fn root(file: &Path) -> Self {
        Self::owning_folder(file.to_path_buf())
    }

    /// Files that own their folder: crate roots, `mod.rs`, and those named by `#[path]`.
    fn owning_folder(file: PathBuf) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        Home { file, children: folder.clone(), attribute_base: folder }
    }

    /// `name.rs`, whose children lie in `name/`.
    fn beside_folder(file: PathBuf) -> Self {
        let children = file.with_extension("");
        let attribute_base = file.parent().unwrap_or(Path::new("")).to_path_buf();
        Home { file, children, attribute_base }
    }

    /// The home of an inline module: the same file, one folder deeper.
    pub(super) fn inline(&self, child: &RawChild) -> Self {
        let folder = match child.path_attributes.first() {
            Some(path) => normalize(&self.attribute_base.join(path)),
            None => self.children.join(&*child.item.name),
        };
        Home { file: self.file.clone(), children: folder.clone(), attribute_base: folder }
    }

    /// The files that `#[path]` names, under whatever condition.
    pub(super) fn named(&self, child: &RawChild) -> Vec<Home> {
        let files = child.path_attributes.iter().map(|path| normalize(&self.attribute_base.join(path)));
        files.map(Home::owning_folder).collect()
    }

    /// The files `mod child;` may mean, the most explicit first.
    pub(super) fn candidates(&self, child: &RawChild) -> Vec<Home> {
        let mut out = self.named(child);
        if child.has_certain_path {
            return out;
        }
        out.push(Home::beside_folder(self.children.join(format!("{}.rs", child.item.name))));
        out.push(Home::owning_folder(self.children.join(&*child.item.name).join("mod.rs")));
        out
    }
}

/// Takes `a/../b` for `b`, so that one file has one name.
fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// A path with `/` on every platform.
pub(super) fn display(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|component| component.as_os_str().to_string_lossy()).collect();
    // A line break in a name must not begin a line of a report: those who read it may take that for a command.
    parts
        .join("/")
        .chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lower;

    fn candidates(home: &Home, source: &str) -> Vec<String> {
        let module = lower::file(&syn::parse_file(source).unwrap(), false);
        home.candidates(&module.modules[0]).iter().map(|home| display(&home.file)).collect()
    }

    #[test]
    fn children_of_a_root_lie_beside_it() {
        assert_eq!(candidates(&Home::root(Path::new("src/lib.rs")), "mod a;"), ["src/a.rs", "src/a/mod.rs"]);
    }

    #[test]
    fn children_of_a_named_file_lie_in_its_folder() {
        let home = Home::beside_folder("src/a.rs".into());
        assert_eq!(candidates(&home, "mod b;"), ["src/a/b.rs", "src/a/b/mod.rs"]);
    }

    #[test]
    fn path_attributes_are_relative_to_the_file_and_come_first() {
        let home = Home::beside_folder("src/a.rs".into());
        let source = "#[cfg_attr(unix, path = \"../u.rs\")] mod b;";
        assert_eq!(candidates(&home, source)[0], "u.rs");
    }

    #[test]
    fn a_path_without_a_condition_leaves_no_other_file() {
        let home = Home::root(Path::new("src/lib.rs"));
        assert_eq!(candidates(&home, "#[path = \"x.rs\"] mod b;"), ["src/x.rs"]);
        assert_eq!(candidates(&home, "#[cfg_attr(unix, path = \"x.rs\")] mod b;").len(), 3);
    }

    #[test]
    fn raw_identifiers_name_files_without_the_prefix() {
        assert_eq!(candidates(&Home::root(Path::new("lib.rs")), "mod r#async;")[0], "async.rs");
    }
}
