//! Operations of the file system fail one after the other: every failure is reported, nothing acknowledged is lost, and
//! the tree goes on working.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::blobs::check_garbage;
use common::fault_fs::FaultFs;
use common::{Contents, Db};
use esker::compaction::MoveDown;
use esker::config::BlockSizePolicy;
use esker::{AbstractTree, Config, Fs, KvSeparationOptions, MemFs, Result, SeqNo};
#[cfg(feature = "lz4")]
use esker::{CompressionType, config::CompressionPolicy};

fn small_blocks(config: Config) -> Config {
    config.data_block_size_policy(BlockSizePolicy::all(64))
}

fn separated(config: Config) -> Config {
    let options = KvSeparationOptions::default().separation_threshold(10).file_target_size(200);
    small_blocks(config).with_kv_separation(Some(options.age_cutoff(1.0).staleness_threshold(0.01)))
}

type Configure = fn(Config) -> Config;

fn fill(db: &Db, model: &mut Contents, round: u8) {
    for i in 0..20u8 {
        let key = [b'k', i.wrapping_mul(round + 3) % 32];
        db.insert(&key, &[round; 20]);
        model.insert(key.to_vec(), vec![round; 20]);
    }
}

/// Names of what is in the folder, with those of its subfolders.
fn files_on_disk(memory: &MemFs) -> BTreeSet<PathBuf> {
    let names = common::files(memory, Path::new(common::FOLDER)).into_keys();
    names.map(|path| path.strip_prefix(common::FOLDER).map(Path::to_path_buf).unwrap_or(path)).collect()
}

/// Names of all that a tree without readers needs.
fn files_of(db: &Db) -> BTreeSet<PathBuf> {
    let version = db.tree.current_version();
    let tables = version.iter_tables().map(|table| format!("tables/{}", table.id()));
    let blob_files = version.blob_files.iter().map(|file| format!("blobs/{}", file.id()));
    let own = [format!("v{}", version.id()), "current".to_owned()];
    tables.chain(blob_files).chain(own).map(PathBuf::from).collect()
}

/// Runs `action` on a tree of two flushed tables and a filled memtable, once for each operation it does, which fails.
fn with_every_failure(kind: ErrorKind, action: impl Fn(&Db) -> Result<()>) {
    for configure in [small_blocks, separated] {
        with_every_failure_of(configure, kind, &action);
    }
}

fn with_every_failure_of(configure: Configure, kind: ErrorKind, action: impl Fn(&Db) -> Result<()>) {
    for failing in 0.. {
        let memory = MemFs::default();
        let fs = FaultFs::new(memory.clone(), kind);
        let mut model = Contents::new();
        let db = Db::open(Arc::new(fs.clone()), configure).unwrap();
        for round in 0..2 {
            fill(&db, &mut model, round);
            db.tree.flush_active_memtable(0).unwrap();
        }
        fill(&db, &mut model, 2);

        fs.fail_after(failing);
        let result = action(&db);
        if !fs.has_failed() {
            result.unwrap();
            assert!(failing > 10, "the action did only {failing} operations");
            return;
        }
        if let Err(error) = &result {
            let is_reported = matches!(error, esker::Error::Io(error) if error.kind() == kind);
            assert!(is_reported, "operation {failing}: {error:?}");
        }
        assert_eq!(db.scan().unwrap(), model, "operation {failing} failed, still open");

        // The disk has room again: the same tree goes on, without being opened anew.
        action(&db).unwrap();
        assert_eq!(db.visible.get(), db.seqno.get(), "operation {failing} failed, all is quiet again");
        fill(&db, &mut model, 3);
        // No reader needs what was before.
        db.tree.flush_active_memtable(SeqNo::MAX).unwrap();
        assert_eq!(db.scan().unwrap(), model, "operation {failing} failed, gone on");
        // What was given up is gone without a reopen; only what could not be removed is left.
        if !fs.has_kept_a_file() {
            assert_eq!(files_on_disk(&memory), files_of(&db), "operation {failing} failed, files");
        }
        drop(db);
        let db = Db::open(Arc::new(memory.clone()), configure).unwrap();
        check_garbage(&memory, &db.tree);
        assert_eq!(db.scan().unwrap(), model, "operation {failing} failed, opened again");
    }
}

#[cfg(feature = "lz4")]
fn compressed(config: Config) -> Config {
    config.data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
}

/// More than fits into a batch, or a buffer.
#[cfg(feature = "lz4")]
fn many() -> Contents {
    let mut random = fastrand::Rng::with_seed(1);
    (0..30_000u32).map(|i| (i.to_be_bytes().to_vec(), random.u128(..).to_be_bytes().repeat(5))).collect()
}

