//! A concurrent sorted map of entries: a skip list of wide nodes instead of a skip list of entries.
//!
//! A search in a skip list follows about twenty pointers in a map of a million entries, each a cache miss. Here a few
//! dozen entries share a leaf, and a few dozen leaves an inner node, so that the list is short enough to stay in the
//! cache, and a search misses it in the leaf only.
//!
//! Nodes are linked to the right, as in a B-link tree (Lehman and Yao, 1981): a split first makes the new node
//! reachable from its left neighbour, then puts it into the level above. Whoever comes too early finds the left
//! neighbour and walks on. Nodes never move left, merge or vanish, so nobody ever has to hold two locks or start over.

use std::ops::{Bound, Range};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_epoch::{self as epoch, Guard};
use crossbeam_skiplist::SkipList;

use super::node::{Entries, Inserted, Item, Next, Node};
use super::search_key::{Place, Position, SearchKey};
use crate::key::InternalKey;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::sync::{read_briefly, write_briefly};
use crate::value::InternalValue;
use crate::value_type::ValueType;

type Leaf = Node<Slice>;
type Inner = Node<Arc<Leaf>>;

/// Entries in internal order. An entry of the same key and seqno replaces the one before it.
pub(super) struct LeafMap {
    /// By [`Node::low`]. The first node of each level begins before every key, and each inner node has a leaf that
    /// begins where it does.
    ///
    /// The list rather than the map around it, which counts a reference to what it has found: threads that look for
    /// neighbours would take the count from each other.
    inner: SkipList<Place, Arc<Inner>>,
    /// Where every walk to the right may begin.
    first_inner: Arc<Inner>,
    first_leaf: Arc<Leaf>,
    len: AtomicUsize,
}

/// How many entries are fetched into the cache at once before they are copied.
const TOUCHED_TOGETHER: usize = 8;

/// Reads the first and the last byte of each of a few entries' values.
///
/// To copy an entry is to count a reference, and that is a barrier to all loads behind it: without this, copying would
/// wait for each entry, and then for its value, one after the other.
#[inline]
fn touch(entries: &Entries<Slice>, places: Range<usize>) {
    let ends = |item: &Item<Slice>| {
        item.value.first().zip(item.value.last()).map_or(0, |(first, last)| first ^ last)
    };
    let items = places.map_while(|place| entries.get(place));
    std::hint::black_box(items.fold(0, |sum, item| sum ^ ends(item)));
}

fn to_value(item: &Item<Slice>) -> InternalValue {
    InternalValue { key: item.key.clone(), value: item.value.clone() }
}

impl LeafMap {
    pub(super) fn new() -> Self {
        // Entries can't have an empty key, so none is before this one.
        let low = InternalKey::new(Slice::empty(), SeqNo::MAX, ValueType::Value);
        let first_leaf = Arc::new(Leaf::new(low.clone(), None));
        let first_inner = Arc::new(Inner::new(low.clone(), Some(Arc::clone(&first_leaf))));
        let inner = SkipList::new(epoch::default_collector().clone());
        let map = Self { inner, first_inner, first_leaf, len: AtomicUsize::new(0) };
        map.link(low, Arc::clone(&map.first_inner), &epoch::pin());
        map
    }

