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

/// A decoded item; ranges are offsets within the payload.
#[derive(Clone, Debug)]
struct Item {
    value_type: ValueType,
    seqno: SeqNo,
    /// How many bytes of the head's key come before `rest`; 0 in a head.
    shared: usize,
    rest: Range<usize>,
    value: Range<usize>,
    /// Where the next item begins.
    end: usize,
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

    fn is_head(&self, index: u32) -> bool {
        index.is_multiple_of(self.layout.restart_interval)
    }

    fn item_at(&self, offset: usize, is_head: bool) -> Decoded<Item> {
        if is_head { self.item::<true>(offset) } else { self.item::<false>(offset) }
    }

    #[inline]
    fn item<const IS_HEAD: bool>(&self, offset: usize) -> Decoded<Item> {
        let items = self.data.get(..self.layout.items_end as usize).ok_or(Malformed)?;
        let mut cursor = Cursor::new(items, offset);
        let value_type = ValueType::try_from(cursor.u8()?).map_err(|()| Malformed)?;
        let seqno = cursor.varint64()?;
        let shared = if IS_HEAD { 0 } else { usize::from(cursor.varint16()?) };
        let rest = take_range(&mut cursor, |c| Ok(c.varint16()?.into()))?;
        let value = if value_type.is_tombstone() {
            rest.end..rest.end
        } else {
            take_range(&mut cursor, |c| Ok(c.varint32()? as usize))?
        };
        Ok(Item { value_type, seqno, shared, rest, value, end: cursor.position() })
    }

    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.data.get(range.clone()).unwrap_or_default()
    }

    /// Key of an item of the interval whose head has the key at `base`.
    #[inline]
    fn key_of(&self, item: &Item, base: &Range<usize>) -> Decoded<Slice> {
        if item.shared == 0 {
            return Ok(self.data.slice(item.rest.clone()));
        }
        if item.shared > base.len() {
            return Err(Malformed);
        }
        if item.rest.is_empty() {
            return Ok(self.data.slice(base.start..base.start + item.shared));
        }
        let shared = self.bytes(&(base.start..base.start + item.shared));
        Ok(Slice::fused(shared, self.bytes(&item.rest)))
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
        Ok(found.map(|item| (item.value_type, item.seqno, self.data.slice(item.value))))
    }
}

#[inline]
fn take_range<'a>(
    cursor: &mut Cursor<'a>,
    len: impl FnOnce(&mut Cursor<'a>) -> Decoded<usize>,
) -> Decoded<Range<usize>> {
    let len = len(cursor)?;
    let start = cursor.position();
    cursor.take(len)?;
    Ok(start..start + len)
}

#[cfg(test)]
mod tests;
