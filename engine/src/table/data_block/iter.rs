//! Iterates over the entries of a block from both ends.

use std::cmp::Ordering;
use std::ops::Bound;

use super::search::Found;
use super::{CORRUPT, DataBlock, Decoded, Item, KeyParts, Span};
use crate::coding::Malformed;
use crate::error::Result;
use crate::key::InternalKey;
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value::InternalValue;

/// Owns the block; entries share its memory.
#[derive(Clone, Debug)]
pub(crate) struct Iter {
    block: DataBlock,
    global_seqno: SeqNo,
    front: Front,
    back: Back,
}

/// Where the next item is. `base` is valid unless that is a head.
#[derive(Clone, Debug)]
struct Front {
    index: u32,
    /// How many items there are before the next head. Counted, as dividing `index` costs as much as decoding an item.
    until_head: u32,
    offset: u32,
    base: Span,
    /// Key of the last visible item that [`next_newest`](Iter::next_newest) came across.
    last_key: Option<KeyParts>,
}

/// Items can only be decoded forwards, so going backwards decodes an interval once and keeps its items.
#[derive(Clone, Debug)]
struct Back {
    /// Number of the first item that is *not* to be returned.
    end: u32,
    /// The current interval's items that are still to be returned; the last one is item `end - 1`.
    items: Vec<Item>,
    base: Span,
    /// Set when the entry that was returned last is the first of the block: there may be a newer version before it.
    is_undecided: bool,
}

impl Iter {
    /// `global_seqno` is added to every stored seqno.
    pub(crate) fn new(block: DataBlock, global_seqno: SeqNo) -> Self {
        let front = Front { index: 0, until_head: 0, offset: 0, base: Span::default(), last_key: None };
        let back = Back { end: block.len(), items: Vec::new(), base: Span::default(), is_undecided: false };
        Self { block, global_seqno, front, back }
    }

    /// Leaves out everything before `lower` and behind `upper`. Call it before iterating.
    ///
    /// # Errors
    /// `InvalidHeader` if an item on the way is malformed.
    pub(crate) fn seek(&mut self, lower: Bound<&[u8]>, upper: Bound<&[u8]>) -> Result<()> {
        self.try_seek(lower, upper).map_err(|Malformed| CORRUPT)
    }

    fn try_seek(&mut self, lower: Bound<&[u8]>, upper: Bound<&[u8]>) -> Decoded<()> {
        let found = match lower {
            Bound::Unbounded => None,
            Bound::Included(key) => Some(self.block.search(key, |ordering, _| ordering == Ordering::Less)?),
            Bound::Excluded(key) => {
                Some(self.block.search(key, |ordering, _| ordering != Ordering::Greater)?)
            }
        };
        match found {
            None => {}
            Some(Some(found)) => {
                let Found { index, offset, base, .. } = found;
                let restart_interval = self.block.layout.restart_interval;
                let until_head = match index % restart_interval {
                    0 => 0,
                    place => restart_interval - place,
                };
                self.front = Front { index, until_head, offset, base, last_key: None };
            }
            Some(None) => self.front.index = self.block.len(),
        }
        let found = match upper {
            Bound::Unbounded => None,
            Bound::Included(key) => self.block.search(key, |ordering, _| ordering != Ordering::Greater)?,
            Bound::Excluded(key) => self.block.search(key, |ordering, _| ordering == Ordering::Less)?,
        };
        if let Some(found) = found {
            self.back.end = found.index;
        }
        // Bounds in the wrong order leave nothing.
        self.back.end = self.back.end.max(self.front.index);
        Ok(())
    }

    /// Where the next item begins.
    pub(super) fn front_offset(&self) -> u32 {
        self.front.offset
    }

    /// Steps over the next entry and puts its key in place of what is in `key`, without the cost of an entry that its
    /// caller could keep. `false` at the end.
    ///
    /// # Errors
    /// `InvalidHeader` if the entry is malformed.
    pub(super) fn read_key(&mut self, key: &mut Vec<u8>) -> Result<bool> {
        if self.is_exhausted() {
            return Ok(false);
        }
        let item = self.step_front().map_err(|Malformed| self.stop())?;
        let base = self.block.bytes(self.front.base);
        let Some(shared) = base.get(..item.shared.into()) else { return Err(self.stop()) };
        key.clear();
        key.extend_from_slice(shared);
        key.extend_from_slice(self.block.bytes(item.rest));
        Ok(true)
    }

    fn is_exhausted(&self) -> bool {
        self.front.index >= self.back.end
    }

    /// Decodes the first item that is left; there must be one.
    #[inline(always)]
    fn step_front(&mut self) -> Decoded<Item> {
        let item = if self.front.until_head == 0 {
            let head = self.block.item::<true>(self.front.offset)?;
            self.front.until_head = self.block.layout.restart_interval;
            self.front.base = head.rest;
            head
        } else {
            self.block.item::<false>(self.front.offset)?
        };
        self.front.until_head -= 1;
        self.front.index += 1;
        self.front.offset = item.value.end;
        Ok(item)
    }

    /// Decodes the last item that is left; there must be one.
    #[inline]
    fn step_back(&mut self) -> Decoded<Item> {
        if self.back.items.is_empty() {
            self.load_interval_of(self.back.end - 1)?;
        }
        self.back.end -= 1;
        self.back.items.pop().ok_or(Malformed)
    }

