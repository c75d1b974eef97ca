//! A node of a [`LeafMap`](super::leaf_map::LeafMap): a few dozen sorted entries that are neighbours.

use std::sync::Arc;

use crate::key::{InternalKey, common_prefix_len, key_head};
use crate::seqno::SeqNo;
use crate::sync::RwLock;

/// Entries a node holds before it is split: their heads fill eight cache lines.
const LEN_MAX: usize = 64;

/// Entries from [`low`](Self::low) up to where the next node begins.
pub(super) struct Node<V> {
    /// No entry is before it. Never changes, so it needs no lock.
    pub(super) low: InternalKey,
    pub(super) entries: RwLock<Entries<V>>,
}

/// What a node's lock protects.
///
/// Entries stay where they were put; what is kept sorted, and moved on every insert, are their heads and their
/// numbers, nine bytes each.
pub(super) struct Entries<V> {
    /// How many bytes all keys that can ever be in this node have in common.
    common_len: usize,
    items: Vec<(InternalKey, V)>,
    /// The node behind this one. Entries from its `low` on are there or further right.
    pub(super) next: Option<Arc<Node<V>>>,
    /// For each head, which of `items` it belongs to.
    order: [u8; LEN_MAX],
    /// The head of each key, behind what all have in common; sorted like the keys. As many as there are items.
    heads: [u64; LEN_MAX],
}

/// What became of an insert.
pub(super) enum Inserted<V> {
    /// There is one more entry.
    New,
    /// An entry of the same key and seqno had to go.
    Replaced,
    /// There is one more entry, and as the node was full, its upper part is in this one now.
    Split(Arc<Node<V>>),
}

/// How a key compares to another in internal order: ascending keys, descending seqnos.
#[inline]
fn compare(left: &InternalKey, key: &[u8], seqno: SeqNo) -> std::cmp::Ordering {
    left.user_key.as_slice().cmp(key).then_with(|| seqno.cmp(&left.seqno))
}

impl<V> Node<V> {
    /// A node of one entry, or of none.
    pub(super) fn new(low: InternalKey, first: Option<V>) -> Self {
        let mut entries = Entries {
            common_len: 0,
            items: Vec::with_capacity(LEN_MAX),
            next: None,
            order: [0; LEN_MAX],
            heads: [0; LEN_MAX],
        };
        entries.fill(&low, first.map(|value| (low.clone(), value)).into_iter().collect());
        Self { low, entries: RwLock::new(entries) }
    }
}

impl<V> Entries<V> {
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// An entry by its place in internal order.
    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<&(InternalKey, V)> {
        let item = *self.order.get(place)?;
        if place < self.len() { self.items.get(usize::from(item)) } else { None }
    }

    /// The node to go on with, if an entry of this key would not be in this one.
    #[inline]
    pub(super) fn beyond(&self, key: &[u8], seqno: SeqNo) -> Option<&Arc<Node<V>>> {
        self.next.as_ref().filter(|next| compare(&next.low, key, seqno).is_le())
    }

    #[inline]
    fn head(&self, key: &[u8]) -> u64 {
        key_head(key.get(self.common_len..).unwrap_or_default())
    }

    fn heads(&self) -> &[u64] {
        self.heads.get(..self.len()).unwrap_or_default()
    }

    /// The place of the first entry that is not before `(key, seqno)`, which must belong into this node.
    #[inline]
    pub(super) fn lower_bound(&self, key: &[u8], seqno: SeqNo) -> usize {
        let head = self.head(key);
        let low = self.heads().partition_point(|&other| other < head);
        let rest = self.heads().get(low..).unwrap_or_default();
        let equal = rest.iter().take_while(|&&other| other == head).count();
        let candidates = self.order.get(low..low + equal).unwrap_or_default();
        let is_before = |&item: &u8| {
            self.items.get(usize::from(item)).is_some_and(|(found, _)| compare(found, key, seqno).is_lt())
        };
        low + candidates.partition_point(is_before)
    }

