//! [`AbstractTree`]: what both kinds of tree can do.

use std::ops::RangeBounds;
use std::sync::Arc;

use parking_lot::{MutexGuard, RwLockWriteGuard};

use crate::compaction::CompactionStrategy;
use crate::compaction::stream::CompactionStream;
use crate::config::{Config, TreeType};
use crate::error::Result;
use crate::ids::{MemtableId, TableId, TreeId};
use crate::iter_guard::{IterGuard, IterGuardImpl};
use crate::key::UserKey;
use crate::memtable::Memtable;
use crate::merge::Merger;
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::seqno::SeqNo;
use crate::table::Table;
use crate::value::{InternalValue, UserValue};
use crate::version::{SuperVersions, Version};
use crate::vlog::{BlobFile, FragmentationMap};

/// What a scan returns.
type Scan = Box<dyn DoubleEndedIterator<Item = IterGuardImpl> + Send + 'static>;

/// The operations of a tree.
///
/// Handles are cheap to clone, and any number of threads may use a tree at once.
///
/// A read at snapshot `seqno` sees the entries with a *lower* seqno: 0 sees nothing, `SeqNo::MAX` everything. Seqnos of
/// writes are chosen by the caller, usually with the counter it opened the tree with; what was written last must have
/// the highest. Once a watermark was passed to a flush or a compaction, no read may use a snapshot below it.
///
/// An extra `index`, where a method takes one, is a memtable outside the tree that takes part in the read, with a
/// snapshot of its own. Its entries compete with those of the tree by seqno.
///
/// # Panics
/// Methods that take a snapshot panic if it is older than the history that was kept for it ("should always find a
/// SuperVersion"). Writes panic if a key is empty or longer than 65535 bytes, or a value does not fit 32 bits.
pub trait AbstractTree {
    /// Logs all stored versions of a key at info level.
    ///
    /// # Errors
    /// Any error of reading a table.
    #[doc(hidden)]
    fn print_trace(&self, key: &[u8]) -> Result<()>;

    /// Number of open files in the descriptor table, which may be shared with other trees; 0 without one.
    fn table_file_cache_size(&self) -> usize;

    /// Bytes in all memtables that some super version still holds.
    #[doc(hidden)]
    fn version_memtable_size_sum(&self) -> u64 {
        self.get_version_history_lock().memtable_size_sum()
    }

    /// The table id that will be taken next.
    #[doc(hidden)]
    fn next_table_id(&self) -> TableId;

    /// Number of the tree, unique within the process.
    #[doc(hidden)]
    fn id(&self) -> TreeId;

    /// Like [`get`](Self::get), but returns the entry as it is stored.
    ///
    /// # Errors
    /// Any error of reading a table.
    #[doc(hidden)]
    fn get_internal_entry(&self, key: &[u8], seqno: SeqNo) -> Result<Option<InternalValue>>;

    /// The latest version.
    #[doc(hidden)]
    fn current_version(&self) -> Version;

    /// Locks the version history. Reads and writes wait for it, and calling anything else on the tree meanwhile
    /// deadlocks.
    #[doc(hidden)]
    fn get_version_history_lock(&self) -> RwLockWriteGuard<'_, SuperVersions>;

    /// Seals the active memtable and flushes all sealed ones. Does nothing if there is nothing to flush.
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    #[doc(hidden)]
    fn flush_active_memtable(&self, eviction_seqno: SeqNo) -> Result<()> {
        let lock = self.get_flush_lock();
        self.rotate_memtable();
        self.flush(&lock, eviction_seqno)?;
        Ok(())
    }

    /// Writes all sealed memtables to tables. Returns the sum of their sizes, `None` if there were none.
    ///
    /// Of versions that lie below `seqno_threshold`, only the newest is kept: no snapshot below it may be read any
    /// more.
    ///
    /// # Errors
    /// Any I/O error. The memtables stay, and the flush can be tried again.
    fn flush(&self, _lock: &MutexGuard<'_, ()>, seqno_threshold: SeqNo) -> Result<Option<u64>> {
        let latest = self.get_version_history_lock().latest_version();
        let sealed = &latest.sealed_memtables;
        if sealed.is_empty() {
            return Ok(None);
        }
        let ids: Vec<MemtableId> = sealed.iter().map(|memtable| memtable.id()).collect();
        let size = sealed.iter().map(|memtable| memtable.size()).sum();

        let newest_first = sealed.iter().rev().map(|memtable| memtable.iter().map(Ok)).collect();
        let stream = CompactionStream::new(Merger::new(newest_first), seqno_threshold);
        if let Some((tables, blob_files)) = self.flush_to_tables(stream)? {
            self.register_tables(&tables, blob_files.as_deref(), None, &ids, seqno_threshold)?;
        }
        Ok(Some(size))
    }

