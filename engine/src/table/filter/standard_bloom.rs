//! [`Builder`]: a filter that is made key by key, for clients that want one of their own. Tables know all hashes before
//! they write their filter, and need none of this.

use super::{BloomConstructionPolicy, set_bits, write_header};
use crate::hash::hash64;

/// A Bloom filter in the making.
#[derive(Debug)]
pub struct Builder {
    bits: Vec<u8>,
    probe_count: usize,
}

impl Builder {
    pub(super) fn new(policy: BloomConstructionPolicy, n: usize) -> Self {
        let (bit_count, probe_count) = policy.dimensions(n);
        Self { bits: vec![0; bit_count / 8], probe_count }
    }

    /// A filter for `n` keys that lets in a share of `fpr` of all others, roughly.
    #[must_use]
    pub fn with_fp_rate(n: usize, fpr: f32) -> Self {
        Self::new(BloomConstructionPolicy::FalsePositiveRate(fpr), n)
    }

    /// A filter for `n` keys with `bpk` bits for each, rounded down to whole bits.
    #[must_use]
    pub fn with_bpk(n: usize, bpk: f32) -> Self {
        Self::new(BloomConstructionPolicy::BitsPerKey(bpk), n)
    }

    /// Puts a key in, by its hash.
    pub fn set_with_hash(&mut self, h1: u64) {
        set_bits(&mut self.bits, self.probe_count, h1);
    }

    /// The hash of a key.
    #[must_use]
    pub fn get_hash(key: &[u8]) -> u64 {
        hash64(key)
    }

    /// The filter as it is stored, header and bits.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        write_header(self.bits.len() * 8, self.probe_count, &mut payload);
        payload.extend_from_slice(&self.bits);
        payload
    }
}

#[cfg(test)]
mod tests {
    use super::super::write_filter;
    use super::*;

    #[test]
    fn a_filter_made_key_by_key_is_the_one_that_tables_have() {
        let hashes: Vec<u64> = (0..500u32).map(|i| Builder::get_hash(&i.to_be_bytes())).collect();
        for policy in
            [BloomConstructionPolicy::BitsPerKey(7.5), BloomConstructionPolicy::FalsePositiveRate(0.02)]
        {
            let mut expected = Vec::new();
            write_filter(&hashes, policy, &mut expected);
            let mut builder = policy.init(hashes.len());
            for &hash in &hashes {
                builder.set_with_hash(hash);
            }
            assert_eq!(builder.build(), expected, "{policy:?}");
        }
    }
}
