//! Seeded workloads that run on Esker and on its reference alike.
//!
//! A workload is a function that is generic over [`Engine`](esker_reference::Engine), so the compiler specialises it
//! for each engine and what is timed is the engine. It returns a [`Digest`] of everything it read: that keeps the
//! work from being optimised away, and lets both engines be compared before either is timed.
//!
//! `docs/benchmarks.md` tells how to run them.

mod dataset;
mod digest;
mod fixture;
mod meter;
pub mod read;
mod scale;
mod side;
pub mod usage;
pub mod workload;
pub mod write;
mod zipf;

pub use dataset::{Dataset, KEY_LEN, PREFIX_LEN, VALUE_LEN};
pub use digest::{Digest, assert_agree, checked};
pub use fixture::{Closed, Fixture, State};
pub use meter::{Bytes, Latencies, Meter};
pub use scale::{CACHE_BYTES_DEFAULT, Scale};
pub use side::Side;
pub use workload::Workload;
pub use zipf::Zipf;
