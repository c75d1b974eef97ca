//! Each engine reads the other's directories: all entries of all snapshots, in both directions and by key, and goes on
//! writing to them.

use std::collections::BTreeMap;
use std::ops::Bound;

use esker_reference::{
    Compression, Descriptors, Engine, EskerTree, Maintain, ReferenceTree, Separation, SeqNo, TreeOptions,
};
use fastrand::Rng;

use crate::configuration::{BLOCK_SIZES, COMPRESSIONS, FILTERS, HASH_RATIOS, RESTART_INTERVALS};
use crate::keyspace::Bytes;
use crate::observation::{Entry, View};

/// Flushes per directory.
const FLUSHES: usize = 4;

/// Writes between two flushes.
const WRITES: usize = 120;

/// Combinations of options per seed, out of all there are.
const COMBINATIONS_PER_SEED: usize = 24;

const SEEDS: [u64; 4] = [1, 2, 3, 4];

#[test]
fn esker_reads_what_the_reference_wrote() {
    for_each_case(hand_over::<ReferenceTree, EskerTree>);
}

#[test]
fn the_reference_reads_what_esker_wrote() {
    for_each_case(hand_over::<EskerTree, ReferenceTree>);
}

/// In the reference they are lost when all other blobs of their file are dead.
#[test]
fn empty_blobs_of_the_reference_survive_garbage_collection_by_esker() {
    let separation = Separation {
        threshold_bytes: 0,
        compression: Compression::None,
        file_target_size_bytes: 64 << 20,
        staleness_threshold: 0.01,
        age_cutoff: 1.0,
    };
    let options = TreeOptions { separation: Some(separation), ..TreeOptions::default() };
    let folder = tempfile::tempdir().expect("temporary folder");
    let reference = ReferenceTree::open(folder.path(), &options).expect("the reference creates");
    reference.put(b"empty", b"");
    reference.put(b"other", b"value");
    reference.flush_active(0).expect("the reference flushes");
    drop(reference);

    let esker = EskerTree::open(folder.path(), &options).expect("esker opens");
    esker.delete(b"other");
    esker.flush_active(0).expect("esker flushes");
    for round in 0..3 {
        esker.major_compact(u64::MAX, SeqNo::MAX).expect("esker compacts");
        let value = esker.get(b"empty", SeqNo::MAX).expect("esker reads");
        assert_eq!(value.as_deref(), Some(&b""[..]), "after compaction {round}");
        assert_eq!(esker.len(SeqNo::MAX), Ok(1));
    }
    drop(esker);
    let reference = ReferenceTree::open(folder.path(), &options).expect("the reference opens");
    assert_eq!(reference.get(b"empty", SeqNo::MAX).expect("the reference reads").as_deref(), Some(&b""[..]));
}

/// The reference keeps the counts of blob files that went with their tables, and gives their number to the next file
/// after it is opened again: whoever believes the counts then removes a file that is alive.
#[test]
fn counts_of_garbage_that_the_reference_left_behind_cost_no_live_blobs() {
    let separation = Separation {
        threshold_bytes: 1,
        compression: Compression::None,
        file_target_size_bytes: 64 << 20,
        staleness_threshold: 0.01,
        age_cutoff: 1.0,
    };
    let options = TreeOptions { separation: Some(separation), ..TreeOptions::default() };
    for reopened in [false, true] {
        let folder = tempfile::tempdir().expect("temporary folder");
        let mut reference = ReferenceTree::open(folder.path(), &options).expect("the reference creates");
        reference.put(b"a", &[1; 100]);
        reference.flush_active(0).expect("the reference flushes");
        reference.drop_range((Bound::Unbounded, Bound::Unbounded)).expect("the reference drops");
        if reopened {
            drop(reference);
            reference = ReferenceTree::open(folder.path(), &options).expect("the reference opens");
            reference.put(b"b", &[2; 100]);
            reference.flush_active(0).expect("the reference flushes");
        }
        drop(reference);

        let expected = reopened.then(|| vec![2; 100]);
        for round in 0..3 {
            let esker = EskerTree::open(folder.path(), &options).expect("esker opens");
            assert_eq!(figure(&esker, "stale_blob_bytes"), 0, "opening {round}");
            esker.major_compact(u64::MAX, SeqNo::MAX).expect("esker compacts");
            let value = esker.get(b"b", SeqNo::MAX).expect("esker reads");
            assert_eq!(value.as_deref(), expected.as_deref(), "after compaction {round}");
        }
    }
}

