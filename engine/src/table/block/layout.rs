//! What data, index and meta payloads have in common: items in restart intervals, and the means to find them.
//!
//! ```text
//! items | 0xFF | binary index | hash index (optional) | trailer (31 bytes)
//! ```
//!
//! The binary index holds the offset of each interval's first item (its head), as u16 if the last one fits, else u32.
//! The hash index has one byte per bucket: the interval a key of that hash is in, 254 for none, 255 for several.
//!
//! Trailer:
//!
//! | offset | size | field                                               |
//! |   0    |  1   | restart interval, in items                          |
//! |   1    |  1   | width of a binary index entry, 2 or 4               |
//! |   2    |  4   | binary index: number of entries, u32 LE             |
//! |   6    |  4   | binary index: offset, u32 LE                        |
//! |  10    |  4   | hash index: number of buckets, u32 LE, 0 if absent  |
//! |  14    |  4   | hash index: offset, u32 LE, 0 if absent             |
//! |  18    |  9   | 1, then zeroes: options nobody reads                |
//! |  27    |  4   | number of items, u32 LE                             |

use crate::archive::len_u32;
use crate::coding::{Cursor, Malformed};
use crate::error::Result;
use crate::hash::hash64;

const TRAILER_LEN: usize = 31;
const END_OF_ITEMS: u8 = 0xFF;
const UNREAD_OPTIONS: [u8; 9] = [1, 0, 0, 0, 0, 0, 0, 0, 0];

const BUCKET_FREE: u8 = 254;
const BUCKET_CONFLICT: u8 = 255;
/// Intervals from this number on have no representation in a hash bucket.
const HASHED_INTERVALS_MAX: usize = 254;

/// The parsed trailer. Every offset in it is known to lie inside the payload, in the order drawn above.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Layout {
    /// Items per interval, all but the last.
    pub(crate) restart_interval: u32,
    pub(crate) item_count: u32,
    /// Number of intervals, at least 1.
    pub(crate) interval_count: u32,
    /// End of the items, where the end marker stands.
    pub(crate) items_end: u32,
    is_wide: bool,
    hash_offset: u32,
    bucket_count: u32,
}

/// What a hash index says about a key.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bucket {
    /// There is no hash index, or it can't tell.
    Unknown,
    /// The block doesn't have the key.
    Absent,
    /// If the block has the key, all its versions begin in this interval.
    Interval(u32),
}

impl Layout {
    /// Parses and checks the trailer of a payload.
    pub(crate) fn parse(payload: &[u8]) -> std::result::Result<Self, Malformed> {
        let trailer_offset = payload.len().checked_sub(TRAILER_LEN).ok_or(Malformed)?;
        let mut cursor = Cursor::new(payload, trailer_offset);
        let restart_interval = u32::from(cursor.u8()?);
        let width = cursor.u8()?;
        let interval_count = cursor.u32()?;
        let index_offset = cursor.u32()?;
        let bucket_count = cursor.u32()?;
        let hash_offset = cursor.u32()?;
        let _options = cursor.array::<9>()?;
        let item_count = cursor.u32()?;

        let index_end = u64::from(index_offset) + u64::from(interval_count) * u64::from(width);
        let (hash_offset, hash_end) = match bucket_count {
            0 => (0, index_end),
            n => (hash_offset, u64::from(hash_offset) + u64::from(n)),
        };
        let items_end = index_offset.checked_sub(1).ok_or(Malformed)?;
        let is_sound = (width == 2 || width == 4)
            && interval_count > 0
            && restart_interval > 0
            && item_count.div_ceil(restart_interval) == interval_count
            && payload.get(items_end as usize) == Some(&END_OF_ITEMS)
            && (bucket_count == 0 || u64::from(hash_offset) >= index_end)
            && hash_end <= trailer_offset as u64;
        if !is_sound {
            return Err(Malformed);
        }
        Ok(Self {
            restart_interval,
            item_count,
            interval_count,
            items_end,
            is_wide: width == 4,
            hash_offset,
            bucket_count,
        })
    }

