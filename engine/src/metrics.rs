//! Counters of the read path, one object per tree (feature `metrics`).
//!
//! They are updated with relaxed atomics: a total is exact once the threads that counted have been joined, a ratio of
//! two counters read meanwhile is only approximate.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Counters of the read path of one tree.
#[derive(Debug, Default)]
pub struct Metrics {
    table_file_opened_cached: AtomicUsize,
    table_file_opened_uncached: AtomicUsize,
    data: BlockCounters,
    index: BlockCounters,
    filter: BlockCounters,
    filter_queries: AtomicUsize,
    io_skipped_by_filter: AtomicUsize,
}

#[derive(Debug, Default)]
struct BlockCounters {
    load_cached: AtomicUsize,
    load_io: AtomicUsize,
    io_requested_bytes: AtomicU64,
}

/// Which counters a loaded block belongs to; metadata blocks count as data.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Data,
    Index,
    Filter,
}

/// Where a block came from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockSource {
    Cached,
    File { bytes: u64 },
}

impl BlockCounters {
    fn cached(&self) -> usize {
        self.load_cached.load(Relaxed)
    }

    fn io(&self) -> usize {
        self.load_io.load(Relaxed)
    }

    fn bytes(&self) -> u64 {
        self.io_requested_bytes.load(Relaxed)
    }

    fn loads(&self) -> usize {
        self.cached() + self.io()
    }
}

/// `part / whole`, or 1 where nothing was counted yet.
fn rate(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl Metrics {
    fn counters(&self, kind: BlockKind) -> &BlockCounters {
        match kind {
            BlockKind::Data => &self.data,
            BlockKind::Index => &self.index,
            BlockKind::Filter => &self.filter,
        }
    }

    fn blocks(&self) -> [&BlockCounters; 3] {
        [&self.data, &self.index, &self.filter]
    }

    pub(crate) fn block_loaded(&self, kind: BlockKind, source: BlockSource) {
        let counters = self.counters(kind);
        match source {
            BlockSource::Cached => counters.load_cached.fetch_add(1, Relaxed),
            BlockSource::File { bytes } => {
                counters.io_requested_bytes.fetch_add(bytes, Relaxed);
                counters.load_io.fetch_add(1, Relaxed)
            }
        };
    }

    /// A table's file was needed: it was open already, or had to be opened.
    pub(crate) fn table_file(&self, cached: bool) {
        let counter = if cached { &self.table_file_opened_cached } else { &self.table_file_opened_uncached };
        counter.fetch_add(1, Relaxed);
    }

    /// A filter let a key pass that the table does not hold.
    pub(crate) fn filter_query_missed(&self) {
        self.filter_queries.fetch_add(1, Relaxed);
    }

    /// A filter excluded a key, which saved looking into the table.
    pub(crate) fn filter_skipped(&self) {
        self.filter_queries.fetch_add(1, Relaxed);
        self.io_skipped_by_filter.fetch_add(1, Relaxed);
    }

    /// Share of table files that were already open when they were needed; 1 if none was needed.
    pub fn table_file_cache_hit_rate(&self) -> f64 {
        let cached = self.table_file_opened_cached.load(Relaxed);
        rate(cached, cached + self.table_file_opened_uncached.load(Relaxed))
    }

    /// Bytes of data blocks read from files.
    pub fn data_block_io(&self) -> u64 {
        self.data.bytes()
    }

    /// Bytes of index blocks read from files.
    pub fn index_block_io(&self) -> u64 {
        self.index.bytes()
    }

    /// Bytes of filter blocks read from files.
    pub fn filter_block_io(&self) -> u64 {
        self.filter.bytes()
    }

    /// Bytes of blocks of any kind read from files.
    pub fn block_io(&self) -> u64 {
        self.blocks().iter().map(|kind| kind.bytes()).sum()
    }

    /// How often a data block was needed.
    pub fn data_block_load_count(&self) -> usize {
        self.data.loads()
    }

    /// How often an index block was needed.
    pub fn index_block_load_count(&self) -> usize {
        self.index.loads()
    }

    /// How often a filter block was needed.
    pub fn filter_block_load_count(&self) -> usize {
        self.filter.loads()
    }

    /// How many blocks were read from files.
    pub fn block_load_io_count(&self) -> usize {
        self.blocks().iter().map(|kind| kind.io()).sum()
    }

    /// How many data blocks the cache had.
    pub fn data_block_load_cached_count(&self) -> usize {
        self.data.cached()
    }

    /// How many index blocks the cache had.
    pub fn index_block_load_cached_count(&self) -> usize {
        self.index.cached()
    }

    /// How many filter blocks the cache had.
    pub fn filter_block_load_cached_count(&self) -> usize {
        self.filter.cached()
    }

    /// How many blocks the cache had.
    pub fn block_load_cached_count(&self) -> usize {
        self.blocks().iter().map(|kind| kind.cached()).sum()
    }

    /// How often a block of any kind was needed.
    pub fn block_loads(&self) -> usize {
        self.block_load_io_count() + self.block_load_cached_count()
    }

    /// Share of data blocks that the cache had; 1 if none was needed.
    pub fn data_block_cache_hit_rate(&self) -> f64 {
        rate(self.data.cached(), self.data.loads())
    }

    /// Share of filter blocks that the cache had; 1 if none was needed.
    pub fn filter_block_cache_hit_rate(&self) -> f64 {
        rate(self.filter.cached(), self.filter.loads())
    }

    /// Share of index blocks that the cache had; 1 if none was needed.
    pub fn index_block_cache_hit_rate(&self) -> f64 {
        rate(self.index.cached(), self.index.loads())
    }

    /// Share of blocks that the cache had; 1 if none was needed.
    pub fn block_cache_hit_rate(&self) -> f64 {
        rate(self.block_load_cached_count(), self.block_loads())
    }

    /// Share of counted filter queries that excluded the key; 1 if none was counted.
    pub fn filter_efficiency(&self) -> f64 {
        rate(self.io_skipped_by_filter(), self.filter_queries())
    }

    /// How many filter queries were counted: those for keys that the table turned out not to hold.
    pub fn filter_queries(&self) -> usize {
        self.filter_queries.load(Relaxed)
    }

    /// How many look-ups a filter ended.
    pub fn io_skipped_by_filter(&self) -> usize {
        self.io_skipped_by_filter.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_one_without_samples_and_shares_with_them() {
        let metrics = Metrics::default();
        assert!((metrics.block_cache_hit_rate() - 1.0).abs() < f64::EPSILON);
        metrics.block_loaded(BlockKind::Data, BlockSource::Cached);
        metrics.block_loaded(BlockKind::Data, BlockSource::File { bytes: 100 });
        metrics.block_loaded(BlockKind::Filter, BlockSource::File { bytes: 7 });
        metrics.filter_skipped();
        metrics.filter_query_missed();
        metrics.table_file(false);
        assert_eq!((metrics.block_io(), metrics.data_block_io(), metrics.block_loads()), (107, 100, 3));
        assert!((metrics.data_block_cache_hit_rate() - 0.5).abs() < f64::EPSILON);
        assert!((metrics.filter_efficiency() - 0.5).abs() < f64::EPSILON);
        assert!(metrics.table_file_cache_hit_rate().abs() < f64::EPSILON);
    }
}