    /// Scans everything.
    fn iter(&self, seqno: SeqNo, index: Option<(Arc<Memtable>, SeqNo)>) -> Scan {
        self.range::<&[u8], _>(.., seqno, index)
    }

    /// Scans the keys that begin with `prefix`.
    fn prefix<K: AsRef<[u8]>>(&self, prefix: K, seqno: SeqNo, index: Option<(Arc<Memtable>, SeqNo)>) -> Scan;

    /// Scans a range of keys. The scan owns what it reads from: it doesn't borrow the tree, and later changes of the
    /// tree don't take anything away from it. Nothing is read from a table before the first item is asked for.
    fn range<K: AsRef<[u8]>, R: RangeBounds<K>>(
        &self,
        range: R,
        seqno: SeqNo,
        index: Option<(Arc<Memtable>, SeqNo)>,
    ) -> Scan;

    /// Number of tombstones in tables, both kinds together.
    fn tombstone_count(&self) -> u64;

    /// Number of weak tombstones in tables.
    fn weak_tombstone_count(&self) -> u64;

    /// Number of values directly below a weak tombstone in the same table.
    fn weak_tombstone_reclaimable_count(&self) -> u64;

    /// Drops the tables that lie completely inside a range. Everything else stays: this is a way to get rid of data
    /// cheaply, not to delete a range.
    ///
    /// # Errors
    /// Any I/O error.
    fn drop_range<K: AsRef<[u8]>, R: RangeBounds<K>>(&self, range: R) -> Result<()>;

    /// Empties the tree. Snapshots that were taken before keep what they see.
    ///
    /// # Errors
    /// Any I/O error.
    fn clear(&self) -> Result<()>;

    /// Merges everything into the last level, with tables of about `target_size` bytes. Waits for other compactions.
    ///
    /// # Errors
    /// Any I/O error, or an error of a compaction filter.
    fn major_compact(&self, target_size: u64, seqno_threshold: SeqNo) -> Result<()>;

    /// Bytes on disk of blobs that nothing refers to any more.
    fn stale_blob_bytes(&self) -> u64 {
        0
    }

    /// Bytes on disk of all filters.
    fn filter_size(&self) -> u64;

    /// Bytes in memory of pinned filters.
    fn pinned_filter_size(&self) -> usize;

    /// Bytes in memory of pinned block indexes.
    fn pinned_block_index_size(&self) -> usize;

    /// Number of super versions that are kept besides the latest.
    fn version_free_list_len(&self) -> usize;

    /// Counters of the read path.
    #[cfg(feature = "metrics")]
    fn metrics(&self) -> &Arc<Metrics>;

    /// Locks flushes out; [`flush`](Self::flush) wants to see the guard.
    fn get_flush_lock(&self) -> MutexGuard<'_, ()>;

    /// Writes a stream of entries to new tables, which are not part of the tree yet.
    ///
    /// # Errors
    /// Any error of the stream, or of writing.
    #[expect(clippy::type_complexity, reason = "mirrors the public API of the reference")]
    fn flush_to_tables(
        &self,
        stream: impl Iterator<Item = Result<InternalValue>>,
    ) -> Result<Option<(Vec<Table>, Option<Vec<BlobFile>>)>>;

    /// Makes new tables part of the tree, and lets go of the sealed memtables they were written from. If one of these
    /// is gone already, the tables are removed instead.
    ///
    /// # Errors
    /// Any I/O error.
    fn register_tables(
        &self,
        tables: &[Table],
        blob_files: Option<&[BlobFile]>,
        frag_map: Option<FragmentationMap>,
        sealed_memtables_to_delete: &[MemtableId],
        gc_watermark: SeqNo,
    ) -> Result<()>;

    /// Throws away the active memtable and the sealed ones; does nothing if the active one is empty.
    fn clear_active_memtable(&self);

    /// Number of sealed memtables.
    fn sealed_memtable_count(&self) -> usize;