    /// The last entry of this node that is before `(key, seqno)`, or, if that is included, is that.
    #[inline]
    pub(super) fn last_up_to(
        &self,
        key: &[u8],
        seqno: SeqNo,
        is_included: bool,
    ) -> Option<&(InternalKey, V)> {
        // Heads say nothing about a key that can't be in this node: it need not have what all keys here have in common.
        let is_beyond = self.beyond(key, seqno).is_some();
        let place = if is_beyond { self.len() } else { self.lower_bound(key, seqno) };
        if is_included {
            let found = self.get(place).filter(|(found, _)| compare(found, key, seqno).is_eq());
            if found.is_some() {
                return found;
            }
        }
        self.get(place.checked_sub(1)?)
    }

    /// Adds an entry that belongs into this node, which begins at `low`.
    pub(super) fn insert(&mut self, low: &InternalKey, key: InternalKey, value: V) -> Inserted<V> {
        let place = self.lower_bound(&key.user_key, key.seqno);
        if place < self.len() {
            let item = self.order.get(place).and_then(|&item| self.items.get_mut(usize::from(item)));
            if let Some(existing) = item.filter(|(found, _)| *found == key) {
                *existing = (key, value);
                return Inserted::Replaced;
            }
        }
        if self.len() < LEN_MAX {
            self.insert_at(place, key, value);
            return Inserted::New;
        }
        Inserted::Split(self.split(low, place, key, value))
    }

    fn insert_at(&mut self, place: usize, key: InternalKey, value: V) {
        let (head, len) = (self.head(&key.user_key), self.len());
        shift_in(&mut self.heads, place, len, head);
        // There are at most `LEN_MAX`.
        shift_in(&mut self.order, place, len, len as u8);
        self.items.push((key, value));
    }

    /// Moves the upper part to a new node, with the new entry wherever it belongs.
    fn split(&mut self, low: &InternalKey, place: usize, key: InternalKey, value: V) -> Arc<Node<V>> {
        // Ascending writes leave full nodes behind: only the new entry moves on.
        let is_append = self.next.is_none() && place == self.len();
        let middle = if is_append { place } else { self.len() / 2 };

        let mut items: Vec<_> = self.items.drain(..).map(Some).collect();
        let in_order = self.order.iter().filter_map(|&item| items.get_mut(usize::from(item))?.take());
        let mut sorted: Vec<_> = in_order.collect();
        sorted.insert(place, (key, value));
        // The new entry counts to the part it falls into, so the upper part is never empty.
        let upper = sorted.split_off(if place < middle { middle + 1 } else { middle });

        let right_low = upper.first().map_or_else(|| low.clone(), |(first, _)| first.clone());
        let right = Node::new(right_low, None);
        {
            let mut entries = right.entries.write();
            entries.next = self.next.take();
            entries.fill(&right.low, upper);
        }
        let right = Arc::new(right);
        self.next = Some(Arc::clone(&right));
        self.fill(low, sorted);
        right
    }

    /// Takes over sorted entries; `low` and `next` say what they can have in common.
    fn fill(&mut self, low: &InternalKey, sorted: Vec<(InternalKey, V)>) {
        let next = self.next.as_ref().map(|next| &next.low.user_key);
        self.common_len = next.map_or(0, |next| common_prefix_len(&low.user_key, next));
        self.items.clear();
        for (place, (key, value)) in sorted.into_iter().enumerate() {
            self.insert_at(place, key, value);
        }
    }
}

/// Puts a value in front of those from `place` on, of `len` in all.
fn shift_in<T: Copy>(values: &mut [T; LEN_MAX], place: usize, len: usize, value: T) {
    if len < LEN_MAX && place <= len {
        values.copy_within(place..len, place + 1);
    }
    if let Some(slot) = values.get_mut(place) {
        *slot = value;
    }
}
