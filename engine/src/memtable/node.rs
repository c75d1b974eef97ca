//! A node of a [`LeafMap`](super::leaf_map::LeafMap): a few dozen sorted entries that are neighbours.

use std::ops::Range;
use std::sync::Arc;

use crate::key::{InternalKey, common_prefix_len, key_head};
use crate::seqno::SeqNo;
use crate::sync::RwLock;

/// Entries a node holds before it is split: their heads fill eight cache lines, their tails as many.
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
    items: Vec<Item<V>>,
    /// The node behind this one.
    pub(super) next: Option<Next<V>>,
    /// For each head, which of `items` it belongs to.
    order: [u8; LEN_MAX],
    /// The first eight bytes of each key behind what all have in common; sorted like the keys. As many as there are
    /// items.
    heads: [u64; LEN_MAX],
    /// The eight bytes behind those, in the order of `items`. Keys are often made of parts, and neighbours alike in
    /// the first one.
    tails: [u64; LEN_MAX],
}

/// An entry. Both its halves are read together, so they share a cache line.
#[cfg_attr(not(feature = "bytes_1"), repr(align(64)))]
pub(super) struct Item<V> {
    pub(super) key: InternalKey,
    pub(super) value: V,
}

/// Where a node ends.
pub(super) struct Next<V> {
    /// That of `node`, so that asking whether a key is there does not touch it.
    pub(super) low: InternalKey,
    /// That of its user key.
    pub(super) head: u64,
    /// Has the entries from `low` on, or leads to them.
    pub(super) node: Arc<Node<V>>,
}

impl<V> Next<V> {
    fn of(node: &Arc<Node<V>>) -> Self {
        Self { low: node.low.clone(), head: key_head(&node.low.user_key), node: Arc::clone(node) }
    }
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
        let mut items = Vec::with_capacity(LEN_MAX);
        items.extend(first.map(|value| Item { key: low.clone(), value }));
        let entries = RwLock::new(Entries::of(&low, items, None));
        Self { low, entries }
    }
}

impl<V> Entries<V> {
    /// Sorted entries, at most [`LEN_MAX`].
    fn of(low: &InternalKey, sorted: Vec<Item<V>>, next: Option<Next<V>>) -> Self {
        let (heads, tails) = ([0; LEN_MAX], [0; LEN_MAX]);
        let mut entries = Self { common_len: 0, items: sorted, next, order: in_memory_order(), heads, tails };
        entries.sum_up(low);
        entries
    }

