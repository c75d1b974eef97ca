//! Benchmark drift: is the port faster or slower than its reference, and do both measure the same?
//!
//! [`session`] runs both sides as fresh processes, in rounds of reference, port and reference again; [`statistics`] and
//! [`verdict`] turn the rounds into intervals and verdicts; [`result`] is the file everything else reads: comparisons,
//! trends and reports. [`audit`] looks at the sources of benchmarks without running anything.
//!
//! `docs/bench.md` is the manual, with the protocol a benchmark program has to speak.

pub mod audit;
pub mod calibrate;
pub mod compare;
pub mod config;
pub mod criterion;
pub(crate) mod files;
pub mod machine;
pub mod process;
pub mod protocol;
pub mod render;
pub mod result;
pub mod session;
pub mod spin;
pub mod statistics;
pub mod trend;
pub mod verdict;

pub use config::BenchConfig;
pub use result::BenchResult;
pub use verdict::Verdict;
