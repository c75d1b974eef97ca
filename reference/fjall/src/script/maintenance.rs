//! The phase for whole keyspaces: loading, filtering, clearing and deleting them.

use std::path::Path;
use std::sync::Arc;

use fastrand::Rng;
use fjall::compaction::filter::{
    CompactionFilter, CompactionFilterResult, Context, Factory, ItemAccessor, Verdict,
};
use fjall::{Database, Keyspace};

use super::finish;
use crate::keyspaces::{self, Layout};
use crate::latest::Latest;
use crate::{Result, data, dump, query, say};

pub(super) fn run(rng: &mut Rng, folder: &Path, phase: u64) -> Result<()> {
    let database = Database::builder(folder)
        .with_compaction_filter_factories(Arc::new(|name| {
            name.starts_with("filtered").then(|| Arc::new(Sorter) as Arc<dyn Factory>)
        }))
        .open()?;
    dump::print(&database, "found")?;
    let keyspaces = keyspaces::open_all(&database)?;

    for (name, layout) in [("loaded", Layout::TinyBlocks), ("loaded-blobs", Layout::Blobs)] {
        load(rng, &database.keyspace(name, || layout.options())?, layout)?;
    }
    for (name, layout) in [("filtered", Layout::Plain), ("filtered-blobs", Layout::Blobs)] {
        filter(rng, &database.keyspace(name, || layout.options())?, layout)?;
    }

    let snapshot = database.snapshot();
    keyspaces[0].clear()?;
    for keyspace in &keyspaces {
        keyspace.rotate_memtable_and_wait()?;
        keyspace.major_compact()?;
    }
    for _ in 0..200 {
        query::random(rng, &Latest, &keyspaces, "compacted")?;
        // Clearing doesn't spare what snapshots see, so they aren't asked for that.
        query::random(rng, &snapshot, &keyspaces[1..], "before")?;
    }
    drop(snapshot);

    delete_and_recreate(&database)?;
    finish(&database, phase)
}

/// Two sorted loads, the second over the first, with removals among them.
fn load(rng: &mut Rng, keyspace: &Keyspace, layout: Layout) -> Result<()> {
    let mut loading = keyspace.start_ingestion()?;
    for number in 0..1_500 {
        loading.write(format!("{number:08}"), data::value(rng, layout.longest_value()))?;
    }
    loading.finish()?;
    keyspace.insert("00000700", "by hand")?;

    let mut loading = keyspace.start_ingestion()?;
    for number in (0..1_500).step_by(7) {
        if rng.bool() {
            loading.write_tombstone(format!("{number:08}"))?;
        } else {
            loading.write(format!("{number:08}"), data::value(rng, layout.longest_value()))?;
        }
    }
    loading.finish()?;
    say(format_args!("{} has {}", keyspace.name(), keyspace.len()?))
}

/// Nothing is read before everything has been compacted: how much the filter has seen until then depends on the threads in
/// the background.
fn filter(rng: &mut Rng, keyspace: &Keyspace, layout: Layout) -> Result<()> {
    for number in 0..1_200 {
        keyspace.insert(format!("{number:08}"), data::value(rng, layout.longest_value()))?;
    }
    keyspace.rotate_memtable_and_wait()?;
    keyspace.major_compact()?;
    say(format_args!("{} keeps {}", keyspace.name(), keyspace.len()?))
}

fn delete_and_recreate(database: &Database) -> Result<()> {
    let create = || database.keyspace("passing", || Layout::AllBlobs.options());
    let keyspace = create()?;
    keyspace.insert("a", "first life")?;
    keyspace.rotate_memtable_and_wait()?;
    database.delete_keyspace(keyspace)?;
    say(format_args!("deleted: {}", !database.keyspace_exists("passing")))?;

    let keyspace = create()?;
    say(format_args!("recreated with {}", keyspace.len()?))?;
    Ok(keyspace.insert("b", "second life")?)
}

/// Gives every verdict, by key and value alone, and never a different one to what it has left.
struct Sorter;

impl Factory for Sorter {
    fn name(&self) -> &str {
        "sorter"
    }

    fn make_filter(&self, _: &Context) -> Box<dyn CompactionFilter> {
        Box::new(Self)
    }
}

impl CompactionFilter for Sorter {
    fn filter_item(&mut self, item: ItemAccessor<'_>, _: &Context) -> CompactionFilterResult {
        Ok(match item.key().last() {
            Some(b'1') => Verdict::Remove,
            Some(b'2') => Verdict::RemoveWeak,
            Some(b'3') => Verdict::Destroy,
            Some(b'4') => Verdict::ReplaceValue("short".into()),
            Some(b'5') => Verdict::ReplaceValue([b'x'; 2_000].into()),
            Some(b'6') if item.value()?.len() % 2 == 1 => Verdict::Remove,
            _ => Verdict::Keep,
        })
    }
}
