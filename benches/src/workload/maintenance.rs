//! What moves whole tables: bulk loading, flushing, compaction, opening.

use esker_reference::{Engine, Loaded, Maintain, Outcome, Strategy};

use crate::dataset::{Dataset, ITEM_LEN};
use crate::fixture::{Fixture, State};
use crate::meter::{Bytes, Meter};
use crate::scale::Scale;
use crate::{read, usage, write};

/// Runs of one measurement: each needs a tree of its own.
const REPEATS: usize = 3;

/// Tables that are merged, each with keys from everywhere.
const MERGED: usize = 4;

/// Tables of a tree that is opened.
const OPENED: usize = 64;

/// Openings of one measurement.
const OPENINGS: usize = 10;

/// Size from which compaction closes a table. A constant of the workload, so that both engines write as many.
const TABLE_SIZE_BYTES: u64 = 64 << 20;

/// About as many tables a tree has in the end that is compacted step by step; a tenth to a fifth more were counted.
const SMALL_TABLES: usize = 600;

/// Flushes of such a tree.
const FLUSHES: usize = 48;

/// Steps of compaction after each flush: as many as levels can have something to do.
const STEPS: usize = 3;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Loads sorted items past the memtable.
    Ingest,
    /// Writes a memtable to tables.
    Flush,
    /// Merges four tables that overlap into one.
    CompactMajor,
    /// Chooses and does steps of leveled compaction in a tree of many small tables.
    CompactLeveled,
    /// Opens a tree of many tables.
    Reopen,
}

impl Job {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 5] =
        [Self::Ingest, Self::Flush, Self::CompactMajor, Self::CompactLeveled, Self::Reopen];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Flush => "flush",
            Self::CompactMajor => "compact_major",
            Self::CompactLeveled => "compact_leveled_600_tables",
            Self::Reopen => "reopen_64_tables",
        }
    }
}

pub(super) fn run<E: Maintain>(job: Job, scale: &Scale, data: &Dataset, meter: &mut Meter) -> Outcome<()> {
    match job {
        Job::Ingest => {
            let items: Vec<_> = data.ascending().map(|(key, value)| Loaded::Value(key, value)).collect();
            repeat::<E>(scale, data, meter, |_| Ok(()), |tree| tree.ingest(&items, true))
        }
        Job::Flush => {
            let fill = |tree: &E| {
                write::insert(tree, data.random());
                Ok(())
            };
            repeat::<E>(scale, data, meter, fill, |tree| tree.flush_active(0))
        }
        Job::CompactMajor => repeat::<E>(
            scale,
            data,
            meter,
            |tree| fill_tables(tree, data.random(), data.len().div_ceil(MERGED)),
            |tree| tree.major_compact(TABLE_SIZE_BYTES, 0),
        ),
        Job::CompactLeveled => compact_leveled::<E>(scale, data, meter),
        Job::Reopen => reopen::<E>(scale, data, meter),
    }
}

/// Prepares a tree, times one job on it, and reads what is in it afterwards; all that a few times.
fn repeat<E: Maintain>(
    scale: &Scale,
    data: &Dataset,
    meter: &mut Meter,
    prepare: impl Fn(&E) -> Outcome<()>,
    job: impl Fn(&E) -> Outcome<()>,
) -> Outcome<()> {
    for _ in 0..REPEATS {
        let mut fixture = Fixture::<E>::empty(scale, State::Memtable)?;
        prepare(&fixture.tree)?;
        let written_before = usage::written_bytes();
        meter.batch(data.len(), || job(&fixture.tree))?;
        let client = (data.len() * ITEM_LEN) as u64;
        meter.amplification(fixture.folder(), Bytes { written_before, client, live: client })?;
        // A loaded item takes its number from the tree, which the client's counter has to follow.
        fixture.snapshot = fixture.tree.next_seqno();
        meter.digest.include(read::scan_forward(&fixture)?);
    }
    Ok(())
}

/// Writes items and flushes whenever so many have come together.
fn fill_tables<'a, E: Engine>(
    tree: &E,
    items: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    table_items: usize,
) -> Outcome<()> {
    for (index, (key, value)) in items.enumerate() {
        tree.put(key, value);
        if (index + 1) % table_items == 0 {
            tree.flush_active(0)?;
        }
    }
    tree.flush_active(0)
}

/// The tree grows while it is compacted; only the compaction is timed, as time per item that was flushed.
fn compact_leveled<E: Maintain>(scale: &Scale, data: &Dataset, meter: &mut Meter) -> Outcome<()> {
    let mut fixture = Fixture::<E>::empty(scale, State::Memtable)?;
    let leveled = Strategy::Leveled {
        l0_threshold: 4,
        table_target_size: (data.len() * ITEM_LEN).div_ceil(SMALL_TABLES) as u64,
        level_ratios: Vec::new(),
    };
    let most = data.len().div_ceil(FLUSHES);
    let written_before = usage::written_bytes();
    let mut pending = 0;
    for (index, (key, value)) in data.random().enumerate() {
        fixture.tree.put(key, value);
        pending += 1;
        if pending == most || index + 1 == data.len() {
            fixture.tree.flush_active(0)?;
            meter.batch(pending, || (0..STEPS).try_for_each(|_| fixture.tree.compact(&leveled, 0)))?;
            pending = 0;
        }
    }
    let client = (data.len() * ITEM_LEN) as u64;
    meter.amplification(fixture.folder(), Bytes { written_before, client, live: client })?;
    fixture.snapshot = fixture.tree.next_seqno();
    meter.digest = read::scan_forward(&fixture)?;
    Ok(())
}

fn reopen<E: Maintain>(scale: &Scale, data: &Dataset, meter: &mut Meter) -> Outcome<()> {
    let mut fixture = Fixture::<E>::empty(scale, State::Disk)?;
    fill_tables(&fixture.tree, data.random(), data.len().div_ceil(OPENED))?;
    for _ in 0..OPENINGS {
        let closed = fixture.close();
        fixture = meter.batch(1, || closed.open(scale))?;
    }
    meter.digest = read::scan_forward(&fixture)?;
    Ok(())
}
