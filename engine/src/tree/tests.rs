//! The whole tree against a model, on a file system in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use crate::abstract_tree::AbstractTree;
use crate::any_tree::AnyTree;
use crate::cache::Cache;
use crate::compaction::{CompactionStrategy, Leveled, MoveDown, PullDown};
use crate::config::{
    BlockSizePolicy, Config, FilterPolicy, HashRatioPolicy, PartitioningPolicy, PinningPolicy,
    RestartIntervalPolicy,
};
use crate::fs::{Fs, MemFs};
use crate::iter_guard::IterGuard;
use crate::seqno::{SeqNo, SequenceNumberCounter};

const FOLDER: &str = "/tree";

/// A database of one tree: what a client would do around it.
struct Database {
    tree: AnyTree,
    fs: MemFs,
    seqno: SequenceNumberCounter,
    visible_seqno: SequenceNumberCounter,
    variant: u8,
}

/// Configurations that must not make a difference.
fn configured(config: Config, variant: u8) -> Config {
    let config =
        if variant & 1 == 0 { config } else { config.data_block_size_policy(BlockSizePolicy::all(64)) };
    let config = if variant & 2 == 0 {
        config
    } else {
        config
            .index_block_partitioning_policy(PartitioningPolicy::all(true))
            .filter_block_partitioning_policy(PartitioningPolicy::all(true))
            .data_block_hash_ratio_policy(HashRatioPolicy::all(1.3))
    };
    let config = if variant & 4 == 0 {
        config
    } else {
        config
            .use_cache(Arc::new(Cache::with_capacity_bytes(0)))
            .use_descriptor_table(None)
            .data_block_restart_interval_policy(RestartIntervalPolicy::all(1))
            .index_block_pinning_policy(PinningPolicy::all(false))
            .filter_block_pinning_policy(PinningPolicy::all(false))
    };
    if variant & 8 == 0 {
        config
    } else {
        config.filter_policy(FilterPolicy::disabled()).expect_point_read_hits(true)
    }
}

impl Database {
    fn new(variant: u8) -> Self {
        let (fs, seqno, visible_seqno) =
            (MemFs::default(), SequenceNumberCounter::default(), SequenceNumberCounter::default());
        let tree = Self::open(&fs, &seqno, &visible_seqno, variant).unwrap();
        Self { tree, fs, seqno, visible_seqno, variant }
    }

    fn open(
        fs: &MemFs,
        seqno: &SequenceNumberCounter,
        visible_seqno: &SequenceNumberCounter,
        variant: u8,
    ) -> crate::Result<AnyTree> {
        let config = Config::new(FOLDER, seqno.clone(), visible_seqno.clone()).with_fs(Arc::new(fs.clone()));
        configured(config, variant).open()
    }

    fn reopen(&mut self) {
        self.tree = Self::open(&self.fs, &self.seqno, &self.visible_seqno, self.variant).unwrap();
    }

    /// Takes a seqno for a write, and publishes it afterwards.
    fn write<T>(&self, write: impl FnOnce(&AnyTree, SeqNo) -> T) -> (T, SeqNo) {
        let seqno = self.seqno.next();
        let result = write(&self.tree, seqno);
        self.visible_seqno.fetch_max(seqno + 1);
        (result, seqno)
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let entries = self.fs.read_dir(&Path::new(FOLDER).join(folder)).unwrap();
        entries.into_iter().map(|entry| entry.name.into_string().unwrap()).collect()
    }
}

fn pairs(scan: impl Iterator<Item = impl IterGuard>) -> Vec<(Vec<u8>, Vec<u8>)> {
    scan.map(|guard| guard.into_inner().unwrap()).map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
}

