//! Bulk loading: sorted entries go straight into tables, and large values into blob files.

use super::BlobTree;
use crate::blob_setup::Separator;
use crate::error::Result;
use crate::key::UserKey;
use crate::tree::ingest::Ingestion;
use crate::value::UserValue;
use crate::value_type::ValueType;

/// A bulk load. Nothing of it is visible before [`finish`](Self::finish), and nothing is left of it if it is dropped
/// before.
pub struct BlobIngestion<'a> {
    tree: &'a BlobTree,
    index: Ingestion<'a>,
    separator: Separator,
}

impl<'a> BlobIngestion<'a> {
    /// Starts a load.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn new(tree: &'a BlobTree) -> Result<Self> {
        Ok(Self { tree, index: Ingestion::new(&tree.index)?, separator: tree.blobs.separator() })
    }

    /// Adds a pair.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// "next key in ingestion must be greater than last key"; also for keys and values that no write takes.
    pub fn write(&mut self, key: UserKey, value: UserValue) -> Result<()> {
        let separator = &mut self.separator;
        self.index.append_as(key, value, ValueType::Value, |entry| separator.separate(entry))
    }

    /// Adds a tombstone.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// As [`write`](Self::write).
    pub fn write_tombstone(&mut self, key: UserKey) -> Result<()> {
        self.index.write_tombstone(key)
    }

    /// Adds a weak tombstone.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// As [`write`](Self::write).
    pub fn write_weak_tombstone(&mut self, key: UserKey) -> Result<()> {
        self.index.write_weak_tombstone(key)
    }

    /// Makes everything that was added part of the tree, with one seqno for all of it. Memtables are flushed first, so
    /// that the load lies above them; also if nothing was added.
    ///
    /// # Errors
    /// Any I/O error; the memtables may be flushed then.
    pub fn finish(self) -> Result<()> {
        let Self { tree, index, separator } = self;
        index.finish_above(tree, || tree.blobs.open_new(&separator.finish()?))
    }
}