    /// Makes an inner node known that begins at `low`.
    fn link(&self, low: InternalKey, inner: Arc<Inner>, guard: &Guard) {
        self.inner.insert(Place::new(low), inner, guard).release(guard);
    }

    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    /// The last inner node that begins at or before a key (or only before it), or one left of that.
    #[inline]
    fn inner_at_or_left_of<'g>(
        &'g self,
        key: &[u8],
        seqno: SeqNo,
        is_included: bool,
        guard: &'g Guard,
    ) -> &'g Arc<Inner> {
        let position = SearchKey::new(key, seqno);
        let position = &position as &dyn Position;
        let bound = if is_included { Bound::Included(position) } else { Bound::Excluded(position) };
        self.inner.upper_bound(bound, guard).map_or(&self.first_inner, |found| found.value())
    }

    /// The last leaf that begins at or before a key (or only before it), or one left of that.
    // In one piece with what uses the leaf: a call of its own made ascending writes 3 % slower.
    #[inline(always)]
    fn leaf_at_or_left_of(&self, key: &[u8], seqno: SeqNo, is_included: bool) -> Arc<Leaf> {
        let guard = epoch::pin();
        let mut inner = self.inner_at_or_left_of(key, seqno, is_included, &guard);
        let mut walked;
        loop {
            let leaves = read_briefly(&inner.entries);
            // A step too few is made up for among the leaves; a step too many could not be.
            let beyond = leaves.beyond(key, seqno);
            if let Some(next) = beyond.filter(|_| is_included) {
                let next = Arc::clone(next);
                drop(leaves);
                walked = next;
                inner = &walked;
                continue;
            }
            // Heads say nothing about a key that can't be in this node: it need not have what all keys here have in
            // common.
            let found = match beyond {
                Some(_) => leaves.last(),
                None => leaves.last_up_to(key, seqno, is_included),
            };
            return Arc::clone(found.map_or(&self.first_leaf, |found| &found.value));
        }
    }

    fn last_leaf_or_left_of(&self) -> Arc<Leaf> {
        let guard = epoch::pin();
        let inner = self.inner.back(&guard).map_or(&self.first_inner, |back| back.value());
        let leaves = read_briefly(&inner.entries);
        Arc::clone(leaves.last().map_or(&self.first_leaf, |last| &last.value))
    }

    /// Adds an entry.
    pub(super) fn insert(&self, item: InternalValue) {
        let InternalValue { key, value } = item;
        let mut leaf = self.leaf_at_or_left_of(&key.user_key, key.seqno, true);
        loop {
            let mut entries = write_briefly(&leaf.entries);
            if let Some(next) = entries.beyond(&key.user_key, key.seqno) {
                let next = Arc::clone(next);
                drop(entries);
                leaf = next;
                continue;
            }
            let inserted = entries.insert(&leaf.low, key, value);
            drop(entries);
            match inserted {
                Inserted::Replaced => return,
                Inserted::New => {}
                Inserted::Split(right) => self.insert_leaf(right),
            }
            self.len.fetch_add(1, Ordering::AcqRel);
            return;
        }
    }

    /// Makes a leaf that a split has created known to the level above.
    fn insert_leaf(&self, leaf: Arc<Leaf>) {
        let key = leaf.low.clone();
        let guard = epoch::pin();
        let mut inner = self.inner_at_or_left_of(&key.user_key, key.seqno, true, &guard);
        let mut walked;
        loop {
            let mut leaves = write_briefly(&inner.entries);
            if let Some(next) = leaves.beyond(&key.user_key, key.seqno) {
                let next = Arc::clone(next);
                drop(leaves);
                walked = next;
                inner = &walked;
                continue;
            }
            let inserted = leaves.insert(&inner.low, key, leaf);
            drop(leaves);
            if let Inserted::Split(right) = inserted {
                self.link(right.low.clone(), right, &guard);
            }
            return;
        }
    }

    /// The newest version of a key up to a seqno.
    #[inline]
    pub(super) fn newest(&self, key: &[u8], mut seqno: SeqNo) -> Option<InternalValue> {
        let mut leaf = self.leaf_at_or_left_of(key, seqno, true);
        loop {
            let entries = read_briefly(&leaf.entries);
            let next = match entries.beyond(key, seqno) {
                Some(next) => Arc::clone(next),
                None => {
                    if let Some(found) = entries.newest(key, seqno) {
                        return Some(to_value(found));
                    }
                    // That's all, unless a split went between newer and older versions of this very key.
                    let next = entries.next.as_ref().filter(|next| next.low.user_key.as_slice() == key)?;
                    seqno = next.low.seqno;
                    Arc::clone(&next.node)
                }
            };
            drop(entries);
            leaf = next;
        }
    }

    /// Appends up to `limit` entries between two bounds to `chunk`, from the front. `start` spares the next call, whose
    /// lower bound must not be before what this one read, the search.
    pub(super) fn read_front(
        &self,
        bounds: &Bounds,
        start: &mut Start,
        limit: usize,
        chunk: &mut Vec<InternalValue>,
    ) {
        let (key, seqno, is_excluded) = match &bounds.0 {
            Bound::Unbounded => (&[][..], SeqNo::MAX, false),
            Bound::Included(low) => (low.user_key.as_slice(), low.seqno, false),
            Bound::Excluded(low) => (low.user_key.as_slice(), low.seqno, true),
        };
        // Entries only ever move right, so a leaf that began at or before the bound still does.
        let leaf = start.0.get_or_insert_with(|| self.leaf_at_or_left_of(key, seqno, true));
        let mut is_here = false;
        loop {
            let entries = read_briefly(&leaf.entries);
            let next = match entries.beyond(key, seqno).filter(|_| !is_here) {
                Some(next) => next,
                None => {
                    let mut place = if is_here { 0 } else { entries.lower_bound(key, seqno) };
                    is_here = true;
                    let mut touched = place;
                    while let Some(entry) = entries.get(place) {
                        if place >= touched {
                            touched = place + TOUCHED_TOGETHER.min(limit + 1 - chunk.len());
                            touch(&entries, place..touched);
                        }
                        place += 1;
                        if is_excluded && entry.key.seqno == seqno && entry.key.user_key == key {
                            continue;
                        }
                        if chunk.len() == limit || !reaches_below(&bounds.1, &entry.key) {
                            return;
                        }
                        chunk.push(to_value(entry));
                    }
                    // A leaf's worth is enough for now; an empty one is not the end.
                    match entries.next.as_ref().filter(|_| chunk.is_empty()) {
                        Some(next) => &next.node,
                        None => return,
                    }
                }
            };
            let next = Arc::clone(next);
            drop(entries);
            *leaf = next;
        }
    }

    /// Appends up to `limit` entries between two bounds to `chunk`, from the back, the last one first.
    pub(super) fn read_back(&self, bounds: &Bounds, limit: usize, chunk: &mut Vec<InternalValue>) {
        let mut upper = bounds.1.clone();
        loop {
            let mut leaf = match &upper {
                Bound::Unbounded => self.last_leaf_or_left_of(),
                Bound::Included(high) => self.leaf_at_or_left_of(&high.user_key, high.seqno, true),
                Bound::Excluded(high) => self.leaf_at_or_left_of(&high.user_key, high.seqno, false),
            };
            loop {
                let entries = read_briefly(&leaf.entries);
                // Entries that a split has moved right, but not yet made known to the level above, come first.
                if let Some(next) = entries.next.as_ref().filter(|next| reaches_below(&upper, &next.low)) {
                    let next = Arc::clone(&next.node);
                    drop(entries);
                    leaf = next;
                    continue;
                }
                let mut touched = usize::MAX;
                for place in (0..entries.len()).rev() {
                    let Some(entry) = entries.get(place) else { break };
                    if !reaches_below(&upper, &entry.key) {
                        continue;
                    }
                    if chunk.len() == limit || !reaches_above(&bounds.0, &entry.key) {
                        return;
                    }
                    if place < touched {
                        touched = (place + 1).saturating_sub(TOUCHED_TOGETHER.min(limit - chunk.len()));
                        touch(&entries, touched..place);
                    }
                    chunk.push(to_value(entry));
                }
                break;
            }
            let is_first = Arc::ptr_eq(&leaf, &self.first_leaf);
            if is_first || !chunk.is_empty() || !reaches_above(&bounds.0, &leaf.low) {
                return;
            }
            // Nothing here, so what comes next is before everything this leaf can hold.
            upper = Bound::Excluded(leaf.low.clone());
        }
    }
}

