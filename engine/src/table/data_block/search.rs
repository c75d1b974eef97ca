//! Finding an item: binary search over the heads, then a walk inside one interval that never rebuilds a key.

use std::cmp::Ordering;

use super::{DataBlock, Decoded, Item, Span};
use crate::key::common_prefix_len;
use crate::seqno::SeqNo;
use crate::table::block::Bucket;

/// The first item that is not before the searched place.
#[derive(Debug)]
pub(super) struct Found {
    /// Number of the item within the block.
    pub(super) index: u32,
    /// Where it begins.
    pub(super) offset: u32,
    /// Key of its interval's head.
    pub(super) base: Span,
    pub(super) item: Item,
    /// How its key compares to the searched one.
    pub(super) ordering: Ordering,
}

impl DataBlock {
    /// The newest version of a key with a stored seqno below `seqno`.
    pub(super) fn first_visible(&self, key: &[u8], seqno: SeqNo) -> Decoded<Option<Item>> {
        let is_before = |ordering, item: &Item| match ordering {
            Ordering::Less => true,
            Ordering::Equal => item.seqno >= seqno,
            Ordering::Greater => false,
        };
        let found = match self.layout.bucket(&self.data, key)? {
            Bucket::Absent => None,
            Bucket::Interval(interval) => self.search_interval(interval, key, is_before)?,
            Bucket::Unknown => self.search(key, is_before)?,
        };
        Ok(found.filter(|found| found.ordering == Ordering::Equal).map(|found| found.item))
    }

    /// The first item for which `is_before` is false, given how its key compares to `key`.
    ///
    /// `is_before` must hold for a front part of the block and for no item behind it.
    pub(super) fn search(
        &self,
        key: &[u8],
        is_before: impl Fn(Ordering, &Item) -> bool,
    ) -> Decoded<Option<Found>> {
        let (mut low, mut high) = (0, self.layout.interval_count);
        while low < high {
            let middle = low + (high - low) / 2;
            let head = self.item::<true>(self.layout.head_offset(&self.data, middle)?)?;
            if is_before(self.bytes(head.rest).cmp(key), &head) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        // The head of interval `low` is not before the place, the one in front of it is: the place is in between.
        if let Some(interval) = low.checked_sub(1) {
            let found = self.search_interval(interval, key, &is_before)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        if low == self.layout.interval_count { Ok(None) } else { self.search_interval(low, key, is_before) }
    }

    fn search_interval(
        &self,
        interval: u32,
        key: &[u8],
        is_before: impl Fn(Ordering, &Item) -> bool,
    ) -> Decoded<Option<Found>> {
        let first = interval * self.layout.restart_interval;
        let end = first.saturating_add(self.layout.restart_interval).min(self.layout.item_count);

        let mut offset = self.layout.head_offset(&self.data, interval)?;
        let head = self.item::<true>(offset)?;
        let base = head.rest;
        let head_key = self.bytes(base);
        let head_ordering = head_key.cmp(key);
        if !is_before(head_ordering, &head) {
            return Ok(Some(Found { index: first, offset, base, item: head, ordering: head_ordering }));
        }

        let common = common_prefix_len(head_key, key);
        offset = head.value.end;
        for index in first + 1..end {
            let item = self.item::<false>(offset)?;
            // An item that shares more with the head than the searched key does lies on the head's side of it.
            // Otherwise the shared part equals the searched key's, and the rest decides.
            let ordering = if usize::from(item.shared) > common {
                head_ordering
            } else {
                self.bytes(item.rest).cmp(key.get(item.shared.into()..).unwrap_or_default())
            };
            if !is_before(ordering, &item) {
                return Ok(Some(Found { index, offset, base, item, ordering }));
            }
            offset = item.value.end;
        }
        Ok(None)
    }
}
