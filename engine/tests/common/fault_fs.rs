//! A file system that fails once, or from some operation on.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use esker::{DirEntry, Fs, MemFs, RandomAccessFile, WritableFile};

/// Passes everything on, except for the operations that were chosen to fail.
#[derive(Clone, Debug)]
pub struct FaultFs {
    live: MemFs,
    count: Arc<AtomicUsize>,
    fail_at: Arc<AtomicUsize>,
    kind: io::ErrorKind,
    keeps_files: Arc<AtomicBool>,
    failed_to_remove: Arc<AtomicBool>,
}

impl FaultFs {
    pub fn new(live: MemFs, kind: io::ErrorKind) -> Self {
        Self {
            live,
            count: Arc::default(),
            fail_at: Arc::new(AtomicUsize::new(usize::MAX)),
            kind,
            keeps_files: Arc::default(),
            failed_to_remove: Arc::default(),
        }
    }

    /// From now on no file can be removed.
    pub fn keep_files(&self) {
        self.keeps_files.store(true, Ordering::SeqCst);
    }

    /// Lets the operation fail that comes after `n` others from now.
    pub fn fail_after(&self, n: usize) {
        self.fail_at.store(self.count.load(Ordering::SeqCst) + n, Ordering::SeqCst);
    }

    /// Whether the operation that failed was to remove a file.
    pub fn has_kept_a_file(&self) -> bool {
        self.failed_to_remove.load(Ordering::SeqCst)
    }

    /// Whether the chosen operation has come.
    pub fn has_failed(&self) -> bool {
        self.count.load(Ordering::SeqCst) > self.fail_at.load(Ordering::SeqCst)
    }

    fn step(&self) -> io::Result<()> {
        if self.count.fetch_add(1, Ordering::SeqCst) == self.fail_at.load(Ordering::SeqCst) {
            return Err(io::Error::new(self.kind, "injected"));
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Output(Box<dyn WritableFile>, FaultFs);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.step()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl WritableFile for Output {
    fn sync_all(&mut self) -> io::Result<()> {
        self.1.step()?;
        self.0.sync_all()
    }
}

#[derive(Debug)]
struct Input(Arc<dyn RandomAccessFile>, FaultFs);

impl RandomAccessFile for Input {
    fn read_exact_at(&self, buffer: &mut [u8], offset_bytes: u64) -> io::Result<()> {
        self.1.step()?;
        self.0.read_exact_at(buffer, offset_bytes)
    }

    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }
}

impl Fs for FaultFs {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.live.create_dir_all(path)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.step()?;
        self.live.exists(path)
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.step()?;
        self.live.read_dir(path)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn RandomAccessFile>> {
        self.step()?;
        Ok(Arc::new(Input(self.live.open(path)?, self.clone())))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        self.step()?;
        Ok(Box::new(Output(self.live.create_new(path)?, self.clone())))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        self.step()?;
        Ok(Box::new(Output(self.live.create(path)?, self.clone())))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        self.live.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step().inspect_err(|_| self.failed_to_remove.store(true, Ordering::SeqCst))?;
        if self.keeps_files.load(Ordering::SeqCst) {
            return Err(io::Error::new(self.kind, "injected"));
        }
        self.live.remove_file(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.live.sync_dir(path)
    }
}