    /// Decodes the items from the head of the interval to item `last`.
    fn load_interval_of(&mut self, last: u32) -> Decoded<()> {
        let layout = &self.block.layout;
        let interval = last / layout.restart_interval;
        let head = self.block.item::<true>(layout.head_offset(&self.block.data, interval)?)?;
        self.back.base = head.rest;
        let mut offset = head.value.end;
        self.back.items.push(head);
        for _ in interval * layout.restart_interval..last {
            let item = self.block.item::<false>(offset)?;
            offset = item.value.end;
            self.back.items.push(item);
        }
        Ok(())
    }

    #[inline(always)]
    fn entry(&self, item: Item, base: Span) -> Decoded<InternalValue> {
        let user_key = self.block.key_of(&item, base)?;
        let seqno = item.seqno.saturating_add(self.global_seqno);
        Ok(InternalValue {
            key: InternalKey { user_key, seqno, value_type: item.value_type },
            value: self.block.data.slice(item.value.range()),
        })
    }

    /// The next entry that is the newest of its key among those with a *stored* seqno below `snapshot`. Tombstones count
    /// as versions but are not returned.
    ///
    /// `previous` is the key of the last visible entry before this block. Not to be mixed with `next`.
    #[inline]
    pub(crate) fn next_newest(
        &mut self,
        snapshot: SeqNo,
        previous: Option<&Slice>,
    ) -> Option<Result<InternalValue>> {
        while !self.is_exhausted() {
            let item = match self.step_front() {
                Ok(item) if item.seqno < snapshot => item,
                Ok(_) => continue,
                Err(Malformed) => return Some(Err(self.stop())),
            };
            let key = KeyParts::new(&item, self.front.base);
            let is_older = match self.front.last_key {
                Some(last) => self.block.is_same_key(last, key),
                None => previous.is_some_and(|previous| self.block.is_key(key, previous)),
            };
            self.front.last_key = Some(key);
            if !is_older && !item.value_type.is_tombstone() {
                return Some(self.entry(item, self.front.base).map_err(|Malformed| self.stop()));
            }
        }
        None
    }

    /// As [`next_newest`](Self::next_newest) from the other end, as far as this block can tell: see
    /// [`is_undecided`](Self::is_undecided).
    #[inline]
    pub(crate) fn next_back_newest(&mut self, snapshot: SeqNo) -> Option<Result<InternalValue>> {
        while !self.is_exhausted() {
            match self.step_back_newest(snapshot) {
                Ok(None) => {}
                Ok(Some((item, base))) => {
                    return Some(self.entry(item, base).map_err(|Malformed| self.stop()));
                }
                Err(Malformed) => return Some(Err(self.stop())),
            }
        }
        None
    }

    /// Whether the entry before this block can be a newer version of the one that
    /// [`next_back_newest`](Self::next_back_newest) returned last. In that case that one may be a tombstone.
    #[inline]
    pub(crate) fn is_undecided(&self) -> bool {
        self.back.is_undecided
    }

    /// The last item that is left with the base of its key, if it is to be returned.
    #[inline(always)]
    fn step_back_newest(&mut self, snapshot: SeqNo) -> Decoded<Option<(Item, Span)>> {
        let item = self.step_back()?;
        if item.seqno >= snapshot {
            return Ok(None);
        }
        let base = self.back.base;
        let key = KeyParts::new(&item, base);
        let is_older = if self.is_exhausted() {
            self.back.is_undecided = self.front.last_key.is_none();
            self.front.last_key.is_some_and(|last| self.block.is_same_key(last, key))
        } else {
            if self.back.items.is_empty() {
                self.load_interval_of(self.back.end - 1)?;
            }
            // Versions get newer backwards. So if the one before can't be seen, those before that can't either.
            self.back.items.last().is_some_and(|before| {
                before.seqno < snapshot && self.block.is_same_key(KeyParts::new(before, self.back.base), key)
            })
        };
        let is_wanted = self.back.is_undecided || !(is_older || item.value_type.is_tombstone());
        Ok(is_wanted.then_some((item, base)))
    }

    /// Whether the last entry that is left is a version of `key` with a stored seqno below `snapshot`; `None` if none
    /// is left.
    ///
    /// # Errors
    /// `InvalidHeader` if the entry is malformed.
    pub(crate) fn ends_with(&mut self, key: &[u8], snapshot: SeqNo) -> Result<Option<bool>> {
        if self.is_exhausted() {
            return Ok(None);
        }
        let mut compare = || -> Decoded<bool> {
            if self.back.items.is_empty() {
                self.load_interval_of(self.back.end - 1)?;
            }
            let last = self.back.items.last().ok_or(Malformed)?;
            Ok(last.seqno < snapshot && self.block.is_key(KeyParts::new(last, self.back.base), key))
        };
        compare().map(Some).map_err(|Malformed| self.stop())
    }

    /// Key of the last visible entry that [`next_newest`](Self::next_newest) came across.
    ///
    /// # Errors
    /// `InvalidHeader` if it is malformed.
    pub(crate) fn last_key(&self) -> Result<Option<Slice>> {
        let key = self.front.last_key.map(|key| self.block.whole_key(key));
        key.transpose().map_err(|Malformed| CORRUPT)
    }

    /// An error ends the iteration: nothing behind a malformed item can be trusted.
    fn stop(&mut self) -> crate::error::Error {
        self.front.index = self.back.end;
        CORRUPT
    }
}

impl Iterator for Iter {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.is_exhausted() {
            return None;
        }
        let entry = self.step_front().and_then(|item| self.entry(item, self.front.base));
        Some(entry.map_err(|Malformed| self.stop()))
    }
}

impl DoubleEndedIterator for Iter {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.is_exhausted() {
            return None;
        }
        let entry = self.step_back().and_then(|item| self.entry(item, self.back.base));
        Some(entry.map_err(|Malformed| self.stop()))
    }
}
