//! The operations of which everything else consists, one at a time.

use std::hint::black_box;

use esker_reference::{Engine, Maintain, Outcome};

use crate::dataset::{Dataset, ITEM_LEN, KEY_LEN};
use crate::digest::Digest;
use crate::fixture::{Fixture, State};
use crate::meter::{Bytes, Latencies, Meter};
use crate::scale::Scale;
use crate::{read, usage, write};

/// Batches into which operations that take a key are cut.
const BATCHES: usize = 20;

/// Full scans of a run.
const SCANS: usize = 5;

/// Share of the operations that are repeated one by one for their latency.
const TIMED_SINGLY: usize = 10;

/// A kind of operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Writes all items in ascending order.
    WriteSequential,
    /// Writes all items in random order.
    WriteRandom,
    /// Reads all keys in ascending order, one by one.
    ReadSequential,
    /// Reads all keys in random order, one by one.
    ReadRandom,
    /// Reads 100 items from a random key on.
    Range,
    /// Reads the 50 items that share a random key's first eight bytes.
    Prefix,
    /// Deletes all items in random order.
    Delete,
    /// Asks for keys that exist.
    ContainsHit,
    /// Asks for keys that lie between those.
    ContainsMiss,
    /// Reads everything in ascending order.
    ScanForward,
    /// Reads everything in descending order.
    ScanReverse,
}

impl Operation {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 11] = [
        Self::WriteSequential,
        Self::WriteRandom,
        Self::Delete,
        Self::ReadSequential,
        Self::ReadRandom,
        Self::ContainsHit,
        Self::ContainsMiss,
        Self::Range,
        Self::Prefix,
        Self::ScanForward,
        Self::ScanReverse,
    ];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WriteSequential => "write_sequential",
            Self::WriteRandom => "write_random",
            Self::ReadSequential => "read_sequential",
            Self::ReadRandom => "read_random",
            Self::Range => "range_100",
            Self::Prefix => "prefix_50",
            Self::Delete => "delete",
            Self::ContainsHit => "contains_hit",
            Self::ContainsMiss => "contains_miss",
            Self::ScanForward => "scan_forward",
            Self::ScanReverse => "scan_reverse",
        }
    }
}

pub(super) fn run<E: Maintain>(
    operation: Operation,
    state: State,
    scale: &Scale,
    data: &Dataset,
    meter: &mut Meter,
) -> Outcome<()> {
    match operation {
        Operation::WriteSequential => fill::<E, _>(state, scale, || data.ascending(), meter),
        Operation::WriteRandom => fill::<E, _>(state, scale, || data.random(), meter),
        Operation::Delete => delete::<E>(state, scale, data, meter),
        _ => look_up::<E>(operation, &Fixture::filled(scale, data, state)?, data, meter),
    }
}

fn fill<'a, E: Maintain, I: Iterator<Item = (&'a [u8], &'a [u8])>>(
    state: State,
    scale: &Scale,
    items: impl Fn() -> I,
    meter: &mut Meter,
) -> Outcome<()> {
    let mut fixture = Fixture::<E>::empty(scale, state)?;
    let written_before = usage::written_bytes();
    meter.batch(scale.items, || {
        write::sustained(&fixture, items(), |tree, key, value| {
            black_box(tree.put(key, value));
        })
    })?;
    if state.is_on_disk() {
        let client = (scale.items * ITEM_LEN) as u64;
        meter.amplification(fixture.folder(), Bytes { written_before, client, live: client })?;
    }
    // Once more what is there already, so that the contents stay what they are.
    let again = items().take(timed_singly(scale.items));
    singly(&fixture, again, meter, |tree, key, value| tree.put(key, value));
    fixture.snapshot = fixture.tree.visible_seqno();
    meter.digest = read::scan_forward(&fixture)?;
    Ok(())
}

