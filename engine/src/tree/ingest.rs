//! Bulk loading: sorted entries go straight into tables, past the memtable.

use super::Tree;
use super::flush::FLUSH_TARGET_SIZE;
use crate::abstract_tree::AbstractTree;
use crate::blob_setup::NewBlobFiles;
use crate::error::Result;
use crate::key::UserKey;
use crate::slice::Slice;
use crate::table::MultiWriter;
use crate::table_setup::Purpose;
use crate::value::{InternalValue, UserValue};
use crate::value_type::ValueType;
use crate::version::PersistFailure;
use crate::version::history::{MemtableChange, Publish};

/// Seqno that loaded entries are stored with; what they count as is decided when the load is finished.
const STORED_SEQNO: u64 = 0;

/// A bulk load into a standard tree. Nothing of it is visible before [`finish`](Self::finish), and nothing is left of
/// it if it is dropped before.
pub struct Ingestion<'a> {
    tree: &'a Tree,
    writer: MultiWriter,
    last_key: Option<UserKey>,
}

impl<'a> Ingestion<'a> {
    /// Starts a load.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn new(tree: &'a Tree) -> Result<Self> {
        let writer = tree.table_setup.writer(Purpose::Ingestion, FLUSH_TARGET_SIZE)?;
        Ok(Self { tree, writer, last_key: None })
    }

    fn append(&mut self, key: UserKey, value: Slice, value_type: ValueType) -> Result<()> {
        self.append_as(key, value, value_type, Ok)
    }

    /// Adds an entry, as whatever `transform` makes of it.
    pub(crate) fn append_as(
        &mut self,
        key: UserKey,
        value: Slice,
        value_type: ValueType,
        transform: impl FnOnce(InternalValue) -> Result<InternalValue>,
    ) -> Result<()> {
        let is_ascending = self.last_key.as_ref().is_none_or(|last| *last < key);
        assert!(is_ascending, "next key in ingestion must be greater than last key");
        let entry = InternalValue::from_components(key.clone(), value, STORED_SEQNO, value_type);
        self.writer.write(transform(entry)?)?;
        self.last_key = Some(key);
        Ok(())
    }

    /// Adds a pair.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// "next key in ingestion must be greater than last key"; also for keys and values that no write takes.
    pub fn write(&mut self, key: UserKey, value: UserValue) -> Result<()> {
        self.append(key, value, ValueType::Value)
    }

    /// Adds a tombstone.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// As [`write`](Self::write).
    pub fn write_tombstone(&mut self, key: UserKey) -> Result<()> {
        self.append(key, Slice::empty(), ValueType::Tombstone)
    }

    /// Adds a weak tombstone.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// As [`write`](Self::write).
    pub fn write_weak_tombstone(&mut self, key: UserKey) -> Result<()> {
        self.append(key, Slice::empty(), ValueType::WeakTombstone)
    }

    /// Makes everything that was added part of the tree, with one seqno for all of it. Memtables are flushed first, so
    /// that the load lies above them. Does nothing if nothing was added.
    ///
    /// The caller keeps writers away meanwhile: an entry that took its seqno before, and is inserted afterwards, would
    /// lie above the load with a lower seqno.
    ///
    /// # Errors
    /// Any I/O error; the memtables may be flushed then.
    pub fn finish(self) -> Result<()> {
        if self.last_key.is_none() {
            return Ok(());
        }
        let tree = self.tree;
        self.finish_above(tree, || Ok(NewBlobFiles::default()))
    }

    /// As [`finish`](Self::finish), with blob files; also if nothing was added. `whole` is the tree to which the index
    /// belongs, and knows how to flush.
    pub(crate) fn finish_above(
        self,
        whole: &impl AbstractTree,
        blob_files: impl FnOnce() -> Result<NewBlobFiles>,
    ) -> Result<()> {
        let Self { tree, writer, .. } = self;
        let flush_lock = tree.get_flush_lock();
        tree.rotate_memtable();
        whole.flush(&flush_lock, 0)?;
        tree.make_room_in_l0()?;
        let blob_files = blob_files()?;
        let written = writer.finish()?;

        let installation = tree.version_history.begin_install();
        let seqno = tree.config.seqno.next();
        let tables = tree.table_setup.open_new(&written, seqno, Purpose::Ingestion)?;
        let next =
            installation.base().version.with_new_l0_run(tables.as_slice(), Some(blob_files.as_slice()), None);
        let installed = installation.commit(&tree.config, next, MemtableChange::Keep, seqno, Publish::Always);
        if installed.as_ref().err().is_none_or(|failure| failure.may_be_live) {
            tables.keep();
            blob_files.keep();
        }
        installed.map_err(|PersistFailure { error, .. }| error)?;
        log::info!("bulk load of {} tables finished with seqno {seqno}", written.len());
        Ok(())
    }
}