fn figure(tree: &EskerTree, name: &str) -> u64 {
    let figures = tree.figures();
    figures
        .iter()
        .find(|(known, _)| *known == name)
        .and_then(|(_, value)| *value)
        .expect("a figure of blob trees")
}

/// Every value of every option at least once per run, and a sample of their combinations per seed.
fn for_each_case(check: impl Fn(u64, &TreeOptions) -> Result<(), String>) {
    let run = |seed, options: &TreeOptions| {
        if let Err(reason) = check(seed, options) {
            panic!("seed {seed}, {options:?}:\n{reason}");
        }
    };
    run(0, &TreeOptions::default());
    for options in one_at_a_time() {
        run(0, &options);
    }
    for seed in SEEDS {
        let mut combinations = combinations();
        Rng::with_seed(seed).shuffle(&mut combinations);
        for options in combinations.iter().take(COMBINATIONS_PER_SEED) {
            run(seed, options);
        }
    }
}

/// The defaults with one option changed.
fn one_at_a_time() -> Vec<TreeOptions> {
    let mut cases = Vec::new();
    let mut case = |change: &dyn Fn(&mut TreeOptions)| {
        let mut options = TreeOptions::default();
        change(&mut options);
        cases.push(options);
    };
    for size in BLOCK_SIZES {
        case(&|options| options.data_block_size_bytes = vec![size]);
    }
    for interval in RESTART_INTERVALS {
        case(&|options| options.restart_interval = vec![interval]);
    }
    for ratio in HASH_RATIOS {
        case(&|options| options.hash_ratio = vec![ratio]);
    }
    for filter in FILTERS {
        case(&|options| options.filter = vec![filter]);
    }
    case(&|options| options.data_compression = vec![Compression::Lz4]);
    case(&|options| options.index_compression = vec![Compression::Lz4]);
    case(&|options| options.index_partitioned = vec![true]);
    case(&|options| options.filter_partitioned = vec![true]);
    case(&|options| options.index_pinned = vec![false]);
    case(&|options| options.filter_pinned = vec![false]);
    case(&|options| options.cache_bytes = Some(0));
    case(&|options| options.descriptors = Descriptors::Pinned);
    case(&|options| options.descriptors = Descriptors::Shared(1));
    for (threshold_bytes, compression, file_target_size_bytes) in [
        (0, Compression::None, 64 << 20),
        (1, Compression::Lz4, 10_000),
        (30, Compression::None, 1),
        (1_000, Compression::Lz4, 64 << 20),
    ] {
        let separation = Separation {
            threshold_bytes,
            compression,
            file_target_size_bytes,
            staleness_threshold: 0.25,
            age_cutoff: 0.25,
        };
        case(&|options| options.separation = Some(separation));
    }
    cases
}

/// All combinations of what shapes a file.
fn combinations() -> Vec<TreeOptions> {
    let cases = vec![TreeOptions::default()];
    let cases = vary(&cases, &BLOCK_SIZES, |options, size| options.data_block_size_bytes = vec![size]);
    let cases =
        vary(&cases, &RESTART_INTERVALS, |options, interval| options.restart_interval = vec![interval]);
    let cases = vary(&cases, &HASH_RATIOS, |options, ratio| options.hash_ratio = vec![ratio]);
    let cases = vary(&cases, &FILTERS, |options, filter| options.filter = vec![filter]);
    let cases = vary(&cases, &COMPRESSIONS, |options, kind| options.data_compression = vec![kind]);
    let cases = vary(&cases, &COMPRESSIONS, |options, kind| options.index_compression = vec![kind]);
    let cases = vary(&cases, &[false, true], |options, yes| options.index_partitioned = vec![yes]);
    let cases = vary(&cases, &[false, true], |options, yes| options.filter_partitioned = vec![yes]);
    vary(&cases, &[false, true], |options, yes| options.index_pinned = vec![yes])
}

/// Each case once with each value.
fn vary<T: Copy>(cases: &[TreeOptions], values: &[T], set: fn(&mut TreeOptions, T)) -> Vec<TreeOptions> {
    let with = |case: &TreeOptions, value| {
        let mut case = case.clone();
        set(&mut case, value);
        case
    };
    cases.iter().flat_map(|case| values.iter().map(move |value| with(case, *value))).collect()
}