    /// Finds out what all keys have in common, which where the node begins and ends says, and what is behind that.
    fn sum_up(&mut self, low: &InternalKey) {
        let high = self.next.as_ref().map(|next| &next.low.user_key);
        self.common_len = high.map_or(0, |high| common_prefix_len(&low.user_key, high));
        for (head, number) in self.heads.iter_mut().zip(self.order).take(self.items.len()) {
            let number = usize::from(number);
            if let Some((item, tail)) = self.items.get(number).zip(self.tails.get_mut(number)) {
                (*head, *tail) = ends(&item.key.user_key, self.common_len);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// An entry by its place in internal order.
    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<&Item<V>> {
        let item = *self.order.get(place)?;
        if place < self.len() { self.items.get(usize::from(item)) } else { None }
    }

    /// The node to go on with, if an entry of this key would not be in this one.
    #[inline]
    pub(super) fn beyond(&self, key: &[u8], seqno: SeqNo) -> Option<&Arc<Node<V>>> {
        let next = self.next.as_ref()?;
        let order = next.head.cmp(&key_head(key)).then_with(|| compare(&next.low, key, seqno));
        order.is_le().then_some(&next.node)
    }

    #[inline]
    fn ends(&self, key: &[u8]) -> (u64, u64) {
        ends(key, self.common_len)
    }

    /// The place of the first entry that is not before `(key, seqno)`, which must belong into this node.
    #[inline]
    pub(super) fn lower_bound(&self, key: &[u8], seqno: SeqNo) -> usize {
        self.lower_bound_among(self.alike(self.ends(key)), key, seqno)
    }

    /// The same, if all entries before `alike` are before it, and all behind are not.
    #[inline]
    fn lower_bound_among(&self, alike: Range<usize>, key: &[u8], seqno: SeqNo) -> usize {
        let candidates = self.order.get(alike.clone()).unwrap_or_default();
        let is_before = |&item: &u8| {
            self.items.get(usize::from(item)).is_some_and(|found| compare(&found.key, key, seqno).is_lt())
        };
        alike.start + candidates.partition_point(is_before)
    }

    /// The places of the entries with a head and a tail; where they would be, if there are none.
    #[inline]
    fn alike(&self, (head, tail): (u64, u64)) -> Range<usize> {
        let heads = self.heads.get(..self.len()).unwrap_or_default();
        let same_head = equal_range(heads, head);
        if same_head.is_empty() {
            return same_head;
        }
        let places = self.order.get(same_head.clone()).unwrap_or_default();
        let tails = places.iter().filter_map(|&item| self.tails.get(usize::from(item)));
        let (below, same) = tails.fold((0, 0), |(below, same), &other| {
            (below + usize::from(other < tail), same + usize::from(other == tail))
        });
        same_head.start + below..same_head.start + below + same
    }

    /// The newest version of a key up to a seqno, if it is in this node, into which `(key, seqno)` must belong. If it
    /// is not, it may still be at the beginning of the next.
    #[inline]
    pub(super) fn newest(&self, key: &[u8], seqno: SeqNo) -> Option<&Item<V>> {
        let alike = self.alike(self.ends(key));
        let place = match alike.len() {
            0 => return None,
            1 => alike.start,
            _ => self.lower_bound_among(alike, key, seqno),
        };
        let found = self.get(place)?;
        (found.key.seqno <= seqno && found.key.user_key.as_slice() == key).then_some(found)
    }

    /// The last entry of this node.
    pub(super) fn last(&self) -> Option<&Item<V>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The last entry of this node that is before `(key, seqno)`, which must belong into it, or, if that is included, is
    /// that.
    #[inline]
    pub(super) fn last_up_to(&self, key: &[u8], seqno: SeqNo, is_included: bool) -> Option<&Item<V>> {
        let alike = self.alike(self.ends(key));
        let place = self.lower_bound_among(alike.clone(), key, seqno);
        if is_included && alike.contains(&place) {
            let found = self.get(place).filter(|found| compare(&found.key, key, seqno).is_eq());
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
            if let Some(existing) = item.filter(|found| found.key == key) {
                *existing = Item { key, value };
                return Inserted::Replaced;
            }
        }
        if self.len() < LEN_MAX {
            self.insert_at(place, Item { key, value });
            return Inserted::New;
        }
        Inserted::Split(self.split(low, place, Item { key, value }))
    }

    fn insert_at(&mut self, place: usize, item: Item<V>) {
        let ((head, tail), len) = (self.ends(&item.key.user_key), self.len());
        shift_in(&mut self.heads, place, len, head);
        // There are at most `LEN_MAX`.
        shift_in(&mut self.order, place, len, len as u8);
        if let Some(slot) = self.tails.get_mut(len) {
            *slot = tail;
        }
        self.items.push(item);
    }

    /// Moves the upper part to a new node, with the new entry wherever it belongs.
    ///
    /// What stays keeps its memory: a memtable's is mostly leaves, and touching fresh pages is what makes a split slow.
    fn split(&mut self, low: &InternalKey, place: usize, item: Item<V>) -> Arc<Node<V>> {
        let mut upper = Vec::with_capacity(LEN_MAX);
        if self.next.is_none() && place == self.len() {
            // Ascending writes leave full nodes behind: only the new entry moves on.
            upper.push(item);
        } else {
            self.halve(place, item, &mut upper);
        }
        let right_low = upper.first().map_or_else(|| low.clone(), |first| first.key.clone());
        let entries = RwLock::new(Self::of(&right_low, upper, self.next.take()));
        let right = Arc::new(Node { low: right_low, entries });
        self.next = Some(Next::of(&right));
        self.sum_up(low);
        right
    }

    /// Moves the upper half of what there will be with `item` at `place`.
    ///
    /// Both halves are in order in memory then, as reads of neighbours are faster like that.
    fn halve(&mut self, place: usize, item: Item<V>, upper: &mut Vec<Item<V>>) {
        let middle = self.len() / 2;
        self.sort();
        upper.extend(self.items.drain(middle..));
        if place < middle {
            self.items.insert(place, item);
        } else {
            upper.insert(place - middle, item);
        }
    }

    /// Puts the items in order in memory.
    fn sort(&mut self) {
        for place in 0..self.len() {
            // Whatever stood at an earlier place was swapped to where the item of that place had been.
            let mut from = self.order[place];
            while usize::from(from) < place {
                from = self.order[usize::from(from)];
            }
            self.items.swap(place, from.into());
            self.order[place] = from;
        }
        self.order = in_memory_order();
    }
}

/// The order of items that are sorted in memory.
fn in_memory_order() -> [u8; LEN_MAX] {
    // There are fewer of them than a byte can count.
    std::array::from_fn(|place| place as u8)
}

/// Head and tail of a key whose first bytes, so many, all its neighbours share.
#[inline]
fn ends(key: &[u8], common_len: usize) -> (u64, u64) {
    let rest = key.get(common_len..).unwrap_or_default();
    (key_head(rest), key_head(rest.get(8..).unwrap_or_default()))
}

/// Where a value is among sorted ones, or would be.
#[inline]
fn equal_range(sorted: &[u64], value: u64) -> Range<usize> {
    let start = count(sorted, |&other| other < value);
    let is_there = sorted.get(start).is_some_and(|&other| other == value);
    let end = if is_there {
        start + count(sorted.get(start..).unwrap_or_default(), |&other| other == value)
    } else {
        start
    };
    start..end
}

/// How many of a few dozen values, those at the front, something holds for.
///
/// Looks at one value per cache line first, and then at one line's: unlike those of a binary search, no load waits for
/// another, so that lines that are not in the cache are fetched together.
#[inline]
fn count(values: &[u64], is_counted: impl Fn(&u64) -> bool) -> usize {
    let (lines, rest) = values.as_chunks::<8>();
    let full: usize = lines.iter().map(|line| usize::from(is_counted(&line[7]))).sum();
    let line = lines.get(full).map_or(rest, |line| line.as_slice());
    full * 8 + line.iter().map(|value| usize::from(is_counted(value))).sum::<usize>()
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
