//! Trees with separated values: what is read, what is moved, what is dropped, and what is counted as garbage.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use common::blobs::{check_garbage, separated};
use common::{Contents, Db, FOLDER, files, fs_of};
use esker::compaction::{CompactionFilter, Factory, Fifo, ItemAccessor, Leveled, Verdict};
use esker::config::BlockSizePolicy;
use esker::{AbstractTree, CompressionType, Config, Error, Fs, Guard, KvSeparationOptions, MemFs, SeqNo};

/// Values from 10 bytes on are separated; every stale file may be rewritten.
fn options() -> KvSeparationOptions {
    let options = KvSeparationOptions::default().compression(CompressionType::None);
    options.separation_threshold(10).age_cutoff(1.0).file_target_size(400)
}

/// Blocks of one entry, so that tables can be that small as well.
fn small_blocks(config: Config) -> Config {
    config.data_block_size_policy(BlockSizePolicy::all(1))
}

fn value(n: u8) -> Vec<u8> {
    // Between 1 and 40 bytes: both kinds.
    vec![n; usize::from(n % 40) + 1]
}

#[test]
fn values_are_found_wherever_they_are() {
    values_are_found(&options());
    #[cfg(feature = "lz4")]
    values_are_found(&options().compression(CompressionType::Lz4));
}

fn values_are_found(options: &KvSeparationOptions) {
    let fs = Arc::new(MemFs::default());
    let mut model = Contents::new();
    let mut db = Db::open(fs.clone(), separated(options.clone())).unwrap();
    for round in 0u8..6 {
        for i in 0..30u8 {
            let key = [b'k', i.wrapping_mul(7 + round) % 40];
            if i % 6 == 5 {
                db.remove(&key);
                model.remove(&key[..]);
            } else {
                let value = value(i.wrapping_add(round * 31));
                db.insert(&key, &value);
                model.insert(key.to_vec(), value);
            }
        }
        assert_eq!(db.scan().unwrap(), model);
        db.tree.flush_active_memtable(0).unwrap();
        assert_eq!(db.scan().unwrap(), model);
        check_garbage(&*fs, &db.tree);
        if round % 2 == 1 {
            db.tree.major_compact(300, SeqNo::MAX).unwrap();
            check_garbage(&*fs, &db.tree);
        }
        if round == 3 {
            drop(db);
            db = Db::open(fs.clone(), separated(options.clone())).unwrap();
        }
        assert_eq!(db.scan().unwrap(), model);
        assert_eq!(db.scan_back().unwrap(), model);
        for key in 0..=40u8 {
            let (key, expected) = ([b'k', key], model.get(&[b'k', key][..]));
            assert_eq!(db.tree.get(key, SeqNo::MAX).unwrap().as_deref(), expected.map(Vec::as_slice));
            let size = db.tree.size_of(key, SeqNo::MAX).unwrap();
            assert_eq!(size, expected.map(|value| value.len() as u32));
            assert_eq!(db.tree.contains_key(key, SeqNo::MAX).unwrap(), expected.is_some());
        }
    }
    assert!(db.tree.blob_file_count() > 1);
    let sizes: Vec<_> = db.tree.iter(SeqNo::MAX, None).map(|item| item.size().unwrap()).collect();
    assert_eq!(sizes, model.values().map(|value| value.len() as u32).collect::<Vec<_>>());
}

/// Seqno at which everything written so far is seen.
fn now(db: &Db) -> SeqNo {
    db.visible.get()
}

fn flush(db: &Db) {
    db.tree.flush_active_memtable(0).unwrap();
}

fn blob_files(fs: &MemFs) -> Vec<String> {
    let entries = fs.read_dir(&Path::new(FOLDER).join("blobs")).unwrap();
    entries.into_iter().map(|entry| entry.name.into_string().unwrap()).collect()
}

