//! Where something is written: a file of its crate and a line in it.

/// A place in the source of one crate.
///
/// `file` is relative to the folder that holds the crate's `Cargo.toml` and uses `/` on every platform, so that a
/// span reads the same on every machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Path of the file, relative to the crate.
    pub file: std::sync::Arc<str>,
    /// Line in the file, counted from 1.
    pub line: usize,
}
