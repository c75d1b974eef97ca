//! Tables as a whole: written by the writer, read back in every way, under every combination of options.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::filter::BloomConstructionPolicy;
use super::*;
use crate::cache::Cache;
use crate::checksum::Checksum;
use crate::compression::CompressionType;
use crate::descriptor_table::DescriptorTable;
use crate::error::{Error, Result};
use crate::fs::{DirEntry, Fs, MemFs, RandomAccessFile, WritableFile, read};
use crate::hash::hash64;
use crate::key_range::Ranged;
use crate::seqno::SequenceNumberCounter;
use crate::slice::Slice;
use crate::value::InternalValue;
use crate::value_type::ValueType;

const FOLDER: &str = "/tables";

#[derive(Clone, Debug)]
struct Setup {
    writer: WriterOptions,
    pin: bool,
    cache_bytes: u64,
    descriptor_table: bool,
}

fn plain() -> Setup {
    Setup {
        writer: WriterOptions {
            data_block_size: 4_096,
            data_block_restart_interval: 16,
            data_block_hash_ratio: 0.0,
            data_block_compression: CompressionType::None,
            index_block_compression: CompressionType::None,
            partition_index: false,
            partition_filter: false,
            filter_policy: Some(BloomConstructionPolicy::default()),
            initial_level: 0,
            pipelining: None,
        },
        pin: true,
        cache_bytes: 1_000_000,
        descriptor_table: false,
    }
}

fn setups() -> impl Strategy<Value = Setup> {
    let compression = || {
        proptest::sample::select(vec![
            CompressionType::None,
            #[cfg(feature = "lz4")]
            CompressionType::Lz4,
        ])
    };
    let filter = prop_oneof![
        Just(None),
        Just(Some(BloomConstructionPolicy::BitsPerKey(10.0))),
        Just(Some(BloomConstructionPolicy::FalsePositiveRate(0.01))),
    ];
    (
        prop_oneof![Just(1u32), Just(64), Just(300), Just(4_096), Just(1 << 20)],
        prop_oneof![Just(1u8), Just(2), Just(7), Just(16), Just(255)],
        prop_oneof![Just(0.0f32), Just(0.5), Just(8.0)],
        (compression(), compression()),
        any::<[bool; 5]>(),
        filter,
        prop_oneof![Just(0u64), Just(1_000_000)],
    )
        .prop_map(
            |(
                block_size,
                restart,
                ratio,
                (data, index),
                [pi, pf, pin, fds, thread],
                filter_policy,
                cache_bytes,
            )| {
                Setup {
                    writer: WriterOptions {
                        data_block_size: block_size,
                        data_block_restart_interval: restart,
                        data_block_hash_ratio: ratio,
                        data_block_compression: data,
                        index_block_compression: index,
                        partition_index: pi,
                        partition_filter: pf,
                        filter_policy,
                        initial_level: 3,
                        pipelining: thread.then(|| Pipelining::always(64)),
                    },
                    pin,
                    cache_bytes,
                    descriptor_table: fds,
                }
            },
        )
}

/// Few distinct keys, so that versions of one key straddle intervals, blocks and partitions.
fn entries() -> impl Strategy<Value = Vec<InternalValue>> {
    let key = prop_oneof![
        3 => (0..40u32).prop_map(|i| format!("user:{i:08}:profile").into_bytes()),
        1 => proptest::collection::vec(any::<u8>(), 1..40),
    ];
    let kind = prop_oneof![
        6 => Just(ValueType::Value),
        1 => Just(ValueType::Tombstone),
        1 => Just(ValueType::WeakTombstone),
    ];
    let entry = (key, 0..50u64, kind, proptest::collection::vec(any::<u8>(), 0..60));
    proptest::collection::vec(entry, 1..400).prop_map(|raw| {
        let sorted: BTreeSet<_> = raw
            .into_iter()
            .map(|(key, seqno, kind, value)| (key, std::cmp::Reverse(seqno), u8::from(kind), value))
            .collect();
        let mut entries: Vec<_> = sorted
            .into_iter()
            .map(|(key, seqno, kind, value)| {
                let kind = ValueType::try_from(kind).unwrap();
                let value = if kind.is_tombstone() { Vec::new() } else { value };
                InternalValue::from_components(key, value, seqno.0, kind)
            })
            .collect();
        entries.dedup_by(|a, b| a.key == b.key);
        entries
    })
}