fn delete<E: Maintain>(state: State, scale: &Scale, data: &Dataset, meter: &mut Meter) -> Outcome<()> {
    let mut fixture = Fixture::<E>::filled(scale, data, state)?;
    let before = read::scan_forward(&fixture)?;
    let written_before = usage::written_bytes();
    meter.batch(data.len(), || {
        write::sustained(&fixture, data.random(), |tree, key, _| {
            black_box(tree.delete(key));
        })
    })?;
    if state.is_on_disk() {
        let client = (data.len() * KEY_LEN) as u64;
        meter.amplification(fixture.folder(), Bytes { written_before, client, live: 0 })?;
    }
    let again = data.random().take(timed_singly(data.len()));
    singly(&fixture, again, meter, |tree, key, _| tree.delete(key));
    fixture.snapshot = fixture.tree.visible_seqno();
    meter.digest.include(before);
    // Whatever were left would show.
    meter.digest.include(read::scan_forward(&fixture)?);
    Ok(())
}

/// How many operations are repeated one by one.
fn timed_singly(count: usize) -> usize {
    (count / TIMED_SINGLY).max(1)
}

/// Times operations one by one.
fn singly<'a, E: Maintain, T>(
    fixture: &Fixture<E>,
    items: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    meter: &mut Meter,
    operation: impl Fn(&E, &[u8], &[u8]) -> T,
) {
    let mut latencies = Latencies::default();
    for (key, value) in items {
        black_box(latencies.time(|| operation(&fixture.tree, key, value)));
    }
    meter.latencies("operation", &latencies);
}

fn look_up<E: Engine>(
    operation: Operation,
    fixture: &Fixture<E>,
    data: &Dataset,
    meter: &mut Meter,
) -> Outcome<()> {
    let count = data.len();
    match operation {
        Operation::ScanForward => scans(fixture, count, meter, read::scan_forward),
        Operation::ScanReverse => scans(fixture, count, meter, read::scan_reverse),
        Operation::Range => by_key(fixture, data.present_keys(), count / 20, meter, read::range_100),
        Operation::Prefix => by_key(fixture, data.present_keys(), count / 10, meter, read::prefix),
        Operation::ContainsHit => by_key(fixture, data.present_keys(), count, meter, read::contains),
        Operation::ContainsMiss => by_key(fixture, data.absent_keys(), count, meter, read::contains),
        Operation::ReadSequential => by_key(fixture, data.ascending_keys(), count, meter, read::point),
        _ => by_key(fixture, data.present_keys(), count, meter, read::point),
    }
}

fn scans<E: Engine>(
    fixture: &Fixture<E>,
    count: usize,
    meter: &mut Meter,
    scan: impl Fn(&Fixture<E>) -> Outcome<Digest>,
) -> Outcome<()> {
    // The first one warms the cache, and is what a program that scans once would see.
    meter.digest = scan(fixture)?;
    for _ in 0..SCANS {
        let digest = meter.batch(count, || scan(fixture))?;
        meter.digest.include(digest);
    }
    Ok(())
}

fn by_key<'a, E: Engine>(
    fixture: &Fixture<E>,
    mut keys: impl Iterator<Item = &'a [u8]>,
    count: usize,
    meter: &mut Meter,
    run: impl Fn(&Fixture<E>, &[u8]) -> Outcome<Digest>,
) -> Outcome<()> {
    let batch = (count / BATCHES).max(1);
    let mut repeat = |digest: &mut Digest, times: usize| -> Outcome<()> {
        for key in keys.by_ref().take(times) {
            digest.include(run(fixture, key)?);
        }
        Ok(())
    };
    // Brings cache and branch predictors into the state they keep: a batch alone would leave blocks to be loaded.
    let mut digest = Digest::default();
    repeat(&mut digest, count)?;
    for _ in 0..BATCHES {
        meter.batch(batch, || repeat(&mut digest, batch))?;
    }
    let mut latencies = Latencies::default();
    for key in keys.by_ref().take(timed_singly(count)) {
        digest.include(latencies.time(|| run(fixture, key))?);
    }
    meter.latencies("operation", &latencies);
    meter.digest = digest;
    Ok(())
}