/// `First` writes, `Second` reads and writes more, `First` reads again.
fn hand_over<First: Engine, Second: Engine>(seed: u64, options: &TreeOptions) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut history = History::new(seed);

    let tree =
        First::open(folder.path(), options).map_err(|error| format!("{} creates: {error}", First::NAME))?;
    for _ in 0..FLUSHES {
        history.write_and_flush(&tree, WRITES).map_err(|error| format!("{} writes: {error}", First::NAME))?;
    }
    history.check(&tree)?;
    drop(tree);

    let tree =
        Second::open(folder.path(), options).map_err(|error| format!("{} opens: {error}", Second::NAME))?;
    history.check(&tree)?;
    history.write_and_flush(&tree, WRITES).map_err(|error| format!("{} goes on: {error}", Second::NAME))?;
    history.check(&tree)?;
    drop(tree);

    let tree =
        First::open(folder.path(), options).map_err(|error| format!("{} reopens: {error}", First::NAME))?;
    history.check(&tree)
}

/// The entries of a snapshot.
type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// What was written so far, and what every snapshot taken on the way has to show.
struct History {
    rng: Rng,
    keys: Vec<Vec<u8>>,
    live: Entries,
    snapshots: Vec<(SeqNo, Entries)>,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let keys = keys(&mut rng);
        Self { rng, keys, live: BTreeMap::new(), snapshots: Vec::new() }
    }

    fn write_and_flush<E: Engine>(&mut self, tree: &E, writes: usize) -> esker_reference::Outcome<()> {
        for write in 0..writes {
            let key = self.rng.choice(&self.keys).expect("there are keys").clone();
            match self.rng.u8(0..10) {
                // All versions are kept, so a weak tombstone hides what is below it like any other.
                0 => {
                    tree.delete(&key);
                    self.live.remove(&key);
                }
                1 => {
                    tree.delete_weak(&key);
                    self.live.remove(&key);
                }
                _ => {
                    let value = value(&mut self.rng);
                    tree.put(&key, &value);
                    self.live.insert(key, value);
                }
            }
            if write == writes / 2 {
                self.snapshots.push((tree.visible_seqno(), self.live.clone()));
            }
        }
        self.snapshots.push((tree.visible_seqno(), self.live.clone()));
        tree.flush_active(0)
    }

    fn check<E: Engine>(&self, tree: &E) -> Result<(), String> {
        let read = |error| format!("{} reads: {error}", E::NAME);
        let absent = [vec![], b"absent".to_vec(), vec![0xFF; 5]];
        let keys: Vec<_> = self.keys.iter().cloned().chain(absent).collect();
        for (seqno, entries) in &self.snapshots {
            let entry = |(key, value): (&Vec<u8>, &Vec<u8>)| Entry {
                key: Bytes(key.clone()),
                value: Bytes(value.clone()),
            };
            let expected = View::expected(*seqno, entries.iter().map(entry).collect(), &keys);
            View::of(tree, *seqno, &keys).map_err(read)?.compare(&expected, E::NAME)?;
        }
        View::of(tree, 0, &keys).map_err(read)?.compare(&View::expected(0, Vec::new(), &keys), E::NAME)
    }
}

/// Keys of all shapes: short, long, the longest possible, and families with a common prefix.
fn keys(rng: &mut Rng) -> Vec<Vec<u8>> {
    let mut keys = vec![vec![0], vec![0xFF], vec![0xFF, 0xFF], vec![b'k'; 65_535]];
    let mut longest = vec![b'k'; 65_534];
    longest.push(b'l');
    keys.push(longest);
    for number in 0..60 {
        keys.push(format!("family/{}/{number:04}", rng.u8(0..3)).into());
    }
    for _ in 0..20 {
        let len = rng.usize(1..=300);
        keys.push((0..len).map(|_| rng.u8(..)).collect());
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn value(rng: &mut Rng) -> Vec<u8> {
    let len = match rng.u8(0..20) {
        0 => rng.usize(0..100_000),
        1..=4 => 0,
        5..=10 => rng.usize(1..20),
        _ => rng.usize(20..300),
    };
    if rng.bool() { vec![rng.u8(..); len] } else { (0..len).map(|_| rng.u8(..)).collect() }
}