fn fs() -> Arc<dyn Fs> {
    let fs = MemFs::default();
    fs.create_dir_all(Path::new(FOLDER)).unwrap();
    Arc::new(fs)
}

fn write(
    fs: &Arc<dyn Fs>,
    entries: &[InternalValue],
    setup: &Setup,
    target_size: u64,
) -> Vec<(TableId, Checksum)> {
    let ids = SequenceNumberCounter::default();
    let mut writer =
        MultiWriter::new(Arc::clone(fs), FOLDER.into(), ids, target_size, setup.writer.clone()).unwrap();
    for entry in entries {
        writer.write(entry.clone()).unwrap();
    }
    writer.finish().unwrap()
}

/// The bytes of all tables that are written, by id.
fn written(entries: &[InternalValue], setup: &Setup, target_size: u64) -> Vec<(TableId, Vec<u8>)> {
    let fs = fs();
    let tables = write(&fs, entries, setup, target_size);
    let bytes = |id: TableId| {
        let mut bytes = read(&*fs, &Path::new(FOLDER).join(id.to_string())).unwrap();
        // The block with the time of writing differs; what comes after it is made of what came before.
        let time = bytes.windows(10).position(|window| window == b"created_at").unwrap();
        let block = bytes[..time].windows(4).rposition(|window| window == b"LSM\x03").unwrap();
        bytes.truncate(block);
        bytes
    };
    tables.into_iter().map(|(id, _)| (id, bytes(id))).collect()
}

fn open(
    fs: &Arc<dyn Fs>,
    id: TableId,
    checksum: Checksum,
    setup: &Setup,
    global_seqno: u64,
) -> Result<Table> {
    Table::open(TableOptions {
        path: Path::new(FOLDER).join(id.to_string()),
        checksum,
        global_seqno,
        tree_id: 0,
        folder_owner: None,
        cache: Arc::new(Cache::with_capacity_bytes(setup.cache_bytes)),
        descriptor_table: setup.descriptor_table.then(|| Arc::new(DescriptorTable::new(10))),
        fs: Arc::clone(fs),
        pin_filter: setup.pin,
        pin_index: setup.pin,
        #[cfg(feature = "metrics")]
        metrics: Arc::default(),
    })
}

fn single_table(entries: &[InternalValue], setup: &Setup, global_seqno: u64) -> Table {
    let fs = fs();
    let tables = write(&fs, entries, setup, u64::MAX);
    assert_eq!(tables.len(), 1);
    open(&fs, tables[0].0, tables[0].1, setup, global_seqno).unwrap()
}

type Facts = (Vec<u8>, u64, ValueType, Vec<u8>);

fn facts(entry: &InternalValue) -> Facts {
    (entry.key.user_key.to_vec(), entry.key.seqno, entry.key.value_type, entry.value.to_vec())
}

fn collect(entries: impl Iterator<Item = Result<InternalValue>>) -> Vec<Facts> {
    entries.map(|entry| facts(&entry.unwrap())).collect()
}

