//! Point reads while another thread overwrites, flushes and compacts: what do readers notice of it?

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use esker_reference::{Maintain, Outcome};

use crate::dataset::{Dataset, ITEM_LEN};
use crate::digest::Digest;
use crate::fixture::{Fixture, State};
use crate::meter::{Bytes, Latencies, Meter};
use crate::scale::Scale;
use crate::{usage, write};

/// Batches into which the reads are cut.
const BATCHES: usize = 10;

/// The writer flushes after so many parts of the items.
const FLUSH_DIVISOR: usize = 20;

pub(super) fn run<E: Maintain + Sync>(scale: &Scale, data: &Dataset, meter: &mut Meter) -> Outcome<()> {
    let fixture = Fixture::<E>::filled(scale, data, State::Disk)?;
    let written_before = usage::written_bytes();
    let done = AtomicBool::new(false);
    let (latencies, (writes, per_second)) = thread::scope(|scope| {
        let writer = scope.spawn(|| overwrite(&fixture.tree, data, &done));
        let latencies = read(&fixture.tree, data, meter);
        done.store(true, Ordering::Relaxed);
        let writes = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((latencies?, writes?))
    })?;
    meter.latencies("get", &latencies);
    meter.measure("writes_per_second", per_second);
    let (client, live) = ((writes * ITEM_LEN) as u64, (data.len() * ITEM_LEN) as u64);
    meter.amplification(fixture.folder(), Bytes { written_before, client, live })?;
    Ok(())
}

fn read<E: Maintain>(tree: &E, data: &Dataset, meter: &mut Meter) -> Outcome<Latencies> {
    let mut latencies = Latencies::default();
    let mut digest = Digest::default();
    let mut keys = data.present_keys();
    let batch = (data.len() / BATCHES).max(1);
    for _ in 0..BATCHES {
        meter.batch(batch, || {
            for key in keys.by_ref().take(batch) {
                if let Some(value) = latencies.time(|| tree.get(key, tree.visible_seqno()))? {
                    digest.add(key, value.as_ref());
                }
            }
            Ok(())
        })?;
    }
    meter.digest = digest;
    Ok(latencies)
}

/// Writes the values that are there already, until told to stop; returns the writes, and the writes per second.
fn overwrite<E: Maintain>(tree: &E, data: &Dataset, done: &AtomicBool) -> Outcome<(usize, f64)> {
    let memtable_items = data.len().div_ceil(FLUSH_DIVISOR).max(1);
    let begun = Instant::now();
    let mut count = 0_usize;
    // At least one flush, however quick the reader is: otherwise there would be nothing to notice.
    while count < memtable_items || !done.load(Ordering::Relaxed) {
        let (key, value) = data.popular(count % data.len());
        tree.put(key, value);
        count += 1;
        if count.is_multiple_of(memtable_items) {
            write::flush_and_compact(tree)?;
        }
    }
    Ok((count, count as f64 / begun.elapsed().as_secs_f64()))
}
