//! What the tests of whole trees share.
#![expect(dead_code, reason = "every test binary compiles all of this and uses a part")]
#![expect(unreachable_pub, reason = "public to the test binaries, which have no other crate to be public to")]

pub mod blobs;
pub mod crash_fs;
pub mod fault_fs;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use esker::{AbstractTree, AnyTree, Config, Fs, Guard, MemFs, Result, SeqNo, SequenceNumberCounter};

/// Where the trees of these tests live, within their file systems.
pub const FOLDER: &str = "/tree";

/// What a tree holds: key to value.
pub type Contents = BTreeMap<Vec<u8>, Vec<u8>>;

/// A tree with its counters, as a client would hold them.
pub struct Db {
    pub tree: AnyTree,
    pub seqno: SequenceNumberCounter,
    pub visible: SequenceNumberCounter,
}

impl Db {
    /// Opens with small blocks and the given further settings, and sets the counters as a client must.
    pub fn open(fs: Arc<dyn Fs>, configure: impl FnOnce(Config) -> Config) -> Result<Self> {
        let (seqno, visible) = (SequenceNumberCounter::default(), SequenceNumberCounter::default());
        let config = Config::new(FOLDER, seqno.clone(), visible.clone()).with_fs(fs);
        let tree = configure(config).open()?;
        let next = tree.get_highest_seqno().map_or(0, |highest| highest + 1);
        seqno.fetch_max(next);
        visible.fetch_max(next);
        Ok(Self { tree, seqno, visible })
    }

    pub fn insert(&self, key: &[u8], value: &[u8]) {
        let seqno = self.seqno.next();
        self.tree.insert(key, value, seqno);
        self.visible.fetch_max(seqno + 1);
    }

    pub fn remove(&self, key: &[u8]) {
        let seqno = self.seqno.next();
        self.tree.remove(key, seqno);
        self.visible.fetch_max(seqno + 1);
    }

    /// Everything a scan sees.
    pub fn scan(&self) -> Result<Contents> {
        let pairs = self.tree.iter(SeqNo::MAX, None).map(Guard::into_inner);
        pairs.map(|pair| pair.map(|(key, value)| (key.to_vec(), value.to_vec()))).collect()
    }

    /// Everything a scan from the back sees.
    pub fn scan_back(&self) -> Result<Contents> {
        let pairs = self.tree.iter(SeqNo::MAX, None).rev().map(Guard::into_inner);
        pairs.map(|pair| pair.map(|(key, value)| (key.to_vec(), value.to_vec()))).collect()
    }
}

/// Copies everything below a folder to another file system.
pub fn copy_all(from: &dyn Fs, to: &dyn Fs, folder: &Path) {
    to.create_dir_all(folder).unwrap();
    for entry in from.read_dir(folder).unwrap() {
        let path = folder.join(&entry.name);
        if entry.is_dir {
            copy_all(from, to, &path);
        } else {
            write_file(to, &path, &read_file(from, &path));
        }
    }
}

/// Every file below a folder, with its content.
pub fn files(fs: &dyn Fs, folder: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs.read_dir(folder).unwrap() {
        let path = folder.join(&entry.name);
        if entry.is_dir {
            found.append(&mut files(fs, &path));
        } else {
            let bytes = read_file(fs, &path);
            found.insert(path, bytes);
        }
    }
    found
}

pub fn read_file(fs: &dyn Fs, path: &Path) -> Vec<u8> {
    let file = fs.open(path).unwrap();
    let mut bytes = vec![0; file.len().unwrap() as usize];
    file.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

pub fn write_file(fs: &dyn Fs, path: &Path, bytes: &[u8]) {
    fs.create(path).unwrap().write_all(bytes).unwrap();
}

/// A file system in memory with these files.
pub fn fs_of(files: &BTreeMap<std::path::PathBuf, Vec<u8>>) -> Arc<MemFs> {
    let fs = MemFs::default();
    for (path, bytes) in files {
        fs.create_dir_all(path.parent().unwrap()).unwrap();
        write_file(&fs, path, bytes);
    }
    Arc::new(fs)
}
