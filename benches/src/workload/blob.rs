//! Large values, kept apart from their keys in blob files.

use std::hint::black_box;

use esker_reference::{Compression, Engine, Maintain, Outcome, Separation, TreeOptions};

use crate::dataset::{Dataset, KEY_LEN};
use crate::digest::Digest;
use crate::fixture::{Fixture, State};
use crate::meter::{Bytes, Latencies, Meter};
use crate::scale::Scale;
use crate::{read, usage};

/// Length of every value.
const VALUE_LEN: usize = 16 * 1024;

/// How many times fewer items there are than small ones.
const ITEMS_DIVISOR: usize = 64;

/// Values from this length on are separated.
const THRESHOLD_BYTES: u32 = 1024;

/// Size from which a blob file is closed.
const FILE_SIZE_BYTES: u64 = 4 << 20;

/// Size from which compaction closes a table.
const TABLE_SIZE_BYTES: u64 = 64 << 20;

/// Share of stale values from which a blob file is rewritten.
const STALENESS: f32 = 0.25;

/// Batches into which reads are cut.
const BATCHES: usize = 10;

/// Full scans of a run.
const SCANS: usize = 5;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobJob {
    /// Writes all items in random order and flushes them.
    Write,
    /// Reads all keys in random order, one by one.
    ReadRandom,
    /// Reads everything in ascending order.
    ScanForward,
    /// Overwrites every other item, flushes and merges twice: the second time, what went stale is collected.
    OverwriteAndCollect,
}

impl BlobJob {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Write, Self::ReadRandom, Self::ScanForward, Self::OverwriteAndCollect];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::ReadRandom => "read_random",
            Self::ScanForward => "scan_forward",
            Self::OverwriteAndCollect => "overwrite_and_collect",
        }
    }
}

pub(super) fn run<E: Maintain>(
    job: BlobJob,
    scale: &Scale,
    data: &Dataset,
    meter: &mut Meter,
) -> Outcome<()> {
    let count = (data.len() / ITEMS_DIVISOR).max(BATCHES);
    let options = TreeOptions {
        separation: Some(Separation {
            threshold_bytes: THRESHOLD_BYTES,
            compression: Compression::None,
            file_target_size_bytes: FILE_SIZE_BYTES,
            staleness_threshold: STALENESS,
            // Every file is old enough to be rewritten.
            age_cutoff: 1.0,
        }),
        ..scale.options(State::Disk)
    };
    let mut fixture = Fixture::<E>::with(scale, State::Disk, &options)?;
    let live = (count * (KEY_LEN + VALUE_LEN)) as u64;
    let written_before = usage::written_bytes();
    match job {
        BlobJob::Write => {
            meter.batch(count, || fill(&fixture.tree, data, 0..count))?;
            meter.amplification(fixture.folder(), Bytes { written_before, client: live, live })?;
        }
        BlobJob::ReadRandom => {
            fill(&fixture.tree, data, 0..count)?;
            get_all(&fixture.tree, data, count, meter)?;
        }
        BlobJob::ScanForward => {
            fill(&fixture.tree, data, 0..count)?;
            fixture.snapshot = fixture.tree.visible_seqno();
            for _ in 0..SCANS {
                let digest = meter.batch(count, || read::scan_forward(&fixture))?;
                meter.digest.include(digest);
            }
        }
        BlobJob::OverwriteAndCollect => {
            fill(&fixture.tree, data, 0..count)?;
            meter.batch(count, || overwrite_and_collect(&fixture.tree, data, count))?;
            let client = live + live / 2;
            meter.amplification(fixture.folder(), Bytes { written_before, client, live })?;
        }
    }
    fixture.snapshot = fixture.tree.visible_seqno();
    meter.digest.include(read::scan_forward(&fixture)?);
    Ok(())
}

fn fill<E: Engine>(tree: &E, data: &Dataset, ranks: impl Iterator<Item = usize>) -> Outcome<()> {
    for rank in ranks {
        let (key, _) = data.popular(rank);
        black_box(tree.put(key, data.large_value(rank, VALUE_LEN)));
    }
    tree.flush_active(tree.visible_seqno())
}

fn get_all<E: Engine>(tree: &E, data: &Dataset, count: usize, meter: &mut Meter) -> Outcome<()> {
    let snapshot = tree.visible_seqno();
    let mut latencies = Latencies::default();
    let batch = count / BATCHES;
    for number in 0..BATCHES {
        let mut digest = Digest::default();
        meter.batch(batch, || {
            for rank in number * batch..(number + 1) * batch {
                let (key, _) = data.popular(rank);
                if let Some(value) = latencies.time(|| tree.get(key, snapshot))? {
                    digest.add(key, value.as_ref());
                }
            }
            Ok(())
        })?;
        meter.digest.include(digest);
    }
    meter.latencies("get", &latencies);
    Ok(())
}

fn overwrite_and_collect<E: Maintain>(tree: &E, data: &Dataset, count: usize) -> Outcome<()> {
    fill(tree, data, (0..count).step_by(2))?;
    // The first merge finds out what is stale, the second one rewrites the files that hold it.
    tree.major_compact(TABLE_SIZE_BYTES, tree.visible_seqno())?;
    tree.major_compact(TABLE_SIZE_BYTES, tree.visible_seqno())
}
