//! Internal keys: a user key, the seqno at which it was written, and what was written.

use std::cmp::Ordering;
use std::fmt;

use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value_type::ValueType;

/// A key as the user knows it: 1 to 65535 bytes.
pub type UserKey = Slice;

/// Longest user key, in bytes.
pub(crate) const MAX_KEY_LEN: usize = u16::MAX as usize;

/// The first eight bytes as a number that sorts like them; shorter strings are filled up with zeroes.
///
/// Equal numbers say nothing, different ones decide: searching over them touches far fewer cache lines than searching
/// over keys.
#[inline]
pub(crate) fn key_head(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(&head) => u64::from_be_bytes(head),
        None => {
            let mut head = [0; 8];
            for (to, from) in head.iter_mut().zip(bytes) {
                *to = *from;
            }
            u64::from_be_bytes(head)
        }
    }
}

/// How many bytes two keys have in common at the front.
#[inline]
pub(crate) fn common_prefix_len(left: &[u8], right: &[u8]) -> usize {
    let mut len = 0;
    // Eight bytes at a time: neighbouring keys usually share most of theirs.
    for (a, b) in left.chunks_exact(8).zip(right.chunks_exact(8)) {
        if a != b {
            break;
        }
        len += 8;
    }
    let (left, right) = (left.get(len..).unwrap_or_default(), right.get(len..).unwrap_or_default());
    len + left.iter().zip(right).take_while(|(a, b)| a == b).count()
}

/// Key of one version of an entry.
///
/// Ordered by user key ascending, then seqno *descending*, so that the newest version of a key comes first. The value
/// type is not part of the identity: a second write with the same key and seqno replaces the first.
#[derive(Clone, Eq)]
pub struct InternalKey {
    /// The key as the user knows it.
    pub user_key: UserKey,
    /// When it was written.
    pub seqno: SeqNo,
    /// What was written.
    pub value_type: ValueType,
}

impl InternalKey {
    /// Puts a key together.
    ///
    /// # Panics
    /// "keys can be 65535 bytes in length" if the user key is longer.
    pub fn new<K: Into<UserKey>>(user_key: K, seqno: SeqNo, value_type: ValueType) -> Self {
        let user_key = user_key.into();
        assert!(user_key.len() <= MAX_KEY_LEN, "keys can be 65535 bytes in length");
        Self { user_key, seqno, value_type }
    }

    /// `true` for both kinds of tombstone.
    pub fn is_tombstone(&self) -> bool {
        self.value_type.is_tombstone()
    }
}

impl fmt::Debug for InternalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.value_type {
            ValueType::Value => "V",
            ValueType::Tombstone => "T",
            ValueType::WeakTombstone => "W",
            ValueType::Indirection => "Vb",
        };
        write!(f, "{:?}:{}:{kind}", self.user_key, self.seqno)
    }
}

impl PartialEq for InternalKey {
    fn eq(&self, other: &Self) -> bool {
        self.seqno == other.seqno && self.user_key == other.user_key
    }
}

impl Ord for InternalKey {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.user_key.cmp(&other.user_key).then_with(|| other.seqno.cmp(&self.seqno))
    }
}

impl PartialOrd for InternalKey {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_versions_come_first_within_a_key() {
        let key = |user: &str, seqno| InternalKey::new(user, seqno, ValueType::Value);
        let mut keys = vec![key("b", 1), key("a", 1), key("a", 3), key("ab", 9)];
        keys.sort();
        assert_eq!(keys, [key("a", 3), key("a", 1), key("ab", 9), key("b", 1)]);
        assert_eq!(key("a", 1), InternalKey::new("a", 1, ValueType::Tombstone));
    }

    #[test]
    fn heads_sort_like_the_strings_they_are_from() {
        let strings: [&[u8]; 7] = [b"", b"\0", b"a", b"a\0", b"ab", b"abcdefgh", b"abcdefgi"];
        assert!(strings.map(key_head).is_sorted());
        assert!(key_head(b"abcdefgh") < key_head(b"abcdefgi"));
        assert_eq!(key_head(b"abcdefgh"), key_head(b"abcdefghi"));
    }

    #[test]
    fn common_prefixes_end_at_the_first_difference() {
        for len in 0..20 {
            let left = vec![7u8; 20];
            let mut right = left.clone();
            right[len] = 8;
            assert_eq!(common_prefix_len(&left, &right), len);
            assert_eq!(common_prefix_len(&left, &left[..len]), len);
        }
    }

    #[test]
    #[should_panic(expected = "keys can be 65535 bytes in length")]
    fn keys_are_limited_to_16_bit_lengths() {
        let _ = InternalKey::new(vec![0; MAX_KEY_LEN + 1], 0, ValueType::Value);
    }
}
