//! A port of `tally` that keeps its counts in a sorted list.

pub mod list;

pub use list::Store;

/// The most names one store holds.
pub const NAMES_MAX: usize = 100;

/// Why something could not be counted.
#[derive(Debug)]
pub enum Error {
    /// The store holds as many names as it can.
    Full,
    /// The file could not be written.
    Io(std::io::Error),
}
