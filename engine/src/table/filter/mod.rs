//! Bloom filters: they answer "this table doesn't have that key" without reading a data block.
//!
//! | offset | size | field                                             |
//! |   0    |  4   | magic `LSM`, 3                                    |
//! |   4    |  1   | filter type, 0: standard Bloom                    |
//! |   5    |  1   | hash type, 0: XXH3-64                             |
//! |   6    |  8   | m, number of bits, u64 LE, at least 1             |
//! |  14    |  8   | k, number of probes, u64 LE, at least 1           |
//! |  22    |      | the bits, highest bit of each byte first          |
//!
//! Source: Bloom, CACM 1970; probes by enhanced double hashing, Dillinger and Manolios, 2004.

mod policy;
pub mod standard_bloom;

pub use policy::BloomConstructionPolicy;

use super::block::Block;
use crate::coding::{Cursor, Malformed};
use crate::error::{Error, Result};
use crate::file::MAGIC_BYTES;
use crate::slice::Slice;

const TYPE_STANDARD_BLOOM: u8 = 0;
const HASH_XXH3: u8 = 0;
const BITS_OFFSET: usize = 22;

/// The bits a key sets, endlessly; the filter takes the first k.
#[inline]
fn probes(hash: u64, bit_count: u64) -> impl Iterator<Item = u64> {
    let mut first = hash;
    let mut second = (hash >> 32).wrapping_mul(0x517C_C1B7_2722_0A95);
    (1u64..).map(move |i| {
        let bit = first % bit_count;
        first = first.wrapping_add(second);
        second = second.wrapping_mul(i);
        bit
    })
}

/// A filter that can be asked.
#[derive(Clone, Debug)]
pub(crate) struct FilterBlock {
    data: Slice,
    bit_count: u64,
    probe_count: usize,
}

impl FilterBlock {
    /// # Errors
    /// `InvalidHeader` or `InvalidTag` if the payload is malformed.
    pub(crate) fn new(block: Block) -> Result<Self> {
        let corrupt = |Malformed| Error::InvalidHeader("BloomFilter");
        let mut cursor = Cursor::new(&block.data, 0);
        if cursor.array::<4>().map_err(corrupt)? != MAGIC_BYTES {
            return Err(Error::InvalidHeader("BloomFilter"));
        }
        let filter_type = cursor.u8().map_err(corrupt)?;
        if filter_type != TYPE_STANDARD_BLOOM {
            return Err(Error::InvalidTag(("FilterType", filter_type)));
        }
        let hash_type = cursor.u8().map_err(corrupt)?;
        if hash_type != HASH_XXH3 {
            return Err(Error::InvalidTag(("FilterHashType", hash_type)));
        }
        let bit_count = cursor.u64().map_err(corrupt)?;
        let probe_count = cursor.u64().map_err(corrupt)?;
        let has_all_bits = bit_count.div_ceil(8) <= cursor.remaining() as u64;
        // Every policy asks for fewer probes than there are bits; so a damaged count can't make a lookup run for minutes.
        if bit_count == 0 || probe_count == 0 || probe_count > bit_count || !has_all_bits {
            return Err(Error::InvalidHeader("BloomFilter"));
        }
        Ok(Self { data: block.data, bit_count, probe_count: probe_count as usize })
    }

    /// `false` if no key of this hash was put in.
    #[inline]
    pub(crate) fn may_contain(&self, hash: u64) -> bool {
        let bits = self.data.get(BITS_OFFSET..).unwrap_or_default();
        probes(hash, self.bit_count).take(self.probe_count).all(|bit| {
            let byte = bits.get((bit / 8) as usize).copied().unwrap_or(u8::MAX);
            byte & (0x80 >> (bit % 8)) != 0
        })
    }

    /// Bytes it takes in memory.
    pub(crate) fn size_bytes(&self) -> usize {
        self.data.len()
    }
}

