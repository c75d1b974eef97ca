//! [`Config`]: everything a tree needs to know before it is opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    BlockSizePolicy, BloomConstructionPolicy, CompressionPolicy, DEFAULT_BLOCK_SIZE_BYTES,
    DEFAULT_FILE_FOLDER, DEFAULT_RESTART_INTERVAL, FilterPolicy, FilterPolicyEntry, HashRatioPolicy,
    KvSeparationOptions, LEVEL_COUNT, PartitioningPolicy, PinningPolicy, RestartIntervalPolicy, TreeType,
};
use crate::cache::Cache;
use crate::compaction::filter::Factory;
#[cfg(feature = "lz4")]
use crate::compression::CompressionType;
use crate::descriptor_table::DescriptorTable;
use crate::error::{Error, Result};
use crate::fs::{Fs, StdFs};
use crate::seqno::SequenceNumberCounter;

/// Capacity of a tree's own cache where none is shared with it.
const DEFAULT_CACHE_BYTES: u64 = 16 * 1_024 * 1_024;

/// Capacity of a tree's own descriptor table where none is shared with it.
const DEFAULT_DESCRIPTOR_COUNT: usize = 256;

/// Larger data blocks are refused, as every point read would have to load one.
const BLOCK_SIZE_MAX_BYTES: u32 = 4 * 1_024 * 1_024;

/// Buckets per entry beyond which a hash index is refused: a block of a few entries would ask for more memory than there is.
const HASH_RATIO_MAX: f32 = 1_000.0;

/// Bits per key beyond which a filter is refused, for the same reason.
const BITS_PER_KEY_MAX: f32 = 1_000_000.0;

/// Configuration of a tree, and the way to open it.
pub struct Config {
    /// Folder of the tree.
    #[doc(hidden)]
    pub path: PathBuf,

    /// Block and blob cache.
    #[doc(hidden)]
    pub cache: Arc<Cache>,

    /// Cache of open files; without one, every table keeps its file open.
    #[doc(hidden)]
    pub descriptor_table: Option<Arc<DescriptorTable>>,

    /// Number of levels. Part of the format: anything but 7 is refused when the tree is opened.
    pub level_count: u8,

    /// Compression of data blocks.
    pub data_block_compression_policy: CompressionPolicy,

    /// Compression of index blocks.
    pub index_block_compression_policy: CompressionPolicy,

    /// Restart interval of data blocks.
    pub data_block_restart_interval_policy: RestartIntervalPolicy,

    /// Restart interval of index blocks. Anything but 1 is refused when the tree is opened.
    pub index_block_restart_interval_policy: RestartIntervalPolicy,

    /// Size of data blocks in bytes, before compression.
    pub data_block_size_policy: BlockSizePolicy,

    /// Whether unpartitioned block indexes stay in memory.
    pub index_block_pinning_policy: PinningPolicy,

    /// Whether unpartitioned filters stay in memory.
    pub filter_block_pinning_policy: PinningPolicy,

    /// Not used: the top level of a partitioned index always stays in memory.
    pub top_level_index_block_pinning_policy: PinningPolicy,

    /// Not used: the top level of a partitioned filter always stays in memory.
    pub top_level_filter_block_pinning_policy: PinningPolicy,

    /// Hash buckets per item of a data block.
    pub data_block_hash_ratio_policy: HashRatioPolicy,

    /// Whether block indexes are cut into partitions.
    pub index_block_partitioning_policy: PartitioningPolicy,

    /// Whether filters are cut into partitions.
    pub filter_block_partitioning_policy: PartitioningPolicy,

    /// Not used: partitions of the index have 4 KiB.
    pub index_block_partition_size_policy: BlockSizePolicy,

    /// Not used: partitions of the filter have 4 KiB.
    pub filter_block_partition_size_policy: BlockSizePolicy,

    /// Filters of tables.
    pub filter_policy: FilterPolicy,

    /// Makes a filter for every compaction that rewrites tables.
    pub compaction_filter_factory: Option<Arc<dyn Factory>>,

    #[doc(hidden)]
    pub kv_separation_opts: Option<KvSeparationOptions>,

    pub(crate) expect_point_read_hits: bool,
    pub(crate) use_writer_threads: bool,
    pub(crate) seqno: SequenceNumberCounter,
    pub(crate) visible_seqno: SequenceNumberCounter,
    pub(crate) fs: Arc<dyn Fs>,
}