proptest! {
    #[test]
    fn every_way_of_reading_yields_what_was_written(entries in entries(), setup in setups(), global in 0..3u64) {
        let table = single_table(&entries, &setup, global);
        let expected: Vec<_> = entries.iter().map(facts).map(|(k, s, t, v)| (k, s + global, t, v)).collect();
        prop_assert_eq!(&collect(table.iter()), &expected);
        prop_assert_eq!(&collect(table.scan().unwrap()), &expected);
        let mut backward = collect(table.iter().rev());
        backward.reverse();
        prop_assert_eq!(&backward, &expected);
    }

    #[test]
    fn a_thread_that_helps_changes_nothing(
        entries in entries(), setup in setups(), batch_len in 1..300usize,
        target_size in prop_oneof![1..20_000u64, Just(u64::MAX)],
    ) {
        let (mut setup, mut with_thread) = (setup.clone(), setup);
        setup.writer.pipelining = None;
        with_thread.writer.pipelining = Some(Pipelining::always(batch_len));
        prop_assert!(written(&entries, &with_thread, target_size) == written(&entries, &setup, target_size));
    }

    #[test]
    fn both_ends_meet(entries in entries(), setup in setups(), turns in proptest::collection::vec(any::<bool>(), 400)) {
        let mut iter = single_table(&entries, &setup, 0).iter();
        let (mut front, mut back) = (Vec::new(), Vec::new());
        for from_back in turns.into_iter().chain(std::iter::repeat(true)) {
            let (next, side) = if from_back { (iter.next_back(), &mut back) } else { (iter.next(), &mut front) };
            let Some(next) = next else { break };
            side.push(facts(&next.unwrap()));
        }
        prop_assert!(iter.next().is_none() && iter.next_back().is_none());
        front.extend(back.into_iter().rev());
        prop_assert_eq!(front, entries.iter().map(facts).collect::<Vec<_>>());
    }

    #[test]
    fn ranges_hold_exactly_what_lies_between(
        entries in entries(), setup in setups(), ends in any::<[(prop::sample::Index, u8); 2]>(),
    ) {
        let [low, high] = ends.map(|(index, kind)| {
            let mut key = index.get(&entries).key.user_key.to_vec();
            if kind % 2 == 0 { key.push(b'x'); }
            let key = Slice::from(key);
            match kind % 3 { 0 => Bound::Unbounded, 1 => Bound::Included(key), _ => Bound::Excluded(key) }
        });
        let range = (low, high);
        let expected: Vec<_> = entries.iter()
            .filter(|e| std::ops::RangeBounds::contains(&range, &e.key.user_key)).map(facts).collect();
        let table = single_table(&entries, &setup, 0);
        let mut backward = collect(table.range(range.clone()).rev());
        backward.reverse();
        prop_assert_eq!(&backward, &expected);
        prop_assert_eq!(collect(table.range(range)), expected);
    }

    /// Few keys with many versions, so that versions of a key spread over intervals, blocks and both ends.
    #[test]
    fn each_key_appears_once_from_both_ends(
        entries in entries(), setup in setups(), keys in 2..400u32, ends in any::<[(prop::sample::Index, u8); 2]>(),
        snapshot in prop_oneof![0..55u64, Just(u64::MAX)], global in 0..3u64,
        turns in proptest::collection::vec(any::<bool>(), 0..400), last_turn in any::<bool>(),
    ) {
        let mut entries: Vec<_> = entries.into_iter().enumerate().map(|(i, entry)| {
            let InternalValue { mut key, value } = entry;
            key.user_key = format!("user:{:08}:profile", i as u32 % keys).into();
            InternalValue { key, value }
        }).collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.dedup_by(|a, b| a.key == b.key);
        let [low, high] = ends.map(|(index, kind)| {
            let key = index.get(&entries).key.user_key.clone();
            match kind % 3 { 0 => Bound::Unbounded, 1 => Bound::Included(key), _ => Bound::Excluded(key) }
        });
        let range = (low, high);
        let mut newest = std::collections::BTreeMap::new();
        for entry in entries.iter().filter(|e| e.key.seqno + global < snapshot) {
            newest.entry(entry.key.user_key.to_vec()).or_insert_with(|| facts(entry));
        }
        let mut expected: std::collections::VecDeque<_> = newest.into_values()
            .filter(|(key, _, kind, _)| {
                std::ops::RangeBounds::contains(&range, &Slice::from(key.as_slice())) && !kind.is_tombstone()
            })
            .map(|(key, seqno, kind, value)| (key, seqno + global, kind, value)).collect();

        let mut iter = single_table(&entries, &setup, global).range(range);
        for from_back in turns.into_iter().chain(std::iter::repeat(last_turn)) {
            let (next, wanted) = if from_back {
                (iter.next_back_newest(snapshot), expected.pop_back())
            } else {
                (iter.next_newest(snapshot), expected.pop_front())
            };
            let next = next.map(|entry| facts(&entry.unwrap()));
            prop_assert_eq!(&next, &wanted);
            if next.is_none() { break; }
        }
        prop_assert!(iter.next_newest(snapshot).is_none() && iter.next_back_newest(snapshot).is_none());
    }

    #[test]
    fn point_reads_find_the_newest_visible_version(entries in entries(), setup in setups(), global in 0..3u64) {
        let table = single_table(&entries, &setup, global);
        let keys: BTreeSet<_> = entries.iter().map(|e| e.key.user_key.to_vec()).chain([b"zz".to_vec()]).collect();
        for key in keys {
            for seqno in [0, 1, 10, 25, 49, 50, 60] {
                let expected = entries.iter().find(|e| e.key.user_key == key && e.key.seqno + global < seqno);
                let found = table.get(&key, seqno, hash64(&key)).unwrap();
                let expected = expected.map(facts).map(|(k, s, t, v)| (k, s + global, t, v));
                prop_assert_eq!(found.as_ref().map(facts), expected, "key {:?} at {}", key, seqno);
            }
        }
    }

    #[test]
    fn rotation_never_splits_a_key(entries in entries(), setup in setups(), target in 1..2_000u64) {
        let fs = fs();
        let tables: Vec<_> = write(&fs, &entries, &setup, target)
            .into_iter().map(|(id, checksum)| open(&fs, id, checksum, &setup, 0).unwrap()).collect();
        let ranges: Vec<_> = tables.iter().map(Ranged::key_range).collect();
        prop_assert!(crate::key_range::KeyRange::is_disjoint(&ranges));
        let all: Vec<_> = tables.iter().flat_map(|table| collect(table.iter())).collect();
        prop_assert_eq!(all, entries.iter().map(facts).collect::<Vec<_>>());
        for (table, next) in tables.iter().zip(tables.iter().skip(1)) {
            prop_assert!(table.metadata.file_size >= target, "{:?} before {:?}", table, next);
        }
    }

    #[test]
    fn the_metadata_counts_what_is_there(entries in entries(), setup in setups()) {
        let table = single_table(&entries, &setup, 0);
        let count = |kind| entries.iter().filter(|e| e.key.value_type == kind).count() as u64;
        let meta = &table.metadata;
        prop_assert_eq!(meta.item_count, entries.len() as u64);
        prop_assert_eq!(meta.weak_tombstone_count, count(ValueType::WeakTombstone));
        prop_assert_eq!(meta.tombstone_count, count(ValueType::Tombstone) + count(ValueType::WeakTombstone));
        let reclaimable = entries.windows(2).filter(|pair| {
            pair[0].key.user_key == pair[1].key.user_key
                && pair[0].key.value_type == ValueType::WeakTombstone
                && pair[1].key.value_type == ValueType::Value
        }).count() as u64;
        prop_assert_eq!(meta.weak_tombstone_reclaimable, reclaimable);
        prop_assert_eq!(meta.seqnos.0, entries.iter().map(|e| e.key.seqno).min().unwrap());
        prop_assert_eq!(meta.seqnos.1, entries.iter().map(|e| e.key.seqno).max().unwrap());
        prop_assert_eq!(table.checksum(), {
            let bytes = read(&*table.fs, &table.path).unwrap();
            Checksum::of(&bytes)
        });
    }
}