/// Appends the payload of a filter over the keys with these hashes. `hashes` must not be empty.
pub(crate) fn write_filter(hashes: &[u64], policy: BloomConstructionPolicy, payload: &mut Vec<u8>) {
    let (bit_count, probe_count) = policy.dimensions(hashes.len());
    write_header(bit_count, probe_count, payload);
    let start = payload.len();
    payload.resize(start + bit_count / 8, 0);
    let bits = payload.get_mut(start..).unwrap_or_default();
    for &hash in hashes {
        set_bits(bits, probe_count, hash);
    }
}

fn write_header(bit_count: usize, probe_count: usize, payload: &mut Vec<u8>) {
    payload.extend_from_slice(&MAGIC_BYTES);
    payload.extend_from_slice(&[TYPE_STANDARD_BLOOM, HASH_XXH3]);
    payload.extend_from_slice(&(bit_count as u64).to_le_bytes());
    payload.extend_from_slice(&(probe_count as u64).to_le_bytes());
}

/// Puts a hash into a filter that consists of all of these bits.
#[inline]
fn set_bits(bits: &mut [u8], probe_count: usize, hash: u64) {
    for bit in probes(hash, bits.len() as u64 * 8).take(probe_count) {
        if let Some(byte) = bits.get_mut((bit / 8) as usize) {
            *byte |= 0x80 >> (bit % 8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::Checksum;
    use crate::hash::hash64;
    use crate::table::block::{BlockType, Header};

    fn block(payload: &[u8]) -> Block {
        let header = Header {
            block_type: BlockType::Filter,
            checksum: Checksum::of(payload),
            data_length: 0,
            uncompressed_length: 0,
        };
        Block { header, data: payload.into() }
    }

    #[test]
    fn a_filter_has_the_documented_bytes() {
        let hashes = ["apple", "apricot", "banana", "cherry"].map(|key| hash64(key.as_bytes()));
        let mut payload = Vec::new();
        // The documented example has 40 bits: four keys at 10 bits each.
        write_filter(&hashes, BloomConstructionPolicy::BitsPerKey(10.0), &mut payload);
        let expected = [
            0x4C, 0x53, 0x4D, 0x03, 0, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0xC9, 0x2C,
            0x35, 0x95, 0x24,
        ];
        assert_eq!(payload, expected);
        assert_eq!(probes(hash64(b"apple"), 40).take(6).collect::<Vec<_>>(), [24, 1, 18, 12, 34, 10]);
    }

    #[test]
    fn no_key_is_ever_denied_and_strangers_mostly_are() {
        for policy in
            [BloomConstructionPolicy::BitsPerKey(10.0), BloomConstructionPolicy::FalsePositiveRate(0.01)]
        {
            let hash = |i: u32| hash64(&i.to_be_bytes());
            let mut payload = Vec::new();
            write_filter(&(0..1_000).map(hash).collect::<Vec<_>>(), policy, &mut payload);
            let filter = FilterBlock::new(block(&payload)).unwrap();
            assert!((0..1_000).all(|i| filter.may_contain(hash(i))));
            let wrong = (1_000..11_000).filter(|&i| filter.may_contain(hash(i))).count();
            assert!(wrong < 300, "{wrong} of 10000 strangers let in by {policy:?}");
        }
    }

    #[test]
    fn malformed_filters_are_errors() {
        let mut whole = Vec::new();
        write_filter(&[1, 2, 3], BloomConstructionPolicy::BitsPerKey(10.0), &mut whole);
        for len in 0..whole.len() {
            assert!(FilterBlock::new(block(&whole[..len])).is_err(), "cut to {len} bytes");
        }
        for (at, value) in [(0, 0), (4, 1), (5, 1), (6, 0), (7, 1), (14, 0), (20, 1)] {
            let mut payload = whole.clone();
            payload[at] = value;
            assert!(FilterBlock::new(block(&payload)).is_err(), "byte {at} = {value}");
        }
    }
}