impl Default for Config {
    /// The defaults, in folder `.lsm.data` of the current directory, with counters of its own.
    fn default() -> Self {
        let block_size = BlockSizePolicy::all(DEFAULT_BLOCK_SIZE_BYTES);
        // Tables of the first levels are few, and their indexes and filters small enough to be loaded whole.
        let partitioned = PartitioningPolicy::new([false, false, false, true]);
        Self {
            path: absolute(Path::new(DEFAULT_FILE_FOLDER)),
            level_count: LEVEL_COUNT,
            filter_policy: FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::default())),
            data_block_compression_policy: default_data_block_compression(),
            index_block_compression_policy: CompressionPolicy::disabled(),
            data_block_size_policy: block_size.clone(),
            index_block_partition_size_policy: block_size.clone(),
            filter_block_partition_size_policy: block_size,
            data_block_restart_interval_policy: RestartIntervalPolicy::all(DEFAULT_RESTART_INTERVAL),
            data_block_hash_ratio_policy: HashRatioPolicy::all(0.0),
            index_block_restart_interval_policy: RestartIntervalPolicy::all(1),
            index_block_partitioning_policy: partitioned.clone(),
            filter_block_partitioning_policy: partitioned,
            index_block_pinning_policy: PinningPolicy::new([true, true, false]),
            top_level_index_block_pinning_policy: PinningPolicy::all(true),
            filter_block_pinning_policy: PinningPolicy::new([true, false]),
            top_level_filter_block_pinning_policy: PinningPolicy::all(true),
            cache: Arc::new(Cache::with_capacity_bytes(DEFAULT_CACHE_BYTES)),
            descriptor_table: Some(Arc::new(DescriptorTable::new(DEFAULT_DESCRIPTOR_COUNT))),
            compaction_filter_factory: None,
            kv_separation_opts: None,
            expect_point_read_hits: false,
            use_writer_threads: true,
            seqno: SequenceNumberCounter::default(),
            visible_seqno: SequenceNumberCounter::default(),
            fs: Arc::new(StdFs),
        }
    }
}

/// What is in L0 is soon rewritten: compressing it would cost more than it saves.
fn default_data_block_compression() -> CompressionPolicy {
    #[cfg(feature = "lz4")]
    return CompressionPolicy::new([CompressionType::None, CompressionType::Lz4]);
    #[cfg(not(feature = "lz4"))]
    CompressionPolicy::disabled()
}

/// Against the current directory as it is now, so that a later change of it doesn't move the tree. Where there is no
/// current directory the path is kept, and opening the tree will say what is wrong with it.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}

impl Config {
    /// The defaults with a folder and the two counters of the database.
    ///
    /// The tree takes a number from `seqno` for every change of its files, and raises `visible_seqno` behind it.
    /// Snapshots are taken from `visible_seqno`; both counters are meant to be shared by all trees of a database.
    pub fn new<P: AsRef<Path>>(
        path: P,
        seqno: SequenceNumberCounter,
        visible_seqno: SequenceNumberCounter,
    ) -> Self {
        Self { path: absolute(path.as_ref()), seqno, visible_seqno, ..Self::default() }
    }

    /// Kind of tree these options ask for.
    pub(crate) fn tree_type(&self) -> TreeType {
        if self.kv_separation_opts.is_some() { TreeType::Blob } else { TreeType::Standard }
    }