#[test]
fn what_was_written_is_read_before_and_after_flush_and_reopen() {
    let mut db = Database::new(0);
    db.write(|tree, seqno| tree.insert("a", "old", seqno));
    db.write(|tree, seqno| tree.insert("b", "gone", seqno));
    let (_, snapshot) = db.write(|tree, seqno| tree.insert("c", "c", seqno));
    db.write(|tree, seqno| tree.insert("a", "new", seqno));
    db.write(|tree, seqno| tree.remove("b", seqno));
    for round in 0..4 {
        let expected = [(b"a".to_vec(), b"new".to_vec()), (b"c".to_vec(), b"c".to_vec())];
        assert_eq!(pairs(db.tree.iter(SeqNo::MAX, None)), expected, "round {round}");
        assert_eq!(pairs(db.tree.iter(SeqNo::MAX, None).rev()), [expected[1].clone(), expected[0].clone()]);
        assert_eq!(db.tree.get("a", SeqNo::MAX).unwrap().unwrap(), "new".as_bytes());
        assert!(!db.tree.contains_key("b", SeqNo::MAX).unwrap());
        assert_eq!(db.tree.len(SeqNo::MAX, None).unwrap(), 2);
        if round < 3 {
            assert_eq!(db.tree.get("a", snapshot).unwrap().unwrap(), "old".as_bytes());
            assert_eq!(db.tree.len(snapshot, None).unwrap(), 2);
        }
        match round {
            0 => db.tree.flush_active_memtable(0).unwrap(),
            1 => db.reopen(),
            _ => db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap(),
        }
    }
    assert_eq!(db.tree.table_count(), 1);
    assert_eq!(db.files("tables").len(), 1);
}

/// The reference counts runs with a byte that wraps, and its tree can't be opened afterwards.
#[test]
fn any_number_of_overlapping_flushes_leaves_a_tree_that_opens() {
    let mut db = Database::new(0);
    for round in 0..600u32 {
        db.write(|tree, seqno| tree.insert("a", round.to_be_bytes(), seqno));
        db.write(|tree, seqno| tree.insert("z", "z", seqno));
        db.tree.flush_active_memtable(0).unwrap();
    }
    assert!(db.tree.l0_run_count() <= 255);
    db.reopen();
    assert_eq!(db.tree.get("a", SeqNo::MAX).unwrap().unwrap(), 599u32.to_be_bytes());
    // Every round took three seqnos. Nothing was allowed to go, so old snapshots are whole.
    assert_eq!(db.tree.get("a", 200).unwrap().unwrap(), 66u32.to_be_bytes());
}

/// Leveled compaction merges the runs of a deeper level before it looks at L0.
#[test]
fn a_level_of_several_runs_does_not_keep_a_full_l0_from_being_flushed_to() {
    let mut db = Database::new(0);
    let flush = |db: &Database, round: u32| {
        for key in ["a", "z"] {
            db.write(|tree, seqno| tree.insert(key, round.to_be_bytes(), seqno));
        }
        db.tree.flush_active_memtable(0).unwrap();
    };
    for round in 0..2 {
        flush(&db, round);
        db.tree.compact(Arc::new(MoveDown(0, 3)), 0).unwrap();
    }
    for round in 2..302 {
        flush(&db, round);
    }
    db.reopen();
    assert_eq!(db.tree.get("a", SeqNo::MAX).unwrap().unwrap(), 301u32.to_be_bytes());
    assert_eq!(db.tree.get("z", 2).unwrap().unwrap(), 0u32.to_be_bytes());
}

#[test]
fn any_number_of_overlapping_bulk_loads_leaves_a_tree_that_opens() {
    let mut db = Database::new(0);
    for round in 0..300u32 {
        let mut load = db.tree.ingestion().unwrap();
        load.write("a", round.to_be_bytes()).unwrap();
        load.write("z", "z").unwrap();
        load.finish().unwrap();
    }
    assert!(db.tree.l0_run_count() <= 255);
    db.reopen();
    assert_eq!(db.tree.get("a", SeqNo::MAX).unwrap().unwrap(), 299u32.to_be_bytes());
}

/// What can be done to a tree.
#[derive(Clone, Debug)]
enum Operation {
    Insert(u8, u8),
    Remove(u8),
    Rotate,
    Flush,
    Leveled,
    Major,
    PullDown(u8, u8),
    MoveDown(u8, u8),
    Ingest(Vec<u8>),
    DropAll,
    Clear,
    ClearMemtables,
    Reopen,
    Snapshot,
}

