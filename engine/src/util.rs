//! Helpers for clients that build keys out of prefixes.

use std::ops::{Bound, RangeBounds};

use crate::key::UserKey;
use crate::slice::Slice;

/// The range that covers exactly the keys with a prefix.
///
/// The empty prefix covers everything; a prefix of nothing but `0xFF` bytes has no upper bound, as there is no key
/// after all those that begin with it.
#[must_use]
pub fn prefix_to_range(prefix: &[u8]) -> (Bound<Slice>, Bound<Slice>) {
    if prefix.is_empty() {
        return (Bound::Unbounded, Bound::Unbounded);
    }
    (Bound::Included(prefix.into()), end_of_prefix(prefix))
}

/// The least key after all keys with the prefix: the last byte that can be raised is raised, the rest is cut off.
fn end_of_prefix(prefix: &[u8]) -> Bound<Slice> {
    match prefix.iter().rposition(|&byte| byte < u8::MAX) {
        None => Bound::Unbounded,
        Some(last) => Bound::Excluded(
            prefix
                .iter()
                .take(last + 1)
                .enumerate()
                .map(|(i, &byte)| if i == last { byte + 1 } else { byte })
                .collect(),
        ),
    }
}

/// A range within the keys that have a prefix: the prefix is put in front of both bounds, and where a bound is missing
/// the prefix itself bounds.
///
/// NOTE: with an *empty* prefix the result is the unbounded range, whatever `range` is.
pub fn prefixed_range<P: AsRef<[u8]>, K: AsRef<[u8]>, R: RangeBounds<K>>(
    prefix: P,
    range: R,
) -> impl RangeBounds<UserKey> {
    let prefix = prefix.as_ref();
    if prefix.is_empty() {
        return (Bound::Unbounded, Bound::Unbounded);
    }
    let with_prefix = |bound: Bound<&K>| bound.map(|key| Slice::fused(prefix, key.as_ref()));
    let lower = match with_prefix(range.start_bound()) {
        Bound::Unbounded => Bound::Included(prefix.into()),
        bounded => bounded,
    };
    let upper = match with_prefix(range.end_bound()) {
        Bound::Unbounded => end_of_prefix(prefix),
        bounded => bounded,
    };
    (lower, upper)
}

#[cfg(test)]
mod tests {
    use std::ops::Bound::{Excluded, Included, Unbounded};

    use super::*;

    #[test]
    fn a_prefix_ends_before_its_successor() {
        for (prefix, expected) in [
            (&b""[..], (Unbounded, Unbounded)),
            (b"a", (Included("a".into()), Excluded("b".into()))),
            (b"ab\xFF", (Included(Slice::from(b"ab\xFF")), Excluded("ac".into()))),
            (b"\xFF\xFF", (Included(Slice::from(b"\xFF\xFF")), Unbounded)),
        ] {
            assert_eq!(prefix_to_range(prefix), expected, "{prefix:?}");
        }
    }

    #[test]
    fn bounds_within_a_prefix_stay_within_it() {
        let of = |range: (Bound<&str>, Bound<&str>)| {
            let range = prefixed_range::<_, &str, _>("p", range);
            (range.start_bound().cloned(), range.end_bound().cloned())
        };
        assert_eq!(of((Unbounded, Unbounded)), (Included("p".into()), Excluded("q".into())));
        assert_eq!(of((Excluded("a"), Included("b"))), (Excluded("pa".into()), Included("pb".into())));
        assert_eq!(of((Included("a"), Unbounded)), (Included("pa".into()), Excluded("q".into())));
        let everything = prefixed_range::<_, &str, _>("", "a".."b");
        assert!(everything.contains(&UserKey::from("z")));
    }
}
