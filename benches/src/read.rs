//! What does it cost to read?

use std::ops::Bound;

use esker_reference::{Engine, ItemGuard, Outcome};

use crate::dataset::PREFIX_LEN;
use crate::digest::Digest;
use crate::fixture::Fixture;

/// Items of a range scan.
pub const RANGE_ITEMS: usize = 100;

/// Reads one key.
///
/// # Errors
/// Whatever the engine reports; the same holds for the other workloads.
#[inline]
pub fn point<E: Engine>(fixture: &Fixture<E>, key: &[u8]) -> Outcome<Digest> {
    let mut digest = Digest::default();
    if let Some(value) = fixture.tree.get(key, fixture.snapshot)? {
        digest.add(key, value.as_ref());
    }
    Ok(digest)
}

/// Asks whether a key has a value.
///
/// # Errors
/// See [`point`].
#[inline]
pub fn contains<E: Engine>(fixture: &Fixture<E>, key: &[u8]) -> Outcome<Digest> {
    let mut digest = Digest::default();
    let found = fixture.tree.contains_key(key, fixture.snapshot)?;
    digest.add(key, &[u8::from(found)]);
    Ok(digest)
}

/// Reads everything in ascending order.
///
/// # Errors
/// See [`point`].
pub fn scan_forward<E: Engine>(fixture: &Fixture<E>) -> Outcome<Digest> {
    digest(fixture.tree.iter(fixture.snapshot))
}

/// Reads everything in descending order.
///
/// # Errors
/// See [`point`].
pub fn scan_reverse<E: Engine>(fixture: &Fixture<E>) -> Outcome<Digest> {
    digest(fixture.tree.iter(fixture.snapshot).rev())
}

/// Reads [`RANGE_ITEMS`] items from a key on.
///
/// # Errors
/// See [`point`].
pub fn range_100<E: Engine>(fixture: &Fixture<E>, from: &[u8]) -> Outcome<Digest> {
    let bounds = (Bound::Included(from), Bound::Unbounded);
    digest(fixture.tree.range(bounds, fixture.snapshot).take(RANGE_ITEMS))
}

/// Reads the group a key belongs to.
///
/// # Errors
/// See [`point`].
pub fn prefix<E: Engine>(fixture: &Fixture<E>, key: &[u8]) -> Outcome<Digest> {
    digest(fixture.tree.prefix(&key[..PREFIX_LEN], fixture.snapshot))
}

fn digest<G: ItemGuard>(items: impl Iterator<Item = G>) -> Outcome<Digest> {
    let mut digest = Digest::default();
    for item in items {
        let (key, value) = item.pair()?;
        digest.add(key.as_ref(), value.as_ref());
    }
    Ok(digest)
}