#[test]
fn an_empty_table_leaves_no_file() {
    let fs = fs();
    assert!(write(&fs, &[], &plain(), u64::MAX).is_empty());
    assert_eq!(fs.read_dir(Path::new(FOLDER)).unwrap(), []);
}

#[test]
fn dropping_a_writer_leaves_no_file() {
    for (target_size, pipelining) in [(1, None), (20_000, Some(Pipelining::always(500)))] {
        let fs = fs();
        let ids = SequenceNumberCounter::default();
        let options = WriterOptions {
            pipelining,
            // Smaller than a batch: larger ones are written without the thread.
            data_block_size: 256,
            #[cfg(feature = "lz4")]
            data_block_compression: CompressionType::Lz4,
            ..plain().writer
        };
        let mut writer = MultiWriter::new(Arc::clone(&fs), FOLDER.into(), ids, target_size, options).unwrap();
        for i in 0..10_000u32 {
            writer.write(InternalValue::from_components(i.to_be_bytes(), "", 0, ValueType::Value)).unwrap();
        }
        assert!(!fs.read_dir(Path::new(FOLDER)).unwrap().is_empty());
        drop(writer);
        assert_eq!(fs.read_dir(Path::new(FOLDER)).unwrap(), []);
    }
}

/// What a file system does to a file that is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    /// The first sync fails, later ones don't.
    FirstSync,
    /// Writing on the thread of a table writer panics.
    PanicOnThread,
}

