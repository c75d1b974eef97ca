//! A workload whose work is known exactly: it calculates. Any slowdown asked for is more of the same.

use super::protocol::{Line, PROTOCOL};
use std::hint::black_box;
use std::time::Instant;

/// Name of the workload.
pub const WORKLOAD: &str = "spin";

/// Batches of a process.
const BATCHES: usize = 9;

/// Steps of a batch: about two milliseconds.
const STEPS: f64 = 1_000_000.0;

/// Runs it.
pub fn run(slowdown: f64) -> Line {
    let steps = (STEPS * (1.0 + slowdown)) as u64;
    let mut state = 1;
    let samples_ns = (0..BATCHES)
        .map(|_| {
            let begun = Instant::now();
            state = black_box(calculate(black_box(state), steps));
            (begun.elapsed().as_nanos().max(1)) as f64 / STEPS
        })
        .collect();
    Line {
        protocol: PROTOCOL.into(),
        subject: WORKLOAD.into(),
        workload: WORKLOAD.into(),
        operations: BATCHES as u64 * STEPS as u64,
        samples_ns,
        digest: String::new(),
        measures: std::collections::BTreeMap::new(),
    }
}

/// A chain of multiplications, each of which waits for the one before (Steele and Vigna's LCG multiplier).
fn calculate(mut state: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        state = state.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1).rotate_left(7);
    }
    state
}
