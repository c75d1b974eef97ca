//! A file system that writes down what is done to it, and builds the disks a crash could leave behind.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use esker::{DirEntry, Fs, MemFs, RandomAccessFile, WritableFile};

use super::write_file;

/// Passes everything on to a file system in memory and records what would change a disk.
#[derive(Clone, Debug, Default)]
pub struct CrashFs {
    live: MemFs,
    log: Arc<Mutex<Vec<Op>>>,
    forgetful_about: Option<PathBuf>,
}

type FileId = usize;

#[derive(Clone, Debug)]
pub enum Op {
    CreateDir(PathBuf),
    Create(PathBuf, FileId),
    Write(FileId, Vec<u8>),
    SyncFile(FileId),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    SyncDir(PathBuf),
}

/// What survives of the operations that were not synced.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Survival {
    /// Nothing: only synced bytes under synced names. All that POSIX promises.
    SyncedOnly,
    /// All names, none of the unsynced bytes: what a file system that journals metadata can leave.
    AllNames,
    /// Everything, but the last write only in part.
    TornLastWrite,
    /// Everything.
    Everything,
}

pub const SURVIVALS: [Survival; 4] =
    [Survival::SyncedOnly, Survival::AllNames, Survival::TornLastWrite, Survival::Everything];

impl CrashFs {
    /// Swallows syncs of this directory: a bug a test must find.
    pub fn forgetful_about(directory: PathBuf) -> Self {
        Self { forgetful_about: Some(directory), ..Self::default() }
    }

    fn push(&self, op: Op) {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(op);
    }

    /// What was done so far.
    pub fn log(&self) -> Vec<Op> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn op_count(&self) -> usize {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn created(&self, path: &Path, inner: Box<dyn WritableFile>) -> Box<dyn WritableFile> {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let id = log.len();
        log.push(Op::Create(path.into(), id));
        Box::new(Recorded { inner, id, fs: self.clone() })
    }
}

#[derive(Debug)]
struct Recorded {
    inner: Box<dyn WritableFile>,
    id: FileId,
    fs: CrashFs,
}

impl Write for Recorded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.fs.push(Op::Write(self.id, bytes[..n].to_vec()));
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl WritableFile for Recorded {
    fn sync_all(&mut self) -> io::Result<()> {
        self.inner.sync_all()?;
        self.fs.push(Op::SyncFile(self.id));
        Ok(())
    }
}

impl Fs for CrashFs {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.live.create_dir_all(path)?;
        self.push(Op::CreateDir(path.into()));
        Ok(())
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.live.exists(path)
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.live.read_dir(path)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn RandomAccessFile>> {
        self.live.open(path)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        Ok(self.created(path, self.live.create_new(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        Ok(self.created(path, self.live.create(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.live.rename(from, to)?;
        self.push(Op::Rename(from.into(), to.into()));
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.live.remove_file(path)?;
        self.push(Op::Remove(path.into()));
        Ok(())
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.live.sync_dir(path)?;
        if self.forgetful_about.as_deref() != Some(path) {
            self.push(Op::SyncDir(path.into()));
        }
        Ok(())
    }
}

#[derive(Clone, Debug)]
enum Node {
    Dir,
    File(FileId),
}

#[derive(Default)]
struct Disk {
    /// What each directory holds in memory, and on the disk.
    names: BTreeMap<PathBuf, BTreeMap<PathBuf, Node>>,
    durable_names: BTreeMap<PathBuf, BTreeMap<PathBuf, Node>>,
    contents: BTreeMap<FileId, Vec<u8>>,
    durable_len: BTreeMap<FileId, usize>,
    last_written: Option<(FileId, usize)>,
}

impl Disk {
    fn put(&mut self, path: &Path, node: Node) {
        self.names.entry(path.parent().unwrap().into()).or_default().insert(path.into(), node);
    }

    fn take(&mut self, path: &Path) -> Option<Node> {
        self.names.get_mut(path.parent().unwrap())?.remove(path)
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::CreateDir(path) => {
                for dir in path.ancestors().filter(|dir| dir.parent().is_some()) {
                    self.put(dir, Node::Dir);
                }
            }
            Op::Create(path, id) => {
                self.put(path, Node::File(*id));
                self.contents.insert(*id, Vec::new());
                self.durable_len.insert(*id, 0);
            }
            Op::Write(id, bytes) => {
                self.contents.get_mut(id).unwrap().extend_from_slice(bytes);
                self.last_written = Some((*id, bytes.len()));
            }
            Op::SyncFile(id) => {
                self.durable_len.insert(*id, self.contents[id].len());
            }
            Op::Rename(from, to) => {
                let node = self.take(from).unwrap();
                self.put(to, node);
            }
            Op::Remove(path) => {
                self.take(path);
            }
            Op::SyncDir(path) => {
                let names = self.names.get(path).cloned().unwrap_or_default();
                self.durable_names.insert(path.clone(), names);
            }
        }
    }

    fn image(&self, survival: Survival, root: &Path) -> Arc<MemFs> {
        let fs = MemFs::default();
        // Whoever made the folder above the tree durable, it is not the tree's business.
        fs.create_dir_all(root).unwrap();
        self.copy(survival, root, &fs);
        Arc::new(fs)
    }

    fn copy(&self, survival: Survival, dir: &Path, fs: &MemFs) {
        let names = if survival == Survival::SyncedOnly { &self.durable_names } else { &self.names };
        for (path, node) in names.get(dir).into_iter().flatten() {
            match node {
                Node::Dir => {
                    fs.create_dir_all(path).unwrap();
                    self.copy(survival, path, fs);
                }
                Node::File(id) => {
                    let bytes = &self.contents[id];
                    let len = match survival {
                        Survival::SyncedOnly | Survival::AllNames => self.durable_len[id],
                        Survival::TornLastWrite => match self.last_written {
                            Some((last, written)) if last == *id => {
                                (bytes.len() - written.div_ceil(2)).max(self.durable_len[id])
                            }
                            _ => bytes.len(),
                        },
                        Survival::Everything => bytes.len(),
                    };
                    write_file(fs, path, &bytes[..len]);
                }
            }
        }
    }
}

/// Calls `check` with the number of operations done before the crash, what survived, and the disk that is left, for
/// every such combination.
pub fn for_each_crash(log: &[Op], root: &Path, mut check: impl FnMut(usize, Survival, Arc<MemFs>)) {
    let mut disk = Disk::default();
    for done in 0..=log.len() {
        for survival in SURVIVALS {
            check(done, survival, disk.image(survival, root));
        }
        if let Some(op) = log.get(done) {
            disk.apply(op);
        }
    }
}
