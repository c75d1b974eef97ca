//! Trees: opening, the trait, scans, guards and bulk loads.

use std::ops::RangeBounds;
use std::sync::Arc;

use super::{auto, is};
use crate::engine::compaction::CompactionStrategy;
use crate::engine::{
    AbstractTree, AnyIngestion, AnyTree, BlobFile, Config, Guard, InternalValue, IterGuardImpl, KvPair,
    Memtable, MemtableId, Result, SeqNo, SequenceNumberCounter, StandardGuard, Table, TableId, Tree, TreeId,
    TreeType, UserKey, UserValue, blob_tree::FragmentationMap,
};
use crate::side::{FlushGuard, HistoryGuard};

/// What scans return; clients keep it in fields of this type.
type Scan = Box<dyn DoubleEndedIterator<Item = IterGuardImpl> + Send + 'static>;

type Index = Option<(Arc<Memtable>, SeqNo)>;

#[test]
fn handles() {
    fn all<T: AbstractTree + Clone>() {}
    fn from<T: From<Tree> + TryInto<Tree, Error = &'static str>>() {}
    all::<AnyTree>();
    all::<Tree>();
    from::<AnyTree>();
    auto::<AnyTree>();
    auto::<Tree>();
    signatures! { AnyTree::ingestion => for<'a> fn(&'a AnyTree) -> Result<AnyIngestion<'a>>; }
}

#[test]
fn the_trait() {
    every_method::<AnyTree>();
    every_method::<Tree>();
}

pub(super) fn every_method<T: AbstractTree + 'static>() {
    type Key = Vec<u8>;
    type Range = std::ops::Range<Key>;
    signatures! {
        T::print_trace => fn(&T, &[u8]) -> Result<()>;
        T::table_file_cache_size => fn(&T) -> usize;
        T::version_memtable_size_sum => fn(&T) -> u64;
        T::next_table_id => fn(&T) -> TableId;
        T::id => fn(&T) -> TreeId;
        T::get_internal_entry => fn(&T, &[u8], SeqNo) -> Result<Option<InternalValue>>;
        T::flush_active_memtable => fn(&T, SeqNo) -> Result<()>;
        T::flush => fn(&T, &FlushGuard<'_>, SeqNo) -> Result<Option<u64>>;
        T::iter => fn(&T, SeqNo, Index) -> Scan;
        T::prefix::<Key> => fn(&T, Key, SeqNo, Index) -> Scan;
        T::range::<Key, Range> => fn(&T, Range, SeqNo, Index) -> Scan;
        T::tombstone_count => fn(&T) -> u64;
        T::weak_tombstone_count => fn(&T) -> u64;
        T::weak_tombstone_reclaimable_count => fn(&T) -> u64;
        T::drop_range::<Key, Range> => fn(&T, Range) -> Result<()>;
        T::clear => fn(&T) -> Result<()>;
        T::major_compact => fn(&T, u64, SeqNo) -> Result<()>;
        T::stale_blob_bytes => fn(&T) -> u64;
        T::filter_size => fn(&T) -> u64;
        T::pinned_filter_size => fn(&T) -> usize;
        T::pinned_block_index_size => fn(&T) -> usize;
        T::version_free_list_len => fn(&T) -> usize;
        T::get_flush_lock => for<'a> fn(&'a T) -> FlushGuard<'a>;
        T::flush_to_tables => fn(&T, std::vec::IntoIter<Result<InternalValue>>) -> Result<Option<(Vec<Table>, Option<Vec<BlobFile>>)>>;
        T::register_tables => fn(&T, &[Table], Option<&[BlobFile]>, Option<FragmentationMap>, &[MemtableId], SeqNo) -> Result<()>;
        T::clear_active_memtable => fn(&T);
        T::sealed_memtable_count => fn(&T) -> usize;
        T::compact => fn(&T, Arc<dyn CompactionStrategy>, SeqNo) -> Result<()>;
        T::get_next_table_id => fn(&T) -> TableId;
        T::tree_config => fn(&T) -> &Config;
        T::get_highest_seqno => fn(&T) -> Option<SeqNo>;
        T::active_memtable => fn(&T) -> Arc<Memtable>;
        T::tree_type => fn(&T) -> TreeType;
        T::rotate_memtable => fn(&T) -> Option<Arc<Memtable>>;
        T::table_count => fn(&T) -> usize;
        T::level_table_count => fn(&T, usize) -> Option<usize>;
        T::l0_run_count => fn(&T) -> usize;
        T::blob_file_count => fn(&T) -> usize;
        T::approximate_len => fn(&T) -> usize;
        T::disk_space => fn(&T) -> u64;
        T::get_highest_memtable_seqno => fn(&T) -> Option<SeqNo>;
        T::get_highest_persisted_seqno => fn(&T) -> Option<SeqNo>;
        T::len => fn(&T, SeqNo, Index) -> Result<usize>;
        T::is_empty => fn(&T, SeqNo, Index) -> Result<bool>;
        T::first_key_value => fn(&T, SeqNo, Index) -> Option<IterGuardImpl>;
        T::last_key_value => fn(&T, SeqNo, Index) -> Option<IterGuardImpl>;
        T::size_of::<Key> => fn(&T, Key, SeqNo) -> Result<Option<u32>>;
        T::get::<Key> => fn(&T, Key, SeqNo) -> Result<Option<UserValue>>;
        T::contains_key::<Key> => fn(&T, Key, SeqNo) -> Result<bool>;
        T::insert::<Key, Key> => fn(&T, Key, Key, SeqNo) -> (u64, u64);
        T::remove::<Key> => fn(&T, Key, SeqNo) -> (u64, u64);
        T::remove_weak::<Key> => fn(&T, Key, SeqNo) -> (u64, u64);
    }
}

