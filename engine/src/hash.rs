//! The two hash functions of the format: XXH3 with 64 and with 128 bits, seed 0, default secret.

/// The standard map with a fast, non-cryptographic hasher, for keys that nobody outside chooses (ids).
pub type HashMap<K, V> = std::collections::HashMap<K, V, rustc_hash::FxBuildHasher>;

/// The set that belongs to [`HashMap`].
pub(crate) type HashSet<K> = std::collections::HashSet<K, rustc_hash::FxBuildHasher>;

/// 64-bit hash of a user key: decides Bloom filter bits and hash index buckets.
#[must_use]
pub(crate) fn hash64(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

/// 128-bit hash: the checksum of blocks, files and containers.
#[must_use]
pub(crate) fn hash128(bytes: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors computed with the xxHash reference tool; stored order is little-endian.
    #[test]
    fn hashes_match_published_vectors() {
        assert_eq!(hash64(b""), 0x2D06_8005_38D3_94C2);
        assert_eq!(hash64(b"a"), 0xE6C6_32B6_1E96_4E1F);
        assert_eq!(hash64(b"user:00000001:profile"), 0x4DAF_2437_F36D_6E92);
        assert_eq!(
            hash128(b"apple").to_le_bytes(),
            [0xBB, 0x91, 0xAB, 0x83, 0x75, 0xD9, 0xF5, 0x5C, 0x55, 0x67, 0x91, 0x8F, 0xE7, 0x2B, 0xC8, 0x5A]
        );
    }
}