#[test]
fn a_blob_file_lives_as_long_as_somebody_may_read_from_it() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), separated(options())).unwrap();
    db.insert(b"a", &[1; 100]);
    db.insert(b"b", &[2; 100]);
    flush(&db);
    let old = now(&db);
    let mut scan = db.tree.iter(old, None);
    let guard = scan.next().unwrap();
    for key in [b"a", b"b"] {
        db.insert(key, &[3; 100]);
    }
    flush(&db);
    // All of the first file dies here, and is noticed and removed by the next compaction.
    db.tree.major_compact(u64::MAX, 0).unwrap();
    assert_eq!(db.tree.stale_blob_bytes(), 0, "watermark 0 drops nothing");
    for _ in 0..2 {
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        check_garbage(&*fs, &db.tree);
    }
    assert_eq!((db.tree.blob_file_count(), db.tree.stale_blob_bytes()), (1, 0));
    assert_eq!(guard.into_inner().unwrap(), ("a".into(), vec![1; 100].into()));
    assert_eq!(scan.next().unwrap().value().unwrap(), vec![2; 100]);
    assert_eq!(blob_files(&fs).len(), 2);
    drop(scan);
    db.tree.get_version_history_lock().maintenance(Path::new(FOLDER), SeqNo::MAX).unwrap();
    assert_eq!(blob_files(&fs).len(), 1);
    assert_eq!(db.tree.get("a", SeqNo::MAX).unwrap().unwrap(), vec![3; 100]);
}

#[test]
fn keys_and_sizes_are_known_without_the_blob() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), |config| {
        let no_cache = Arc::new(esker::Cache::with_capacity_bytes(0));
        separated(options())(config.use_cache(no_cache))
    })
    .unwrap();
    db.insert(b"large", &[7; 100]);
    db.insert(b"small", &[7; 3]);
    flush(&db);
    let path = Path::new(FOLDER).join("blobs/0");
    let mut bytes = common::read_file(&*fs, &path);
    bytes[60] ^= 1;
    common::write_file(&*fs, &path, &bytes);
    // The tree reads what it has open; a new one reads the damaged file.
    drop(db);
    let db = Db::open(fs, separated(options())).unwrap();
    let item = |n| db.tree.iter(SeqNo::MAX, None).nth(n).unwrap();
    assert_eq!((item(0).key().unwrap(), item(0).size().unwrap()), ("large".into(), 100));
    assert_eq!(item(0).into_inner_if(|key| *key == "small").unwrap(), ("large".into(), None));
    let is_named =
        |error: Error| matches!(error, Error::Corrupt { path: named, offset_bytes: 0, .. } if named == path);
    assert!(is_named(item(0).into_inner_if(|_| true).unwrap_err()));
    assert!(is_named(item(0).value().unwrap_err()));
    assert!(is_named(db.tree.get("large", SeqNo::MAX).unwrap_err()));
    assert_eq!(db.tree.size_of("large", SeqNo::MAX).unwrap(), Some(100));
    assert!(db.tree.contains_key("large", SeqNo::MAX).unwrap());
    assert_eq!(item(1).into_inner().unwrap(), ("small".into(), vec![7; 3].into()));
}

/// Flushes `count` versions of two keys, of which one always stays, so that each flush leaves a half-dead blob file.
fn leave_stale_files(db: &Db, count: u8) {
    for n in 0..count {
        db.insert(&[b'k', n], &[n; 100]);
        db.insert(b"overwritten", &[n; 100]);
        flush(db);
    }
    db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
}

#[test]
fn only_the_oldest_stale_files_are_rewritten() {
    for (age_cutoff, rewritten) in [(0.25, 1), (0.5, 2), (1.0, 5), (0.1, 0)] {
        let fs = Arc::new(MemFs::default());
        let options = options().age_cutoff(age_cutoff).file_target_size(u64::MAX);
        let db = Db::open(fs.clone(), separated(options)).unwrap();
        leave_stale_files(&db, 6);
        let before: Vec<u64> = ids(&db);
        assert_eq!(before.len(), 6);
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        check_garbage(&*fs, &db.tree);
        let after = ids(&db);
        let kept = &before[rewritten..];
        assert_eq!(after[..kept.len()], *kept, "cutoff {age_cutoff}");
        assert_eq!(after.len(), kept.len() + usize::from(rewritten > 0));
        assert_eq!(db.scan().unwrap().len(), 7);
    }
}

