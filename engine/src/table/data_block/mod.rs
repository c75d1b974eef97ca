//! Payload of data and meta blocks: entries, prefix-truncated within restart intervals.
//!
//! An item is, in this order:
//!
//! | field                                    | encoding   | in            |
//! | value type                               | u8         | every item    |
//! | seqno                                    | varint 64  | every item    |
//! | length of the key                        | varint 16  | heads         |
//! | length of the prefix shared with the head, then of the rest | varint 16 each | other items |
//! | the key, or its rest                     | bytes      | every item    |
//! | length of the value, then the value      | varint 32  | non-tombstones|
//!
//! The prefix is shared with the *head of the interval*, not with the previous item: one lookup rebuilds any key.
//! What follows the items is drawn in [`Layout`].

mod iter;
mod point_index;
mod search;
mod writer;

use std::ops::Range;

pub(crate) use iter::Iter;
pub(crate) use point_index::PointIndex;
pub(crate) use writer::DataBlockWriter;

use super::block::{Block, Layout};
use crate::coding::{Cursor, Malformed};
use crate::error::{Error, Result};
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value_type::ValueType;

/// A block of entries whose trailer has been checked. Items are checked as they are decoded.
#[derive(Clone, Debug)]
pub(crate) struct DataBlock {
    data: Slice,
    layout: Layout,
}

/// A piece of the payload. In 32 bits, as a block has no more: scans move millions of these.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    #[inline]
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    #[inline]
    fn len(self) -> u32 {
        self.end - self.start
    }
}

/// A decoded item.
#[derive(Copy, Clone, Debug)]
struct Item {
    value_type: ValueType,
    seqno: SeqNo,
    /// How many bytes of the head's key come before `rest`; 0 in a head.
    shared: u16,
    rest: Span,
    /// The item ends where its value does.
    value: Span,
}

/// Where a key stands: in two parts, as stored.
#[derive(Copy, Clone, Debug)]
struct KeyParts {
    shared: Span,
    rest: Span,
}

impl KeyParts {
    /// The key of an item whose interval's head has the key at `base`.
    #[inline]
    fn new(item: &Item, base: Span) -> Self {
        Self { shared: Span { start: base.start, end: base.start + u32::from(item.shared) }, rest: item.rest }
    }
}

/// What a damaged but checksummed payload is reported as.
pub(super) const CORRUPT: Error = Error::InvalidHeader("DataBlock");

type Decoded<T> = std::result::Result<T, Malformed>;

impl DataBlock {
    /// # Errors
    /// `InvalidHeader` if the trailer doesn't describe this payload.
    pub(crate) fn new(block: Block) -> Result<Self> {
        let layout = Layout::parse(&block.data).map_err(|Malformed| CORRUPT)?;
        Ok(Self { data: block.data, layout })
    }

    pub(crate) fn len(&self) -> u32 {
        self.layout.item_count
    }

    /// Brings all of the block into the processor's cache, as far as it fits.
    ///
    /// Decoding finds the next item at the end of the one before, so it would wait for memory time and again; these reads
    /// wait for nothing and are under way together.
    pub(crate) fn touch(&self) {
        const CACHE_LINE_BYTES: usize = 64;
        let sum = self.data.iter().step_by(CACHE_LINE_BYTES).fold(0_u8, |sum, byte| sum ^ byte);
        std::hint::black_box(sum);
    }

    fn is_head(&self, index: u32) -> bool {
        index.is_multiple_of(self.layout.restart_interval)
    }

    #[inline]
    fn item_at(&self, offset: u32, is_head: bool) -> Decoded<Item> {
        if is_head { self.item::<true>(offset) } else { self.item::<false>(offset) }
    }

