//! A compaction filter that both engines can be given, and that tells whether they have asked it the same.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What becomes of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It stays.
    Keep,
    /// It becomes a tombstone.
    Remove,
    /// It becomes a weak tombstone.
    RemoveWeak,
    /// It gets this value.
    Replace(Vec<u8>),
    /// This version disappears.
    Destroy,
}

/// Judges entries by their keys and values alone, so that it is no matter how often one is judged.
///
/// Rules with different numbers give a key different verdicts; every rule gives all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule(pub u8);

impl Rule {
    /// The verdict on an entry. The value is asked for only where it matters.
    ///
    /// # Errors
    /// That of asking for the value.
    pub fn judge<E>(
        self,
        key: &[u8],
        is_last_level: bool,
        value: impl FnOnce() -> Result<usize, E>,
    ) -> Result<Verdict, E> {
        let mut hasher = DefaultHasher::new();
        (self.0, key).hash(&mut hasher);
        Ok(match hasher.finish() % 16 {
            0 => Verdict::Remove,
            1 => Verdict::RemoveWeak,
            2 => Verdict::Destroy,
            3 => Verdict::Replace(b"short".to_vec()),
            // Long enough to be separated, where anything is.
            4 => Verdict::Replace(vec![self.0; 1_500]),
            5 => Verdict::Replace(Vec::new()),
            6 if value()? % 2 == 1 => Verdict::Remove,
            7 if is_last_level => Verdict::Remove,
            _ => Verdict::Keep,
        })
    }
}

/// Everything a tree's filters were asked, as one number.
#[derive(Clone, Debug, Default)]
pub struct Asked(Arc<AtomicU64>);

impl Asked {
    /// Adds a question and its answer, or the end of a compaction.
    pub fn add(&self, what: impl Hash) {
        let mut hasher = DefaultHasher::new();
        (self.get(), what).hash(&mut hasher);
        self.0.store(hasher.finish(), Relaxed);
    }

    /// The number so far. It depends on the order, too.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}
