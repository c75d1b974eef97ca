//! Exit codes of the command. They are a contract with scripts and never change their meaning.

/// No unaccepted drift at or above the threshold.
pub const CLEAN: u8 = 0;
/// Unaccepted drift at or above the threshold.
pub const DRIFT: u8 = 1;
/// Wrong usage or configuration.
pub const USAGE: u8 = 2;
/// The check could not be made, or not completely.
pub const COULD_NOT_CHECK: u8 = 3;
/// A benchmark regressed.
pub const BENCHMARK: u8 = 4;
/// A bug in drift-check.
pub const INTERNAL: u8 = 5;