#[derive(Clone, Debug)]
struct TroubledFs {
    live: MemFs,
    trouble: Trouble,
    has_failed: Arc<AtomicBool>,
}

#[derive(Debug)]
struct Output(Box<dyn WritableFile>, TroubledFs);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_on_thread = std::thread::current().name() == Some("table writer");
        assert!(self.1.trouble != Trouble::PanicOnThread || !is_on_thread, "injected");
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl WritableFile for Output {
    fn sync_all(&mut self) -> io::Result<()> {
        if self.1.trouble == Trouble::FirstSync && !self.1.has_failed.swap(true, Ordering::SeqCst) {
            return Err(io::Error::other("injected"));
        }
        self.0.sync_all()
    }
}

impl Fs for TroubledFs {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        Ok(Box::new(Output(self.live.create_new(path)?, self.clone())))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WritableFile>> {
        Ok(Box::new(Output(self.live.create(path)?, self.clone())))
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.live.create_dir_all(path)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.live.exists(path)
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.live.read_dir(path)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn RandomAccessFile>> {
        self.live.open(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.live.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.live.remove_file(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.live.sync_dir(path)
    }
}

fn troubled(trouble: Trouble, target_size: u64) -> (Arc<dyn Fs>, MultiWriter) {
    let live = MemFs::default();
    live.create_dir_all(Path::new(FOLDER)).unwrap();
    let fs: Arc<dyn Fs> = Arc::new(TroubledFs { live, trouble, has_failed: Arc::default() });
    let options = WriterOptions {
        pipelining: Some(Pipelining::always(500)),
        data_block_size: 256,
        #[cfg(feature = "lz4")]
        data_block_compression: CompressionType::Lz4,
        ..plain().writer
    };
    let ids = SequenceNumberCounter::default();
    let writer = MultiWriter::new(Arc::clone(&fs), FOLDER.into(), ids, target_size, options).unwrap();
    (fs, writer)
}

fn numbered(i: u32) -> InternalValue {
    // Hardly to be compressed, so that buffers fill.
    let value: Vec<u8> =
        (0..8).flat_map(|part| hash64(&[i, part].map(u32::to_be_bytes).concat()).to_be_bytes()).collect();
    InternalValue::from_components(i.to_be_bytes(), value, 0, ValueType::Value)
}

#[test]
fn a_full_table_that_can_not_be_completed_is_missed_by_whatever_comes_after() {
    let (fs, mut writer) = troubled(Trouble::FirstSync, 1);
    let failed = (0..10_000).find_map(|i| writer.write(numbered(i)).err().map(|error| (i, error)));
    let (at, error) = failed.unwrap();
    assert!(error.to_string().contains("injected"), "{error}");
    assert!(writer.write(numbered(at + 1)).is_err());
    assert!(writer.finish().is_err());
    assert_eq!(fs.read_dir(Path::new(FOLDER)).unwrap(), []);
}

#[test]
#[cfg(feature = "lz4")]
fn a_panic_on_the_thread_of_a_writer_reaches_who_writes_and_leaves_no_file() {
    let (fs, mut writer) = troubled(Trouble::PanicOnThread, 1 << 20);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        (0..100_000).try_for_each(|i| writer.write(numbered(i)))?;
        writer.settle()
    }));
    let message = caught.unwrap_err();
    assert!(message.downcast_ref::<&str>().is_some_and(|text| text.contains("injected")));
    // The caller may have caught it.
    assert!(writer.write(numbered(100_000)).is_err());
    drop(writer);
    assert_eq!(fs.read_dir(Path::new(FOLDER)).unwrap(), []);
}

