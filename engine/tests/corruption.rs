//! Every bit of every file of a small tree is flipped, one at a time, and every file is cut at every length: never a wrong
//! result, a panic or a huge allocation, and the error names the file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]
#![expect(unsafe_code, reason = "an allocator that watches sizes can't be written without")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use common::{Contents, Db, FOLDER, files, fs_of};
use esker::config::{
    BlockSizePolicy, BloomConstructionPolicy, FilterPolicy, FilterPolicyEntry, HashRatioPolicy,
    PinningPolicy, RestartIntervalPolicy,
};
use esker::{AbstractTree, Config, Error, MemFs, SeqNo};

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

/// Settings under which the files have a section of every kind.
fn configure(config: Config) -> Config {
    config
        .data_block_size_policy(BlockSizePolicy::all(100))
        .data_block_restart_interval_policy(RestartIntervalPolicy::all(2))
        .data_block_hash_ratio_policy(HashRatioPolicy::all(1.0))
        .index_block_partitioning_policy(PinningPolicy::new([false, true]))
        .filter_block_partitioning_policy(PinningPolicy::new([false, true]))
        .filter_policy(FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(10.0))))
}

/// A tree with flushed, compacted and bulk loaded tables, overwrites and tombstones.
fn build() -> (BTreeMap<PathBuf, Vec<u8>>, Contents) {
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
fn examine(files: &BTreeMap<PathBuf, Vec<u8>>, model: &Contents) -> Outcome {
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
    if let Err(error) = db.tree.major_compact(u64::MAX, 0) {
        outcome = outcome_of(error);
    } else {
        let found = db.scan().unwrap();
        assert!(found == *model, "after compaction, a scan found {found:?}");
    }
    outcome
}

#[derive(Default, Debug)]
struct Tally {
    named: usize,
    other_errors: usize,
    unnoticed: usize,
}

/// Largest requests can only be told apart if one test runs at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn damage_everything(damage: impl Fn(&[u8], usize) -> Option<Vec<u8>>) -> Tally {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (files, model) = build();
    LARGEST.store(0, Ordering::Relaxed);
    assert!(matches!(examine(&files, &model), Outcome::Unnoticed));
    let largest_intact = LARGEST.load(Ordering::Relaxed);

    let mut tally = Tally::default();
    for (path, whole) in &files {
        let limit = largest_intact.max(2 * whole.len());
        let mut files = files.clone();
        for place in 0.. {
            let Some(bytes) = damage(whole, place) else { break };
            *files.get_mut(path).unwrap() = bytes;
            LARGEST.store(0, Ordering::Relaxed);
            let outcome = catch_unwind(AssertUnwindSafe(|| examine(&files, &model)));
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
                Outcome::Unnoticed => tally.unnoticed += 1,
            }
        }
    }
    tally
}

#[test]
fn no_flipped_bit_yields_a_wrong_result() {
    let tally = damage_everything(|whole, bit| {
        let mut bytes = whole.to_vec();
        *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
        Some(bytes)
    });
    println!("{tally:?}");
    assert!(tally.named > 50_000 && tally.unnoticed == 0, "{tally:?}");
}

#[test]
fn no_truncation_yields_a_wrong_result() {
    let tally = damage_everything(|whole, len| (len < whole.len()).then(|| whole[..len].to_vec()));
    println!("{tally:?}");
    assert_eq!(tally.unnoticed, 0, "{tally:?}");
}