/// Tables so large that a thread writes them: its failures are reported as well, and leave nothing behind.
#[test]
#[cfg(feature = "lz4")]
fn a_failed_write_of_a_large_table_can_be_repeated() {
    let model = many();
    let mut failures = 0;
    let mut in_doubt = 0;
    for failing in 0.. {
        let memory = MemFs::default();
        let fs = FaultFs::new(memory.clone(), ErrorKind::StorageFull);
        let db = Db::open(Arc::new(fs.clone()), compressed).unwrap();
        for (idx, (key, value)) in model.iter().enumerate() {
            db.insert(key, value);
            if idx == model.len() / 2 {
                db.tree.flush_active_memtable(SeqNo::MAX).unwrap();
            }
        }
        db.tree.flush_active_memtable(SeqNo::MAX).unwrap();
        fs.fail_after(failing);
        // At the end only old files are left to be removed, and that may fail without harm.
        let Err(error) = db.tree.major_compact(u64::MAX, SeqNo::MAX) else { break };
        failures += 1;
        let is_reported = matches!(&error, esker::Error::Io(error) if error.kind() == ErrorKind::StorageFull);
        assert!(is_reported, "operation {failing}: {error:?}");
        in_doubt += usize::from(files_on_disk(&memory) != files_of(&db));
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        assert_eq!(files_on_disk(&memory), files_of(&db), "operation {failing} failed, gone on");
        assert_eq!((db.scan().unwrap() == model, db.tree.table_count()), (true, 1));
    }
    // Of these, only a version whose name or pointer is not certain to be on disk may stay.
    assert!(failures > 10 && in_doubt <= 4, "{failures} failures, {in_doubt} in doubt");
}

/// What could not be written is missing, whatever can be written later.
#[test]
#[cfg(feature = "lz4")]
fn a_bulk_load_that_has_failed_can_not_be_finished() {
    let model = many();
    let plain: Configure = |config| config;
    for configure in [compressed, plain] {
        let mut failures = 0;
        for failing in 0.. {
            let memory = MemFs::default();
            let fs = FaultFs::new(memory.clone(), ErrorKind::StorageFull);
            let db = Db::open(Arc::new(fs.clone()), configure).unwrap();
            let mut load = db.tree.ingestion().unwrap();
            fs.fail_after(failing);
            let mut has_failed = false;
            for (key, value) in &model {
                has_failed |= load.write(key, value).is_err();
                assert!(!has_failed || load.write(key, value).is_err());
            }
            let finished = load.finish();
            if !fs.has_failed() {
                finished.unwrap();
                break;
            }
            failures += usize::from(has_failed);
            assert!(!has_failed || finished.is_err(), "operation {failing} failed");
            let expected = if finished.is_ok() { model.clone() } else { Contents::new() };
            assert!(db.scan().unwrap() == expected, "operation {failing} failed");
            if has_failed {
                assert_eq!(files_on_disk(&memory), files_of(&db), "operation {failing} failed");
            }
        }
        assert!(failures > 0);
    }
}

#[test]
fn a_failed_flush_can_be_repeated() {
    with_every_failure(ErrorKind::StorageFull, |db| db.tree.flush_active_memtable(0));
}

#[test]
fn a_failed_compaction_can_be_repeated() {
    with_every_failure(ErrorKind::StorageFull, |db| {
        db.tree.flush_active_memtable(0)?;
        db.tree.major_compact(200, SeqNo::MAX)
    });
}

/// What is loaded is what is there already, so that a load that failed shows the same as one that did not.
#[test]
fn a_failed_bulk_load_can_be_repeated() {
    with_every_failure(ErrorKind::StorageFull, |db| {
        let contents = db.scan()?;
        let mut ingestion = db.tree.ingestion()?;
        contents.into_iter().try_for_each(|(key, value)| ingestion.write(key, value))?;
        ingestion.finish()?;
        db.visible.fetch_max(db.seqno.get());
        Ok(())
    });
}

/// What is to be installed is installed; what is left on disk goes when the tree is opened again.
#[test]
fn files_that_can_not_be_removed_are_in_nobodys_way() {
    for configure in [small_blocks, separated] {
        let memory = MemFs::default();
        let fs = FaultFs::new(memory.clone(), ErrorKind::PermissionDenied);
        let mut model = Contents::new();
        let db = Db::open(Arc::new(fs.clone()), configure).unwrap();
        fs.keep_files();
        for round in 0..3 {
            fill(&db, &mut model, round);
            db.tree.flush_active_memtable(SeqNo::MAX).unwrap();
        }
        db.tree.compact(Arc::new(MoveDown(0, 5)), SeqNo::MAX).unwrap();
        assert_eq!(db.tree.level_table_count(0), Some(0));
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        assert_eq!(db.tree.table_count(), 1);
        assert_eq!(db.scan().unwrap(), model);
        db.tree.drop_range::<&[u8], _>(..).unwrap();
        assert_eq!((db.tree.table_count(), db.scan().unwrap()), (0, Contents::new()));
        drop(db);
        let db = Db::open(Arc::new(memory.clone()), configure).unwrap();
        assert_eq!(db.scan().unwrap(), Contents::new());
        assert_eq!(memory.read_dir(&Path::new(common::FOLDER).join("tables")).unwrap().len(), 0);
    }
}

#[test]
fn a_failed_open_can_be_repeated() {
    for configure in [small_blocks, separated] {
        open_with_every_failure(configure);
    }
}

fn open_with_every_failure(configure: Configure) {
    let memory = MemFs::default();
    let mut model = Contents::new();
    let db = Db::open(Arc::new(memory.clone()), configure).unwrap();
    fill(&db, &mut model, 0);
    db.tree.flush_active_memtable(0).unwrap();
    drop(db);
    for failing in 0.. {
        let fs = FaultFs::new(memory.clone(), ErrorKind::PermissionDenied);
        fs.fail_after(failing);
        let result = Db::open(Arc::new(fs.clone()), configure);
        let has_failed = fs.has_failed();
        drop(result);
        let db = Db::open(Arc::new(memory.clone()), configure).unwrap();
        assert_eq!(db.scan().unwrap(), model, "operation {failing} failed");
        if !has_failed {
            return;
        }
    }
}