    /// Offset of the head of an interval.
    #[inline]
    pub(crate) fn head_offset(&self, payload: &[u8], interval: u32) -> std::result::Result<u32, Malformed> {
        let (index, interval) = (self.items_end as usize + 1, interval as usize);
        let offset = if self.is_wide {
            Cursor::new(payload, index + interval * 4).u32()?
        } else {
            u32::from(Cursor::new(payload, index + interval * 2).u16()?)
        };
        if offset < self.items_end { Ok(offset) } else { Err(Malformed) }
    }

    /// Asks the hash index where a key can be.
    #[inline]
    pub(crate) fn bucket(&self, payload: &[u8], key: &[u8]) -> std::result::Result<Bucket, Malformed> {
        if self.bucket_count == 0 {
            return Ok(Bucket::Unknown);
        }
        let bucket = hash64(key) % u64::from(self.bucket_count);
        Ok(match *payload.get(self.hash_offset as usize + bucket as usize).ok_or(Malformed)? {
            BUCKET_FREE => Bucket::Absent,
            BUCKET_CONFLICT => Bucket::Unknown,
            interval if u32::from(interval) < self.interval_count => Bucket::Interval(interval.into()),
            _ => return Err(Malformed),
        })
    }
}

/// Collects what is behind the items while the items are written.
#[derive(Debug)]
pub(crate) struct LayoutWriter {
    restart_interval: u8,
    hash_ratio: f32,
    head_offsets: Vec<u32>,
    /// Hash and interval number of each item; empty without a hash index.
    hashed: Vec<(u64, usize)>,
    item_count: u32,
}

impl LayoutWriter {
    /// A `restart_interval` of 0 is taken as 1, a `hash_ratio` of 0 or less as no hash index.
    pub(crate) fn new(restart_interval: u8, hash_ratio: f32) -> Self {
        let restart_interval = restart_interval.max(1);
        Self { restart_interval, hash_ratio, head_offsets: Vec::new(), hashed: Vec::new(), item_count: 0 }
    }

    /// Registers the item that is about to be written at `offset`; `true` if it has to be a head.
    pub(crate) fn add_item(&mut self, offset: usize, key: &[u8]) -> Result<bool> {
        let is_head = self.item_count.is_multiple_of(self.restart_interval.into());
        if is_head {
            self.head_offsets.push(len_u32(offset)?);
        }
        if self.hash_ratio > 0.0 {
            self.hashed.push((hash64(key), self.head_offsets.len() - 1));
        }
        self.item_count += 1;
        Ok(is_head)
    }

    pub(crate) fn item_count(&self) -> u32 {
        self.item_count
    }

    /// Appends everything that follows the items, and starts over.
    pub(crate) fn finish(&mut self, payload: &mut Vec<u8>) -> Result<()> {
        payload.push(END_OF_ITEMS);

        let index_offset = len_u32(payload.len())?;
        let is_wide = self.head_offsets.last().is_some_and(|&offset| offset > u32::from(u16::MAX));
        for &offset in &self.head_offsets {
            let bytes = offset.to_le_bytes();
            payload.extend_from_slice(if is_wide {
                &bytes
            } else {
                bytes.first_chunk::<2>().unwrap_or(&[0; 2])
            });
        }

        let hash_offset = len_u32(payload.len())?;
        let bucket_count = self.write_hash_index(payload);

        payload.extend_from_slice(&[self.restart_interval, if is_wide { 4 } else { 2 }]);
        payload.extend_from_slice(&len_u32(self.head_offsets.len())?.to_le_bytes());
        payload.extend_from_slice(&index_offset.to_le_bytes());
        payload.extend_from_slice(&bucket_count.to_le_bytes());
        payload.extend_from_slice(&if bucket_count == 0 { 0 } else { hash_offset }.to_le_bytes());
        payload.extend_from_slice(&UNREAD_OPTIONS);
        payload.extend_from_slice(&self.item_count.to_le_bytes());

        self.head_offsets.clear();
        self.hashed.clear();
        self.item_count = 0;
        Ok(())
    }

