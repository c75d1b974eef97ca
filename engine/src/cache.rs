//! The cache: verified, decompressed blocks and blobs of all trees that share it.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use quick_cache::sync::{Cache as QuickCache, DefaultLifecycle};
use quick_cache::{OptionsBuilder, Weighter};
use rustc_hash::FxBuildHasher;

use crate::ids::{GlobalTableId, TreeId};
use crate::table::block::{Block, BlockOffset};
use crate::table::cached_block::CachedBlock;
use crate::value::UserValue;
use crate::vlog::ValueHandle;

/// Number of entries the cache's own bookkeeping is first sized for; it grows.
const ITEMS_ESTIMATED: usize = 10_000;

/// Share of the capacity kept for entries that were used more than once, so that a scan can't flush it out.
const HOT_RATIO: f64 = 0.8;

/// Tree, file and place in the file. Tables and blob files have ids of their own, so those of blob files are marked.
type Key = (TreeId, u64, u64);

/// Marks the id of a blob file. Ids are counted up from 0, so none has this bit.
const BLOB_FILE: u64 = 1 << 63;

#[derive(Clone)]
enum Entry {
    Block(Arc<CachedBlock>),
    Blob(UserValue),
}

/// A cache of blocks and blobs, limited by their size in memory, that any number of trees may share.
///
/// What the cache needs beside the blocks is not counted: its own bookkeeping, and search structures on top of blocks
/// that are read often, at most an eighth of a data block and 8 bytes for each address in an index block.
///
/// ```
/// use std::sync::Arc;
///
/// let cache = Arc::new(esker::Cache::with_capacity_bytes(64 * 1_024 * 1_024));
/// let config = esker::Config::default().use_cache(cache);
/// ```
pub struct Cache {
    entries: QuickCache<Key, Entry, EntryWeighter, FxBuildHasher>,
    capacity_bytes: u64,
}

#[derive(Clone)]
struct EntryWeighter;

impl Weighter<Key, Entry> for EntryWeighter {
    fn weight(&self, _key: &Key, entry: &Entry) -> u64 {
        match entry {
            Entry::Block(block) => block.block().weight(),
            Entry::Blob(value) => value.len() as u64,
        }
    }
}

// A panic can't leave a shard half-changed in a way that matters: at worst an entry is not cached.
impl UnwindSafe for Cache {}
impl RefUnwindSafe for Cache {}

impl Cache {
    /// A cache for this many bytes of blocks; 0 caches nothing.
    #[must_use]
    pub fn with_capacity_bytes(bytes: u64) -> Self {
        let mut builder = OptionsBuilder::new();
        builder.weight_capacity(bytes).hot_allocation(HOT_RATIO).estimated_items_capacity(ITEMS_ESTIMATED);
        let entries = match builder.build() {
            Ok(options) => {
                QuickCache::with_options(options, EntryWeighter, FxBuildHasher, DefaultLifecycle::default())
            }
            Err(_) => QuickCache::with(
                ITEMS_ESTIMATED,
                bytes,
                EntryWeighter,
                FxBuildHasher,
                DefaultLifecycle::default(),
            ),
        };
        Self { entries, capacity_bytes: bytes }
    }

    /// Bytes in the cache now.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.weight()
    }

    /// Bytes the cache may hold.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        self.capacity_bytes
    }

    /// Looks up a block of a table.
    #[doc(hidden)]
    #[must_use]
    pub fn get_block(&self, id: GlobalTableId, offset: BlockOffset) -> Option<Block> {
        self.get(id, offset).map(|cached| cached.block().clone())
    }

    #[inline]
    pub(crate) fn get(&self, id: GlobalTableId, offset: BlockOffset) -> Option<Arc<CachedBlock>> {
        match self.entries.get(&(id.tree_id(), id.table_id(), *offset)) {
            Some(Entry::Block(block)) => Some(block),
            _ => None,
        }
    }

    pub(crate) fn insert(&self, id: GlobalTableId, offset: BlockOffset, block: Arc<CachedBlock>) {
        self.entries.insert((id.tree_id(), id.table_id(), *offset), Entry::Block(block));
    }

    /// Stores a block of a table; not if it is malformed.
    #[doc(hidden)]
    pub fn insert_block(&self, id: GlobalTableId, offset: BlockOffset, block: Block) {
        if let Ok(block) = CachedBlock::new(block) {
            self.insert(id, offset, Arc::new(block));
        }
    }
}

impl Cache {
    /// Looks up a blob.
    #[doc(hidden)]
    #[must_use]
    pub fn get_blob(&self, vlog_id: TreeId, vhandle: &ValueHandle) -> Option<UserValue> {
        match self.entries.get(&blob_key(vlog_id, vhandle)) {
            Some(Entry::Blob(value)) => Some(value),
            _ => None,
        }
    }

    /// Stores a blob.
    #[doc(hidden)]
    pub fn insert_blob(&self, vlog_id: TreeId, vhandle: &ValueHandle, value: UserValue) {
        self.entries.insert(blob_key(vlog_id, vhandle), Entry::Blob(value));
    }
}

fn blob_key(tree_id: TreeId, vhandle: &ValueHandle) -> Key {
    (tree_id, vhandle.blob_file_id | BLOB_FILE, vhandle.offset)
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("size", &self.size()).field("capacity", &self.capacity_bytes).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::Checksum;
    use crate::table::block::{BlockType, Header};

    fn block(len: usize) -> Block {
        let data: crate::Slice = vec![1; len].into();
        let header = Header {
            block_type: BlockType::Meta,
            checksum: Checksum::of(&data),
            data_length: len as u32,
            uncompressed_length: len as u32,
        };
        Block { header, data }
    }

    #[test]
    fn blocks_are_found_by_tree_table_and_offset_and_weigh_their_size() {
        let cache = Cache::with_capacity_bytes(1_000_000);
        let id = GlobalTableId::from((1, 2));
        cache.insert_block(id, BlockOffset(3), block(100));
        assert_eq!(cache.get_block(id, BlockOffset(3)).unwrap().data.len(), 100);
        assert!(cache.get_block(id, BlockOffset(4)).is_none());
        assert!(cache.get_block((2, 2).into(), BlockOffset(3)).is_none());
        assert_eq!((cache.size(), cache.capacity()), (133, 1_000_000));
    }

    #[test]
    fn a_blob_is_not_taken_for_the_block_of_a_table_with_the_same_id() {
        let cache = Cache::with_capacity_bytes(1_000_000);
        let vhandle = ValueHandle { blob_file_id: 2, offset: 3, on_disk_size: 9 };
        cache.insert_blob(1, &vhandle, vec![7; 50].into());
        assert!(cache.get_block((1, 2).into(), BlockOffset(3)).is_none());
        cache.insert_block((1, 2).into(), BlockOffset(3), block(100));
        assert_eq!(cache.get_blob(1, &vhandle).unwrap(), [7; 50]);
        assert!(cache.get_blob(2, &vhandle).is_none());
        assert_eq!(cache.size(), 133 + 50);
    }

    #[test]
    fn the_capacity_is_kept() {
        for capacity in [0, 10_000] {
            let cache = Cache::with_capacity_bytes(capacity);
            for i in 0..1_000 {
                cache.insert_block((0, i).into(), BlockOffset(0), block(500));
            }
            assert!(cache.size() <= capacity, "{} of {capacity}", cache.size());
        }
    }
}
