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
pub mod read;
mod scale;
pub mod write;

pub use dataset::{Dataset, KEY_LEN, PREFIX_LEN, VALUE_LEN};
pub use digest::{Digest, assert_agree, checked};
pub use fixture::{Fixture, Residence};
pub use scale::Scale;