fn ids(db: &Db) -> Vec<u64> {
    let mut ids: Vec<u64> = db.tree.current_version().blob_files.list_ids().copied().collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_file_that_other_tables_need_is_not_rewritten() {
    let fs = Arc::new(MemFs::default());
    let options = options().file_target_size(u64::MAX).staleness_threshold(0.1);
    let db = Db::open(fs.clone(), |config| separated(options)(small_blocks(config))).unwrap();
    for key in *b"abcd" {
        db.insert(&[key], &[key; 100]);
    }
    flush(&db);
    // One table per key, all of which point into the one blob file.
    db.tree.major_compact(1, SeqNo::MAX).unwrap();
    assert_eq!((db.tree.table_count(), db.tree.blob_file_count()), (4, 1));
    for (key, dead) in [(b"a", 1), (b"b", 2)] {
        db.remove(key);
        flush(&db);
        let leveled = Leveled::default().with_l0_threshold(1);
        db.tree.compact(Arc::new(leveled), SeqNo::MAX).unwrap();
        check_garbage(&*fs, &db.tree);
        assert_eq!((ids(&db), db.tree.stale_blob_bytes()), (vec![0], dead * 100), "other tables need it");
    }
    db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
    check_garbage(&*fs, &db.tree);
    assert!(ids(&db)[0] > 0 && db.tree.current_version().gc_stats().is_empty());
    assert_eq!(db.scan().unwrap().len(), 2);
}

#[cfg(feature = "lz4")]
#[test]
fn old_values_stay_readable_when_the_compression_changes() {
    let fs = Arc::new(MemFs::default());
    let compressed = |compression| separated(options().compression(compression).staleness_threshold(0.01));
    let mut model = Contents::new();
    for (round, compression) in [CompressionType::None, CompressionType::Lz4, CompressionType::None]
        .into_iter()
        .cycle()
        .take(7)
        .enumerate()
    {
        let db = Db::open(fs.clone(), compressed(compression)).unwrap();
        assert_eq!(db.scan().unwrap(), model);
        for n in 0..4u8 {
            let (key, value) = ([n, round as u8], [round as u8; 150]);
            db.insert(&key, &value);
            model.insert(key.to_vec(), value.to_vec());
        }
        db.insert(b"overwritten", &[round as u8; 150]);
        model.insert(b"overwritten".to_vec(), vec![round as u8; 150]);
        flush(&db);
        for _ in 0..2 {
            db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
            check_garbage(&*fs, &db.tree);
            assert_eq!(db.scan().unwrap(), model, "round {round}");
        }
    }
}

#[test]
fn empty_values_survive_when_everything_is_separated() {
    let fs = Arc::new(MemFs::default());
    let options = options().separation_threshold(0).staleness_threshold(0.01);
    let mut db = Db::open(fs.clone(), separated(options.clone())).unwrap();
    db.insert(b"empty", b"");
    db.insert(b"other", b"x");
    flush(&db);
    let mut load = db.tree.ingestion().unwrap();
    load.write("empty, loaded", "").unwrap();
    load.write("loaded", "y").unwrap();
    load.finish().unwrap();
    db.remove(b"other");
    db.remove(b"loaded");
    flush(&db);
    for _ in 0..3 {
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        check_garbage(&*fs, &db.tree);
        drop(db);
        db = Db::open(fs.clone(), separated(options.clone())).unwrap();
        let expected = [b"empty".to_vec(), b"empty, loaded".to_vec()].map(|key| (key, Vec::new()));
        assert_eq!(db.scan().unwrap(), Contents::from(expected));
    }
    assert_eq!(db.tree.blob_file_count(), 0);
}

/// Frames of a load carry seqno 0, so the order of frames is not that of the entries where versions from a load and from
/// writes are moved in one compaction: the reference panics.
#[test]
fn loaded_blobs_move_together_with_other_versions_of_their_keys() {
    let fs = Arc::new(MemFs::default());
    let open = || {
        Db::open(fs.clone(), |config| {
            let options = options().staleness_threshold(0.01).file_target_size(u64::MAX);
            separated(options)(config.with_compaction_filter_factory(Some(Arc::new(ByKey))))
        })
        .unwrap()
    };
    let db = open();
    for key in ["destroy", "keep", "lasting"] {
        db.insert(key.as_bytes(), &[1; 50]);
    }
    flush(&db);
    let between = now(&db);
    let mut load = db.tree.ingestion().unwrap();
    for key in ["destroy", "keep", "lasting"] {
        load.write(key, [2; 60]).unwrap();
    }
    load.finish().unwrap();
    let first = ids(&db);
    assert_eq!(first.len(), 2);
    // The filter takes a blob of both files, which are rewritten by the next compaction; watermark 0 keeps all else.
    for _ in 0..2 {
        db.tree.major_compact(u64::MAX, 0).unwrap();
        check_garbage(&*fs, &db.tree);
    }
    assert!(ids(&db).iter().all(|id| !first.contains(id)), "{first:?}, then {:?}", ids(&db));
    drop(db);
    // All snapshots read the current version now.
    let db = open();
    for key in ["keep", "lasting"] {
        assert_eq!(db.tree.get(key, between).unwrap().unwrap(), vec![1; 50]);
        assert_eq!(db.tree.get(key, SeqNo::MAX).unwrap().unwrap(), vec![2; 60]);
    }
}

#[test]
fn without_its_blob_files_a_tree_does_not_open() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), separated(options())).unwrap();
    drop(db);
    let folder = Path::new(FOLDER).join("blobs");
    let without = |missing: &Path| {
        let files = files(&*fs, Path::new(FOLDER));
        let kept = files.into_iter().filter(|(path, _)| !path.starts_with(missing)).collect();
        Db::open(fs_of(&kept), separated(options()))
    };
    assert!(without(&folder).is_ok(), "nothing is in it, so nothing is missing");
    let db = Db::open(fs.clone(), separated(options())).unwrap();
    db.insert(b"a", &[1; 500]);
    db.insert(b"b", &[1; 500]);
    flush(&db);
    drop(db);
    assert_eq!(blob_files(&fs), ["0", "1"]);
    for missing in [folder.clone(), folder.join("0"), folder.join("1")] {
        let error = without(&missing).err().unwrap();
        assert!(
            matches!(&error, Error::Corrupt { path, .. } if path.starts_with(&missing) || path.starts_with(&folder)),
            "{error}"
        );
        assert!(matches!(error.cause(), Error::Unrecoverable));
    }
}

