//! Internal values: an internal key with the bytes that belong to it.

use std::fmt;

use crate::key::{InternalKey, UserKey};
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value_type::ValueType;

/// A value as the user knows it: up to 2^32 - 1 bytes, may be empty.
pub type UserValue = Slice;

/// Longest value, in bytes.
const MAX_VALUE_LEN: usize = u32::MAX as usize;

/// A user key with its value.
pub type KvPair = (UserKey, UserValue);

/// One version of an entry.
#[derive(Clone)]
pub struct InternalValue {
    /// Which key, when, and what was written.
    pub key: InternalKey,
    /// The value; empty for tombstones, an encoded address for indirections.
    pub value: Slice,
}

impl InternalValue {
    /// Puts an entry together.
    ///
    /// # Panics
    /// "key may not be empty"; "values can be 2^32 bytes in length" if the value's length doesn't fit 32 bits.
    pub fn new<V: Into<Slice>>(key: InternalKey, value: V) -> Self {
        let entry = Self { key, value: value.into() };
        assert!(!entry.key.user_key.is_empty(), "key may not be empty");
        assert!(entry.value.len() <= MAX_VALUE_LEN, "values can be 2^32 bytes in length");
        entry
    }

    /// Puts an entry together from all its parts.
    ///
    /// # Panics
    /// As [`new`](Self::new), and "keys can be 65535 bytes in length".
    pub fn from_components<K: Into<Slice>, V: Into<Slice>>(
        user_key: K,
        value: V,
        seqno: SeqNo,
        value_type: ValueType,
    ) -> Self {
        Self::new(InternalKey::new(user_key, seqno, value_type), value)
    }

    /// A tombstone.
    ///
    /// # Panics
    /// As [`from_components`](Self::from_components).
    pub fn new_tombstone<K: Into<Slice>>(key: K, seqno: u64) -> Self {
        Self::from_components(key, Slice::empty(), seqno, ValueType::Tombstone)
    }

    /// A weak tombstone.
    ///
    /// # Panics
    /// As [`from_components`](Self::from_components).
    pub fn new_weak_tombstone<K: Into<Slice>>(key: K, seqno: u64) -> Self {
        Self::from_components(key, Slice::empty(), seqno, ValueType::WeakTombstone)
    }

    /// `true` for both kinds of tombstone.
    #[must_use]
    pub fn is_tombstone(&self) -> bool {
        self.key.is_tombstone()
    }
}

/// Values from this length on are not spelt out by `Debug`.
const DEBUG_VALUE_LEN_MAX: usize = 100;

impl fmt::Debug for InternalValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.len() < DEBUG_VALUE_LEN_MAX {
            write!(f, "{:?} => {:?}", self.key, self.value)
        } else {
            write!(f, "{:?} => [{} bytes]", self.key, self.value.len())
        }
    }
}
