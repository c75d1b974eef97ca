//! Measures what a workload does: time per batch of operations, single latencies, and what it read.

use std::collections::BTreeMap;
use std::hint;
use std::path::Path;
use std::time::{Duration, Instant};

use esker_reference::{Failure, FailureKind, Outcome};
use hdrhistogram::Histogram;

use crate::digest::Digest;
use crate::usage;

/// Digits to which latencies are kept.
const LATENCY_DIGITS: u8 = 3;

/// The longest latency that is told from longer ones: ten minutes.
const LATENCY_NS_MAX: u64 = 600_000_000_000;

/// Percentiles that are reported, and how they are called.
const PERCENTILES: [(f64, &str); 4] = [(50.0, "p50"), (99.0, "p99"), (99.9, "p99_9"), (100.0, "max")];

/// Collects the measurements of one run of a workload.
#[derive(Debug, Default)]
pub struct Meter {
    slowdown: f64,
    busy: Duration,
    operations: u64,
    samples_ns: Vec<f64>,
    measures: BTreeMap<String, f64>,
    /// What was read.
    pub digest: Digest,
}

impl Meter {
    /// A meter that makes everything it times take longer by this share, to find out what a comparison would notice.
    #[must_use]
    pub fn slowed_by(slowdown: f64) -> Self {
        Self { slowdown, ..Self::default() }
    }

    /// Times a batch of operations.
    ///
    /// # Errors
    /// That of the operations.
    pub fn batch<T>(&mut self, operations: usize, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let begun = Instant::now();
        let result = work()?;
        let mut elapsed = begun.elapsed();
        if self.slowdown > 0.0 {
            let until = elapsed.mul_f64(1.0 + self.slowdown);
            while elapsed < until {
                hint::spin_loop();
                elapsed = begun.elapsed();
            }
        }
        self.take(operations, elapsed);
        Ok(result)
    }

    /// Takes in a batch that was timed elsewhere.
    pub fn take(&mut self, operations: usize, elapsed: Duration) {
        self.busy += elapsed;
        self.operations += operations as u64;
        // Faster than the clock can tell is still not free.
        let elapsed = elapsed.max(Duration::from_nanos(1));
        self.samples_ns.push(elapsed.as_nanos() as f64 / operations.max(1) as f64);
    }

    /// Notes the percentiles of an operation's latency.
    pub fn latencies(&mut self, operation: &str, latencies: &Latencies) {
        for (percentile, name) in PERCENTILES {
            let value = latencies.0.value_at_percentile(percentile);
            self.measures.insert(format!("{operation}_{name}_ns"), value as f64);
        }
    }

    /// Notes something else; the end of the name is its unit: `_bytes`, `_ratio`, `_per_second`.
    pub fn measure(&mut self, name: &str, value: f64) {
        self.measures.insert(name.to_owned(), value);
    }

    /// Notes how many bytes were written for those a client wrote, and how many are on disk for those it would read.
    ///
    /// # Errors
    /// If the tree's folder cannot be read.
    pub fn amplification(&mut self, folder: &Path, bytes: Bytes) -> Outcome<()> {
        let on_disk = usage::disk_bytes(folder).map_err(|error| Failure {
            kind: FailureKind::Io(error.kind()),
            detail: format!("list the files of a tree: {error}"),
        })?;
        self.measure("on_disk_bytes", on_disk as f64);
        if bytes.live > 0 {
            self.measure("space_amplification_ratio", on_disk as f64 / bytes.live as f64);
        }
        if let Some((after, before)) = usage::written_bytes().zip(bytes.written_before) {
            let written = (after - before) as f64;
            self.measure("written_bytes", written);
            self.measure("write_amplification_ratio", written / bytes.client as f64);
        }
        Ok(())
    }

    /// Time of all batches.
    #[must_use]
    pub fn busy(&self) -> Duration {
        self.busy
    }

    /// Operations of all batches.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// Time per operation of each batch, in nanoseconds.
    #[must_use]
    pub fn samples_ns(&self) -> &[f64] {
        &self.samples_ns
    }

    /// What else was measured.
    #[must_use]
    pub fn measures(&self) -> &BTreeMap<String, f64> {
        &self.measures
    }
}

/// What amplifications relate to.
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// What this process had written before the client began; `None` where that is unknown.
    pub written_before: Option<u64>,
    /// What the client has written, keys and values.
    pub client: u64,
    /// What it can read now, keys and values.
    pub live: u64,
}

/// Latencies of single operations.
#[derive(Debug)]
pub struct Latencies(Histogram<u64>);

impl Default for Latencies {
    #[expect(clippy::expect_used, reason = "the limits are constants that the histogram accepts")]
    fn default() -> Self {
        // With a fixed limit: one that grows does so while an operation is timed, and not where recording saturates.
        Self(Histogram::new_with_max(LATENCY_NS_MAX, LATENCY_DIGITS).expect("valid limits"))
    }
}

impl Latencies {
    /// Takes in those of another thread.
    #[expect(clippy::expect_used, reason = "all histograms have the same limits")]
    pub fn add(&mut self, other: &Self) {
        self.0.add(&other.0).expect("equal limits");
    }

    /// Whether nothing was timed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Times an operation.
    #[inline]
    pub fn time<T>(&mut self, operation: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = operation();
        let elapsed = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.saturating_record(elapsed);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_counts_per_operation() {
        let mut meter = Meter::default();
        meter.take(1000, Duration::from_micros(500));
        meter.take(0, Duration::ZERO);
        assert_eq!(meter.samples_ns(), [500.0, 1.0]);
        assert_eq!((meter.operations(), meter.busy()), (1000, Duration::from_micros(500)));
    }

    #[test]
    fn an_injected_slowdown_shows_at_least_in_full() {
        let mut meter = Meter::slowed_by(1.0);
        let own = meter.batch(1, || {
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_millis(2) {}
            Ok(begun.elapsed())
        });
        assert!(meter.busy() >= own.unwrap() * 2);
    }

    #[test]
    fn percentiles_are_named_by_operation() {
        let mut latencies = Latencies::default();
        for nanos in 1..=1000 {
            latencies.0.saturating_record(nanos);
        }
        let mut meter = Meter::default();
        meter.latencies("get", &latencies);
        let value = |name: &str| meter.measures()[name];
        assert_eq!((value("get_p50_ns"), value("get_p99_ns"), value("get_max_ns")), (500.0, 990.0, 1000.0));
        assert!((999.0..=1000.0).contains(&value("get_p99_9_ns")));

        latencies.0.saturating_record(50_000_000);
        meter.latencies("slow", &latencies);
        let slowest = meter.measures()["slow_max_ns"];
        assert!((49_900_000.0..=50_100_000.0).contains(&slowest), "{slowest}");
    }
}
