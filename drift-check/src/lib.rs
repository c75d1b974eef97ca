//! Compares a Rust port of a library with its reference and names every structural difference.
//!
//! A pipeline of stages, each with owned data in and out: [`load`] finds the crates, [`parse`] reads their files,
//! [`model`] lowers them to items with resolved names, [`matching`] pairs the items, [`compare`] states what differs,
//! [`judge`] says how much that matters, [`report`] writes it down.
//!
//! ```no_run
//! use drift_check::{Options, load::Source};
//!
//! # fn main() -> drift_check::Result<()> {
//! let here = std::path::Path::new(".");
//! let options = Options::new(Source::parse("lsm-tree@3.1.10", here)?, Source::parse("my-port", here)?);
//! let report = drift_check::run(&options, &drift_check::progress::Silent)?;
//! println!("{} findings", report.findings.len());
//! # Ok(())
//! # }
//! ```

pub mod bench;
pub mod cli;
pub mod commands;
pub mod compare;
pub mod config;
mod error;
pub mod exit;
pub mod follow;
pub mod guess;
pub mod judge;
pub mod ledger;
pub mod load;
pub mod matching;
pub mod model;
mod options;
pub mod parse;
mod pipeline;
pub mod progress;
pub mod report;
pub mod selftest;
mod toml_file;
mod words;

pub use error::{Error, Result};
pub use options::{FailOn, Format, Look, Options, Output, Verbosity};
pub use pipeline::{Examination, examine, model_of, run};
