//! The cache of open files, which keeps the number of descriptors bounded however many tables there are.

use std::fs::File;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use quick_cache::UnitWeighter;
use quick_cache::sync::Cache as QuickCache;
use rustc_hash::FxBuildHasher;

use crate::fs::{RandomAccessFile, StdFile};
use crate::ids::GlobalTableId;

#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub(crate) enum FileKind {
    Table,
    BlobFile,
}

type OpenFile = Arc<dyn RandomAccessFile>;

/// A cache of open files that any number of trees may share.
pub struct DescriptorTable(QuickCache<(FileKind, GlobalTableId), OpenFile, UnitWeighter, FxBuildHasher>);

// See `Cache`: the worst a panic can leave behind is a file that has to be opened again.
impl UnwindSafe for DescriptorTable {}
impl RefUnwindSafe for DescriptorTable {}

impl DescriptorTable {
    /// Room for about `capacity` open files; 0 keeps none open.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self(QuickCache::with(
            capacity,
            capacity as u64,
            UnitWeighter,
            FxBuildHasher,
            quick_cache::sync::DefaultLifecycle::default(),
        ))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, kind: FileKind, id: GlobalTableId) -> Option<OpenFile> {
        self.0.get(&(kind, id))
    }

    pub(crate) fn insert(&self, kind: FileKind, id: GlobalTableId, file: OpenFile) {
        self.0.insert((kind, id), file);
    }

    pub(crate) fn remove(&self, kind: FileKind, id: GlobalTableId) {
        self.0.remove(&(kind, id));
    }

    fn get_std(&self, kind: FileKind, id: GlobalTableId) -> Option<Arc<File>> {
        self.get(kind, id)?.as_std().cloned()
    }

    /// The open file of a table, if it is a file of the operating system.
    #[must_use]
    pub fn access_for_table(&self, id: &GlobalTableId) -> Option<Arc<File>> {
        self.get_std(FileKind::Table, *id)
    }

    /// Keeps the open file of a table.
    pub fn insert_for_table(&self, id: GlobalTableId, item: Arc<File>) {
        self.insert(FileKind::Table, id, Arc::new(StdFile::new(item)));
    }

    /// The open file of a blob file, if it is a file of the operating system.
    #[must_use]
    pub fn access_for_blob_file(&self, id: &GlobalTableId) -> Option<Arc<File>> {
        self.get_std(FileKind::BlobFile, *id)
    }

    /// Keeps the open file of a blob file.
    pub fn insert_for_blob_file(&self, id: GlobalTableId, item: Arc<File>) {
        self.insert(FileKind::BlobFile, id, Arc::new(StdFile::new(item)));
    }

    /// Forgets a table's file; readers that hold it keep it.
    pub fn remove_for_table(&self, id: &GlobalTableId) {
        self.remove(FileKind::Table, *id);
    }

    /// Forgets a blob file's file; readers that hold it keep it.
    pub fn remove_for_blob_file(&self, id: &GlobalTableId) {
        self.remove(FileKind::BlobFile, *id);
    }
}

impl std::fmt::Debug for DescriptorTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DescriptorTable").field("open", &self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_blob_files_with_one_id_are_kept_apart() {
        let table = DescriptorTable::new(100);
        let id = GlobalTableId::from((0, 7));
        table.insert_for_table(id, Arc::new(tempfile::tempfile().unwrap()));
        assert!(table.access_for_table(&id).is_some() && table.access_for_blob_file(&id).is_none());
        table.remove_for_blob_file(&id);
        assert_eq!(table.len(), 1);
        table.remove_for_table(&id);
        assert!(table.access_for_table(&id).is_none());
    }
}