impl Drop for LeafMap {
    /// Each node owns the one behind it: freeing the first would free all others inside one another, with a stack as deep
    /// as there are nodes.
    fn drop(&mut self) {
        unchain(&self.first_leaf);
        unchain(&self.first_inner);
    }
}

fn unchain<V>(first: &Node<V>) {
    let mut next = write_briefly(&first.entries).next.take();
    while let Some(Next { node, .. }) = next {
        next = write_briefly(&node.entries).next.take();
    }
}

/// A leaf that begins at or before what is to be read next, if one is known.
#[derive(Default)]
pub(super) struct Start(Option<Arc<Leaf>>);

pub(super) type Bounds = (Bound<InternalKey>, Bound<InternalKey>);

/// Whether a key is below an upper bound.
fn reaches_below(upper: &Bound<InternalKey>, key: &InternalKey) -> bool {
    match upper {
        Bound::Unbounded => true,
        Bound::Included(high) => key <= high,
        Bound::Excluded(high) => key < high,
    }
}

/// Whether a key is above a lower bound.
fn reaches_above(lower: &Bound<InternalKey>, key: &InternalKey) -> bool {
    match lower {
        Bound::Unbounded => true,
        Bound::Included(low) => key >= low,
        Bound::Excluded(low) => key > low,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::thread;

    use proptest::prelude::*;

    use super::super::range::MemtableRange;
    use super::*;

    fn item(key: &[u8], seqno: SeqNo, value: &str) -> InternalValue {
        InternalValue::from_components(key, value, seqno, ValueType::Value)
    }

    type Model = BTreeMap<(Vec<u8>, std::cmp::Reverse<SeqNo>), String>;
    type Facts = (Vec<u8>, SeqNo, String);

    fn facts(item: &InternalValue) -> Facts {
        (item.key.user_key.to_vec(), item.key.seqno, String::from_utf8(item.value.to_vec()).unwrap())
    }

    fn key() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            // Alike in the first eight bytes, in the first sixteen, and in all of them.
            2 => (0..20u64, 0..30u64).prop_map(|(group, i)| [group.to_be_bytes(), i.to_be_bytes()].concat()),
            1 => (0..3u64, 0..200u64).prop_map(|(group, i)| [1, group, i].map(u64::to_be_bytes).concat()),
            1 => (0..3u8).prop_map(|i| vec![i; 3]),
            4 => (0..600u32).prop_map(|i| format!("user:{i:010}").into_bytes()),
            1 => proptest::collection::vec(any::<u8>(), 1..4),
        ]
    }

    fn bound() -> impl Strategy<Value = (u8, Vec<u8>, SeqNo)> {
        (0..3u8, key(), 0..12u64)
    }

    fn to_bound((kind, key, seqno): (u8, Vec<u8>, SeqNo)) -> Bound<InternalKey> {
        let key = InternalKey::new(key, seqno, ValueType::Value);
        match kind {
            0 => Bound::Unbounded,
            1 => Bound::Included(key),
            _ => Bound::Excluded(key),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn reads_agree_with_a_sorted_map(
            writes in proptest::collection::vec((key(), 0..12u64), 0..1_500),
            lookups in proptest::collection::vec((key(), 0..13u64), 20),
            (low, high) in (bound(), bound()),
            turns in proptest::collection::vec(any::<bool>(), 100),
        ) {
            let (map, mut model) = (LeafMap::new(), Model::new());
            for (i, (key, seqno)) in writes.iter().enumerate() {
                map.insert(item(key, *seqno, &i.to_string()));
                model.insert((key.clone(), std::cmp::Reverse(*seqno)), i.to_string());
            }
            let to_facts = |(key, seqno): &(Vec<u8>, std::cmp::Reverse<SeqNo>), value: &String| {
                (key.clone(), seqno.0, value.clone())
            };
            prop_assert_eq!(map.len(), model.len());
            for (key, seqno) in lookups {
                let expected = model.range((key.clone(), std::cmp::Reverse(seqno))..).next();
                prop_assert_eq!(
                    map.newest(&key, seqno).as_ref().map(facts),
                    expected.filter(|(found, _)| found.0 == key).map(|(key, value)| to_facts(key, value))
                );
            }

            let bounds = (to_bound(low), to_bound(high));
            let expected: Vec<Facts> = model
                .iter()
                .filter(|((key, seqno), _)| {
                    let key = InternalKey::new(key.clone(), seqno.0, ValueType::Value);
                    reaches_above(&bounds.0, &key) && reaches_below(&bounds.1, &key)
                })
                .map(|(key, value)| to_facts(key, value))
                .collect();
            let forward: Vec<_> = MemtableRange::new(&map, bounds.clone()).map(|i| facts(&i)).collect();
            prop_assert_eq!(&forward, &expected);
            let mut backward: Vec<_> = MemtableRange::new(&map, bounds.clone()).rev().map(|i| facts(&i)).collect();
            backward.reverse();
            prop_assert_eq!(&backward, &expected);

            let mut iter = MemtableRange::new(&map, bounds);
            let (mut front, mut back) = (Vec::new(), Vec::new());
            for from_back in turns.into_iter().cycle() {
                let (next, side) = if from_back { (iter.next_back(), &mut back) } else { (iter.next(), &mut front) };
                match next {
                    Some(item) => side.push(facts(&item)),
                    None => break,
                }
                if front.len() + back.len() > expected.len() { break; }
                if turns_are_one_sided(&front, &back, expected.len()) { break; }
            }
            front.extend(iter.map(|i| facts(&i)));
            front.extend(back.into_iter().rev());
            prop_assert_eq!(front, expected);
        }
    }

    /// Leaves a rest for plain iteration now and then.
    fn turns_are_one_sided(front: &[Facts], back: &[Facts], len: usize) -> bool {
        front.len() + back.len() + 3 > len
    }

    /// Between a split and the moment the new node is known to the level above, every search must still find its way.
    /// Taking nodes out of the list again leaves the map in that state.
    #[test]
    fn nodes_that_are_not_in_the_list_yet_are_found_by_walking_right() {
        let map = LeafMap::new();
        let keys: Vec<_> = (0..20_000).map(|i| format!("user:{i:010}").into_bytes()).collect();
        for key in &keys {
            map.insert(item(key, 1, "v"));
        }
        let bound = |key: &str| InternalKey::new(key, SeqNo::MAX, ValueType::Value);
        let bounds = [
            (Bound::Unbounded, Bound::Unbounded),
            (Bound::Included(bound("user:")), Bound::Excluded(bound("user;"))),
            (Bound::Included(bound("a")), Bound::Included(bound("z"))),
        ];
        while map.inner.len() > 1 {
            map.inner.pop_back(&epoch::pin()).unwrap().release(&epoch::pin());
            for bounds in &bounds {
                assert_eq!(MemtableRange::new(&map, bounds.clone()).count(), keys.len());
                assert_eq!(MemtableRange::new(&map, bounds.clone()).rev().count(), keys.len());
            }
            for key in keys.iter().step_by(100) {
                assert_eq!(map.newest(key, 1).unwrap().key.user_key, *key);
            }
        }
    }

    #[test]
    fn a_long_chain_of_nodes_is_freed_on_a_small_stack() {
        let map = LeafMap::new();
        for i in 0..200_000_u32 {
            map.insert(item(&i.to_be_bytes(), 1, "v"));
        }
        thread::Builder::new().stack_size(64 << 10).spawn(|| drop(map)).unwrap().join().unwrap();
    }

    /// Leaves with a long common prefix split while others look for the last entry from behind all of them.
    #[test]
    fn the_last_of_a_prefix_is_never_missed_while_others_insert() {
        let map = LeafMap::new();
        for i in 0..5_000 {
            map.insert(item(format!("user:{i:010}").as_bytes(), 1, "v"));
        }
        map.insert(item(b"user:~", 1, "last"));
        let bound = |key: &str| InternalKey::new(key, SeqNo::MAX, ValueType::Value);
        let writers_left = AtomicUsize::new(2);
        thread::scope(|scope| {
            for writer in 0..2 {
                let (map, writers_left) = (&map, &writers_left);
                scope.spawn(move || {
                    for i in 0..30_000 {
                        map.insert(item(format!("user:~{:010}", i * 2 + writer).as_bytes(), 5, "v"));
                    }
                    writers_left.fetch_sub(1, Ordering::SeqCst);
                });
            }
            scope.spawn(|| {
                while writers_left.load(Ordering::SeqCst) > 0 {
                    // The entry comes before all that are being written: only its own place is looked for.
                    let bounds = (Bound::Included(bound("user:")), Bound::Excluded(bound("user:~\0")));
                    let last = MemtableRange::new(&map, bounds).next_back();
                    assert_eq!(last.map(|item| item.key.user_key), Some("user:~".into()));
                    let bounds = (Bound::Included(bound("user:")), Bound::Excluded(bound("user;")));
                    let last = MemtableRange::new(&map, bounds).next_back();
                    assert!(last.is_some_and(|item| item.key.user_key.starts_with(b"user:~")));
                }
            });
        });
    }

    /// While some threads insert, others must see everything that was there before they began, in order.
    #[test]
    fn nothing_is_missed_while_leaves_split() {
        const WRITERS: u32 = 4;
        const PER_WRITER: u32 = 20_000;
        let map = LeafMap::new();
        let key = |n: u32| format!("key:{:08}", n.wrapping_mul(2_654_435_761)).into_bytes();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let map = &map;
                scope.spawn(move || {
                    for i in 0..PER_WRITER {
                        let key = key(i * WRITERS + writer);
                        map.insert(item(&key, 1, "v"));
                        // What this thread has written, it can read.
                        assert_eq!(map.newest(&key, 1).unwrap().key.user_key, key);
                    }
                });
            }
            for back in [false, true] {
                let map = &map;
                scope.spawn(move || {
                    loop {
                        let len_before = map.len();
                        let range = MemtableRange::new(map, (Bound::Unbounded, Bound::Unbounded));
                        let keys: Vec<_> = if back {
                            let mut keys: Vec<_> = range.rev().map(|i| i.key).collect();
                            keys.reverse();
                            keys
                        } else {
                            range.map(|i| i.key).collect()
                        };
                        assert!(keys.is_sorted_by(|a, b| a < b), "out of order or repeated");
                        assert!(keys.len() >= len_before, "{} of at least {len_before}", keys.len());
                        if len_before == (WRITERS * PER_WRITER) as usize {
                            break;
                        }
                    }
                });
            }
        });
        assert_eq!(map.len(), (WRITERS * PER_WRITER) as usize);
    }
}
