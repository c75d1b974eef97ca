//! The seam through which every byte reaches a disk.
//!
//! The engine never calls `std::fs` elsewhere, so that another [`Fs`] can stand in for the operating system: the one in
//! memory ([`MemFs`]), or one that records, delays, tears or fails operations in a test.

mod memory;
mod std_fs;

use std::ffi::OsString;
use std::fmt::Debug;
use std::io::{self, Write};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use memory::MemFs;
pub(crate) use std_fs::read_exact_at;
pub use std_fs::retry_transient_io;
pub use std_fs::{StdFile, StdFs};

/// A name found in a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirEntry {
    /// The name within the directory.
    pub name: OsString,
    /// `true` if it is a directory itself.
    pub is_dir: bool,
}

/// A file system.
///
/// Errors are those of the operating system, with its error kinds; implementations add the path and the operation to
/// the message.
pub trait Fs: Debug + Send + Sync + UnwindSafe + RefUnwindSafe + 'static {
    /// Creates a directory and the directories above it; fine if it exists.
    ///
    /// # Errors
    /// Any I/O error.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;

    /// `true` if there is a file or directory of that name.
    ///
    /// # Errors
    /// Any I/O error that leaves the question open.
    fn exists(&self, path: &Path) -> io::Result<bool>;

    /// The one path that stands for a directory, however it was spelt, on the operating system's file system. `None` if the
    /// directory is on another one: that is told apart by its address, and its directories by the paths they are given.
    ///
    /// # Errors
    /// `NotFound`, or any I/O error.
    fn real_path(&self, _path: &Path) -> io::Result<Option<PathBuf>> {
        Ok(None)
    }

    /// What is in a directory, sorted by name.
    ///
    /// # Errors
    /// `NotFound`, or any I/O error.
    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>>;

    /// Opens a file for reading.
    ///
    /// # Errors
    /// `NotFound`, or any I/O error.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn RandomAccessFile>>;

    /// Creates a file for writing.
    ///
    /// # Errors
    /// `AlreadyExists`, or any I/O error.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WritableFile>>;

    /// Creates a file for writing, or empties the one that is there.
    ///
    /// # Errors
    /// Any I/O error.
    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>>;

    /// Atomically gives a file another name, replacing a file of that name.
    ///
    /// # Errors
    /// `NotFound`, or any I/O error.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file's name; the content lives on while the file is open.
    ///
    /// # Errors
    /// `NotFound`, or any I/O error.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a directory durable.
    ///
    /// # Errors
    /// Any I/O error.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;

    /// Creates a file unless it exists, and locks it against everybody else until the returned value is dropped or the
    /// process ends. `None` if no other process could have it, or locks are unknown here.
    ///
    /// # Errors
    /// `WouldBlock` if somebody else has locked it, or any I/O error.
    fn lock(&self, _path: &Path) -> io::Result<Option<Box<dyn FileLock>>> {
        Ok(None)
    }
}

/// A file that is locked until this is dropped.
pub trait FileLock: Debug + Send + Sync {}

/// A file that is read at positions; shared by all readers, so it has no cursor.
pub trait RandomAccessFile: Debug + Send + Sync + UnwindSafe + RefUnwindSafe + 'static {
    /// Fills `buffer` with the bytes from `offset_bytes` on.
    ///
    /// # Errors
    /// `UnexpectedEof` if the file ends before, or any I/O error.
    fn read_exact_at(&self, buffer: &mut [u8], offset_bytes: u64) -> io::Result<()>;

    /// Length of the file in bytes.
    ///
    /// # Errors
    /// Any I/O error.
    fn len(&self) -> io::Result<u64>;

    /// `true` if the file has no bytes.
    ///
    /// # Errors
    /// Any I/O error.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The file of the operating system behind this, if there is one.
    fn as_std(&self) -> Option<&Arc<std::fs::File>> {
        None
    }
}

/// A file that is written from front to back. Not buffered: every `write` reaches the file system.
pub trait WritableFile: Write + Send + Debug {
    /// Makes everything written so far durable. The file's *name* needs [`Fs::sync_dir`].
    ///
    /// # Errors
    /// Any I/O error; afterwards the file must be considered lost, a second attempt proves nothing.
    fn sync_all(&mut self) -> io::Result<()>;
}

/// Reads a whole file.
///
/// # Errors
/// Any I/O error.
pub(crate) fn read(fs: &dyn Fs, path: &Path) -> io::Result<Vec<u8>> {
    let file = fs.open(path)?;
    let len = usize::try_from(file.len()?).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    let mut bytes = vec![0; len];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every file system must pass this.
    fn behaves_like_a_file_system(fs: &dyn Fs, root: &Path) -> io::Result<()> {
        let dir = root.join("a/b");
        fs.create_dir_all(&dir)?;
        fs.create_dir_all(&dir)?;
        let (one, two) = (dir.join("1"), dir.join("2"));
        assert_eq!(fs.open(&one).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(fs.remove_file(&one).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(fs.read_dir(&root.join("x")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(fs.create(&root.join("x/y")).unwrap_err().kind(), io::ErrorKind::NotFound);

        let mut file = fs.create_new(&one)?;
        file.write_all(b"hello ")?;
        file.write_all(b"world")?;
        file.sync_all()?;
        drop(file);
        assert_eq!(fs.create_new(&one).unwrap_err().kind(), io::ErrorKind::AlreadyExists);

        let file = fs.open(&one)?;
        let mut bytes = [0; 5];
        file.read_exact_at(&mut bytes, 6)?;
        assert_eq!((&bytes, file.len()?, file.is_empty()?), (b"world", 11, false));
        assert_eq!(file.read_exact_at(&mut bytes, 7).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);

        fs.create(&two)?.write_all(b"old")?;
        fs.rename(&two, &one)?;
        fs.sync_dir(&dir)?;
        assert_eq!(read(fs, &one)?, b"old");
        assert!(!fs.exists(&two)? && fs.exists(&one)? && fs.exists(&dir)?);
        // A reader keeps what it opened, whatever happens to the name.
        assert_eq!(file.len()?, 11);
        fs.remove_file(&one)?;
        file.read_exact_at(&mut bytes, 0)?;
        assert_eq!(&bytes, b"hello");

        fs.create(&two)?;
        fs.create_dir_all(&dir.join("0"))?;
        let names: Vec<_> = fs.read_dir(&dir)?.into_iter().map(|e| (e.name, e.is_dir)).collect();
        assert_eq!(names, [("0".into(), true), ("2".into(), false)]);
        Ok(())
    }

    #[test]
    fn both_file_systems_behave_alike() {
        let folder = tempfile::tempdir().unwrap();
        behaves_like_a_file_system(&StdFs, folder.path()).unwrap();
        behaves_like_a_file_system(&MemFs::default(), Path::new("/")).unwrap();
    }

    #[test]
    fn errors_name_the_path() {
        let error = StdFs.open(Path::new("/nonexistent/file")).unwrap_err();
        assert!(error.to_string().contains("/nonexistent/file"), "{error}");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
