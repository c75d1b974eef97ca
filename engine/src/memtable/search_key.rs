//! A borrowed internal key, so that a point read need not copy the key it looks for.

use std::borrow::Borrow;
use std::cmp::Ordering;

use crate::key::InternalKey;
use crate::seqno::SeqNo;

/// Position of a key in the internal order. The skip list compares through this trait object, as that's the one way
/// to compare an owned key with a borrowed one that `Borrow` offers.
pub(super) trait Position {
    fn position(&self) -> (&[u8], SeqNo);
}

/// The place of one version of a user key.
pub(super) struct SearchKey<'a> {
    pub(super) user_key: &'a [u8],
    pub(super) seqno: SeqNo,
}

impl Position for SearchKey<'_> {
    #[inline]
    fn position(&self) -> (&[u8], SeqNo) {
        (self.user_key, self.seqno)
    }
}

impl Position for InternalKey {
    #[inline]
    fn position(&self) -> (&[u8], SeqNo) {
        (&self.user_key, self.seqno)
    }
}

impl<'a> Borrow<dyn Position + 'a> for InternalKey {
    fn borrow(&self) -> &(dyn Position + 'a) {
        self
    }
}

impl Ord for dyn Position + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((key, seqno), (other_key, other_seqno)) = (self.position(), other.position());
        key.cmp(other_key).then_with(|| other_seqno.cmp(&seqno))
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
