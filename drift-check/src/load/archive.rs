//! Whether the unpacked copy of a published crate is what was published: somebody may have edited it, or a disk lost it.
//!
//! Cargo verifies an archive when it unpacks it, and never looks at the files again. The archive stays beside them; a
//! vendored crate has a list of checksums instead.

use crate::error::{Error, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What cargo leaves in a vendored crate.
const VENDORED: &str = ".cargo-checksum.json";

/// Checksums of a vendored crate's files.
#[derive(Debug, Deserialize)]
struct Vendored {
    files: BTreeMap<String, String>,
    package: Option<String>,
}

/// Compares an unpacked crate with what has the `checksum` of a lock file: SHA-256 of the archive, in hexadecimal
/// digits. Where cargo has kept neither archive nor list, there is nothing to compare with, and that is no error.
///
/// # Errors
/// [`Error::Manifest`], naming the first file that is not as published.
pub(super) fn verify(dir: &Path, checksum: &str) -> Result<()> {
    let result = match (fs::read_to_string(dir.join(VENDORED)), archive_of(dir).map(fs::read)) {
        (Ok(list), _) => with_list(dir, &list, checksum),
        (Err(_), Some(Ok(archive))) => with_archive(dir, &archive, checksum),
        _ => Ok(()),
    };
    result.map_err(|(path, reason)| Error::Manifest {
        path,
        message: format!(
            "{reason}, so this is not the published crate: delete {} and run `cargo fetch`, or name a folder with \
             your own copy",
            dir.display()
        ),
    })
}

/// `registry/src/INDEX/NAME-VERSION` is unpacked from `registry/cache/INDEX/NAME-VERSION.crate`.
fn archive_of(dir: &Path) -> Option<PathBuf> {
    let (index, name) = (dir.parent()?, dir.file_name()?.to_str()?);
    let sources = index.parent().filter(|folder| folder.ends_with("src"))?;
    Some(sources.with_file_name("cache").join(index.file_name()?).join(format!("{name}.crate")))
}

type Mismatch = (PathBuf, String);

fn with_archive(dir: &Path, archive: &[u8], checksum: &str) -> Result<(), Mismatch> {
    let wrong = |reason: &str| (dir.to_path_buf(), format!("the archive it was unpacked from {reason}"));
    if digest(archive) != checksum {
        return Err(wrong("does not have the checksum of the lock file"));
    }
    let mut archive = tar::Archive::new(GzDecoder::new(archive));
    for entry in archive.entries().map_err(|_| wrong("does not unpack"))? {
        let mut entry = entry.map_err(|_| wrong("does not unpack"))?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let mut published = Vec::new();
        let path =
            entry.path().map(|path| path.into_owned()).map_err(|_| wrong("holds a file without name"))?;
        entry.read_to_end(&mut published).map_err(|_| wrong("does not unpack"))?;
        // The first part is name and version.
        let path = dir.join(path.components().skip(1).collect::<PathBuf>());
        match fs::read(&path) {
            Ok(found) if found == published => {}
            Ok(_) => return Err((path, "differs from the archive it was unpacked from".into())),
            Err(error) => return Err((path, format!("is in the archive, and could not be read: {error}"))),
        }
    }
    Ok(())
}

fn with_list(dir: &Path, list: &str, checksum: &str) -> Result<(), Mismatch> {
    let list_path = || dir.join(VENDORED);
    let list: Vendored =
        serde_json::from_str(list).map_err(|error| (list_path(), format!("does not parse: {error}")))?;
    if list.package.is_some_and(|package| package != checksum) {
        return Err((
            list_path(),
            "is of an archive that does not have the checksum of the lock file".into(),
        ));
    }
    for (file, wanted) in &list.files {
        let path = dir.join(file);
        match fs::read(&path) {
            Ok(found) if digest(&found) == *wanted => {}
            Ok(_) => return Err((path, format!("does not have the checksum in {VENDORED}"))),
            Err(error) => return Err((path, format!("is in {VENDORED}, and could not be read: {error}"))),
        }
    }
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    /// A registry with one crate of two files. Returns its folder and the archive's checksum.
    fn unpacked(registry: &Path) -> (PathBuf, String) {
        let dir = registry.join("src/index/a-1.0.0");
        let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, text) in [("Cargo.toml", "[package]"), ("src/lib.rs", "pub fn a() {}")] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_cksum();
            builder.append_data(&mut header, format!("a-1.0.0/{name}"), text.as_bytes()).unwrap();
            let path = dir.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let archive = builder.into_inner().unwrap().finish().unwrap();
        let cache = registry.join("cache/index");
        fs::create_dir_all(&cache).unwrap();
        fs::write(cache.join("a-1.0.0.crate"), &archive).unwrap();
        (dir, digest(&archive))
    }

    #[test]
    fn a_digest_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn an_edited_or_missing_file_is_named() {
        let registry = tempfile::tempdir().unwrap();
        let (dir, checksum) = unpacked(registry.path());
        verify(&dir, &checksum).unwrap();
        // Files that cargo or a compiler leaves behind say nothing.
        fs::write(dir.join(".cargo-ok"), "{}").unwrap();
        verify(&dir, &checksum).unwrap();

        let lib = dir.join("src/lib.rs");
        fs::write(&lib, "pub fn b() {}").unwrap();
        let message = verify(&dir, &checksum).unwrap_err().to_string();
        assert!(message.contains("lib.rs") && message.contains("differs from the archive"), "{message}");
        fs::remove_file(&lib).unwrap();
        assert!(verify(&dir, &checksum).unwrap_err().to_string().contains("could not be read"));
    }

    #[test]
    fn an_exchanged_archive_is_noticed_and_a_missing_one_is_none() {
        let registry = tempfile::tempdir().unwrap();
        let (dir, _) = unpacked(registry.path());
        let message = verify(&dir, &"0".repeat(64)).unwrap_err().to_string();
        assert!(message.contains("does not have the checksum of the lock file"), "{message}");
        fs::remove_dir_all(registry.path().join("cache")).unwrap();
        verify(&dir, &"0".repeat(64)).unwrap();
    }

    #[test]
    fn a_vendored_crate_is_held_against_its_list() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lib.rs"), "fn a() {}").unwrap();
        let package = "1".repeat(64);
        let list = format!(r#"{{"files":{{"lib.rs":"{}"}},"package":"{package}"}}"#, digest(b"fn a() {}"));
        fs::write(folder.path().join(VENDORED), list).unwrap();
        verify(folder.path(), &package).unwrap();
        assert!(verify(folder.path(), &"2".repeat(64)).is_err());
        fs::write(folder.path().join("lib.rs"), "fn b() {}").unwrap();
        assert!(verify(folder.path(), &package).unwrap_err().to_string().contains("lib.rs"));
    }
}
