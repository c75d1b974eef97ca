//! Options to run a history under.

use std::fmt::Debug;

use esker_reference::{Compression, Descriptors, Filter, Separation, TreeOptions};
use proptest::collection::vec;
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

/// Both kinds of compression.
pub(crate) const COMPRESSIONS: [Compression; 2] = [Compression::None, Compression::Lz4];

/// A policy for the first levels; the last of its values counts for the others.
fn per_level<T: Clone + Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    vec(select(values), 1..=3)
}

/// Any options. Shrinks towards the first entry of each list.
pub(crate) fn options() -> impl Strategy<Value = TreeOptions> {
    let data = (
        per_level(&BLOCK_SIZES),
        per_level(&RESTART_INTERVALS),
        per_level(&HASH_RATIOS),
        per_level(&COMPRESSIONS),
        per_level(&COMPRESSIONS),
    );
    let index_and_filter = (
        per_level(&[false, true]),
        per_level(&[false, true]),
        per_level(&[false, true]),
        per_level(&[false, true]),
        per_level(&FILTERS),
    );
    let files = (
        any::<bool>(),
        select(&[None, Some(0), Some(1_000), Some(1 << 20)][..]),
        select(
            &[Descriptors::Default, Descriptors::Pinned, Descriptors::Shared(0), Descriptors::Shared(2)][..],
        ),
    );
    let any_options =
        (data, index_and_filter, files).prop_map(|(data, index_and_filter, files)| TreeOptions {
            data_block_size_bytes: data.0,
            restart_interval: data.1,
            hash_ratio: data.2,
            data_compression: data.3,
            index_compression: data.4,
            index_partitioned: index_and_filter.0,
            filter_partitioned: index_and_filter.1,
            index_pinned: index_and_filter.2,
            filter_pinned: index_and_filter.3,
            filter: index_and_filter.4,
            expect_point_read_hits: files.0,
            cache_bytes: files.1,
            descriptors: files.2,
            separation: None,
            compaction_filter: None,
        });
    prop_oneof![
        1 => Just(TreeOptions::default()),
        4 => any_options,
    ]
}

/// Any options with key-value separation on.
pub(crate) fn separated_options(threshold_bytes_min: u32) -> impl Strategy<Value = TreeOptions> {
    (options(), separation(threshold_bytes_min))
        .prop_map(|(options, separation)| TreeOptions { separation: Some(separation), ..options })
}

fn separation(threshold_bytes_min: u32) -> impl Strategy<Value = Separation> {
    let thresholds = select(&[1, 2, 30, 1_000, 0][..]).prop_map(move |bytes| bytes.max(threshold_bytes_min));
    let sizes = select(&[64 << 20, 1_000, 1][..]);
    // From never to always.
    let staleness = select(&[2.0, 0.25, 0.01, 0.9, 0.0][..]);
    let cutoff = select(&[1.0, 0.25, 0.0][..]);
    (thresholds, select(&COMPRESSIONS), sizes, staleness, cutoff).prop_map(
        |(threshold_bytes, compression, file_target_size_bytes, staleness_threshold, age_cutoff)| {
            Separation {
                threshold_bytes,
                compression,
                file_target_size_bytes,
                staleness_threshold,
                age_cutoff,
            }
        },
    )
}

/// Whether compactions rewrite blob files under these options.
pub(crate) fn relocates(options: &TreeOptions) -> bool {
    options
        .separation
        .is_some_and(|separation| separation.staleness_threshold <= 1.0 && separation.age_cutoff > 0.0)
}
