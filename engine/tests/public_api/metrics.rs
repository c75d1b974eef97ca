//! Feature `metrics`.

#![expect(dead_code, reason = "some of it is to be compiled, not to be run")]
#![expect(clippy::type_complexity, reason = "signatures are spelt out, not abbreviated")]

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{
    AbstractTree, AnyTree, BlobTree, Cache, Checksum, DescriptorTable, Metrics, Result, SeqNo, Table, Tree,
    TreeId,
};
use crate::public_api::{auto, is};

type Descriptors = Option<Arc<DescriptorTable>>;

#[test]
fn metrics() {
    fn all<T: Debug + Default>() {}
    all::<Metrics>();
    auto::<Metrics>();
    type Count = fn(&Metrics) -> usize;
    type Bytes = fn(&Metrics) -> u64;
    type Rate = fn(&Metrics) -> f64;
    signatures! {
        AnyTree::metrics => fn(&AnyTree) -> &Arc<Metrics>;
        Tree::metrics => fn(&Tree) -> &Arc<Metrics>;
        BlobTree::metrics => fn(&BlobTree) -> &Arc<Metrics>;
        Table::recover => fn(PathBuf, Checksum, SeqNo, TreeId, Arc<Cache>, Descriptors, bool, bool, Arc<Metrics>) -> Result<Table>;
        Metrics::table_file_cache_hit_rate => Rate;
        Metrics::data_block_io => Bytes;
        Metrics::index_block_io => Bytes;
        Metrics::filter_block_io => Bytes;
        Metrics::block_io => Bytes;
        Metrics::data_block_load_count => Count;
        Metrics::index_block_load_count => Count;
        Metrics::filter_block_load_count => Count;
        Metrics::block_load_io_count => Count;
        Metrics::data_block_load_cached_count => Count;
        Metrics::index_block_load_cached_count => Count;
        Metrics::filter_block_load_cached_count => Count;
        Metrics::block_load_cached_count => Count;
        Metrics::block_loads => Count;
        Metrics::data_block_cache_hit_rate => Rate;
        Metrics::filter_block_cache_hit_rate => Rate;
        Metrics::index_block_cache_hit_rate => Rate;
        Metrics::block_cache_hit_rate => Rate;
        Metrics::filter_efficiency => Rate;
        Metrics::filter_queries => Count;
        Metrics::io_skipped_by_filter => Count;
    }
}

fn of_a_tree(tree: &Tree) {
    is::<&Arc<Metrics>>(&tree.metrics);
}