    /// Refuses options with which no readable file could be written.
    ///
    /// # Errors
    /// [`Error::InvalidConfig`] that names the option.
    pub(crate) fn check(&self) -> Result<()> {
        let invalid = |what| Err(Error::InvalidConfig(what));
        if self.level_count != LEVEL_COUNT {
            return invalid("level_count must be 7");
        }
        if self.data_block_restart_interval_policy.contains(&0) {
            return invalid("data_block_restart_interval_policy must not contain 0");
        }
        if self.index_block_restart_interval_policy.iter().any(|&interval| interval != 1) {
            return invalid("index_block_restart_interval_policy must be 1");
        }
        if self.data_block_size_policy.iter().any(|&bytes| bytes > BLOCK_SIZE_MAX_BYTES) {
            return invalid("data_block_size_policy must be <= 4 MiB");
        }
        if self.data_block_hash_ratio_policy.iter().any(|ratio| !(0.0..f32::INFINITY).contains(ratio)) {
            return invalid("data_block_hash_ratio_policy may not be negative");
        }
        if self.data_block_hash_ratio_policy.iter().any(|&ratio| ratio > HASH_RATIO_MAX) {
            return invalid("data_block_hash_ratio_policy must be <= 1000");
        }
        let is_absurd = |entry: &FilterPolicyEntry| match entry {
            FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(bits)) => *bits > BITS_PER_KEY_MAX,
            _ => false,
        };
        if self.filter_policy.iter().any(is_absurd) {
            return invalid("filter_policy must have <= 1000000 bits per key");
        }
        Ok(())
    }

    /// Where all bytes go. Default: the operating system's file system.
    #[must_use]
    pub fn with_fs(mut self, fs: Arc<dyn Fs>) -> Self {
        self.fs = fs;
        self
    }

    /// Sets the cache, which trees can share. Default: one of 16 MiB per tree.
    #[must_use]
    pub fn use_cache(mut self, cache: Arc<Cache>) -> Self {
        self.cache = cache;
        self
    }

    /// Sets the cache of open files, which trees can share; `None` keeps every file open. Default: 256 files per
    /// tree.
    #[must_use]
    pub fn use_descriptor_table(mut self, descriptor_table: Option<Arc<DescriptorTable>>) -> Self {
        self.descriptor_table = descriptor_table;
        self
    }

    /// Whether most point reads are expected to find their key: then tables of the last level, and those of bulk
    /// loads, are written without a filter, as it would almost never exclude anything. Default: `false`.
    #[must_use]
    pub fn expect_point_read_hits(mut self, b: bool) -> Self {
        self.expect_point_read_hits = b;
        self
    }

    /// Whether flushes, compactions and bulk loads may each start a thread that compresses and writes the blocks of a
    /// larger table while the next ones are put together. What is written is the same. Default: `true`; on a machine with
    /// one processor, and for tables that are not compressed, there is never such a thread.
    #[must_use]
    pub fn use_writer_threads(mut self, b: bool) -> Self {
        self.use_writer_threads = b;
        self
    }

    /// Whether filters are cut into partitions. Default: from L3 on.
    #[must_use]
    pub fn filter_block_partitioning_policy(mut self, policy: PinningPolicy) -> Self {
        self.filter_block_partitioning_policy = policy;
        self
    }

    /// Whether block indexes are cut into partitions. Default: from L3 on.
    #[must_use]
    pub fn index_block_partitioning_policy(mut self, policy: PinningPolicy) -> Self {
        self.index_block_partitioning_policy = policy;
        self
    }

    /// Whether unpartitioned filters stay in memory. Default: in L0.
    #[must_use]
    pub fn filter_block_pinning_policy(mut self, policy: PinningPolicy) -> Self {
        self.filter_block_pinning_policy = policy;
        self
    }

    /// Whether unpartitioned block indexes stay in memory. Default: in L0 and L1.
    #[must_use]
    pub fn index_block_pinning_policy(mut self, policy: PinningPolicy) -> Self {
        self.index_block_pinning_policy = policy;
        self
    }

    /// Restart interval of data blocks. Default: 16.
    #[must_use]
    pub fn data_block_restart_interval_policy(mut self, policy: RestartIntervalPolicy) -> Self {
        self.data_block_restart_interval_policy = policy;
        self
    }

    /// Filters of tables. Default: Bloom filters with 10 bits per key.
    #[must_use]
    pub fn filter_policy(mut self, policy: FilterPolicy) -> Self {
        self.filter_policy = policy;
        self
    }

    /// Compression of data blocks. Default: LZ4 from L1 on with feature `lz4`, otherwise none.
    #[must_use]
    pub fn data_block_compression_policy(mut self, policy: CompressionPolicy) -> Self {
        self.data_block_compression_policy = policy;
        self
    }

    /// Compression of index blocks. Default: none.
    #[must_use]
    pub fn index_block_compression_policy(mut self, policy: CompressionPolicy) -> Self {
        self.index_block_compression_policy = policy;
        self
    }

    /// Size of data blocks in bytes, at most 4 MiB. Default: 4096.
    #[must_use]
    pub fn data_block_size_policy(mut self, policy: BlockSizePolicy) -> Self {
        self.data_block_size_policy = policy;
        self
    }

    /// Hash buckets per item of a data block. Default: 0, no hash index.
    #[must_use]
    pub fn data_block_hash_ratio_policy(mut self, policy: HashRatioPolicy) -> Self {
        self.data_block_hash_ratio_policy = policy;
        self
    }

    /// Moves large values out of the tables. Default: `None`.
    #[must_use]
    pub fn with_kv_separation(mut self, opts: Option<KvSeparationOptions>) -> Self {
        self.kv_separation_opts = opts;
        self
    }

    /// Lets a filter look at every entry that a compaction rewrites. Default: `None`.
    #[must_use]
    pub fn with_compaction_filter_factory(mut self, factory: Option<Arc<dyn Factory>>) -> Self {
        self.compaction_filter_factory = factory;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_would_write_unreadable_files_are_refused() {
        let refused = |config: Config| matches!(config.check(), Err(Error::InvalidConfig(_)));
        assert!(Config::default().check().is_ok());
        let interval = RestartIntervalPolicy::new([16, 0]);
        assert!(refused(Config::default().data_block_restart_interval_policy(interval)));
        assert!(refused(
            Config::default().data_block_size_policy(BlockSizePolicy::all(BLOCK_SIZE_MAX_BYTES + 1))
        ));
        for ratio in [-0.1, 5e8, f32::NAN, f32::INFINITY] {
            assert!(
                refused(Config::default().data_block_hash_ratio_policy(HashRatioPolicy::all(ratio))),
                "{ratio}"
            );
        }
        for bits in [f32::MAX, f32::INFINITY] {
            let policy =
                FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(bits)));
            assert!(refused(Config::default().filter_policy(policy)), "{bits}");
        }
        assert!(refused(Config { level_count: 6, ..Config::default() }));
    }

    #[test]
    fn the_path_is_absolute() {
        assert!(Config::default().path.is_absolute());
        assert_eq!(Config::new("/a/b", Default::default(), Default::default()).path, Path::new("/a/b"));
    }
}