#[test]
fn a_deleted_table_stays_readable_until_its_last_handle_goes() {
    let entries = [InternalValue::from_components("a", "1", 1, ValueType::Value)];
    let table = single_table(&entries, &plain(), 0);
    let fs = Arc::clone(&table.fs);
    table.mark_as_deleted();
    let iter = table.iter();
    drop(table);
    assert_eq!(collect(iter), [facts(&entries[0])]);
    assert_eq!(fs.read_dir(Path::new(FOLDER)).unwrap(), []);
}

/// Everything that can be asked of a table; `None` stands for an error.
fn observe(table: &Table, keys: &[&str]) -> Vec<Option<Facts>> {
    let mut seen = Vec::new();
    let mut see = |entry: Result<InternalValue>| seen.push(entry.ok().as_ref().map(facts));
    table.iter().for_each(&mut see);
    table.iter().rev().for_each(&mut see);
    match table.scan() {
        Ok(scanner) => scanner.for_each(&mut see),
        Err(error) => see(Err(error)),
    }
    for key in keys {
        match table.get(key.as_bytes(), 100, hash64(key.as_bytes())) {
            Ok(Some(entry)) => see(Ok(entry)),
            Ok(None) => see(Ok(InternalValue::new_tombstone(*key, 0))),
            Err(error) => see(Err(error)),
        }
    }
    seen
}

/// Every error must say which file, and nothing may be read that was not written.
#[test]
fn every_flipped_bit_and_every_truncation_is_found_or_harmless() {
    let keys = ["apple", "apricot", "banana", "cherry", "date", "elderberry", "fig"];
    let entries: Vec<_> = keys
        .iter()
        .filter(|key| **key != "date")
        .enumerate()
        .map(|(i, key)| InternalValue::from_components(*key, key.repeat(3), i as u64, ValueType::Value))
        .collect();
    for partitioned in [false, true] {
        for pin in [false, true] {
            let mut setup = plain();
            setup.writer.data_block_size = 30;
            setup.writer.data_block_hash_ratio = 1.0;
            setup.writer.partition_index = partitioned;
            setup.writer.partition_filter = partitioned;
            setup.pin = pin;
            let fs = fs();
            let (id, checksum) = write(&fs, &entries, &setup, u64::MAX)[0];
            let path = Path::new(FOLDER).join(id.to_string());
            let whole = read(&*fs, &path).unwrap();
            let expected = observe(&open(&fs, id, checksum, &setup, 0).unwrap(), &keys);

            let check = |bytes: &[u8], what: &str| {
                std::io::Write::write_all(&mut fs.create(&path).unwrap(), bytes).unwrap();
                match open(&fs, id, checksum, &setup, 0) {
                    Err(Error::Corrupt { path: named, .. }) => assert_eq!(named, path, "{what}"),
                    Err(error) => panic!("{what}: {error:?}"),
                    Ok(table) => {
                        let seen = observe(&table, &keys);
                        let is_wrong = |seen: &Option<Facts>| seen.is_some() && !expected.contains(seen);
                        assert!(!seen.iter().any(is_wrong), "{what}: {seen:?}");
                        let is_damage_hidden =
                            seen.len() < expected.len() && seen.iter().all(Option::is_some);
                        assert!(!is_damage_hidden, "{what}: entries went missing without an error");
                    }
                }
            };
            for bit in 0..whole.len() * 8 {
                let mut bytes = whole.clone();
                bytes[bit / 8] ^= 1 << (bit % 8);
                check(&bytes, &format!("bit {bit}"));
            }
            for len in 0..whole.len() {
                check(&whole[..len], &format!("cut to {len} bytes"));
            }
        }
    }
}