#[test]
fn files_that_are_not_blob_files_are_refused_or_removed() {
    for (name, is_refused) in [("7", false), ("._7", false), ("07", true), ("seven", true)] {
        let fs = Arc::new(MemFs::default());
        drop(Db::open(fs.clone(), separated(options())).unwrap());
        let path = Path::new(FOLDER).join("blobs").join(name);
        common::write_file(&*fs, &path, b"anything");
        assert_eq!(Db::open(fs.clone(), separated(options())).is_err(), is_refused, "{name}");
        assert_eq!(fs.exists(&path).unwrap(), name != "7", "{name}");
    }
}

#[test]
fn dropped_tables_take_their_blobs_with_them() {
    let fs = Arc::new(MemFs::default());
    let options = options().file_target_size(u64::MAX);
    let db = Db::open(fs.clone(), |config| separated(options)(small_blocks(config))).unwrap();
    for keys in [b"ab", b"cd"] {
        for key in keys {
            db.insert(&[*key], &[*key; 100]);
        }
        flush(&db);
    }
    db.tree.drop_range("a"..="b").unwrap();
    check_garbage(&*fs, &db.tree);
    assert_eq!((ids(&db), db.tree.stale_blob_bytes()), (vec![1], 0));
    assert_eq!(db.scan().unwrap().len(), 2);
    // One table per key; dropping one leaves half of the file behind, then the other half.
    db.tree.major_compact(1, SeqNo::MAX).unwrap();
    for (key, left) in [("c", vec![1]), ("d", vec![])] {
        db.tree.drop_range(key..=key).unwrap();
        check_garbage(&*fs, &db.tree);
        assert_eq!(ids(&db), left);
    }
}

