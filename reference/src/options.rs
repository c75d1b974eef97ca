//! The options of a tree, in types that belong to neither engine.

use crate::compaction_filter::Rule;

/// How to open a tree.
///
/// Every list is a per-level policy: one value per level from L0 down, the last one repeats. An empty list leaves the
/// engine's own default in place, so `TreeOptions::default()` opens each engine as its users get it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TreeOptions {
    /// Size from which a data block is closed, in bytes before compression.
    pub data_block_size_bytes: Vec<u32>,
    /// Entries between two restart points of a data block.
    pub restart_interval: Vec<u8>,
    /// Hash buckets per entry of a data block; 0 builds no hash index.
    pub hash_ratio: Vec<f32>,
    /// Compression of data blocks.
    pub data_compression: Vec<Compression>,
    /// Compression of index blocks.
    pub index_compression: Vec<Compression>,
    /// Whether the block index has two levels.
    pub index_partitioned: Vec<bool>,
    /// Whether the filter is cut into partitions.
    pub filter_partitioned: Vec<bool>,
    /// Whether a full block index stays in memory.
    pub index_pinned: Vec<bool>,
    /// Whether a full filter stays in memory.
    pub filter_pinned: Vec<bool>,
    /// How filters are dimensioned.
    pub filter: Vec<Filter>,
    /// Leave out the filter in the last level.
    pub expect_point_read_hits: bool,
    /// Capacity of the block cache in bytes.
    pub cache_bytes: Option<u64>,
    /// Cache of open files.
    pub descriptors: Descriptors,
    /// Keeps large values in blob files.
    pub separation: Option<Separation>,
    /// Judges what compactions rewrite.
    pub compaction_filter: Option<Rule>,
}

/// When values are moved into blob files, and when these are rewritten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Separation {
    /// Length from which on a value is separated.
    pub threshold_bytes: u32,
    /// Compression of separated values.
    pub compression: Compression,
    /// Size from which a blob file is closed, in bytes.
    pub file_target_size_bytes: u64,
    /// Share of dead bytes from which on a file is rewritten.
    pub staleness_threshold: f32,
    /// Share of those files, oldest first, that one compaction rewrites.
    pub age_cutoff: f32,
}

/// Compression of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// None.
    None,
    /// LZ4 block format.
    Lz4,
}

/// Filter of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Filter {
    /// None.
    None,
    /// A Bloom filter with this many bits per key.
    BitsPerKey(f32),
    /// A Bloom filter with this false-positive rate.
    FalsePositiveRate(f32),
}

/// How a tree keeps its files open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Descriptors {
    /// As the engine does by default.
    #[default]
    Default,
    /// Every table keeps its own descriptor.
    Pinned,
    /// At most about this many descriptors, shared.
    Shared(usize),
}
