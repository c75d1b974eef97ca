//! [`Memtable`]: a concurrent sorted buffer of entries.

use std::ops::Bound;
use std::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
};

use super::leaf_map::LeafMap;
use super::range::MemtableRange;
use crate::ids::MemtableId;
use crate::key::InternalKey;
use crate::seqno::SeqNo;
use crate::value::InternalValue;

/// Sorted buffer that any number of threads read and write at once. Entries are never removed from it.
///
/// Clients can build one of their own and let it take part in scans, for instance to show a transaction its own writes.
pub struct Memtable {
    #[doc(hidden)]
    pub id: MemtableId,

    entries: LeafMap,

    approximate_size: AtomicU64,

    /// Highest seqno of an entry; 0 while there is none.
    highest_seqno: AtomicU64,

    requested_rotation: AtomicBool,
}

impl Memtable {
    /// An empty memtable.
    #[doc(hidden)]
    #[must_use]
    pub fn new(id: MemtableId) -> Self {
        Self {
            id,
            entries: LeafMap::new(),
            approximate_size: AtomicU64::new(0),
            highest_seqno: AtomicU64::new(0),
            requested_rotation: AtomicBool::new(false),
        }
    }

    /// Number of the memtable within its tree.
    pub fn id(&self) -> MemtableId {
        self.id
    }

    /// Whether [`flag_rotated`](Self::flag_rotated) was called.
    pub fn is_flagged_for_rotation(&self) -> bool {
        self.requested_rotation.load(Relaxed)
    }

    /// Leaves a mark for other threads of the client that somebody has asked for a rotation. The tree ignores it.
    pub fn flag_rotated(&self) {
        self.requested_rotation.store(true, Relaxed);
    }

    /// All entries in internal order: by key, the newest version of a key first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = InternalValue> + '_ {
        self.range((Bound::Unbounded, Bound::Unbounded))
    }

    /// The entries between two bounds, in internal order.
    pub(crate) fn range(&self, bounds: (Bound<InternalKey>, Bound<InternalKey>)) -> MemtableRange<'_> {
        MemtableRange::new(&self.entries, bounds)
    }

    /// The newest version of `key` with a seqno below `seqno`, tombstones included.
    #[doc(hidden)]
    pub fn get(&self, key: &[u8], seqno: SeqNo) -> Option<InternalValue> {
        // Right after a flush there is nothing to search, and that takes longer to find out than to ask.
        if self.is_empty() {
            return None;
        }
        self.entries.newest(key, seqno.checked_sub(1)?)
    }

    /// Approximate size in bytes.
    pub fn size(&self) -> u64 {
        self.approximate_size.load(Acquire)
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// `true` if there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an entry, replacing one of the same key and seqno. Returns the size it is accounted with and the size of
    /// the memtable with it, in bytes; a replaced entry goes on being counted.
    #[doc(hidden)]
    pub fn insert(&self, item: InternalValue) -> (u64, u64) {
        let entry_size = (item.key.user_key.len() + item.value.len() + size_of::<InternalValue>()) as u64;
        let size_before = self.approximate_size.fetch_add(entry_size, AcqRel);
        let seqno = item.key.seqno;
        self.entries.insert(item);
        // A plain load first: with several writers the highest seqno is often theirs, and reading it is free of the
        // exclusive cache line that a blind `fetch_max` would ask for.
        if self.highest_seqno.load(Acquire) < seqno {
            self.highest_seqno.fetch_max(seqno, AcqRel);
        }
        (entry_size, size_before + entry_size)
    }

    /// Highest seqno of an entry, `None` if there is no entry.
    pub fn get_highest_seqno(&self) -> Option<SeqNo> {
        if self.is_empty() { None } else { Some(self.highest_seqno.load(Acquire)) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::value_type::ValueType;

    fn value(key: &str, value: &str, seqno: SeqNo) -> InternalValue {
        InternalValue::from_components(key, value, seqno, ValueType::Value)
    }

    #[test]
    fn entries_are_accounted_by_length_and_overhead() {
        let memtable = Memtable::new(0);
        let overhead = size_of::<InternalValue>() as u64;
        #[cfg(not(feature = "bytes_1"))]
        assert_eq!(overhead, 64, "clients see it in the sizes that writes return");
        assert_eq!(memtable.insert(value("a", "xy", 0)), (overhead + 3, overhead + 3));
        assert_eq!(memtable.insert(InternalValue::new_tombstone("a", 1)), (overhead + 1, 2 * overhead + 4));
        // Writing the same key and seqno again replaces the entry, but its bytes were handed out already.
        assert_eq!(
            memtable.insert(InternalValue::new_weak_tombstone("a", 1)),
            (overhead + 1, 3 * overhead + 5)
        );
        assert_eq!(
            (memtable.len(), memtable.size(), memtable.get_highest_seqno()),
            (2, 3 * overhead + 5, Some(1))
        );
        assert_eq!(memtable.get(b"a", 2).unwrap().key.value_type, ValueType::WeakTombstone);
    }

    #[test]
    fn a_snapshot_sees_what_was_written_before_it() {
        let memtable = Memtable::new(0);
        memtable.insert(value("a", "old", 5));
        memtable.insert(value("a", "new", 8));
        memtable.insert(value("ab", "other", 1));
        let get = |key: &str, seqno| memtable.get(key.as_bytes(), seqno).map(|item| item.key.seqno);
        assert_eq!(
            [0, 5, 6, 8, 9, SeqNo::MAX].map(|s| get("a", s)),
            [None, None, Some(5), Some(5), Some(8), Some(8)]
        );
        assert_eq!((get("", SeqNo::MAX), get("aa", SeqNo::MAX), get("b", SeqNo::MAX)), (None, None, None));
    }

    #[test]
    fn an_empty_memtable_has_no_highest_seqno() {
        assert_eq!(Memtable::new(0).get_highest_seqno(), None);
    }

    proptest! {
        #[test]
        fn reads_agree_with_a_sorted_map(
            writes in prop::collection::vec((0u8..6, 0u64..20, 0u8..4), 0..60),
            lookups in prop::collection::vec((0u8..7, 0u64..22), 1..20),
        ) {
            let memtable = Memtable::new(0);
            let mut model = BTreeMap::new();
            for &(key, seqno, len) in &writes {
                let bytes = vec![7; len as usize];
                memtable.insert(InternalValue::from_components([key], bytes.clone(), seqno, ValueType::Value));
                model.insert((key, std::cmp::Reverse(seqno)), bytes);
            }
            let items: Vec<_> = memtable.iter().map(|i| (i.key.user_key.to_vec(), i.key.seqno, i.value.to_vec())).collect();
            let expected: Vec<_> = model.iter().map(|((k, s), v)| (vec![*k], s.0, v.clone())).collect();
            prop_assert_eq!(items, expected);
            for &(key, seqno) in &lookups {
                let found = memtable.get(&[key], seqno).map(|item| item.key.seqno);
                let newest = model.keys().filter(|(k, s)| *k == key && s.0 < seqno).map(|(_, s)| s.0).max();
                prop_assert_eq!(found, newest);
            }
        }
    }
}
