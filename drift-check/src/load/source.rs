//! What the user may name as a side: a folder, a crate of the registry, or a revision in a git repository.

use super::git;
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// Where a crate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder that holds a `Cargo.toml`.
    Folder {
        /// As the user wrote it.
        label: String,
        /// Resolved against the folder the path is relative to.
        path: PathBuf,
    },
    /// A crate as published.
    Registry {
        /// Package name.
        name: String,
        /// Exact version.
        version: String,
    },
    /// A revision in a git repository.
    Git {
        /// As the user wrote it.
        label: String,
        /// A folder inside a clone, or where to clone from.
        repository: String,
        /// Commit, tag or branch.
        revision: String,
    },
}

impl Source {
    /// Reads `NAME@VERSION`, `PATH@REVISION`, `URL@REVISION` or a path. Paths are relative to `base`.
    ///
    /// # Errors
    /// [`Error::Usage`] for half a version and for a file, [`Error::Io`] for a folder that does not exist.
    pub fn parse(text: &str, base: &Path) -> Result<Self> {
        let path = base.join(text);
        if path.is_dir() {
            return Ok(Source::Folder { label: text.to_owned(), path });
        }
        if let Some((repository, revision)) = text.rsplit_once('@').filter(|(left, _)| !is_package_name(left))
            && !revision.is_empty()
        {
            let folder = base.join(repository);
            let found = if git::is_remote(repository) {
                Some(repository.to_owned())
            } else {
                folder.is_dir().then(|| folder.to_string_lossy().into_owned())
            };
            if let Some(repository) = found {
                return Ok(Source::Git { label: text.to_owned(), repository, revision: revision.to_owned() });
            }
        }
        match text.split_once('@') {
            Some((name, version)) if is_package_name(name) => {
                if !is_full_version(version) {
                    return Err(Error::Usage(format!(
                        "`{text}`: `{version}` is not a full version; write all three numbers, such as `{name}@1.2.3`, \
                         or `./{name}@{version}` for a revision in the folder's git repository"
                    )));
                }
                Ok(Source::Registry { name: name.to_owned(), version: version.to_owned() })
            }
            _ if path.is_file() => Err(Error::Usage(format!(
                "{} is a file; name the folder that holds the crate's Cargo.toml",
                path.display()
            ))),
            _ => Err(Error::Io {
                operation: "open the folder",
                path,
                source: std::io::Error::new(
                    std::io::ErrorKind::NotFound,
                    "no such folder; name a folder that holds a crate, a published crate as NAME@VERSION, or a \
                     revision in a clone as PATH@REVISION",
                ),
            }),
        }
    }

    /// How the user named it.
    pub fn label(&self) -> String {
        match self {
            Source::Folder { label, .. } | Source::Git { label, .. } => label.clone(),
            Source::Registry { name, version } => format!("{name}@{version}"),
        }
    }
}

fn is_package_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Three numbers, then optionally a pre-release and build part.
fn is_full_version(version: &str) -> bool {
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = numbers.split('.').collect();
    numbers.len() == 3
        && numbers.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_full_version_is_a_registry_crate() {
        let source = Source::parse("lsm-tree@3.1.10", Path::new("/nowhere")).unwrap();
        assert_eq!(source, Source::Registry { name: "lsm-tree".into(), version: "3.1.10".into() });
    }

    #[test]
    fn requirements_and_half_versions_are_refused() {
        for text in ["a@1.2", "a@^1.2.3", "a@", "a@1.2.x", "a@=1.2.3"] {
            assert!(matches!(Source::parse(text, Path::new("/nowhere")), Err(Error::Usage(_))), "{text}");
        }
    }

    #[test]
    fn a_path_with_a_revision_is_a_git_source_and_a_bare_name_never_is() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let source = Source::parse("./src@v1.2", here).unwrap();
        assert!(matches!(source, Source::Git { ref revision, .. } if revision == "v1.2"), "{source:?}");
        let source = Source::parse("https://example.org/a.git@main", here).unwrap();
        assert!(matches!(source, Source::Git { ref repository, .. } if repository.ends_with("a.git")));
        // There is a folder `src`, but a bare name is a package.
        assert!(matches!(Source::parse("src@1.2.3", here), Ok(Source::Registry { .. })));
    }

    #[test]
    fn a_missing_folder_is_not_taken_for_a_crate() {
        assert!(matches!(Source::parse("../port", Path::new("/nowhere")), Err(Error::Io { .. })));
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(
            matches!(Source::parse("Cargo.toml", here), Err(Error::Usage(text)) if text.contains("the folder"))
        );
    }
}