    fn write_hash_index(&self, payload: &mut Vec<u8>) -> u32 {
        if self.hashed.is_empty() || self.head_offsets.len() > HASHED_INTERVALS_MAX {
            return 0;
        }
        // The format defines this product in 32-bit floats, truncated.
        let bucket_count = ((self.item_count as f32 * self.hash_ratio) as u32).max(1);
        let start = payload.len();
        payload.resize(start + bucket_count as usize, BUCKET_FREE);
        let buckets = payload.get_mut(start..).unwrap_or_default();
        for &(hash, interval) in &self.hashed {
            let Some(bucket) = buckets.get_mut((hash % u64::from(bucket_count)) as usize) else { continue };
            // At most 254 intervals, so their numbers end at 253: none looks like a marker.
            let interval = interval as u8;
            if *bucket == BUCKET_FREE {
                *bucket = interval;
            } else if *bucket != interval {
                *bucket = BUCKET_CONFLICT;
            }
        }
        bucket_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_index(keys: &[(&str, usize)], bucket_count: u32) -> Vec<u8> {
        let mut writer = LayoutWriter::new(1, bucket_count as f32 / keys.len() as f32);
        writer.hashed = keys.iter().map(|&(key, interval)| (hash64(key.as_bytes()), interval)).collect();
        writer.item_count = keys.len() as u32;
        let mut out = Vec::new();
        assert_eq!(writer.write_hash_index(&mut out), bucket_count);
        out
    }

    #[test]
    fn hash_indexes_have_the_documented_bytes() {
        assert_eq!(hash_index(&[("a", 0), ("b", 1), ("c", 2)], 8), [254, 254, 254, 2, 254, 254, 254, 255]);
        assert_eq!(hash_index(&[("a", 0), ("a", 0), ("b", 0), ("c", 1)], 4), [254, 254, 254, 255]);
        assert_eq!(hash_index(&[("a", 0), ("b", 1)], 1), [255]);
    }

    fn payload_of(items: usize, hash_ratio: f32) -> Vec<u8> {
        let mut writer = LayoutWriter::new(2, hash_ratio);
        let mut payload = Vec::new();
        for i in 0..items {
            let key = i.to_be_bytes();
            writer.add_item(payload.len(), &key).unwrap();
            payload.extend_from_slice(&key);
        }
        writer.finish(&mut payload).unwrap();
        payload
    }

    #[test]
    fn a_trailer_round_trips_and_offsets_widen_when_needed() {
        for (items, hash_ratio) in [(1, 0.0), (7, 0.0), (507, 1.0), (20_000, 0.0), (20_000, 1.0)] {
            let payload = payload_of(items, hash_ratio);
            let layout = Layout::parse(&payload).unwrap();
            assert_eq!(layout.item_count as usize, items);
            assert_eq!(layout.is_wide, items == 20_000);
            assert_eq!(layout.bucket_count > 0, items == 507, "hash index of {items} items");
            for interval in 0..layout.interval_count {
                assert_eq!(layout.head_offset(&payload, interval), Ok(interval * 16));
            }
        }
    }

    #[test]
    fn a_key_is_never_in_an_absent_bucket() {
        let payload = payload_of(400, 0.7);
        let layout = Layout::parse(&payload).unwrap();
        for i in 0..400usize {
            match layout.bucket(&payload, &i.to_be_bytes()).unwrap() {
                Bucket::Unknown => {}
                found => assert_eq!(found, Bucket::Interval(i as u32 / 2)),
            }
        }
    }

    #[test]
    fn no_trailer_leads_outside_the_payload() {
        let whole = payload_of(9, 1.0);
        for byte in whole.len() - TRAILER_LEN..whole.len() {
            for value in [0, 1, 3, 0x7F, 0xFF] {
                let mut payload = whole.clone();
                payload[byte] = value;
                if let Ok(layout) = Layout::parse(&payload) {
                    for interval in 0..layout.interval_count {
                        let _ = layout.head_offset(&payload, interval);
                    }
                    let _ = layout.bucket(&payload, b"key");
                }
            }
        }
    }
}
