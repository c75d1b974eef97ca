//! A file system in memory: for tests, and for trees that need not outlive the process.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DirEntry, Fs, RandomAccessFile, WritableFile};
use crate::sync::{Mutex, RwLock};

/// A file system in memory. Clones share their files. `/` exists from the start.
#[derive(Clone, Debug, Default)]
pub struct MemFs(Arc<Mutex<BTreeMap<PathBuf, Node>>>);

#[derive(Clone, Debug)]
enum Node {
    Dir,
    File(Arc<MemFile>),
}

#[derive(Debug, Default)]
struct MemFile(RwLock<Vec<u8>>);

// Nothing is left half-done when a panic passes: each lock is held for one map or vector operation.
impl UnwindSafe for MemFs {}
impl RefUnwindSafe for MemFs {}
impl UnwindSafe for MemFile {}
impl RefUnwindSafe for MemFile {}

fn fail<T>(kind: ErrorKind, path: &Path) -> io::Result<T> {
    Err(io::Error::new(kind, format!("{kind}: {}", path.display())))
}

fn has_dir(nodes: &BTreeMap<PathBuf, Node>, path: &Path) -> bool {
    path.parent().is_none() || matches!(nodes.get(path), Some(Node::Dir))
}

impl MemFs {
    fn place(&self, path: &Path, may_exist: bool) -> io::Result<Box<dyn WritableFile>> {
        let mut nodes = self.0.lock();
        if !path.parent().is_some_and(|parent| has_dir(&nodes, parent)) {
            return fail(ErrorKind::NotFound, path);
        }
        match nodes.get(path) {
            Some(Node::Dir) => return fail(ErrorKind::IsADirectory, path),
            Some(Node::File(_)) if !may_exist => return fail(ErrorKind::AlreadyExists, path),
            _ => {}
        }
        // A fresh file even where one is emptied: readers that have the old one open keep its bytes, which no reader
        // of the engine could tell from the operating system's behaviour except by being luckier.
        let file = Arc::new(MemFile::default());
        nodes.insert(path.into(), Node::File(Arc::clone(&file)));
        Ok(Box::new(Output(file)))
    }
}

impl Fs for MemFs {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.0.lock();
        for dir in path.ancestors().filter(|dir| dir.parent().is_some()) {
            match nodes.get(dir) {
                Some(Node::Dir) => break,
                Some(Node::File(_)) => return fail(ErrorKind::AlreadyExists, dir),
                None => nodes.insert(dir.into(), Node::Dir),
            };
        }
        Ok(())
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        let nodes = self.0.lock();
        Ok(nodes.contains_key(path) || has_dir(&nodes, path))
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let nodes = self.0.lock();
        if !has_dir(&nodes, path) {
            return fail(ErrorKind::NotFound, path);
        }
        let children = nodes.iter().filter(|(name, _)| name.parent() == Some(path));
        Ok(children
            .filter_map(|(name, node)| {
                Some(DirEntry { name: name.file_name()?.into(), is_dir: matches!(node, Node::Dir) })
            })
            .collect())
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn RandomAccessFile>> {
        match self.0.lock().get(path) {
            Some(Node::File(file)) => Ok(Arc::clone(file) as Arc<dyn RandomAccessFile>),
            Some(Node::Dir) => fail(ErrorKind::IsADirectory, path),
            None => fail(ErrorKind::NotFound, path),
        }
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        self.place(path, false)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        self.place(path, true)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut nodes = self.0.lock();
        match nodes.remove(from) {
            Some(node @ Node::File(_)) => {
                nodes.insert(to.into(), node);
                Ok(())
            }
            Some(node @ Node::Dir) => {
                nodes.insert(from.into(), node);
                fail(ErrorKind::IsADirectory, from)
            }
            None => fail(ErrorKind::NotFound, from),
        }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.0.lock();
        match nodes.get(path) {
            Some(Node::File(_)) => {
                nodes.remove(path);
                Ok(())
            }
            Some(Node::Dir) => fail(ErrorKind::IsADirectory, path),
            None => fail(ErrorKind::NotFound, path),
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        if has_dir(&self.0.lock(), path) { Ok(()) } else { fail(ErrorKind::NotFound, path) }
    }
}

impl RandomAccessFile for MemFile {
    fn read_exact_at(&self, buffer: &mut [u8], offset_bytes: u64) -> io::Result<()> {
        let bytes = self.0.read();
        let start = usize::try_from(offset_bytes).unwrap_or(usize::MAX);
        match start.checked_add(buffer.len()).and_then(|end| bytes.get(start..end)) {
            Some(found) => {
                buffer.copy_from_slice(found);
                Ok(())
            }
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.0.read().len() as u64)
    }
}

#[derive(Debug)]
struct Output(Arc<MemFile>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.0.write().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WritableFile for Output {
    fn sync_all(&mut self) -> io::Result<()> {
        Ok(())
    }
}
