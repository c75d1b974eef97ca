//! What moves whole tables: compaction, bulk loading, dropping; and scans over a client's own writes.

use crate::engine::{Bounds, Engine, Scan, SeqNo};
use crate::failure::Outcome;

/// A strategy that looks at the tree once and runs at most one job.
#[derive(Clone, Debug, PartialEq)]
pub enum Strategy {
    /// Levels of growing size.
    Leveled {
        /// Tables in L0 from which they are merged into the next level.
        l0_threshold: u8,
        /// Size from which a table is closed, in bytes.
        table_target_size: u64,
        /// Growth from level to level; empty leaves the default.
        level_ratios: Vec<f32>,
    },
    /// Drops the oldest tables beyond a size.
    Fifo {
        /// The size in bytes.
        limit: u64,
        /// Age from which tables are dropped as well, in seconds.
        ttl_seconds: Option<u64>,
    },
    /// Merges two levels into the second one.
    PullDown(u8, u8),
    /// Moves the tables of one level to another.
    MoveDown(u8, u8),
}

/// An item of a bulk load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded<'a> {
    /// Key and value.
    Value(&'a [u8], &'a [u8]),
    /// A deleted key.
    Tombstone(&'a [u8]),
    /// A weakly deleted key.
    WeakTombstone(&'a [u8]),
}

/// The operations on a tree's files.
///
/// # Errors
/// Every fallible operation fails with whatever the engine reports.
pub trait Maintain: Engine {
    /// A client's writes that are not part of the tree yet.
    type Overlay;

    /// Runs one job of a strategy; no difference is made between done, nothing to do and declined.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn compact(&self, strategy: &Strategy, gc_watermark: SeqNo) -> Outcome<()>;
    /// Merges everything into the last level.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn major_compact(&self, table_target_size: u64, gc_watermark: SeqNo) -> Outcome<()>;
    /// Drops the tables that lie within a range.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn drop_range(&self, bounds: Bounds<'_>) -> Outcome<()>;
    /// Empties the tree.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn clear(&self) -> Outcome<()>;
    /// Loads items whose keys strictly ascend; without `finish` they are written and then abandoned.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn ingest(&self, items: &[Loaded<'_>], finish: bool) -> Outcome<()>;
    /// Forgets versions of the tree that no snapshot at or above the watermark needs.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn forget_versions(&self, gc_watermark: SeqNo) -> Outcome<()>;

    /// Runs of each level, from L0 down.
    fn run_counts(&self) -> Vec<usize>;

    /// Collects a client's writes; no value is a deletion. They count as newer than everything in a tree, the last
    /// one most.
    fn overlay(items: &[(&[u8], Option<&[u8]>)]) -> Self::Overlay;
    /// Scan over a range, with a client's writes mixed in.
    fn range_over(&self, overlay: &Self::Overlay, bounds: Bounds<'_>, seqno: SeqNo) -> Scan<Self::Guard>;
    /// Scan over a prefix, with a client's writes mixed in.
    fn prefix_over(&self, overlay: &Self::Overlay, prefix: &[u8], seqno: SeqNo) -> Scan<Self::Guard>;
    /// Number of visible keys, with a client's writes mixed in.
    #[expect(clippy::missing_errors_doc, reason = "see the trait")]
    fn len_over(&self, overlay: &Self::Overlay, seqno: SeqNo) -> Outcome<usize>;
}
