//! Every identifier the engine hands out. They live together, below everything else, so that no module has to
//! import upwards for the name of a number.

/// Identifies a tree within this process; never written to disk.
pub type TreeId = u64;

/// Identifies a table file within its tree; also the file's name in `tables/`.
pub type TableId = u64;

/// Identifies a blob file within its tree; also the file's name in `blobs/`.
pub(crate) type BlobFileId = u64;

/// Identifies a memtable within its tree; never written to disk.
pub type MemtableId = u64;

/// Identifies a version within its tree; the number in the name of a `v<N>` file.
pub(crate) type VersionId = u64;

/// A table (or blob file) of a tree of this process: the key under which shared caches know it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalTableId(TreeId, TableId);

impl GlobalTableId {
    /// The tree the file belongs to.
    #[must_use]
    pub fn tree_id(&self) -> TreeId {
        self.0
    }

    /// The table id, or blob file id, within that tree.
    #[must_use]
    pub fn table_id(&self) -> TableId {
        self.1
    }
}

impl From<(TreeId, TableId)> for GlobalTableId {
    fn from((tree, table): (TreeId, TableId)) -> Self {
        Self(tree, table)
    }
}
