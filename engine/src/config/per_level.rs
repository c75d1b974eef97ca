//! What all per-level policies share: the limits of the list, and how a level finds its entry.

/// Levels are numbered by a byte, so nobody could ask for more entries.
const ENTRIES_MAX: usize = u8::MAX as usize;

/// Checks the length of a policy.
///
/// # Panics
/// The texts speak of compression for every kind of policy: callers of the reference have met them that way.
pub(super) fn checked<T>(entries: Vec<T>) -> Vec<T> {
    assert!(!entries.is_empty(), "compression policy may not be empty");
    assert!(entries.len() <= ENTRIES_MAX, "compression policy is too large");
    entries
}

/// The entry for `level`: its own, or the last one.
pub(super) fn pick<T: Copy>(entries: &[T], level: usize) -> Option<T> {
    entries.get(level).or(entries.last()).copied()
}
