//! Who may delete files in a folder: the tree that opened it last.
//!
//! A scan may outlive its tree. The files it keeps alive may be marked as deleted, and go when the scan does; but if the
//! folder was opened again meanwhile, in the same process, their names may belong to files of the new tree. Opening has
//! removed what no version lists, so nothing is lost if those who came before leave all files alone.

use std::collections::HashMap;
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Weak};

use parking_lot::{Mutex, RwLock};

use crate::fs::Fs;
use crate::ids::TreeId;

/// The folders of this process that a tree, or a file of one, is still using.
static FOLDERS: LazyLock<Mutex<HashMap<Folder, Weak<FolderOwner>>>> = LazyLock::new(Mutex::default);

/// A folder, however it was spelt, on a file system: the operating system's is 0, others are told apart by address.
type Folder = (usize, PathBuf);

/// Shared by all trees that were opened in a folder, and by their files.
#[derive(Debug)]
pub(crate) struct FolderOwner {
    /// The tree that opened the folder last; `None` until the first one has.
    owner: RwLock<Option<TreeId>>,
}

// The owner is set in one step: a panic can't leave half of it.
impl UnwindSafe for FolderOwner {}
impl RefUnwindSafe for FolderOwner {}

impl FolderOwner {
    /// The owner of a folder that exists.
    ///
    /// # Errors
    /// `Io` if the folder can't be found.
    pub(crate) fn of(fs: &Arc<dyn Fs>, folder: &Path) -> io::Result<Arc<Self>> {
        let key = match fs.real_path(folder)? {
            Some(path) => (0, path),
            // Files keep their file system, so no other one gets its address while they are there.
            None => (Arc::as_ptr(fs).cast::<()>().addr(), folder.to_path_buf()),
        };
        let mut folders = FOLDERS.lock();
        if let Some(known) = folders.get(&key).and_then(Weak::upgrade) {
            return Ok(known);
        }
        folders.retain(|_, owner| owner.strong_count() > 0);
        let new = Arc::new(Self { owner: RwLock::default() });
        folders.insert(key, Arc::downgrade(&new));
        Ok(new)
    }

    /// Makes a tree the owner. From its return on, no file of an earlier tree is deleted.
    pub(crate) fn hand_over(&self, tree: TreeId) {
        *self.owner.write() = Some(tree);
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
