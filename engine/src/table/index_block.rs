//! Payload of index blocks: the address of each block below, with the last entry in it.
//!
//! An item is a marker byte 0, block offset (varint 64), block size (varint 32), seqno (varint 64), key length
//! (varint 16), key. Every item is a head, so any item can be decoded on its own; what follows the items is drawn in
//! [`Layout`].

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::block::{Block, BlockHandle, BlockOffset, KeyedBlockHandle, Layout, LayoutWriter};
use crate::coding::{Cursor, Malformed, push_varint};
use crate::error::{Error, Result};
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::table::key_heads::KeyHeads;

const MARKER: u8 = 0;

/// What a damaged but checksummed payload is reported as.
const CORRUPT: Error = Error::InvalidHeader("IndexBlock");

type Decoded<T> = std::result::Result<T, Malformed>;

/// A block of addresses.
#[derive(Clone, Debug)]
pub(crate) struct IndexBlock {
    data: Slice,
    layout: Layout,
    heads: Option<Arc<KeyHeads>>,
}

struct Item {
    handle: BlockHandle,
    seqno: SeqNo,
    end_key: Range<usize>,
}

impl IndexBlock {
    /// # Errors
    /// `InvalidHeader` if the payload is malformed.
    pub(crate) fn new(block: Block) -> Result<Self> {
        let layout = Layout::parse(&block.data).map_err(|Malformed| CORRUPT)?;
        if layout.restart_interval != 1 {
            return Err(CORRUPT);
        }
        Ok(Self { data: block.data, layout, heads: None })
    }

    /// Prepares for many searches, at 8 bytes of memory per address.
    ///
    /// # Errors
    /// `InvalidHeader` if an item is malformed.
    pub(crate) fn with_heads(mut self) -> Result<Self> {
        let build = || -> Decoded<KeyHeads> {
            let key = |index| Ok(self.data.get(self.item(index)?.end_key).unwrap_or_default());
            let mut heads = KeyHeads::between(key(0)?, key(self.len() - 1)?, self.len() as usize);
            for index in 0..self.len() {
                if !heads.push(key(index)?.get(heads.common_len()..).ok_or(Malformed)?) {
                    return Err(Malformed);
                }
            }
            Ok(heads)
        };
        self.heads = Some(Arc::new(build().map_err(|Malformed| CORRUPT)?));
        Ok(self)
    }

    /// Number of addresses.
    pub(crate) fn len(&self) -> u32 {
        self.layout.item_count
    }

    /// Bytes it takes in memory.
    pub(crate) fn size_bytes(&self) -> usize {
        self.data.len()
    }

    /// The addresses among which a search has to compare whole keys.
    #[inline]
    fn candidates(&self, key: &[u8]) -> Range<u32> {
        match &self.heads {
            // The block's trailer counts its items in 32 bits.
            Some(heads) => {
                let Range { start, end } = heads.candidates(key);
                start as u32..end as u32
            }
            None => 0..self.len(),
        }
    }

    #[inline]
    fn item(&self, index: u32) -> Decoded<Item> {
        let items = self.data.get(..self.layout.items_end as usize).ok_or(Malformed)?;
        let mut cursor = Cursor::new(items, self.layout.head_offset(&self.data, index)? as usize);
        if cursor.u8()? != MARKER {
            return Err(Malformed);
        }
        let handle = BlockHandle::new(BlockOffset(cursor.varint64()?), cursor.varint32()?);
        let seqno = cursor.varint64()?;
        let key_len = usize::from(cursor.varint16()?);
        let start = cursor.position();
        cursor.take(key_len)?;
        Ok(Item { handle, seqno, end_key: start..start + key_len })
    }

    /// An address by number.
    ///
    /// # Errors
    /// `InvalidHeader` if it is malformed or there are fewer.
    pub(crate) fn handle(&self, index: u32) -> Result<KeyedBlockHandle> {
        let item = self.item(index).map_err(|Malformed| CORRUPT)?;
        Ok(KeyedBlockHandle::new(self.data.slice(item.end_key), item.seqno, item.handle))
    }

    /// Where a block is, by number.
    ///
    /// # Errors
    /// As [`handle`](Self::handle).
    #[inline]
    pub(crate) fn address(&self, index: u32) -> Result<BlockHandle> {
        self.item(index).map(|item| item.handle).map_err(|Malformed| CORRUPT)
    }

    /// Where a block is and how its end key compares to `key`.
    #[inline]
    pub(crate) fn locate(&self, index: u32, key: &[u8]) -> Result<(BlockHandle, Ordering)> {
        let item = self.item(index).map_err(|Malformed| CORRUPT)?;
        let end_key = self.data.get(item.end_key).unwrap_or_default();
        Ok((item.handle, end_key.cmp(key)))
    }

