//! What the user may name as reference or port: a folder, or a crate of the registry.

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
}

impl Source {
    /// Reads `NAME@VERSION` or a path, which is relative to `base`.
    ///
    /// # Errors
    /// [`Error::Usage`] if neither a folder with a `Cargo.toml` nor a full version is named.
    pub fn parse(text: &str, base: &Path) -> Result<Self> {
        let path = base.join(text);
        if path.is_dir() {
            return Ok(Source::Folder { label: text.to_owned(), path });
        }
        match text.split_once('@') {
            Some((name, version)) if is_package_name(name) => {
                if !is_full_version(version) {
                    return Err(Error::Usage(format!(
                        "`{text}`: `{version}` is not a full version; write all three numbers, such as `{name}@1.2.3`"
                    )));
                }
                Ok(Source::Registry { name: name.to_owned(), version: version.to_owned() })
            }
            _ => Err(Error::Io {
                operation: "open the folder",
                path,
                source: std::io::Error::new(
                    std::io::ErrorKind::NotFound,
                    "no such folder; name a folder that holds a crate, or a published crate as NAME@VERSION",
                ),
            }),
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
    fn a_missing_folder_is_not_taken_for_a_crate() {
        assert!(matches!(Source::parse("../port", Path::new("/nowhere")), Err(Error::Io { .. })));
    }
}
