//! The keyspaces of the scripts: one per way to lay out a tree.

use fjall::compaction::Leveled;
use fjall::config::{
    BlockSizePolicy, BloomConstructionPolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry,
    HashRatioPolicy, PartitioningPolicy, PinningPolicy, RestartIntervalPolicy,
};
use fjall::{CompressionType, Database, Keyspace, KeyspaceCreateOptions, KvSeparationOptions};

use crate::Result;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// All defaults, but for a small memtable.
    Plain,
    /// Many small blocks, every index and filter partitioned, nothing pinned.
    TinyBlocks,
    /// A hash index in every block, restart points rare, no compression.
    Hashed,
    /// No filters where hits are expected.
    Unfiltered,
    /// Values above half a kilobyte in blob files, which are collected early.
    Blobs,
    /// Every value in a blob file of its own kind of compression.
    AllBlobs,
}

pub const ALL: [(&str, Layout); 6] = [
    ("plain", Layout::Plain),
    ("tiny-blocks", Layout::TinyBlocks),
    ("hashed", Layout::Hashed),
    ("unfiltered", Layout::Unfiltered),
    ("blobs", Layout::Blobs),
    ("all-blobs", Layout::AllBlobs),
];

impl Layout {
    pub fn options(self) -> KeyspaceCreateOptions {
        let options = KeyspaceCreateOptions::default()
            .max_memtable_size(32 * 1_024)
            .compaction_strategy(std::sync::Arc::new(Leveled::default().with_table_target_size(16 * 1_024)));
        match self {
            Self::Plain => options,
            Self::TinyBlocks => options
                .data_block_size_policy(BlockSizePolicy::all(1_024))
                .data_block_restart_interval_policy(RestartIntervalPolicy::all(2))
                .index_block_partitioning_policy(PartitioningPolicy::all(true))
                .filter_block_partitioning_policy(PartitioningPolicy::all(true))
                .index_block_pinning_policy(PinningPolicy::all(false))
                .filter_block_pinning_policy(PinningPolicy::all(false))
                .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
                .index_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4)),
            Self::Hashed => options
                .data_block_hash_ratio_policy(HashRatioPolicy::all(0.75))
                .data_block_restart_interval_policy(RestartIntervalPolicy::all(16))
                .data_block_compression_policy(CompressionPolicy::disabled())
                .index_block_compression_policy(CompressionPolicy::disabled())
                .filter_policy(FilterPolicy::all(FilterPolicyEntry::Bloom(
                    BloomConstructionPolicy::FalsePositiveRate(0.01),
                ))),
            Self::Unfiltered => options.expect_point_read_hits(true).filter_policy(FilterPolicy::disabled()),
            Self::Blobs => options.with_kv_separation(Some(
                KvSeparationOptions::default()
                    .separation_threshold(512)
                    .file_target_size(64 * 1_024)
                    .staleness_threshold(0.1)
                    .age_cutoff(1.0)
                    .compression(CompressionType::Lz4),
            )),
            Self::AllBlobs => options.with_kv_separation(Some(
                KvSeparationOptions::default()
                    .separation_threshold(1)
                    .file_target_size(8 * 1_024)
                    .compression(CompressionType::None),
            )),
        }
    }

    /// Values longer than that aren't written: long ones where they go to blob files.
    pub fn longest_value(self) -> usize {
        match self {
            Self::Blobs => 4_096,
            _ => 300,
        }
    }
}

/// Opens all keyspaces, creating those that don't exist yet.
pub fn open_all(database: &Database) -> Result<Vec<Keyspace>> {
    ALL.iter().map(|&(name, layout)| Ok(database.keyspace(name, || layout.options())?)).collect()
}