    /// Number of the first block for which `is_before` is false, given how its end key compares to `key` and the
    /// seqno of its last entry; [`len`](Self::len) if there is none.
    ///
    /// # Errors
    /// `InvalidHeader` if an item on the way is malformed.
    #[inline]
    pub(crate) fn partition_point(
        &self,
        key: &[u8],
        is_before: impl Fn(Ordering, SeqNo) -> bool,
    ) -> Result<u32> {
        let Range { start: mut low, end: mut high } = self.candidates(key);
        while low < high {
            let middle = low + (high - low) / 2;
            let item = self.item(middle).map_err(|Malformed| CORRUPT)?;
            let end_key = self.data.get(item.end_key).unwrap_or_default();
            if is_before(end_key.cmp(key), item.seqno) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// Writes the payload of an index block.
#[derive(Debug)]
pub(crate) struct IndexBlockWriter {
    payload: Vec<u8>,
    layout: LayoutWriter,
}

impl Default for IndexBlockWriter {
    fn default() -> Self {
        Self { payload: Vec::new(), layout: LayoutWriter::new(1, 0.0) }
    }
}

impl IndexBlockWriter {
    /// Appends an address; end keys must ascend.
    ///
    /// # Errors
    /// `FileTooLarge` if the block outgrows 32-bit offsets.
    pub(crate) fn add(&mut self, end_key: &[u8], seqno: SeqNo, handle: BlockHandle) -> Result<()> {
        self.layout.add_item(self.payload.len(), end_key)?;
        self.payload.push(MARKER);
        push_varint(&mut self.payload, *handle.offset());
        push_varint(&mut self.payload, handle.size().into());
        push_varint(&mut self.payload, seqno);
        push_varint(&mut self.payload, end_key.len() as u64);
        self.payload.extend_from_slice(end_key);
        Ok(())
    }

    /// Completes the payload; [`clear`](Self::clear) starts the next one.
    pub(crate) fn finish(&mut self) -> Result<&[u8]> {
        self.layout.finish(&mut self.payload)?;
        Ok(&self.payload)
    }

    pub(crate) fn clear(&mut self) {
        self.payload.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::Checksum;
    use crate::table::block::{BlockType, Header};

    fn index(entries: &[(&str, SeqNo)]) -> IndexBlock {
        let mut writer = IndexBlockWriter::default();
        for (i, (key, seqno)) in entries.iter().enumerate() {
            let handle = BlockHandle::new(BlockOffset(i as u64 * 1_000), 77);
            writer.add(key.as_bytes(), *seqno, handle).unwrap();
        }
        let data = Slice::from(writer.finish().unwrap());
        let header = Header {
            block_type: BlockType::Index,
            checksum: Checksum::of(&data),
            data_length: 0,
            uncompressed_length: 0,
        };
        IndexBlock::new(Block { header, data }).unwrap()
    }

    #[test]
    fn the_partition_point_respects_versions_that_straddle_blocks() {
        let index = index(&[("b", 5), ("d", 9), ("d", 4), ("f", 1)]);
        let first = |key: &str, snapshot: SeqNo| {
            index
                .partition_point(key.as_bytes(), |ordering, seqno| match ordering {
                    Ordering::Less => true,
                    Ordering::Equal => seqno >= snapshot,
                    Ordering::Greater => false,
                })
                .unwrap()
        };
        assert_eq!((first("a", 10), first("b", 6), first("b", 5), first("c", 10)), (0, 0, 1, 1));
        assert_eq!((first("d", 10), first("d", 9), first("d", 4), first("g", 10)), (1, 2, 3, 4));
    }

    #[test]
    fn heads_change_no_search() {
        let mut keys: Vec<String> = ["", "user:", "user:0000000"]
            .iter()
            .flat_map(|prefix| {
                ["", "1", "12", "12345678", "123456789", "1234567890", "2", "\u{7f}"]
                    .map(|k| format!("{prefix}{k}"))
            })
            .filter(|key| !key.is_empty())
            .collect();
        keys.sort();
        keys.dedup();
        let needles: Vec<String> =
            keys.iter().flat_map(|k| [k.clone(), format!("{k}0"), k[..k.len() - 1].into()]).collect();
        // All of them, and a part that has a common prefix.
        for part in [&keys[..], &keys[keys.len() - 8..]] {
            let entries: Vec<_> = part.iter().flat_map(|k| [(k.as_str(), 9), (k.as_str(), 4)]).collect();
            let plain = index(&entries);
            let prepared = plain.clone().with_heads().unwrap();
            for needle in &needles {
                for snapshot in [0, 4, 5, 9, 10] {
                    let search = |index: &IndexBlock| {
                        index.partition_point(needle.as_bytes(), |ordering, seqno| match ordering {
                            Ordering::Less => true,
                            Ordering::Equal => seqno >= snapshot,
                            Ordering::Greater => false,
                        })
                    };
                    assert_eq!(search(&prepared).unwrap(), search(&plain).unwrap(), "{needle} at {snapshot}");
                }
            }
        }
    }

    #[test]
    fn addresses_round_trip() {
        let index = index(&[("b", 5), ("d", u64::MAX >> 1)]);
        let last = index.handle(1).unwrap();
        assert_eq!((last.end_key().as_slice(), last.seqno()), (b"d".as_slice(), u64::MAX >> 1));
        assert_eq!(last.handle(), BlockHandle::new(BlockOffset(1_000), 77));
        assert!(index.handle(2).is_err());
    }
}
