//! What clients reach from a tree without being able to name it: versions, levels, runs and tables.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::{AddAssign, Bound, Deref};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{auto, is};
use crate::engine::blob_tree::{FragmentationEntry, FragmentationMap};
use crate::engine::coding::{Decode, Encode};
use crate::engine::table::writer::LinkedFile;
use crate::engine::table::{BlockHandle, BlockOffset, Scanner, TableInner};
use crate::engine::{
    AbstractTree, AnyTree, BlobFile, Cache, Checksum, CompressionType, InternalValue, KeyRange, Memtable,
    Result, SeqNo, Table, TableId, TreeType, UserKey,
};

fn cheap<T: Clone + Send + Sync>(_: &T) {}

fn ids(_: HashSet<TableId, rustc_hash::FxBuildHasher>) {}

fn history(tree: &AnyTree) -> Result<()> {
    let mut history = tree.get_version_history_lock();
    is::<u64>(history.memtable_size_sum());
    is::<usize>(history.len());
    is::<usize>(history.free_list_len());
    let latest = history.latest_version();
    cheap(&latest);
    is::<&Arc<Memtable>>(&latest.active_memtable);
    let snapshot = history.get_version_for_snapshot(SeqNo::MAX);
    history.append_version(snapshot);
    history.replace_latest_version(latest);
    history.maintenance(Path::new(""), SeqNo::MAX)
}

fn version(tree: &AnyTree, table: &Table, files: &[BlobFile], garbage: FragmentationMap) -> Result<()> {
    let version = tree.current_version();
    cheap(&version);
    is::<TreeType>(version.tree_type());
    is::<u64>(version.id());
    is::<&FragmentationMap>(version.gc_stats());
    is::<usize>(version.level_count());
    is::<usize>(version.table_count());
    is::<usize>(version.blob_file_count());
    is::<usize>(version.blob_files.len());
    let _: Option<&Table> = version.iter_tables().next();
    let mut next = version.with_new_l0_run(std::slice::from_ref(table), Some(files), Some(garbage.clone()));
    let mut dropped: Vec<BlobFile> = Vec::new();
    next = next.with_dropped(&[table.id()], &mut dropped)?;
    next = next.with_merge(&[0], std::slice::from_ref(table), 6, Some(garbage), dropped, &HashSet::default());
    drop(next.with_moved(&[0], 6));

    let levels = [version.level(6), Some(version.l0()), version.iter_levels().next()];
    for level in levels.into_iter().flatten() {
        cheap(level);
        ids(level.list_ids());
        is::<u64>(level.size());
        is::<KeyRange>(level.aggregate_key_range());
        is::<usize>(level.table_count());
        is::<usize>(level.run_count());
        is::<bool>(level.is_disjoint());
        is::<bool>(level.is_empty());
        is::<usize>(<[_]>::len(level));
        let runs = [level.iter().next(), level.iter().next_back(), level.first_run(), level.first()];
        for run in runs.into_iter().flatten() {
            cheap(run);
            let run = &**run;
            fn debug<T: Debug>(_: &T) {}
            debug(run);
            is::<Option<&Table>>(run.get_for_key(b"key"));
            is::<KeyRange>(run.aggregate_key_range());
            let range = run.aggregate_key_range();
            is::<&[Table]>(run.get_overlapping(&range));
            is::<&[Table]>(run.get_contained(&range));
            is::<&[Table]>(run);
            type Bounds = (Bound<UserKey>, Bound<UserKey>);
            is::<Option<(usize, usize)>>(
                run.range_overlap_indexes::<UserKey, Bounds>(&(Bound::Unbounded, Bound::Unbounded)),
            );
            let mut own = run.clone();
            own.push(table.clone());
            own.extend(vec![table.clone()]);
            own.retain(|table: &Table| table.id() > 0);
            is::<Table>(own.remove(0));
            is::<&mut Vec<Table>>(own.inner_mut());
        }
    }
    Ok(())
}

/// Neither borrows the table.
fn iter(table: &Table) -> impl DoubleEndedIterator<Item = Result<InternalValue>> + use<> {
    table.iter()
}

fn range(table: &Table) -> impl DoubleEndedIterator<Item = Result<InternalValue>> + Send + use<> {
    table.range((Bound::<UserKey>::Unbounded, Bound::Unbounded))
}

