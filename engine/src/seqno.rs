//! Sequence numbers: the clock by which versions of a key are ordered and snapshots are taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::AcqRel, Ordering::Acquire, Ordering::Release};

/// Sequence number of an entry. A read at snapshot `S` sees exactly the entries with a seqno below `S`.
pub type SeqNo = u64;

/// Numbers with this bit set are reserved for entries that live in memory only (a client's open transaction).
const RESERVED_BIT: SeqNo = 1 << 63;

/// A counter that its clones share, from which seqnos, ids and snapshots are drawn.
#[derive(Clone, Default, Debug)]
pub struct SequenceNumberCounter(Arc<AtomicU64>);

impl SequenceNumberCounter {
    /// A counter whose first [`next`](Self::next) returns `prev`.
    #[must_use]
    pub fn new(prev: SeqNo) -> Self {
        Self(Arc::new(AtomicU64::new(prev)))
    }

    /// What [`next`](Self::next) would return now, without taking it.
    #[must_use]
    pub fn get(&self) -> SeqNo {
        #[cfg(test)]
        crate::sync::point();
        self.0.load(Acquire)
    }

    /// Takes a number: no other call returns it.
    ///
    /// # Panics
    /// "Ran out of sequence numbers" once the highest bit is reached, which is reserved.
    #[must_use]
    pub fn next(&self) -> SeqNo {
        #[cfg(test)]
        crate::sync::point();
        let taken = self.0.fetch_add(1, AcqRel);
        assert!(taken & RESERVED_BIT == 0, "Ran out of sequence numbers");
        taken
    }

    /// Overwrites the counter, for instance with what recovery found.
    pub fn set(&self, seqno: SeqNo) {
        #[cfg(test)]
        crate::sync::point();
        self.0.store(seqno, Release);
    }

    /// Raises the counter to at least `seqno`; never lowers it.
    pub fn fetch_max(&self, seqno: SeqNo) {
        #[cfg(test)]
        crate::sync::point();
        self.0.fetch_max(seqno, AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_count_and_fetch_max_never_lowers() {
        let counter = SequenceNumberCounter::default();
        let twin = counter.clone();
        assert_eq!((counter.next(), twin.next(), counter.get()), (0, 1, 2));
        twin.fetch_max(1);
        assert_eq!(counter.get(), 2);
        twin.fetch_max(9);
        assert_eq!(counter.next(), 9);
    }

    #[test]
    #[should_panic(expected = "Ran out of sequence numbers")]
    fn the_reserved_half_is_never_handed_out() {
        let counter = SequenceNumberCounter::new(RESERVED_BIT - 1);
        assert_eq!(counter.next(), RESERVED_BIT - 1);
        let _ = counter.next();
    }
}
