//! Counts things by name.

pub mod store;

pub use store::Store;

/// The most names one store holds.
pub const NAMES_MAX: usize = 1_000;

/// Why something could not be counted.
#[derive(Debug)]
pub enum Error {
    /// The store holds as many names as it can.
    Full,
    /// The file could not be written.
    Io(std::io::Error),
}
