//! What a workload has read, small enough to compare and cheap enough not to show.

use std::fmt;
use std::hint::black_box;

use esker_reference::Outcome;

/// Count and sums over the items a workload has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    items: u64,
    bytes: u64,
    ends: u64,
}

impl Digest {
    /// Takes an item in. Touches each byte string's last byte, as a program that uses it would touch some.
    #[inline]
    pub fn add(&mut self, key: &[u8], value: &[u8]) {
        self.items += 1;
        self.bytes += (key.len() + value.len()) as u64;
        let end = |bytes: &[u8]| u64::from(bytes.last().copied().unwrap_or_default());
        self.ends =
            self.ends.wrapping_mul(31).wrapping_add(end(key)).wrapping_mul(31).wrapping_add(end(value));
        black_box(self);
    }

    /// Takes in what another digest has.
    #[inline]
    pub fn include(&mut self, other: Self) {
        self.items += other.items;
        self.bytes += other.bytes;
        self.ends = self.ends.wrapping_mul(31).wrapping_add(other.ends);
        black_box(self);
    }

    /// What does not depend on the order in which threads came by.
    #[must_use]
    pub fn unordered(self) -> Self {
        Self { ends: 0, ..self }
    }

    /// Number of items taken in.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.items
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:016x}", self.items, self.bytes, self.ends)
    }
}

/// A result that has to be there.
///
/// # Panics
/// If it is an error: a benchmark that goes on would time something else.
#[expect(clippy::panic, reason = "nobody is above a benchmark to whom it could report")]
pub fn checked<T>(outcome: Outcome<T>) -> T {
    outcome.unwrap_or_else(|failure| panic!("benchmark failed: {failure}"))
}

/// Stops unless both engines have read the same.
///
/// # Panics
/// If they have not.
pub fn assert_agree(workload: &str, esker: Digest, reference: Digest) {
    assert_eq!(esker, reference, "{workload}: the engines read different things");
}