fn operation() -> impl Strategy<Value = Operation> {
    let key = 0u8..24;
    prop_oneof![
        30 => (key.clone(), any::<u8>()).prop_map(|(key, value)| Operation::Insert(key, value)),
        10 => key.clone().prop_map(Operation::Remove),
        3 => Just(Operation::Rotate),
        6 => Just(Operation::Flush),
        4 => Just(Operation::Leveled),
        1 => Just(Operation::Major),
        1 => (0u8..7, 0u8..7).prop_map(|(a, b)| Operation::PullDown(a.min(b), a.max(b))),
        1 => (0u8..1, 1u8..7).prop_map(|(a, b)| Operation::MoveDown(a, b)),
        2 => prop::collection::btree_set(key, 0..8).prop_map(|keys| Operation::Ingest(keys.into_iter().collect())),
        1 => Just(Operation::DropAll),
        1 => Just(Operation::Clear),
        1 => Just(Operation::ClearMemtables),
        2 => Just(Operation::Reopen),
        4 => Just(Operation::Snapshot),
    ]
}

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

fn key(n: u8) -> Vec<u8> {
    // Long ones are truncated against each other in blocks, and not stored inline.
    if n.is_multiple_of(3) { vec![n] } else { [b"a long common prefix ".as_slice(), &[n]].concat() }
}

fn value(n: u8) -> Vec<u8> {
    vec![n; usize::from(n % 40)]
}

/// Everything a reader can ask at a snapshot.
fn check(tree: &AnyTree, seqno: SeqNo, model: &Model) {
    let expected: Vec<_> = model.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    assert_eq!(pairs(tree.iter(seqno, None)), expected, "forward at {seqno}");
    let mut reversed = pairs(tree.iter(seqno, None).rev());
    reversed.reverse();
    assert_eq!(reversed, expected, "backward at {seqno}");
    for n in 0..25 {
        let (key, expected) = (key(n), model.get(&key(n)));
        let found = tree.get(&key, seqno).unwrap();
        assert_eq!(found.as_deref(), expected.map(Vec::as_slice), "get {n} at {seqno}");
        assert_eq!(tree.size_of(&key, seqno).unwrap(), expected.map(|value| value.len() as u32));
    }
    let mut both_ends = tree.iter(seqno, None);
    let mut expected = expected.into_iter().collect::<std::collections::VecDeque<_>>();
    for i in 0..expected.len() + 1 {
        let (got, wanted) = if i % 3 == 0 {
            (both_ends.next_back(), expected.pop_back())
        } else {
            (both_ends.next(), expected.pop_front())
        };
        assert_eq!(got.map(|guard| guard.key().unwrap().to_vec()), wanted.map(|(key, _)| key));
    }
    for (lower, upper) in [(3, 10), (0, 23), (7, 7), (9, 4)] {
        let (lower, upper) = (key(lower), key(upper));
        let expected: Vec<_> = if lower < upper {
            model.range(lower.clone()..upper.clone()).map(|(k, v)| (k.clone(), v.clone())).collect()
        } else {
            Vec::new()
        };
        assert_eq!(pairs(tree.range::<&Vec<u8>, _>(&lower..&upper, seqno, None)), expected);
    }
    let prefix = b"a long";
    let expected = model.keys().filter(|key| key.starts_with(prefix)).count();
    assert_eq!(tree.prefix(prefix, seqno, None).count(), expected);
}

