//! Every bit of every file of a small tree is flipped, one at a time, and every file is cut at every length: never a wrong
//! result, a panic or a huge allocation, and the error names the file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]
#![expect(unsafe_code, reason = "an allocator that watches sizes can't be written without")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use common::blobs::{address, frames};
use common::{Contents, Db, FOLDER, files, fs_of};
use esker::config::{
    BlockSizePolicy, BloomConstructionPolicy, FilterPolicy, FilterPolicyEntry, HashRatioPolicy,
    PinningPolicy, RestartIntervalPolicy,
};
use esker::{AbstractTree, CompressionType, Config, Error, KvSeparationOptions, MemFs, SeqNo};

/// Remembers the largest request.
struct WatchingAllocator;

static LARGEST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for WatchingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's obligations are those of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: WatchingAllocator = WatchingAllocator;

/// How a tree is opened; the same for the tree that is built and for those that are damaged.
type Configure = fn(Config) -> Config;

/// Settings under which the tables have a section of every kind.
fn standard(config: Config) -> Config {
    config
        .data_block_size_policy(BlockSizePolicy::all(100))
        .data_block_restart_interval_policy(RestartIntervalPolicy::all(2))
        .data_block_hash_ratio_policy(HashRatioPolicy::all(1.0))
        .index_block_partitioning_policy(PinningPolicy::new([false, true]))
        .filter_block_partitioning_policy(PinningPolicy::new([false, true]))
        .filter_policy(FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(10.0))))
}

/// The same, with every value but the shortest in a blob file, some of which compactions rewrite.
fn separated(config: Config) -> Config {
    let options =
        KvSeparationOptions::default().separation_threshold(6).age_cutoff(1.0).staleness_threshold(0.1);
    standard(config).with_kv_separation(Some(options.compression(CompressionType::None)))
}

#[cfg(feature = "lz4")]
fn separated_and_compressed(config: Config) -> Config {
    let options = KvSeparationOptions::default().separation_threshold(6).age_cutoff(1.0);
    standard(config).with_kv_separation(Some(options.compression(CompressionType::Lz4)))
}

/// A tree with flushed, compacted and bulk loaded tables, overwrites and tombstones.
fn build(configure: Configure) -> (BTreeMap<PathBuf, Vec<u8>>, Contents) {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), configure).unwrap();
    let mut model = Contents::new();
    for round in 0u8..4 {
        for i in 0..10u8 {
            let key = [b'u', b's', b'e', b'r', i * (round + 1)];
            if i % 4 == 3 {
                db.remove(&key);
                model.remove(&key[..]);
            } else {
                db.insert(&key, &[round + 1; 9]);
                model.insert(key.to_vec(), vec![round + 1; 9]);
            }
        }
        db.tree.flush_active_memtable(0).unwrap();
        if round == 1 {
            db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        }
        if round == 2 {
            let mut load = db.tree.ingestion().unwrap();
            for i in 0..5u8 {
                load.write([b'v', i], [i; 5]).unwrap();
                model.insert(vec![b'v', i], vec![i; 5]);
            }
            load.finish().unwrap();
        }
    }
    drop(db);
    // Opening removes what the live version doesn't list.
    let db = Db::open(fs.clone(), configure).unwrap();
    assert_eq!(db.scan().unwrap(), model);
    drop(db);
    (files(&*fs, Path::new(FOLDER)), model)
}

enum Outcome {
    /// An error that named this file.
    Named(PathBuf),
    /// An error of the file system, or about something that is missing.
    OtherError(Error),
    /// No error before the checksums of whole files were compared; then one that named this file.
    OnlyVerified(PathBuf),
    /// As if nothing had happened.
    Unnoticed,
}

fn outcome_of(error: Error) -> Outcome {
    match error {
        Error::Corrupt { path, .. } => Outcome::Named(path),
        error => Outcome::OtherError(error),
    }
}

/// Opens the tree and reads everything in every way; panics if something is read that isn't there.
fn examine(configure: Configure, files: &BTreeMap<PathBuf, Vec<u8>>, model: &Contents) -> Outcome {
    let db = match Db::open(fs_of(files), configure) {
        Ok(db) => db,
        Err(error) => return outcome_of(error),
    };
    let mut outcome = Outcome::Unnoticed;
    for scan in [db.scan(), db.scan_back()] {
        match scan {
            Ok(found) => assert!(found == *model, "a scan found {found:?}"),
            Err(error) => outcome = outcome_of(error),
        }
    }
    let strangers = [b"u".to_vec(), b"user\xff".to_vec(), b"zz".to_vec()];
    for key in model.keys().chain(&strangers) {
        match db.tree.get(key, SeqNo::MAX) {
            Ok(found) => assert_eq!(found.as_deref(), model.get(key).map(Vec::as_slice), "get {key:?}"),
            Err(error) => outcome = outcome_of(error),
        }
    }
    if matches!(outcome, Outcome::Unnoticed)
        && let Err(error) = db.tree.verify()
    {
        // Nobody reads what is damaged: at least the check of whole files finds it.
        let Outcome::Named(path) = outcome_of(error) else { panic!("verifying named no file") };
        outcome = Outcome::OnlyVerified(path);
    }
    match db.tree.major_compact(u64::MAX, 0).and_then(|()| db.scan()) {
        Ok(found) => assert!(found == *model, "after compaction, a scan found {found:?}"),
        Err(error) => outcome = outcome_of(error),
    }
    outcome
}

#[derive(Default)]
struct Tally {
    named: usize,
    other_errors: usize,
    /// Where, and at which place.
    only_verified: Vec<(PathBuf, usize)>,
    unnoticed: usize,
}