    // Not to be called: spans would come back through memory, written in halves and read as one, which waits until both
    // have reached the cache. That took an eighth of a scan.
    #[inline(always)]
    fn item<const IS_HEAD: bool>(&self, offset: u32) -> Decoded<Item> {
        let items = self.data.get(..self.layout.items_end as usize).ok_or(Malformed)?;
        let mut cursor = Cursor::new(items, offset as usize);
        let value_type = ValueType::try_from(cursor.u8()?).map_err(|()| Malformed)?;
        let seqno = cursor.varint64()?;
        let shared = if IS_HEAD { 0 } else { cursor.varint16()? };
        let rest_len = u32::from(cursor.varint16()?);
        let rest = take_span(&mut cursor, rest_len)?;
        let value = if value_type.is_tombstone() {
            Span { start: rest.end, end: rest.end }
        } else {
            let len = cursor.varint32()?;
            take_span(&mut cursor, len)?
        };
        Ok(Item { value_type, seqno, shared, rest, value })
    }

    #[inline]
    fn bytes(&self, span: Span) -> &[u8] {
        self.data.get(span.range()).unwrap_or_default()
    }

    /// Key of an item of the interval whose head has the key at `base`.
    #[inline]
    fn key_of(&self, item: &Item, base: Span) -> Decoded<Slice> {
        if u32::from(item.shared) > base.len() {
            Err(Malformed)
        } else {
            self.whole_key(KeyParts::new(item, base))
        }
    }

    #[inline]
    fn whole_key(&self, KeyParts { shared, rest }: KeyParts) -> Decoded<Slice> {
        if shared.len() == 0 {
            return Ok(self.data.slice(rest.range()));
        }
        let shared = self.data.get(shared.range()).ok_or(Malformed)?;
        Ok(Slice::fused(shared, self.bytes(rest)))
    }

    #[inline(always)]
    fn is_same_key(&self, left: KeyParts, right: KeyParts) -> bool {
        if left.shared != right.shared {
            return self.is_same_key_shared_otherwise(left, right);
        }
        // Neighbours mostly differ in their last byte, which is told without a call.
        left.rest.len() == right.rest.len()
            && (self.last_byte(left.rest) == self.last_byte(right.rest))
            && self.bytes(left.rest) == self.bytes(right.rest)
    }

    #[inline]
    fn last_byte(&self, span: Span) -> Option<&u8> {
        self.data.get((span.end as usize).wrapping_sub(1))
    }

    #[inline(never)]
    fn is_same_key_shared_otherwise(&self, left: KeyParts, right: KeyParts) -> bool {
        let (short, long) =
            if left.shared.len() < right.shared.len() { (left, right) } else { (right, left) };
        // The longer shared part runs against the end of the shorter one and the beginning of the rest behind that.
        let split = short.shared.len() as usize;
        let (start, middle) = self.bytes(long.shared).split_at_checked(split).unwrap_or_default();
        start == self.bytes(short.shared)
            && self.bytes(short.rest).strip_prefix(middle) == Some(self.bytes(long.rest))
    }

    fn is_key(&self, KeyParts { shared, rest }: KeyParts, key: &[u8]) -> bool {
        key.strip_prefix(self.bytes(shared)) == Some(self.bytes(rest))
    }

    /// The newest version of a key among those with a stored seqno below `seqno`: its type, seqno and value.
    ///
    /// # Errors
    /// `InvalidHeader` if an item on the way is malformed.
    #[inline]
    pub(crate) fn point_read(
        &self,
        key: &[u8],
        seqno: SeqNo,
        index: Option<&PointIndex>,
    ) -> Result<Option<(ValueType, SeqNo, Slice)>> {
        let found = match index {
            Some(index) => index.first_visible(self, key, seqno),
            None => self.first_visible(key, seqno),
        };
        let found = found.map_err(|Malformed| CORRUPT)?;
        Ok(found.map(|item| (item.value_type, item.seqno, self.data.slice(item.value.range()))))
    }
}

#[inline]
fn take_span(cursor: &mut Cursor<'_>, len: u32) -> Decoded<Span> {
    let start = cursor.position() as u32;
    cursor.take(len as usize)?;
    Ok(Span { start, end: cursor.position() as u32 })
}

#[cfg(test)]
mod tests;
