//! The interface through which tests and benchmarks drive either engine.

use std::ops::Bound;
use std::path::Path;

use crate::failure::Outcome;
use crate::options::TreeOptions;

/// A sequence number. A read at `s` sees the entries with a smaller one.
pub type SeqNo = u64;

/// Both ends of a range of keys.
pub type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

/// A scan exactly as the engine returns it, so that iterating costs what it costs the engine's users.
pub type Scan<G> = Box<dyn DoubleEndedIterator<Item = G> + Send + 'static>;

/// An item of a scan that has not been taken apart yet.
pub trait ItemGuard {
    /// The engine's byte string.
    type Bytes: AsRef<[u8]>;

    /// Key and value.
    ///
    /// # Errors
    /// If the item could not be read; a scan delivers its errors here.
    fn pair(self) -> Outcome<(Self::Bytes, Self::Bytes)>;

    /// The key alone.
    ///
    /// # Errors
    /// As [`ItemGuard::pair`].
    fn key_only(self) -> Outcome<Self::Bytes>;

    /// Length of the value.
    ///
    /// # Errors
    /// As [`ItemGuard::pair`].
    fn value_size(self) -> Outcome<u32>;
}

/// One tree of one engine, with the two counters its client keeps.
///
/// The tree itself leaves sequence numbers to its client. [`put`](Engine::put), [`delete`](Engine::delete) and
/// [`delete_weak`](Engine::delete_weak) are that client: they take a number, write, and then raise the visible
/// counter from which snapshots are taken. The operations that end in `_at` are the tree's own.
pub trait Engine: Sized {
    /// Name in reports.
    const NAME: &'static str;

    /// The engine's byte string.
    type Bytes: AsRef<[u8]>;
    /// Item of a scan.
    type Guard: ItemGuard<Bytes = Self::Bytes>;

    /// Opens or creates a tree, and continues both counters behind the highest sequence number found.
    ///
    /// # Errors
    /// Whatever the engine reports.
    fn open(folder: &Path, options: &TreeOptions) -> Outcome<Self>;

    /// Takes a sequence number.
    fn take_seqno(&self) -> SeqNo;
    /// The sequence number that would be taken next.
    fn next_seqno(&self) -> SeqNo;
    /// The snapshot that sees everything published.
    fn visible_seqno(&self) -> SeqNo;
    /// Makes everything up to and including `seqno` part of later snapshots.
    fn publish(&self, seqno: SeqNo);

    /// Writes a value; returns the entry's size and the memtable's after it.
    fn insert_at(&self, key: &[u8], value: &[u8], seqno: SeqNo) -> (u64, u64);
    /// Writes a tombstone; returns as [`Engine::insert_at`].
    fn remove_at(&self, key: &[u8], seqno: SeqNo) -> (u64, u64);
    /// Writes a weak tombstone; returns as [`Engine::insert_at`].
    fn remove_weak_at(&self, key: &[u8], seqno: SeqNo) -> (u64, u64);

    /// Point read.
    ///
    /// # Errors
    /// Whatever the engine reports; the same holds for every fallible operation below.
    fn get(&self, key: &[u8], seqno: SeqNo) -> Outcome<Option<Self::Bytes>>;
    /// Whether a key has a value.
    #[expect(clippy::missing_errors_doc, reason = "as for `get`")]
    fn contains_key(&self, key: &[u8], seqno: SeqNo) -> Outcome<bool>;
    /// Length of a key's value.
    #[expect(clippy::missing_errors_doc, reason = "as for `get`")]
    fn size_of(&self, key: &[u8], seqno: SeqNo) -> Outcome<Option<u32>>;
    /// Scan over everything.
    fn iter(&self, seqno: SeqNo) -> Scan<Self::Guard>;
    /// Scan over a range.
    fn range(&self, bounds: Bounds<'_>, seqno: SeqNo) -> Scan<Self::Guard>;
    /// Scan over the keys that begin with `prefix`.
    fn prefix(&self, prefix: &[u8], seqno: SeqNo) -> Scan<Self::Guard>;
    /// First visible item.
    fn first(&self, seqno: SeqNo) -> Option<Self::Guard>;
    /// Last visible item.
    fn last(&self, seqno: SeqNo) -> Option<Self::Guard>;
    /// Number of visible keys.
    #[expect(clippy::missing_errors_doc, reason = "as for `get`")]
    fn len(&self, seqno: SeqNo) -> Outcome<usize>;
    /// Whether no key is visible.
    #[expect(clippy::missing_errors_doc, reason = "as for `get`")]
    fn is_empty(&self, seqno: SeqNo) -> Outcome<bool>;

    /// Seals the active memtable; false if it is empty.
    fn rotate(&self) -> bool;
    /// Writes all sealed memtables to tables; returns the sum of their sizes, `None` if there are none.
    #[expect(clippy::missing_errors_doc, reason = "as for `get`")]
    fn flush(&self, gc_watermark: SeqNo) -> Outcome<Option<u64>>;
    /// Seals and flushes.
    #[expect(clippy::missing_errors_doc, reason = "as for `get`")]
    fn flush_active(&self, gc_watermark: SeqNo) -> Outcome<()>;
    /// Throws all memtables away.
    fn clear_memtables(&self);

    /// Every figure the tree reports about itself, by name.
    ///
    /// One list rather than a method per figure: tests compare all of them at once, and a new one is a new line.
    fn figures(&self) -> Vec<(&'static str, Option<u64>)>;

    /// Writes a value as a client does; returns its sequence number.
    fn put(&self, key: &[u8], value: &[u8]) -> SeqNo {
        let seqno = self.take_seqno();
        self.insert_at(key, value, seqno);
        self.publish(seqno);
        seqno
    }

    /// Deletes a key as a client does; returns the tombstone's sequence number.
    fn delete(&self, key: &[u8]) -> SeqNo {
        let seqno = self.take_seqno();
        self.remove_at(key, seqno);
        self.publish(seqno);
        seqno
    }

    /// Deletes a key that was written once, as a client does; returns the tombstone's sequence number.
    fn delete_weak(&self, key: &[u8]) -> SeqNo {
        let seqno = self.take_seqno();
        self.remove_weak_at(key, seqno);
        self.publish(seqno);
        seqno
    }
}