impl Tally {
    fn summary(&self) -> String {
        let Self { named, other_errors, only_verified, unnoticed } = self;
        let only_verified = only_verified.len();
        format!(
            "{named} named, {other_errors} other errors, {only_verified} only verified, {unnoticed} unnoticed"
        )
    }
}

/// Largest requests can only be told apart if one test runs at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

type Damage = fn(&[u8], usize) -> Option<Vec<u8>>;

fn damage_everything(configure: Configure, damage: Damage) -> Tally {
    damage_files(configure, |_| true, damage)
}

fn damage_files(configure: Configure, which: fn(&Path) -> bool, damage: Damage) -> Tally {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (files, model) = build(configure);
    LARGEST.store(0, Ordering::Relaxed);
    assert!(matches!(examine(configure, &files, &model), Outcome::Unnoticed));
    let largest_intact = LARGEST.load(Ordering::Relaxed);

    let mut tally = Tally::default();
    for (path, whole) in files.iter().filter(|(path, _)| which(path)) {
        let limit = largest_intact.max(2 * whole.len());
        let mut files = files.clone();
        for place in 0.. {
            let Some(bytes) = damage(whole, place) else { break };
            *files.get_mut(path).unwrap() = bytes;
            LARGEST.store(0, Ordering::Relaxed);
            let outcome = catch_unwind(AssertUnwindSafe(|| examine(configure, &files, &model)));
            let Ok(outcome) = outcome else { panic!("{} damaged at {place}", path.display()) };
            let largest = LARGEST.load(Ordering::Relaxed);
            assert!(
                largest <= limit,
                "{} damaged at {place}: allocated {largest} bytes at once",
                path.display()
            );
            match outcome {
                Outcome::Named(named) => {
                    // The pointer is only known to be wrong when what it leads to doesn't fit.
                    assert!(
                        named == *path || path.ends_with("current"),
                        "{} for {}",
                        named.display(),
                        path.display()
                    );
                    tally.named += 1;
                }
                Outcome::OtherError(error) => {
                    // Only the pointer to the live version can lead to a file that doesn't exist.
                    assert!(path.ends_with("current"), "{} damaged at {place}: {error:?}", path.display());
                    tally.other_errors += 1;
                }
                Outcome::OnlyVerified(named) => {
                    assert!(named == *path && is_blob_file(path), "{} damaged at {place}", path.display());
                    tally.only_verified.push((named, place));
                }
                Outcome::Unnoticed => tally.unnoticed += 1,
            }
        }
    }
    tally
}

fn is_blob_file(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("blobs"))
}

fn flip(whole: &[u8], bit: usize) -> Option<Vec<u8>> {
    let mut bytes = whole.to_vec();
    *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
    Some(bytes)
}

fn cut(whole: &[u8], len: usize) -> Option<Vec<u8>> {
    (len < whole.len()).then(|| whole[..len].to_vec())
}

#[test]
fn no_flipped_bit_yields_a_wrong_result() {
    let tally = damage_everything(standard, flip);
    println!("{}", tally.summary());
    assert!(
        tally.named > 50_000 && tally.only_verified.is_empty() && tally.unnoticed == 0,
        "{}",
        tally.summary()
    );
}

#[test]
fn no_truncation_yields_a_wrong_result() {
    let tally = damage_everything(standard, cut);
    println!("{}", tally.summary());
    assert!(tally.only_verified.is_empty() && tally.unnoticed == 0, "{}", tally.summary());
}

/// What a read of the newest versions looks at: all of their frames but the seqnos.
fn is_read(configure: Configure) -> impl Fn(&Path, usize) -> bool {
    let (files, model) = build(configure);
    let db = Db::open(fs_of(&files), configure).unwrap();
    let mut read: BTreeMap<PathBuf, Vec<Range<usize>>> = BTreeMap::new();
    let blobs = Path::new(FOLDER).join("blobs");
    for entry in model.keys().filter_map(|key| db.tree.get_internal_entry(key, SeqNo::MAX).unwrap()) {
        if let Some((file, offset)) = address(&entry) {
            let path = blobs.join(file.to_string());
            let frame = &frames(&files[&path])[&offset];
            let (start, len) = (offset as usize, 38 + frame.key.len() + frame.stored_size as usize);
            read.entry(path).or_default().extend([start..start + 20, start + 28..start + len]);
        }
    }
    move |path, byte| read.get(path).is_some_and(|read| read.iter().any(|range| range.contains(&byte)))
}

fn assert_only_unread_damage_goes_unnoticed(configure: Configure, tally: &Tally) {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let is_read = is_read(configure);
    assert!(!tally.only_verified.is_empty());
    for (path, bit) in &tally.only_verified {
        assert!(!is_read(path, bit / 8), "{}, bit {bit}", path.display());
    }
}

#[test]
fn no_flipped_bit_of_a_tree_with_blob_files_yields_a_wrong_result() {
    let tally = damage_everything(separated, flip);
    println!("{}", tally.summary());
    assert!(tally.named > 50_000 && tally.unnoticed == 0, "{}", tally.summary());
    assert_only_unread_damage_goes_unnoticed(separated, &tally);
}

#[test]
fn no_truncation_of_a_tree_with_blob_files_yields_a_wrong_result() {
    let tally = damage_everything(separated, cut);
    println!("{}", tally.summary());
    assert!(tally.only_verified.is_empty() && tally.unnoticed == 0, "{}", tally.summary());
}

#[cfg(feature = "lz4")]
#[test]
fn no_flipped_bit_of_a_compressed_blob_file_yields_a_wrong_result() {
    let tally = damage_files(separated_and_compressed, is_blob_file, flip);
    println!("{}", tally.summary());
    assert!(tally.named > 5_000 && tally.unnoticed == 0, "{}", tally.summary());
    assert_only_unread_damage_goes_unnoticed(separated_and_compressed, &tally);
}
