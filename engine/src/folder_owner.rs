//! Who has a folder, and who may delete files in it.
//!
//! A folder is one tree's at a time. Within the process that is known here; other processes see a lock on a file in it.
//!
//! A scan may outlive its tree. The files it keeps alive may be marked as deleted, and go when the scan does; but if the
//! folder was opened again meanwhile, in the same process, their names may belong to files of the new tree. Opening has
//! removed what no version lists, so nothing is lost if those who came before leave all files alone. Another process
//! can't know of them: it has to wait until the last one has gone.

use std::collections::HashMap;
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Weak};

use parking_lot::{Condvar, Mutex, RwLock};

use crate::error::{Error, Result};
use crate::file::LOCK_FILE;
use crate::fs::{FileLock, Fs};
use crate::ids::{BlobFileId, TableId, TreeId};
use crate::seqno::SequenceNumberCounter;

/// The folders of this process that a tree, or a file of one, is still using.
static FOLDERS: LazyLock<Mutex<HashMap<Folder, Weak<FolderOwner>>>> = LazyLock::new(Mutex::default);

/// Something has gone from the list.
static LEFT: Condvar = Condvar::new();

/// A folder, however it was spelt, on a file system: the operating system's is 0, others are told apart by address.
type Folder = (usize, PathBuf);

/// Shared by all trees that were opened in a folder, and by their files.
#[derive(Debug)]
pub(crate) struct FolderOwner {
    folder: Folder,
    /// Keeps other processes out, as long as there is anybody here who may delete a file. `None` once it was let go, or if
    /// no other process can reach the folder.
    lock: Option<Box<dyn FileLock>>,
    /// `true` while a tree of this process is open in the folder.
    has_tenant: Mutex<bool>,
    /// The tree that opened the folder last; `None` until the first one has.
    owner: RwLock<Option<TreeId>>,
    /// From which its tables and its blob files get their ids.
    counters: Mutex<Option<Counters>>,
}

#[derive(Debug)]
struct Counters {
    tables: SequenceNumberCounter,
    blob_files: SequenceNumberCounter,
}

// Owner and tenant are set in one step each: a panic can't leave half of it.
impl UnwindSafe for FolderOwner {}
impl RefUnwindSafe for FolderOwner {}

impl FolderOwner {
    /// The owner of a folder that exists. Once this has returned, no other process has a tree in it.
    fn of(fs: &Arc<dyn Fs>, path: &Path) -> Result<Arc<Self>> {
        let folder = match fs.real_path(path)? {
            Some(path) => (0, path),
            // Files keep their file system, so no other one gets its address while they are there.
            None => (Arc::as_ptr(fs).cast::<()>().addr(), path.to_path_buf()),
        };
        let mut folders = FOLDERS.lock();
        while let Some(known) = folders.get(&folder) {
            if let Some(known) = known.upgrade() {
                return Ok(known);
            }
            // The last user is about to let go of the lock: it must not be mistaken for another process.
            LEFT.wait(&mut folders);
        }
        let lock = fs.lock(&path.join(LOCK_FILE)).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => Error::Locked(path.into()),
            _ => Error::Io(error),
        })?;
        let new = Arc::new(Self {
            folder,
            lock,
            has_tenant: Mutex::default(),
            owner: RwLock::default(),
            counters: Mutex::default(),
        });
        folders.insert(new.folder.clone(), Arc::downgrade(&new));
        Ok(new)
    }

    /// Makes a tree the owner. From its return on, no file of an earlier tree is deleted.
    pub(crate) fn hand_over(&self, tree: TreeId) {
        *self.owner.write() = Some(tree);
    }

    /// Counters for the ids of a new tree's tables and blob files, which begin at these at least.
    ///
    /// They go on behind those of the trees that had the folder before, as long as anything of these is left: what outlives
    /// its tree opens files by name, and must not find those of another tree under it.
    pub(crate) fn counters(
        &self,
        tables_from: TableId,
        blob_files_from: BlobFileId,
    ) -> (SequenceNumberCounter, SequenceNumberCounter) {
        let mut counters = self.counters.lock();
        let taken = |counter: &SequenceNumberCounter| counter.get();
        let (tables, blob_files) =
            counters.as_ref().map_or((0, 0), |before| (taken(&before.tables), taken(&before.blob_files)));
        let tables = SequenceNumberCounter::new(tables_from.max(tables));
        let blob_files = SequenceNumberCounter::new(blob_files_from.max(blob_files));
        *counters = Some(Counters { tables: tables.clone(), blob_files: blob_files.clone() });
        (tables, blob_files)
    }

    /// Deletes a file, unless a later tree than the file's owns the folder.
    ///
    /// # Errors
    /// Any error of deleting it.
    pub(crate) fn delete(&self, tree: TreeId, fs: &dyn Fs, path: &Path) -> io::Result<()> {
        // Held while deleting: the folder isn't handed over in between.
        let owner = self.owner.read();
        if owner.is_some_and(|owner| owner != tree) { Ok(()) } else { fs.remove_file(path) }
    }
}

impl Drop for FolderOwner {
    fn drop(&mut self) {
        let mut folders = FOLDERS.lock();
        self.lock = None;
        folders.remove(&self.folder);
        LEFT.notify_all();
    }
}

/// A folder that belongs to a tree until this is dropped.
#[derive(Debug)]
pub(crate) struct Tenancy(Arc<FolderOwner>);

impl Tenancy {
    /// Takes a folder that exists.
    ///
    /// # Errors
    /// [`Error::Locked`] if another tree has it, in this process or in another one; `Io` if the folder can't be found, or
    /// the file that is locked can't be created.
    pub(crate) fn begin(fs: &Arc<dyn Fs>, folder: &Path) -> Result<Self> {
        let owner = FolderOwner::of(fs, folder)?;
        if std::mem::replace(&mut *owner.has_tenant.lock(), true) {
            return Err(Error::Locked(folder.into()));
        }
        Ok(Self(owner))
    }

    /// What the tree's files need in order to be deleted.
    pub(crate) fn folder_owner(&self) -> &Arc<FolderOwner> {
        &self.0
    }
}

impl Drop for Tenancy {
    fn drop(&mut self) {
        *self.0.has_tenant.lock() = false;
    }
}
