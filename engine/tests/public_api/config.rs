//! Module `config`, and what it gives to the root.

use std::fmt::Debug;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use super::{auto, is};
use crate::engine::compaction::Factory;
use crate::engine::config::{
    self, BlockSizePolicy, BloomConstructionPolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry,
    HashRatioPolicy, PartitioningPolicy, PinningPolicy, RestartIntervalPolicy,
};
use crate::engine::table::filter::standard_bloom::Builder;
use crate::engine::{
    AnyTree, Cache, CompressionType, Config, DescriptorTable, KvSeparationOptions, Result,
    SequenceNumberCounter, TreeType,
};

#[test]
fn policies() {
    fn list<P: Debug + Clone + PartialEq + Deref<Target = [T]>, T>() {}
    fn exact<P: Eq>() {}
    list::<BlockSizePolicy, u32>();
    list::<CompressionPolicy, CompressionType>();
    list::<FilterPolicy, FilterPolicyEntry>();
    list::<HashRatioPolicy, f32>();
    list::<PinningPolicy, bool>();
    list::<PartitioningPolicy, bool>();
    list::<RestartIntervalPolicy, u8>();
    exact::<BlockSizePolicy>();
    exact::<CompressionPolicy>();
    exact::<PinningPolicy>();
    exact::<RestartIntervalPolicy>();
    auto::<BlockSizePolicy>();
    auto::<CompressionPolicy>();
    auto::<FilterPolicy>();
    auto::<HashRatioPolicy>();
    auto::<PinningPolicy>();
    auto::<RestartIntervalPolicy>();
    signatures! {
        BlockSizePolicy::all => fn(u32) -> BlockSizePolicy;
        BlockSizePolicy::new => fn(Vec<u32>) -> BlockSizePolicy;
        BlockSizePolicy::new => fn([u32; 2]) -> BlockSizePolicy;
        CompressionPolicy::disabled => fn() -> CompressionPolicy;
        CompressionPolicy::all => fn(CompressionType) -> CompressionPolicy;
        CompressionPolicy::new => fn(Vec<CompressionType>) -> CompressionPolicy;
        FilterPolicy::disabled => fn() -> FilterPolicy;
        FilterPolicy::all => fn(FilterPolicyEntry) -> FilterPolicy;
        FilterPolicy::new => fn(Vec<FilterPolicyEntry>) -> FilterPolicy;
        HashRatioPolicy::all => fn(f32) -> HashRatioPolicy;
        HashRatioPolicy::new => fn(Vec<f32>) -> HashRatioPolicy;
        PinningPolicy::all => fn(bool) -> PinningPolicy;
        PinningPolicy::disabled => fn() -> PinningPolicy;
        PinningPolicy::new => fn(Vec<bool>) -> PinningPolicy;
        RestartIntervalPolicy::all => fn(u8) -> RestartIntervalPolicy;
        RestartIntervalPolicy::new => fn(Vec<u8>) -> RestartIntervalPolicy;
    }
    assert_eq!(format!("{:?}", PinningPolicy::new([true, false])), "PinningPolicy([true, false])");
}

