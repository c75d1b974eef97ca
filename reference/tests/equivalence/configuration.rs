//! Options to run a history under.

use esker_reference::{Compression, Descriptors, Filter, TreeOptions};
use proptest::prelude::*;
use proptest::sample::select;

/// Block sizes from one entry per block to everything in one.
pub(crate) const BLOCK_SIZES: [u32; 6] = [1, 64, 512, 4_096, 65_536, 1 << 20];

/// Restart intervals: none to gain, odd ones, the default and the largest.
pub(crate) const RESTART_INTERVALS: [u8; 5] = [1, 2, 7, 16, 255];

/// Hash ratios: no hash index, one with many conflicts, one with few.
pub(crate) const HASH_RATIOS: [f32; 4] = [0.0, 0.5, 1.33, 8.0];

/// Filters: none, and both ways of dimensioning one.
pub(crate) const FILTERS: [Filter; 6] = [
    Filter::None,
    Filter::BitsPerKey(1.0),
    Filter::BitsPerKey(10.0),
    Filter::BitsPerKey(25.5),
    Filter::FalsePositiveRate(0.0001),
    Filter::FalsePositiveRate(0.5),
];

/// Any options. Shrinks towards the first entry of each list.
pub(crate) fn options() -> impl Strategy<Value = TreeOptions> {
    let data = (
        select(&BLOCK_SIZES[..]),
        select(&RESTART_INTERVALS[..]),
        select(&HASH_RATIOS[..]),
        select(&[Compression::None, Compression::Lz4][..]),
        select(&[Compression::None, Compression::Lz4][..]),
    );
    let index_and_filter = (any::<[bool; 5]>(), select(&FILTERS[..]));
    let files = (
        select(&[None, Some(0), Some(1_000), Some(1 << 20)][..]),
        select(
            &[Descriptors::Default, Descriptors::Pinned, Descriptors::Shared(0), Descriptors::Shared(2)][..],
        ),
    );
    let any_options = (data, index_and_filter, files).prop_map(|(data, index_and_filter, files)| {
        let (block_size, restart_interval, hash_ratio, data_compression, index_compression) = data;
        let ([index_partitioned, filter_partitioned, index_pinned, filter_pinned, expect_hits], filter) =
            index_and_filter;
        TreeOptions {
            data_block_size_bytes: vec![block_size],
            restart_interval: vec![restart_interval],
            hash_ratio: vec![hash_ratio],
            data_compression: vec![data_compression],
            index_compression: vec![index_compression],
            index_partitioned: vec![index_partitioned],
            filter_partitioned: vec![filter_partitioned],
            index_pinned: vec![index_pinned],
            filter_pinned: vec![filter_pinned],
            filter: vec![filter],
            expect_point_read_hits: expect_hits,
            cache_bytes: files.0,
            descriptors: files.1,
        }
    });
    prop_oneof![
        1 => Just(TreeOptions::default()),
        4 => any_options,
    ]
}
