//! What does it cost to write?

use std::hint::black_box;

use esker_reference::{Engine, Maintain, Outcome, Strategy};

use crate::fixture::Fixture;

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

/// Flushes during a run that writes all items.
const FLUSHES: usize = 10;

/// Size from which a compaction closes a table, in bytes.
const TABLE_SIZE_BYTES: u64 = 8 << 20;

/// Does something with all items as a program that lives longer would: if the tree's items belong on disk, a memtable
/// of a tenth of them is flushed, and a round of leveled compaction follows each flush.
///
/// # Errors
/// That of flush and compaction.
pub fn sustained<'a, E: Maintain>(
    fixture: &Fixture<E>,
    items: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    write: impl Fn(&E, &[u8], &[u8]),
) -> Outcome<()> {
    let memtable_items = fixture.items.div_ceil(FLUSHES).max(1);
    for (index, (key, value)) in items.enumerate() {
        write(&fixture.tree, key, value);
        if fixture.state.is_on_disk() && (index + 1) % memtable_items == 0 {
            flush_and_compact(&fixture.tree)?;
        }
    }
    Ok(())
}

/// Writes the memtable to tables and lets leveled compaction do what is due.
///
/// # Errors
/// That of flush and compaction.
pub fn flush_and_compact<E: Maintain>(tree: &E) -> Outcome<()> {
    // Nobody holds an old snapshot: whatever was overwritten may go.
    let gc_watermark = tree.visible_seqno();
    tree.flush_active(gc_watermark)?;
    let strategy =
        Strategy::Leveled { l0_threshold: 4, table_target_size: TABLE_SIZE_BYTES, level_ratios: Vec::new() };
    tree.compact(&strategy, gc_watermark)
}