#[test]
fn filters() {
    fn all<T: Copy + Clone + Debug + PartialEq>() {}
    fn default<T: Default>() {}
    all::<BloomConstructionPolicy>();
    all::<FilterPolicyEntry>();
    default::<BloomConstructionPolicy>();
    auto::<BloomConstructionPolicy>();
    auto::<FilterPolicyEntry>();
    auto::<Builder>();
    fn bloom(policy: BloomConstructionPolicy) -> f32 {
        match policy {
            BloomConstructionPolicy::BitsPerKey(bits) => bits,
            BloomConstructionPolicy::FalsePositiveRate(rate) => rate,
        }
    }
    fn entry(entry: FilterPolicyEntry) -> Option<f32> {
        match entry {
            FilterPolicyEntry::None => None,
            FilterPolicyEntry::Bloom(policy) => Some(bloom(policy)),
        }
    }
    signatures! {
        BloomConstructionPolicy::init => fn(&BloomConstructionPolicy, usize) -> Builder;
        BloomConstructionPolicy::is_active => fn(&BloomConstructionPolicy) -> bool;
        BloomConstructionPolicy::estimated_filter_size => fn(&BloomConstructionPolicy, usize) -> usize;
        Builder::build => fn(&Builder) -> Vec<u8>;
        Builder::with_fp_rate => fn(usize, f32) -> Builder;
        Builder::with_bpk => fn(usize, f32) -> Builder;
        Builder::set_with_hash => fn(&mut Builder, u64);
        Builder::get_hash => fn(&[u8]) -> u64;
    }
    assert_eq!(entry(FilterPolicyEntry::Bloom(BloomConstructionPolicy::default())), Some(10.0));
    assert_eq!(entry(FilterPolicyEntry::None), None);
    let mut builder = BloomConstructionPolicy::BitsPerKey(10.0).init(4);
    for key in ["apple", "apricot", "banana", "cherry"] {
        builder.set_with_hash(Builder::get_hash(key.as_bytes()));
    }
    let bits = [0xC9, 0x2C, 0x35, 0x95, 0x24];
    let head = [0x4C, 0x53, 0x4D, 3, 0, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(builder.build(), [&head[..], &bits[..]].concat());
}

#[test]
fn separation_options() {
    fn all<T: Clone + Debug + PartialEq + Default>() {}
    all::<KvSeparationOptions>();
    auto::<KvSeparationOptions>();
    is::<config::KvSeparationOptions>(KvSeparationOptions {
        compression: CompressionType::None,
        file_target_size: 1u64,
        separation_threshold: 2u32,
        staleness_threshold: 0.5f32,
        age_cutoff: 0.5f32,
    });
    signatures! {
        KvSeparationOptions::compression => fn(KvSeparationOptions, CompressionType) -> KvSeparationOptions;
        KvSeparationOptions::file_target_size => fn(KvSeparationOptions, u64) -> KvSeparationOptions;
        KvSeparationOptions::separation_threshold => fn(KvSeparationOptions, u32) -> KvSeparationOptions;
        KvSeparationOptions::staleness_threshold => fn(KvSeparationOptions, f32) -> KvSeparationOptions;
        KvSeparationOptions::age_cutoff => fn(KvSeparationOptions, f32) -> KvSeparationOptions;
    }
    let KvSeparationOptions {
        file_target_size, separation_threshold, staleness_threshold, age_cutoff, ..
    } = KvSeparationOptions::default();
    assert_eq!((file_target_size, separation_threshold), (64 << 20, 1_024));
    assert_eq!((staleness_threshold, age_cutoff), (0.25, 0.25));
}

#[test]
fn configuration() {
    fn default<T: Default>() {}
    default::<Config>();
    auto::<Config>();
    type Set<T> = fn(Config, T) -> Config;
    signatures! {
        Config::new::<&str> => fn(&'static str, SequenceNumberCounter, SequenceNumberCounter) -> Config;
        Config::use_cache => Set<Arc<Cache>>;
        Config::use_descriptor_table => Set<Option<Arc<DescriptorTable>>>;
        Config::expect_point_read_hits => Set<bool>;
        Config::filter_block_partitioning_policy => Set<PinningPolicy>;
        Config::index_block_partitioning_policy => Set<PinningPolicy>;
        Config::filter_block_pinning_policy => Set<PinningPolicy>;
        Config::index_block_pinning_policy => Set<PinningPolicy>;
        Config::data_block_restart_interval_policy => Set<RestartIntervalPolicy>;
        Config::filter_policy => Set<FilterPolicy>;
        Config::data_block_compression_policy => Set<CompressionPolicy>;
        Config::index_block_compression_policy => Set<CompressionPolicy>;
        Config::data_block_size_policy => Set<BlockSizePolicy>;
        Config::data_block_hash_ratio_policy => Set<HashRatioPolicy>;
        Config::with_kv_separation => Set<Option<KvSeparationOptions>>;
        Config::with_compaction_filter_factory => Set<Option<Arc<dyn Factory>>>;
        Config::open => fn(Config) -> Result<AnyTree>;
        TreeType::Standard => config::TreeType;
    }
}

#[test]
fn fields_can_be_assigned_and_have_the_documented_defaults() {
    let mut config: config::Config = Config::default();
    is::<PathBuf>(std::mem::take(&mut config.path));
    is::<&mut Arc<Cache>>(&mut config.cache);
    is::<&mut Option<Arc<DescriptorTable>>>(&mut config.descriptor_table);
    is::<&mut Option<Arc<dyn Factory>>>(&mut config.compaction_filter_factory);
    is::<&mut Option<KvSeparationOptions>>(&mut config.kv_separation_opts);
    is::<&mut u8>(&mut config.level_count);
    is::<&mut CompressionPolicy>(&mut config.data_block_compression_policy);
    is::<&mut CompressionPolicy>(&mut config.index_block_compression_policy);
    is::<&mut RestartIntervalPolicy>(&mut config.data_block_restart_interval_policy);
    is::<&mut RestartIntervalPolicy>(&mut config.index_block_restart_interval_policy);
    is::<&mut BlockSizePolicy>(&mut config.data_block_size_policy);
    is::<&mut BlockSizePolicy>(&mut config.index_block_partition_size_policy);
    is::<&mut BlockSizePolicy>(&mut config.filter_block_partition_size_policy);
    is::<&mut PinningPolicy>(&mut config.index_block_pinning_policy);
    is::<&mut PinningPolicy>(&mut config.filter_block_pinning_policy);
    is::<&mut PinningPolicy>(&mut config.top_level_index_block_pinning_policy);
    is::<&mut PinningPolicy>(&mut config.top_level_filter_block_pinning_policy);
    is::<&mut HashRatioPolicy>(&mut config.data_block_hash_ratio_policy);
    is::<&mut PartitioningPolicy>(&mut config.index_block_partitioning_policy);
    is::<&mut PartitioningPolicy>(&mut config.filter_block_partitioning_policy);
    is::<&mut FilterPolicy>(&mut config.filter_policy);

    assert_eq!((config.level_count, config.cache.capacity()), (7, 16 << 20));
    assert!(config.descriptor_table.is_some() && config.compaction_filter_factory.is_none());
    assert!(config.kv_separation_opts.is_none());
    assert_eq!(config.index_block_compression_policy, CompressionPolicy::disabled());
    assert_eq!(config.data_block_restart_interval_policy, RestartIntervalPolicy::all(16));
    assert_eq!(config.index_block_restart_interval_policy, RestartIntervalPolicy::all(1));
    assert_eq!(config.data_block_size_policy, BlockSizePolicy::all(4_096));
    assert_eq!(config.index_block_partition_size_policy, BlockSizePolicy::all(4_096));
    assert_eq!(config.filter_block_partition_size_policy, BlockSizePolicy::all(4_096));
    assert_eq!(config.index_block_pinning_policy, PinningPolicy::new([true, true, false]));
    assert_eq!(config.filter_block_pinning_policy, PinningPolicy::new([true, false]));
    assert_eq!(config.top_level_index_block_pinning_policy, PinningPolicy::all(true));
    assert_eq!(config.top_level_filter_block_pinning_policy, PinningPolicy::all(true));
    assert_eq!(config.data_block_hash_ratio_policy, HashRatioPolicy::all(0.0));
    assert_eq!(config.index_block_partitioning_policy, PinningPolicy::new([false, false, false, true]));
    assert_eq!(config.filter_block_partitioning_policy, PinningPolicy::new([false, false, false, true]));
    let ten_bits = FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(10.0));
    assert_eq!(config.filter_policy, FilterPolicy::all(ten_bits));
}