fn run(operations: &[Operation], variant: u8) {
    let mut db = Database::new(variant);
    let mut model = Model::new();
    // What is in tables, and what is in the memtables alone, for the operations that throw one of them away.
    let mut persisted = Model::new();
    let mut snapshots: Vec<(SeqNo, Model)> = Vec::new();
    for operation in operations {
        match operation {
            Operation::Insert(k, v) => {
                db.write(|tree, seqno| tree.insert(key(*k), value(*v), seqno));
                model.insert(key(*k), value(*v));
            }
            Operation::Remove(k) => {
                db.write(|tree, seqno| tree.remove(key(*k), seqno));
                model.remove(&key(*k));
            }
            Operation::Rotate => drop(db.tree.rotate_memtable()),
            Operation::Flush => {
                let watermark =
                    snapshots.first().map_or(db.visible_seqno.get(), |(seqno, _)| *seqno).saturating_sub(1);
                db.tree.flush_active_memtable(watermark).unwrap();
                persisted = model.clone();
            }
            Operation::Leveled | Operation::PullDown(..) | Operation::MoveDown(..) => {
                let strategy: Arc<dyn CompactionStrategy> = match operation {
                    Operation::PullDown(a, b) if is_in_order(&db.tree, *a, *b) => Arc::new(PullDown(*a, *b)),
                    Operation::MoveDown(a, b) if is_in_order(&db.tree, *a, *b) => Arc::new(MoveDown(*a, *b)),
                    _ => Arc::new(Leveled::default().with_l0_threshold(2).with_table_target_size(256)),
                };
                let watermark =
                    snapshots.first().map_or(db.visible_seqno.get(), |(seqno, _)| *seqno).saturating_sub(1);
                db.tree.compact(strategy, watermark).unwrap();
            }
            Operation::Major => {
                let watermark =
                    snapshots.first().map_or(db.visible_seqno.get(), |(seqno, _)| *seqno).saturating_sub(1);
                db.tree.major_compact(200, watermark).unwrap();
            }
            Operation::Ingest(keys) => {
                let mut ingestion = db.tree.ingestion().unwrap();
                let mut sorted: Vec<_> = keys.iter().map(|k| (key(*k), *k)).collect();
                sorted.sort();
                for (key, k) in sorted {
                    if k % 4 == 0 {
                        ingestion.write_tombstone(key.clone()).unwrap();
                        model.remove(&key);
                    } else {
                        ingestion.write(key.clone(), value(k)).unwrap();
                        model.insert(key, value(k));
                    }
                }
                ingestion.finish().unwrap();
                if !keys.is_empty() {
                    persisted = model.clone();
                }
            }
            Operation::DropAll => {
                db.tree.flush_active_memtable(0).unwrap();
                db.tree.drop_range::<&[u8], _>(..).unwrap();
                model.clear();
                persisted.clear();
            }
            Operation::Clear => {
                db.tree.clear().unwrap();
                model.clear();
                persisted.clear();
            }
            Operation::ClearMemtables => {
                if !db.tree.active_memtable().is_empty() {
                    db.tree.clear_active_memtable();
                    model = persisted.clone();
                    // Those that were taken meanwhile lose what they saw: this is for recovery only.
                    snapshots.clear();
                }
            }
            Operation::Reopen => {
                db.reopen();
                snapshots.clear();
                model = persisted.clone();
            }
            Operation::Snapshot => snapshots.push((db.visible_seqno.get(), model.clone())),
        }
        if snapshots.len() > 3 {
            snapshots.remove(0);
        }
    }
    check(&db.tree, SeqNo::MAX, &model);
    check(&db.tree, db.visible_seqno.get(), &model);
    for (seqno, model) in &snapshots {
        check(&db.tree, *seqno, model);
    }
    check(&db.tree, 0, &Model::new());
    db.tree.flush_active_memtable(0).unwrap();
    db.reopen();
    check(&db.tree, SeqNo::MAX, &model);
    assert_eq!(db.files("tables").len(), db.tree.table_count(), "tables on disk and in the tree");
    assert_eq!(db.files("").iter().filter(|name| name.starts_with('v')).count(), 1);
}

/// Whether moving or merging from one level into another keeps newer data above older data: no level in between may hold
/// tables.
fn is_in_order(tree: &AnyTree, from: u8, to: u8) -> bool {
    let between = usize::from(from) + 1..usize::from(to);
    from < to && between.map(|n| tree.level_table_count(n).unwrap()).sum::<usize>() == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_history_reads_like_its_model(operations in prop::collection::vec(operation(), 0..120), variant in 0u8..16) {
        run(&operations, variant);
    }
}