/// The guard over the history has a type without a name behind it.
fn history<T: AbstractTree>(tree: &T) -> HistoryGuard<'_, impl Sized + use<T>> {
    tree.get_version_history_lock()
}

/// Results of writes and flushes may be ignored: none of these methods is `must_use`.
#[deny(unused_must_use)]
fn statements(tree: &AnyTree) {
    tree.insert("a", "b", 0);
    tree.remove("a", 1);
    tree.remove_weak("a", 2);
    tree.rotate_memtable();
    tree.active_memtable().insert(InternalValue::new_tombstone("a", 3));
}

fn inner(tree: &Tree) {
    is::<&Arc<_>>(&tree.0);
    is::<TreeId>(tree.id);
    is::<&SequenceNumberCounter>(&tree.memtable_id_counter);
    is::<&SequenceNumberCounter>(&tree.table_id_counter);
    is::<&Arc<Config>>(&tree.config);
    is::<TableId>((**tree).get_next_table_id());
    is::<bool>(tree.is_compacting());
}

fn append(tree: &Tree, entry: InternalValue) -> (u64, u64) {
    tree.append_entry(entry)
}

type Items<T> = Box<dyn DoubleEndedIterator<Item = Result<T>> + 'static>;

fn scans<K: AsRef<[u8]> + 'static, R: RangeBounds<K> + 'static>(
    tree: &Tree,
    key: K,
    range: &R,
    index: Index,
) -> [Items<KvPair>; 3] {
    [
        Box::new(tree.create_iter(0, index.clone())),
        Box::new(tree.create_range(range, 0, index.clone())),
        Box::new(tree.create_prefix(key, 0, index)),
    ]
}

fn internal_scan<R: RangeBounds<UserKey> + 'static>(
    tree: &Tree,
    range: &R,
    index: Index,
) -> Items<InternalValue> {
    let version = tree.get_version_history_lock().latest_version();
    Box::new(Tree::create_internal_range::<UserKey, R>(version, range, 0, index))
}

/// Implements only what has no default.
struct Item(KvPair);

impl Guard for Item {
    fn into_inner_if(self, pred: impl Fn(&UserKey) -> bool) -> Result<(UserKey, Option<UserValue>)> {
        let value = pred(&self.0.0).then_some(self.0.1);
        Ok((self.0.0, value))
    }

    fn into_inner(self) -> Result<KvPair> {
        Ok(self.0)
    }

    fn key(self) -> Result<UserKey> {
        Ok(self.0.0)
    }

    fn size(self) -> Result<u32> {
        Ok(0)
    }
}

pub(super) fn guard_methods<G: Guard>() {
    signatures! {
        G::into_inner_if => fn(G, fn(&UserKey) -> bool) -> Result<(UserKey, Option<UserValue>)>;
        G::into_inner => fn(G) -> Result<KvPair>;
        G::key => fn(G) -> Result<UserKey>;
        G::size => fn(G) -> Result<u32>;
        G::value => fn(G) -> Result<UserValue>;
    }
}

#[test]
fn guards() {
    fn both<T: Guard + Send + Sync + Unpin>() {}
    fn from<T: From<StandardGuard> + TryInto<StandardGuard, Error = &'static str>>() {}
    both::<IterGuardImpl>();
    both::<StandardGuard>();
    from::<IterGuardImpl>();
    guard_methods::<IterGuardImpl>();
    guard_methods::<StandardGuard>();
    assert_eq!(Item(("a".into(), "b".into())).value().unwrap(), "b");
}

#[test]
fn bulk_loads() {
    signatures! {
        AnyIngestion::write::<UserKey, UserValue> => fn(&mut AnyIngestion<'static>, UserKey, UserValue) -> Result<()>;
        AnyIngestion::write_tombstone::<UserKey> => fn(&mut AnyIngestion<'static>, UserKey) -> Result<()>;
        AnyIngestion::write_weak_tombstone::<UserKey> => fn(&mut AnyIngestion<'static>, UserKey) -> Result<()>;
        AnyIngestion::finish => fn(AnyIngestion<'static>) -> Result<()>;
    }
}

/// Some `T`, for the types that only a constructor leads to.
pub(super) fn wrapped_by<T, W>(_: fn(T) -> W) -> Option<T> {
    None
}

fn standard_loader(key: UserKey) -> Result<()> {
    let Some(mut load) = wrapped_by(AnyIngestion::Standard) else { return Ok(()) };
    is::<Result<()>>(load.write(key.clone(), UserValue::empty()));
    is::<Result<()>>(load.write_tombstone(key.clone()));
    is::<Result<()>>(load.write_weak_tombstone(key));
    load.finish()
}

#[test]
fn standard_variants() {
    signatures! {
        AnyTree::Standard => fn(Tree) -> AnyTree;
        IterGuardImpl::Standard => fn(StandardGuard) -> IterGuardImpl;
    }
}
