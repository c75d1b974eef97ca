//! The implementation of [`AbstractTree`].

use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use parking_lot::{MutexGuard, RwLockWriteGuard};

use super::flush::Flushed;
use super::tree::{Ephemeral, Tree, owned_bounds};
use crate::abstract_tree::AbstractTree;
use crate::compaction::worker::{Options, do_compaction};
use crate::compaction::{CompactionStrategy, DropRange, Major};
use crate::config::Config;
use crate::error::Result;
use crate::ids::{MemtableId, TableId, TreeId};
use crate::iter_guard::{IterGuardImpl, StandardGuard};
use crate::key::{InternalKey, MAX_KEY_LEN, UserKey};
use crate::memtable::Memtable;
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::range::UserBounds;
use crate::seqno::SeqNo;
use crate::table::Table;
use crate::util::prefix_to_range;
use crate::value::{InternalValue, UserValue};
use crate::value_type::ValueType;
use crate::version::history::Publish;
use crate::version::{SuperVersions, Version};
use crate::vlog::{BlobFile, FragmentationMap};

impl Tree {
    fn guarded_scan(
        &self,
        bounds: &UserBounds,
        seqno: SeqNo,
        index: Ephemeral,
    ) -> Box<dyn DoubleEndedIterator<Item = IterGuardImpl> + Send + 'static> {
        let guard = |item: Result<InternalValue>| {
            IterGuardImpl::Standard(StandardGuard(item.map(|item| (item.key.user_key, item.value))))
        };
        Box::new(self.scan(bounds, seqno, index).map(guard))
    }

    fn run_compaction(
        &self,
        strategy: &dyn CompactionStrategy,
        gc_watermark: SeqNo,
        publish_drops: Publish,
    ) -> Result<()> {
        do_compaction(&Options {
            history: &self.version_history,
            state: &self.compaction_state,
            setup: &self.table_setup,
            blob_setup: self.blob_setup.as_deref(),
            strategy,
            stop_signal: &self.stop_signal,
            gc_watermark,
            publish_drops,
        })
    }

    fn sum_tables<N: std::iter::Sum>(&self, f: impl Fn(&Table) -> N) -> N {
        self.current_version().iter_tables().map(f).sum()
    }
}

impl AbstractTree for Tree {
    fn print_trace(&self, key: &[u8]) -> Result<()> {
        if key.len() > MAX_KEY_LEN {
            return Ok(());
        }
        let latest = self.version_history.latest();
        let newest = InternalKey::new(key, SeqNo::MAX, ValueType::Value);
        let oldest = InternalKey::new(key, 0, ValueType::Value);
        for memtable in latest.memtables() {
            for item in memtable.range((Bound::Included(newest.clone()), Bound::Included(oldest.clone()))) {
                log::info!("memtable {}: {item:?}", memtable.id());
            }
        }
        for (n, level) in latest.version.iter_levels().enumerate() {
            for table in level.iter().filter_map(|run| run.get_for_key(key)) {
                for item in table.range(UserKey::from(key)..=UserKey::from(key)) {
                    log::info!("table {} in L{n}: {:?}", table.id(), item?);
                }
            }
        }
        Ok(())
    }

    fn table_file_cache_size(&self) -> usize {
        self.config.descriptor_table.as_ref().map_or(0, |descriptors| descriptors.len())
    }

    fn next_table_id(&self) -> TableId {
        self.table_id_counter.get()
    }

    fn id(&self) -> TreeId {
        self.0.id
    }

    fn get_internal_entry(&self, key: &[u8], seqno: SeqNo) -> Result<Option<InternalValue>> {
        self.find(key, seqno)
    }

    fn current_version(&self) -> Version {
        self.version_history.read().latest().version.clone()
    }

