//! How large the workloads are, and where their trees live.

use std::env;
use std::path::PathBuf;

use esker_reference::TreeOptions;

use crate::dataset::ITEM_LEN;
use crate::fixture::State;

/// Items of a tree that is timed, unless `ESKER_BENCH_ITEMS` says otherwise.
const ITEMS_DEFAULT: usize = 100_000;

/// Items of a tree that only has to show that a benchmark works.
const ITEMS_IN_TEST_MODE: usize = 500;

/// Block cache of each engine in bytes, unless `ESKER_BENCH_CACHE_BYTES` says otherwise.
pub const CACHE_BYTES_DEFAULT: u64 = 256 * 1024 * 1024;

/// How many times a tree's items are larger than a small cache.
const SMALL_CACHE_DIVISOR: usize = 16;

/// Smallest cache: a few blocks always fit.
const CACHE_BYTES_MIN: u64 = 64 * 1024;

/// Size and place of the workloads.
#[derive(Clone, Debug)]
pub struct Scale {
    /// `false` if the benchmarks only have to show that they work.
    pub is_timed: bool,
    /// Items in a tree.
    pub items: usize,
    /// Capacity of each engine's block cache.
    pub cache_bytes: u64,
    /// Folder in which trees are put; `None` is the system's temporary folder.
    pub folder: Option<PathBuf>,
}

impl Scale {
    /// What the environment asks for; tiny if the benchmarks are not timed.
    #[must_use]
    pub fn from_env() -> Self {
        let is_timed = is_timed();
        let items =
            if is_timed { number("ESKER_BENCH_ITEMS").unwrap_or(ITEMS_DEFAULT) } else { ITEMS_IN_TEST_MODE };
        Self {
            is_timed,
            items,
            cache_bytes: number("ESKER_BENCH_CACHE_BYTES").unwrap_or(CACHE_BYTES_DEFAULT),
            folder: env::var_os("ESKER_BENCH_FOLDER").map(PathBuf::from),
        }
    }

    /// How to open a tree for a state: nothing but the cache differs from what an engine's users get.
    #[must_use]
    pub fn options(&self, state: State) -> TreeOptions {
        let cache_bytes = match state {
            State::DiskSmallCache => {
                let bytes = self.items * ITEM_LEN / SMALL_CACHE_DIVISOR;
                CACHE_BYTES_MIN.max(bytes as u64)
            }
            _ => self.cache_bytes,
        };
        TreeOptions { cache_bytes: Some(cache_bytes), ..TreeOptions::default() }
    }
}

/// As Criterion does: times only if cargo passes `--bench` and nobody passes `--test`.
fn is_timed() -> bool {
    let mut bench = false;
    for argument in env::args() {
        match argument.as_str() {
            "--test" => return false,
            "--bench" => bench = true,
            _ => {}
        }
    }
    bench
}

fn number<N: std::str::FromStr>(variable: &str) -> Option<N> {
    env::var(variable).ok()?.parse().ok()
}
