//! A borrowed internal key, so that a point read need not copy the key it looks for.

use std::borrow::Borrow;
use std::cmp::Ordering;

use crate::key::{InternalKey, key_head};
use crate::seqno::SeqNo;

/// Position of a key in the internal order. The skip list compares through this trait object, as that's the one way
/// to compare an owned key with a borrowed one that `Borrow` offers.
pub(super) trait Position {
    /// The user key's head, the user key, and the seqno.
    fn position(&self) -> (u64, &[u8], SeqNo);
}

/// The place of one version of a user key.
pub(super) struct SearchKey<'a> {
    head: u64,
    user_key: &'a [u8],
    seqno: SeqNo,
}

impl<'a> SearchKey<'a> {
    #[inline]
    pub(super) fn new(user_key: &'a [u8], seqno: SeqNo) -> Self {
        Self { head: key_head(user_key), user_key, seqno }
    }
}

impl Position for SearchKey<'_> {
    #[inline]
    fn position(&self) -> (u64, &[u8], SeqNo) {
        (self.head, self.user_key, self.seqno)
    }
}

/// The same, owned.
pub(super) struct Place {
    head: u64,
    key: InternalKey,
}

impl Place {
    pub(super) fn new(key: InternalKey) -> Self {
        Self { head: key_head(&key.user_key), key }
    }
}

impl Position for Place {
    #[inline]
    fn position(&self) -> (u64, &[u8], SeqNo) {
        (self.head, &self.key.user_key, self.key.seqno)
    }
}

impl<'a> Borrow<dyn Position + 'a> for Place {
    #[inline]
    fn borrow(&self) -> &(dyn Position + 'a) {
        self
    }
}

#[inline]
fn compare(left: &(impl Position + ?Sized), right: &(impl Position + ?Sized)) -> Ordering {
    let ((head, key, seqno), (other_head, other_key, other_seqno)) = (left.position(), right.position());
    head.cmp(&other_head).then_with(|| key.cmp(other_key)).then_with(|| other_seqno.cmp(&seqno))
}

impl Ord for dyn Position + '_ {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self, other)
    }
}

impl PartialOrd for dyn Position + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for dyn Position + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for dyn Position + '_ {}

impl Ord for Place {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self, other)
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place {}