    fn get_version_history_lock(&self) -> RwLockWriteGuard<'_, SuperVersions> {
        self.version_history.write()
    }

    fn prefix<K: AsRef<[u8]>>(
        &self,
        prefix: K,
        seqno: SeqNo,
        index: Option<(Arc<Memtable>, SeqNo)>,
    ) -> Box<dyn DoubleEndedIterator<Item = IterGuardImpl> + Send + 'static> {
        self.guarded_scan(&prefix_to_range(prefix.as_ref()), seqno, index)
    }

    fn range<K: AsRef<[u8]>, R: RangeBounds<K>>(
        &self,
        range: R,
        seqno: SeqNo,
        index: Option<(Arc<Memtable>, SeqNo)>,
    ) -> Box<dyn DoubleEndedIterator<Item = IterGuardImpl> + Send + 'static> {
        self.guarded_scan(&owned_bounds(&range), seqno, index)
    }

    fn tombstone_count(&self) -> u64 {
        self.sum_tables(Table::tombstone_count)
    }

    fn weak_tombstone_count(&self) -> u64 {
        self.sum_tables(Table::weak_tombstone_count)
    }

    fn weak_tombstone_reclaimable_count(&self) -> u64 {
        self.sum_tables(Table::weak_tombstone_reclaimable)
    }

    fn drop_range<K: AsRef<[u8]>, R: RangeBounds<K>>(&self, range: R) -> Result<()> {
        let bounds = owned_bounds(&range);
        if let (
            Bound::Included(lower) | Bound::Excluded(lower),
            Bound::Included(upper) | Bound::Excluded(upper),
        ) = &bounds
            && lower > upper
        {
            return Ok(());
        }
        let _exclusive = self.major_compaction_lock.write();
        // What was dropped is to be gone for the caller's next snapshot.
        self.run_compaction(&DropRange::new(bounds), 0, Publish::Always)
    }

    fn clear(&self) -> Result<()> {
        self.install_empty()
    }

    fn major_compact(&self, target_size: u64, seqno_threshold: SeqNo) -> Result<()> {
        let _exclusive = self.major_compaction_lock.write();
        self.run_compaction(&Major::new(target_size), seqno_threshold, Publish::IfQuiet)
    }

    fn filter_size(&self) -> u64 {
        self.sum_tables(|table| u64::from(table.filter_size()))
    }

    fn pinned_filter_size(&self) -> usize {
        self.sum_tables(Table::pinned_filter_size)
    }

    fn pinned_block_index_size(&self) -> usize {
        self.sum_tables(Table::pinned_block_index_size)
    }

    fn version_free_list_len(&self) -> usize {
        self.version_history.read().free_list_len()
    }

    #[cfg(feature = "metrics")]
    fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    fn get_flush_lock(&self) -> MutexGuard<'_, ()> {
        self.flush_lock.lock()
    }

    fn flush_to_tables(
        &self,
        stream: impl Iterator<Item = Result<InternalValue>>,
    ) -> Result<Option<(Vec<Table>, Option<Vec<BlobFile>>)>> {
        Ok(Some((self.write_tables(stream)?.keep(), None)))
    }

    fn register_tables(
        &self,
        tables: &[Table],
        blob_files: Option<&[BlobFile]>,
        frag_map: Option<FragmentationMap>,
        sealed_memtables_to_delete: &[MemtableId],
        gc_watermark: SeqNo,
    ) -> Result<()> {
        let flushed = Flushed { tables, blob_files: blob_files.unwrap_or_default(), garbage: frag_map };
        self.register(flushed, sealed_memtables_to_delete, gc_watermark)
    }

    fn clear_active_memtable(&self) {
        self.discard_memtables();
    }

    fn sealed_memtable_count(&self) -> usize {
        self.version_history.read().latest().sealed_memtables.len()
    }

    fn compact(&self, strategy: Arc<dyn CompactionStrategy>, seqno_threshold: SeqNo) -> Result<()> {
        let _shared = self.major_compaction_lock.read();
        self.run_compaction(&*strategy, seqno_threshold, Publish::IfQuiet)
    }

    fn get_next_table_id(&self) -> TableId {
        self.0.get_next_table_id()
    }

    fn tree_config(&self) -> &Config {
        &self.config
    }

    fn active_memtable(&self) -> Arc<Memtable> {
        Arc::clone(&self.version_history.read().latest().active_memtable)
    }

    fn rotate_memtable(&self) -> Option<Arc<Memtable>> {
        self.rotate()
    }

    fn table_count(&self) -> usize {
        self.current_version().table_count()
    }

    fn level_table_count(&self, idx: usize) -> Option<usize> {
        self.current_version().level(idx).map(|level| level.table_count())
    }

    fn l0_run_count(&self) -> usize {
        self.current_version().l0().run_count()
    }

    fn blob_file_count(&self) -> usize {
        self.current_version().blob_file_count()
    }

    fn approximate_len(&self) -> usize {
        let latest = self.version_history.latest();
        let in_memtables: usize = latest.memtables().map(|memtable| memtable.len()).sum();
        let in_tables: u64 = latest.version.iter_tables().map(|table| table.metadata.item_count).sum();
        in_memtables.saturating_add(usize::try_from(in_tables).unwrap_or(usize::MAX))
    }

    fn disk_space(&self) -> u64 {
        self.sum_tables(|table| table.metadata.file_size)
    }

    fn get_highest_memtable_seqno(&self) -> Option<SeqNo> {
        self.version_history.latest().memtables().filter_map(|memtable| memtable.get_highest_seqno()).max()
    }

    fn get_highest_persisted_seqno(&self) -> Option<SeqNo> {
        self.current_version().iter_tables().map(Table::get_highest_seqno).max()
    }

    fn size_of<K: AsRef<[u8]>>(&self, key: K, seqno: SeqNo) -> Result<Option<u32>> {
        // An entry's value has at most 2^32 - 1 bytes, which its construction asserts.
        Ok(self.find(key.as_ref(), seqno)?.map(|item| item.value.len() as u32))
    }

    fn get<K: AsRef<[u8]>>(&self, key: K, seqno: SeqNo) -> Result<Option<UserValue>> {
        Ok(self.find(key.as_ref(), seqno)?.map(|item| item.value))
    }

    fn contains_key<K: AsRef<[u8]>>(&self, key: K, seqno: SeqNo) -> Result<bool> {
        Ok(self.find(key.as_ref(), seqno)?.is_some())
    }

    fn insert<K: Into<UserKey>, V: Into<UserValue>>(&self, key: K, value: V, seqno: SeqNo) -> (u64, u64) {
        self.append_entry(InternalValue::from_components(key, value, seqno, ValueType::Value))
    }

    fn remove<K: Into<UserKey>>(&self, key: K, seqno: SeqNo) -> (u64, u64) {
        self.append_entry(InternalValue::new_tombstone(key, seqno))
    }

    fn remove_weak<K: Into<UserKey>>(&self, key: K, seqno: SeqNo) -> (u64, u64) {
        self.append_entry(InternalValue::new_weak_tombstone(key, seqno))
    }
}
