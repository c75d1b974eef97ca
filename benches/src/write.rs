//! What does it cost to write?

use std::hint::black_box;

use esker_reference::Engine;

/// Writes all items.
pub fn insert<'a, E: Engine>(tree: &E, items: impl Iterator<Item = (&'a [u8], &'a [u8])>) {
    for (key, value) in items {
        black_box(tree.put(key, value));
    }
}

/// Deletes all items.
pub fn delete<'a, E: Engine>(tree: &E, items: impl Iterator<Item = (&'a [u8], &'a [u8])>) {
    for (key, _) in items {
        black_box(tree.delete(key));
    }
}