    /// Lets a strategy choose one compaction, and runs it.
    ///
    /// # Errors
    /// Any I/O error, or an error of a compaction filter. The tree is then as it was.
    fn compact(&self, strategy: Arc<dyn CompactionStrategy>, seqno_threshold: SeqNo) -> Result<()>;

    /// Takes a table id.
    fn get_next_table_id(&self) -> TableId;

    /// The configuration.
    fn tree_config(&self) -> &Config;

    /// Highest seqno in memtables and tables.
    fn get_highest_seqno(&self) -> Option<SeqNo> {
        self.get_highest_memtable_seqno().max(self.get_highest_persisted_seqno())
    }

    /// The memtable that writes go to.
    fn active_memtable(&self) -> Arc<Memtable>;

    /// Kind of the tree.
    fn tree_type(&self) -> TreeType {
        self.tree_config().tree_type()
    }

    /// Seals the active memtable, so that writes go to a new one. Returns it, or `None` if it is empty.
    fn rotate_memtable(&self) -> Option<Arc<Memtable>>;

    /// Number of tables.
    fn table_count(&self) -> usize;

    /// Number of tables in a level, `None` if there is no such level.
    fn level_table_count(&self, idx: usize) -> Option<usize>;

    /// Number of runs in L0.
    fn l0_run_count(&self) -> usize;

    /// Number of blob files.
    fn blob_file_count(&self) -> usize;

    /// Number of entries in memtables and tables, all versions and tombstones counted.
    fn approximate_len(&self) -> usize;

    /// Bytes on disk of data blocks and blobs.
    fn disk_space(&self) -> u64;

    /// Highest seqno in memtables.
    fn get_highest_memtable_seqno(&self) -> Option<SeqNo>;

    /// Highest seqno in tables.
    fn get_highest_persisted_seqno(&self) -> Option<SeqNo>;

    /// Counts the keys, by scanning all of them.
    ///
    /// # Errors
    /// Any error of the scan.
    fn len(&self, seqno: SeqNo, index: Option<(Arc<Memtable>, SeqNo)>) -> Result<usize> {
        self.iter(seqno, index).try_fold(0, |count, item| item.key().map(|_| count + 1))
    }

    /// `true` if there is no key.
    ///
    /// # Errors
    /// Any error of reading up to the first key.
    fn is_empty(&self, seqno: SeqNo, index: Option<(Arc<Memtable>, SeqNo)>) -> Result<bool> {
        Ok(self.first_key_value(seqno, index).map(IterGuard::key).transpose()?.is_none())
    }

    /// The item with the smallest key.
    fn first_key_value(&self, seqno: SeqNo, index: Option<(Arc<Memtable>, SeqNo)>) -> Option<IterGuardImpl> {
        self.iter(seqno, index).next()
    }

    /// The item with the largest key.
    fn last_key_value(&self, seqno: SeqNo, index: Option<(Arc<Memtable>, SeqNo)>) -> Option<IterGuardImpl> {
        self.iter(seqno, index).next_back()
    }

    /// Length of a value in bytes.
    ///
    /// # Errors
    /// Any error of reading a table.
    fn size_of<K: AsRef<[u8]>>(&self, key: K, seqno: SeqNo) -> Result<Option<u32>>;

    /// The value of a key.
    ///
    /// It may share the memory of the block it was read from: keeping it keeps the block.
    ///
    /// # Errors
    /// Any error of reading a table.
    fn get<K: AsRef<[u8]>>(&self, key: K, seqno: SeqNo) -> Result<Option<UserValue>>;

    /// `true` if the key has a value.
    ///
    /// # Errors
    /// Any error of reading a table.
    fn contains_key<K: AsRef<[u8]>>(&self, key: K, seqno: SeqNo) -> Result<bool> {
        Ok(self.get(key, seqno)?.is_some())
    }

    /// Writes a value. Returns the bytes the entry is accounted with, and those of the memtable with it.
    fn insert<K: Into<UserKey>, V: Into<UserValue>>(&self, key: K, value: V, seqno: SeqNo) -> (u64, u64);

    /// Deletes a key. Returns the same as [`insert`](Self::insert).
    fn remove<K: Into<UserKey>>(&self, key: K, seqno: SeqNo) -> (u64, u64);

    /// Deletes a key that was written exactly once: the marker disappears together with the value it meets, and what
    /// may lie below that reappears. Returns the same as [`insert`](Self::insert).
    #[doc(hidden)]
    fn remove_weak<K: Into<UserKey>>(&self, key: K, seqno: SeqNo) -> (u64, u64);
}