#[test]
fn files_that_died_earlier_go_with_any_dropped_table() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), separated(options())).unwrap();
    db.insert(b"a", &[1; 100]);
    flush(&db);
    let seqno = db.seqno.next();
    db.tree.remove_weak("a", seqno);
    flush(&db);
    // The value goes and the marker stays, as it met an address and not a value.
    db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
    assert_eq!((db.tree.table_count(), db.tree.blob_file_count(), db.tree.stale_blob_bytes()), (1, 1, 100));
    db.tree.drop_range::<&[u8], _>(..).unwrap();
    check_garbage(&*fs, &db.tree);
    assert_eq!((db.tree.table_count(), db.tree.blob_file_count(), db.tree.stale_blob_bytes()), (0, 0, 0));
}

#[test]
fn fifo_counts_blobs_and_drops_them() {
    let fs = Arc::new(MemFs::default());
    let options = options().file_target_size(u64::MAX);
    let db = Db::open(fs.clone(), separated(options)).unwrap();
    for n in 0..5u8 {
        db.insert(&[n], &[n; 1_000]);
        flush(&db);
    }
    let disk_space = db.tree.disk_space();
    assert!((5_000..6_000).contains(&disk_space), "{disk_space}");
    db.tree.compact(Arc::new(Fifo::new(3_600, None)), 0).unwrap();
    check_garbage(&*fs, &db.tree);
    assert_eq!(ids(&db), [2, 3, 4]);
    assert_eq!(db.scan().unwrap().keys().cloned().collect::<Vec<_>>(), [[2], [3], [4]]);
}

#[test]
fn an_abandoned_load_leaves_nothing_behind() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), separated(options().file_target_size(200))).unwrap();
    let mut load = db.tree.ingestion().unwrap();
    for n in 0..9u8 {
        load.write([n], [n; 100]).unwrap();
    }
    assert!(!blob_files(&fs).is_empty());
    drop(load);
    assert_eq!(blob_files(&fs), Vec::<String>::new());
    assert!(db.scan().unwrap().is_empty());
}

#[test]
fn clear_empties_the_folder_of_blob_files() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), separated(options())).unwrap();
    leave_stale_files(&db, 3);
    db.tree.clear().unwrap();
    check_garbage(&*fs, &db.tree);
    assert_eq!((db.tree.blob_file_count(), db.tree.stale_blob_bytes(), db.tree.disk_space()), (0, 0, 0));
    db.tree.get_version_history_lock().maintenance(Path::new(FOLDER), SeqNo::MAX).unwrap();
    assert_eq!(blob_files(&fs), Vec::<String>::new());
    db.insert(b"a", &[1; 100]);
    flush(&db);
    drop(db);
    let db = Db::open(fs, separated(options())).unwrap();
    assert_eq!(db.scan().unwrap().len(), 1);
}

/// Does with an entry what its key says.
struct ByKey;

impl Factory for ByKey {
    fn name(&self) -> &'static str {
        "by key"
    }

    fn make_filter(&self, _: &esker::compaction::filter::Context) -> Box<dyn CompactionFilter> {
        Box::new(Self)
    }
}

impl CompactionFilter for ByKey {
    fn filter_item(
        &mut self,
        item: ItemAccessor<'_>,
        _: &esker::compaction::filter::Context,
    ) -> esker::Result<Verdict> {
        let value = item.value()?;
        assert_eq!(item.is_indirection(), value.len() >= 10);
        Ok(match &**item.key() {
            b"destroy" => Verdict::Destroy,
            b"grow" => Verdict::ReplaceValue([&*value, &*value].concat().into()),
            b"remove" => Verdict::Remove,
            b"shrink" => Verdict::ReplaceValue(value[..3].into()),
            b"weak" => Verdict::RemoveWeak,
            _ => Verdict::Keep,
        })
    }
}