#[test]
fn tables() {
    fn all<T: Clone + Debug + Deref<Target = TableInner>>() {}
    fn scanner<T: Iterator<Item = Result<InternalValue>>>() {}
    all::<Table>();
    auto::<Table>();
    scanner::<Scanner>();
    signatures! {
        Table::global_seqno => fn(&Table) -> SeqNo;
        Table::referenced_blob_bytes => fn(&Table) -> Result<u64>;
        Table::list_blob_file_references => fn(&Table) -> Result<Option<Vec<LinkedFile>>>;
        Table::filter_size => fn(&Table) -> u32;
        Table::pinned_filter_size => fn(&Table) -> usize;
        Table::pinned_block_index_size => fn(&Table) -> usize;
        Table::id => fn(&Table) -> TableId;
        Table::get => fn(&Table, &[u8], SeqNo, u64) -> Result<Option<InternalValue>>;
        Table::scan => fn(&Table) -> Result<Scanner>;
        Table::checksum => fn(&Table) -> Checksum;
        Table::get_highest_seqno => fn(&Table) -> SeqNo;
        Table::tombstone_count => fn(&Table) -> u64;
        Table::weak_tombstone_count => fn(&Table) -> u64;
        Table::weak_tombstone_reclaimable => fn(&Table) -> u64;
        Table::tombstone_ratio => fn(&Table) -> f32;
    }
}

fn inner(table: &TableInner) {
    is::<&Arc<PathBuf>>(&table.path);
    is::<&Arc<Cache>>(&table.cache);
    is::<&AtomicBool>(&table.is_deleted);

    let metadata = &table.metadata;
    fn shown<T: Debug + Send + Sync>(_: &T) {}
    shown(metadata);
    is::<TableId>(metadata.id);
    is::<u64>(metadata.data_block_count);
    is::<u64>(metadata.index_block_count);
    is::<&KeyRange>(&metadata.key_range);
    is::<u64>(metadata.file_size);
    is::<u64>(metadata.item_count);
    is::<u64>(metadata.tombstone_count);
    is::<u64>(metadata.weak_tombstone_count);
    is::<u64>(metadata.weak_tombstone_reclaimable);
    is::<CompressionType>(metadata.data_block_compression);
    is::<CompressionType>(metadata.index_block_compression);
    fn timestamp<T: Copy + Clone + Debug + Ord + Deref<Target = u128> + Into<u128> + From<u128>>(_: T) {}
    timestamp(metadata.created_at);

    let regions = &table.regions;
    fn plain<T: Copy + Clone + Debug + Default>(_: &T) {}
    plain(regions);
    is::<BlockHandle>(regions.tli);
    is::<Option<BlockHandle>>(regions.index);
    is::<Option<BlockHandle>>(regions.filter_tli);
    is::<Option<BlockHandle>>(regions.filter);
    is::<Option<BlockHandle>>(regions.linked_blob_files);
    is::<BlockHandle>(regions.metadata);
}

#[test]
fn handles() {
    fn all<T: Copy + Clone + Debug + Default>() {}
    fn offset<T: Eq + Ord + Hash + Deref<Target = u64> + AddAssign + AddAssign<u64>>() {}
    fn coded<T: Encode + Decode>() {}
    coded::<BlockHandle>();
    auto::<BlockHandle>();
    auto::<BlockOffset>();
    is::<crate::engine::table::block::BlockOffset>(BlockOffset(7));
    all::<BlockHandle>();
    all::<BlockOffset>();
    offset::<BlockOffset>();
    is::<u64>(BlockOffset(7).0);
    signatures! {
        BlockHandle::new => fn(BlockOffset, u32) -> BlockHandle;
        BlockHandle::size => fn(&BlockHandle) -> u32;
        BlockHandle::offset => fn(&BlockHandle) -> BlockOffset;
    }
}

#[test]
fn linked_files() {
    fn all<T: Copy + Clone + Eq + Debug + Hash>() {}
    all::<LinkedFile>();
    auto::<LinkedFile>();
    let LinkedFile { blob_file_id: 1u64, bytes: 2u64, on_disk_bytes: 3u64, len: 4usize } =
        (LinkedFile { blob_file_id: 1, bytes: 2, on_disk_bytes: 3, len: 4 })
    else {
        unreachable!("as it was built")
    };
}

#[test]
fn blob_files_as_versions_list_them() {
    fn all<T: Clone + Eq + Hash + Send + Sync>() {}
    all::<BlobFile>();
    auto::<BlobFile>();
    signatures! {
        BlobFile::id => fn(&BlobFile) -> u64;
        BlobFile::checksum => fn(&BlobFile) -> Checksum;
        BlobFile::path => fn(&BlobFile) -> &Path;
        BlobFile::len => fn(&BlobFile) -> u64;
        FragmentationMap::stale_bytes => fn(&FragmentationMap) -> u64;
        FragmentationMap::merge_into => fn(FragmentationMap, &mut FragmentationMap);
        FragmentationEntry::new => fn(usize, u64, u64) -> FragmentationEntry;
    }
}
