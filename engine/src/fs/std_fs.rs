//! The operating system's file system.

use std::error::Error;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DirEntry, FileLock, Fs, RandomAccessFile, WritableFile};

/// The operating system's file system.
#[derive(Copy, Clone, Debug, Default)]
pub struct StdFs;

impl Fs for StdFs {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path).map_err(in_file("create directory", path))
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        path.try_exists().map_err(in_file("look for", path))
    }

    fn real_path(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        fs::canonicalize(path).map(Some).map_err(in_file("look for", path))
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let list = || {
            let mut entries = fs::read_dir(path)?
                .map(|entry| {
                    let entry = entry?;
                    Ok(DirEntry { is_dir: entry.file_type()?.is_dir(), name: entry.file_name() })
                })
                .collect::<io::Result<Vec<_>>>()?;
            entries.sort();
            Ok(entries)
        };
        list().map_err(in_file("list", path))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn RandomAccessFile>> {
        let file = File::open(path).map_err(in_file("open", path))?;
        Ok(Arc::new(StdFile::new(Arc::new(file))))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        let file = retry_transient_io(|| OpenOptions::new().write(true).create_new(true).open(path));
        Ok(Box::new(Output { file: file.map_err(in_file("create", path))?, path: path.into() }))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        let file = retry_transient_io(|| File::create(path)).map_err(in_file("create", path))?;
        Ok(Box::new(Output { file, path: path.into() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        retry_transient_io(|| fs::rename(from, to)).map_err(in_file("rename", from))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        retry_transient_io(|| fs::remove_file(path)).map_err(in_file("remove", path))
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn FileLock>>> {
        let options = || OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = match retry_transient_io(options) {
            Ok(file) => file,
            // Nobody can change anything there.
            Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => return Ok(None),
            Err(error) => return Err(in_file("create", path)(error)),
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Err(in_file("lock", path)(io::ErrorKind::WouldBlock.into())),
            // Some file systems, mostly remote ones, have no locks: then it is up to the client, as it is with lsm-tree.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                log::warn!("{} can't be locked: {error}", path.display());
                Ok(None)
            }
            Err(TryLockError::Error(error)) => Err(in_file("lock", path)(error)),
        }
    }

    #[cfg(not(windows))]
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path).and_then(|dir| dir.sync_all()).map_err(in_file("sync directory", path))
    }

    /// Windows can't sync directories; it journals their changes itself.
    #[cfg(windows)]
    fn sync_dir(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
}

impl FileLock for File {}

/// Runs an operation, and on Windows, where a virus scanner may have a file open for a moment, tries it up to ten times.
///
/// # Errors
/// What the last try returned.
pub fn retry_transient_io<T>(mut op: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    #[cfg(windows)]
    for attempt in 0..9 {
        // Access denied, sharing violation, lock violation, file mapped by somebody.
        match op() {
            Err(error) if matches!(error.raw_os_error(), Some(5 | 32 | 33 | 1_224)) => {
                std::thread::sleep(std::time::Duration::from_millis(1 << attempt));
            }
            done => return done,
        }
    }
    op()
}

/// A file of the operating system, opened for reading.
#[derive(Debug)]
pub struct StdFile(Arc<File>);

impl StdFile {
    /// Wraps an open file; its cursor is neither used nor moved (except on Windows, where it is moved).
    #[must_use]
    pub fn new(file: Arc<File>) -> Self {
        Self(file)
    }
}

impl RandomAccessFile for StdFile {
    fn read_exact_at(&self, buffer: &mut [u8], offset_bytes: u64) -> io::Result<()> {
        read_exact_at(&self.0, buffer, offset_bytes)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn as_std(&self) -> Option<&Arc<File>> {
        Some(&self.0)
    }
}

/// Fills `buffer` from a place in the file. The cursor is left where it is, except on Windows.
#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, buffer: &mut [u8], offset_bytes: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset_bytes)
}

/// Fills `buffer` from a place in the file. The cursor is left where it is, except on Windows.
#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset_bytes: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !buffer.is_empty() {
        match file.seek_read(buffer, offset_bytes) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                buffer = buffer.get_mut(n..).unwrap_or_default();
                offset_bytes += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[derive(Debug)]
struct Output {
    file: File,
    path: PathBuf,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(in_file("write to", &self.path))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WritableFile for Output {
    fn sync_all(&mut self) -> io::Result<()> {
        self.file.sync_all().map_err(in_file("sync", &self.path))
    }
}

/// An I/O error with the operation and the path, which the operating system leaves out.
#[derive(Debug)]
struct InFile {
    operation: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for InFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to {} {}: {}", self.operation, self.path.display(), self.source)
    }
}

impl Error for InFile {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

fn in_file(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> io::Error {
    move |source| {
        // `Write::write_all` retries on this kind, and must see it bare to do so cheaply.
        if source.kind() == io::ErrorKind::Interrupted {
            return source;
        }
        io::Error::new(source.kind(), InFile { operation, path: path.into(), source })
    }
}