#[test]
fn a_filter_reads_and_replaces_separated_values() {
    let fs = Arc::new(MemFs::default());
    let open = || {
        Db::open(fs.clone(), |config| {
            let options = options().staleness_threshold(0.01).file_target_size(u64::MAX);
            separated(options)(config.with_compaction_filter_factory(Some(Arc::new(ByKey))))
        })
        .unwrap()
    };
    let db = open();
    for len in [7, 90] {
        for key in ["destroy", "grow", "keep", "remove", "shrink", "weak"] {
            db.insert(key.as_bytes(), &vec![len; usize::from(len)]);
        }
        flush(&db);
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        check_garbage(&*fs, &db.tree);
        let expected = [
            (b"grow".to_vec(), vec![len; 2 * usize::from(len)]),
            (b"keep".to_vec(), vec![len; usize::from(len)]),
            (b"shrink".to_vec(), vec![len; 3]),
        ];
        assert_eq!(db.scan().unwrap(), Contents::from(expected));
    }
    drop(db);
    let db = open();
    // Relocates and replaces at once.
    db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
    check_garbage(&*fs, &db.tree);
    assert_eq!(db.tree.get("grow", SeqNo::MAX).unwrap().unwrap(), vec![90; 360]);
    assert_eq!(db.tree.get("keep", SeqNo::MAX).unwrap().unwrap(), vec![90; 90]);
}

/// The value of a key in some round: long or short, and it says whose it is.
fn value_of(key: u16, round: u16) -> Vec<u8> {
    let [a, b] = key.to_le_bytes();
    let [c, d] = round.to_le_bytes();
    [a, b, c, d].repeat(1 + usize::from((key ^ round) % 20))
}

#[test]
fn reads_flushes_and_compactions_at_once_see_whole_values() {
    const KEYS: u16 = 60;
    const ROUNDS: u16 = 40;
    let fs = Arc::new(MemFs::default());
    let options = options().staleness_threshold(0.01).file_target_size(1_000);
    let db = Db::open(fs.clone(), |config| separated(options)(small_blocks(config))).unwrap();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..ROUNDS {
                for key in (0..KEYS).filter(|key| !(key + round).is_multiple_of(3)) {
                    db.insert(&key.to_be_bytes(), &value_of(key, round));
                }
                flush(&db);
                db.tree.get_version_history_lock().maintenance(Path::new(FOLDER), now(&db)).unwrap();
            }
            is_done.store(true, Ordering::Release);
        });
        for strategy in 0..2 {
            let (db, is_done) = (&db, &is_done);
            scope.spawn(move || {
                while !is_done.load(Ordering::Acquire) {
                    let leveled = Leveled::default().with_l0_threshold(2).with_table_target_size(500);
                    match strategy {
                        0 => db.tree.compact(Arc::new(leveled), now(db)).unwrap(),
                        _ => db.tree.major_compact(700, now(db)).unwrap(),
                    }
                }
            });
        }
        scope.spawn(|| {
            while !is_done.load(Ordering::Acquire) {
                for item in db.tree.iter(SeqNo::MAX, None) {
                    let (key, value) = item.into_inner().unwrap();
                    let round = u16::from_le_bytes([value[2], value[3]]);
                    let key = u16::from_be_bytes([key[0], key[1]]);
                    assert_eq!(value, value_of(key, round));
                    if let Some(value) = db.tree.get(key.to_be_bytes(), SeqNo::MAX).unwrap() {
                        assert!(
                            u16::from_le_bytes([value[2], value[3]]) >= round,
                            "a read went back in time"
                        );
                    }
                }
            }
        });
    });
    check_garbage(&*fs, &db.tree);
    for _ in 0..2 {
        db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap();
        check_garbage(&*fs, &db.tree);
    }
    let latest = |key: u16| (0..ROUNDS).rev().find(|round| !(key + round).is_multiple_of(3)).unwrap();
    let expected: Contents =
        (0..KEYS).map(|key| (key.to_be_bytes().to_vec(), value_of(key, latest(key)))).collect();
    assert_eq!(db.scan().unwrap(), expected);
}
