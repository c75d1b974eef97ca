//! Names and constants that every file of a tree shares, and for clients with files of their own beside a tree, ways to
//! read and replace these. The engine itself goes through [`Fs`].

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

pub use crate::fs::retry_transient_io;
use crate::fs::{Fs, StdFs, read_exact_at};
use crate::slice::Slice;

/// First bytes of every block and of a filter's payload: `LSM` and the generation of the format.
pub const MAGIC_BYTES: [u8; 4] = [b'L', b'S', b'M', 3];

/// Folder of the table files, within that of the tree.
pub const TABLES_FOLDER: &str = "tables";

/// Folder of the blob files, within that of the tree.
pub const BLOBS_FOLDER: &str = "blobs";

/// The file that names the current version. A tree exists if and only if this file does.
pub const CURRENT_VERSION_FILE: &str = "current";

/// An empty file whose lock belongs to the tree that is open. It stays when the tree is closed; lsm-tree ignores it.
pub(crate) const LOCK_FILE: &str = "lock";

/// Reads `size` bytes from a place in a file.
///
/// # Errors
/// `UnexpectedEof` if the file ends before, or what the operating system returned.
pub fn read_exact(file: &File, offset: u64, size: usize) -> io::Result<Slice> {
    let mut bytes = Slice::builder(size);
    read_exact_at(file, &mut bytes, offset)?;
    Ok(bytes.freeze().into())
}

/// Moves a finished temporary file to its place, over what is there. It has to be on the same file system.
///
/// # Errors
/// Any I/O error; the temporary file is removed then.
pub fn persist_temp_file(temp_file: NamedTempFile, path: &Path) -> io::Result<()> {
    // Closed first: Windows moves no open file.
    let mut unmoved = Some(temp_file.into_temp_path());
    retry_transient_io(|| match unmoved.take().map(|from| from.persist(path)) {
        Some(Err(failure)) => {
            unmoved = Some(failure.path);
            Err(failure.error)
        }
        Some(Ok(())) | None => Ok(()),
    })
}

/// Replaces the content of a file, or creates it: after a crash it has the old content or the new one.
///
/// # Errors
/// Any I/O error; `InvalidInput` if the path has no folder.
pub fn rewrite_atomic(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut temp_file = NamedTempFile::new_in(folder)?;
    temp_file.write_all(content)?;
    temp_file.as_file().sync_all()?;
    persist_temp_file(temp_file, path)?;
    fsync_directory(folder)
}

/// Makes what was created, renamed or removed in a folder durable. Does nothing on Windows.
///
/// # Errors
/// Any I/O error.
pub fn fsync_directory(path: &Path) -> io::Result<()> {
    StdFs.sync_dir(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for content in ["old", "new and longer"] {
            rewrite_atomic(&path, content.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

        let file = File::open(&path).unwrap();
        assert_eq!(read_exact(&file, 4, 3).unwrap(), "and");
        assert_eq!(read_exact(&file, 12, 3).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_file_that_cannot_be_moved_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let temp_file = NamedTempFile::new_in(folder.path()).unwrap();
        assert!(persist_temp_file(temp_file, &folder.path().join("no/such/folder")).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
