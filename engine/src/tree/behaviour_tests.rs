//! Single facts about a tree that the model test doesn't look at: accounting, files, seqnos, filters, strategies.

use std::io::Write;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use crate::abstract_tree::AbstractTree;
use crate::any_tree::AnyTree;
use crate::checksum::Checksum;
use crate::compaction::filter::Context;
use crate::compaction::state::CompactionState;
use crate::compaction::{
    Choice, CompactionFilter, CompactionStrategy, Factory, Fifo, Input as CompactionInput, ItemAccessor,
    Leveled, MoveDown, PullDown, Verdict,
};
use crate::config::{
    BloomConstructionPolicy, Config, FilterPolicy, FilterPolicyEntry, KvSeparationOptions, PinningPolicy,
};
use crate::error::{Error, Result};
use crate::fs::{Fs, MemFs};
use crate::ids::TableId;
use crate::iter_guard::IterGuard;
use crate::key::MAX_KEY_LEN;
use crate::memtable::Memtable;
use crate::seqno::{SeqNo, SequenceNumberCounter};
use crate::value::InternalValue;
use crate::value_type::ValueType;
use crate::version::Version;

const FOLDER: &str = "/tree";

struct Fixture {
    fs: MemFs,
    seqno: SequenceNumberCounter,
    visible_seqno: SequenceNumberCounter,
    tree: AnyTree,
}

fn fixture() -> Fixture {
    fixture_with(|config| config)
}

fn fixture_with(configure: impl Fn(Config) -> Config) -> Fixture {
    let (fs, seqno, visible_seqno) =
        (MemFs::default(), SequenceNumberCounter::default(), SequenceNumberCounter::default());
    let config = Config::new(FOLDER, seqno.clone(), visible_seqno.clone()).with_fs(Arc::new(fs.clone()));
    let tree = configure(config).open().unwrap();
    Fixture { fs, seqno, visible_seqno, tree }
}

fn reopen(fs: &MemFs) -> Result<AnyTree> {
    Config::new(FOLDER, SequenceNumberCounter::default(), SequenceNumberCounter::default())
        .with_fs(Arc::new(fs.clone()))
        .open()
}

impl Fixture {
    fn insert(&self, key: &str, value: &str) -> SeqNo {
        let seqno = self.seqno.next();
        self.tree.insert(key, value, seqno);
        self.visible_seqno.fetch_max(seqno + 1);
        seqno
    }

    fn flush(&self) {
        self.tree.flush_active_memtable(0).unwrap();
    }

    fn levels(&self) -> Vec<usize> {
        (0..7).map(|n| self.tree.level_table_count(n).unwrap()).collect()
    }

    fn tables_on_disk(&self) -> usize {
        self.fs.read_dir(&Path::new(FOLDER).join("tables")).unwrap().len()
    }

    fn at(&self, snapshot: SeqNo) -> String {
        let pair = |item: crate::IterGuardImpl| {
            let (key, value) = item.into_inner().unwrap();
            format!("{}={}", String::from_utf8_lossy(&key), String::from_utf8_lossy(&value))
        };
        self.tree.iter(snapshot, None).map(pair).collect::<Vec<_>>().join(" ")
    }
}

fn touch(fs: &MemFs, path: &str) {
    fs.create_new(Path::new(path)).unwrap().write_all(b"x").unwrap();
}

#[test]
fn flushing_reports_the_sealed_bytes_and_nothing_if_nothing_is_sealed() {
    let f = fixture();
    assert!(f.tree.rotate_memtable().is_none());
    assert_eq!(f.tree.flush(&f.tree.get_flush_lock(), 0).unwrap(), None);
    let overhead = size_of::<InternalValue>() as u64;
    assert_eq!(f.tree.insert("a", "xy", 0), (overhead + 3, overhead + 3));
    let sealed = f.tree.rotate_memtable().unwrap();
    assert_eq!((sealed.id(), f.tree.active_memtable().id(), f.tree.sealed_memtable_count()), (0, 1, 1));
    assert_eq!(f.tree.remove("b", 1), (overhead + 1, overhead + 1));
    f.tree.rotate_memtable();
    assert_eq!(f.tree.flush(&f.tree.get_flush_lock(), 0).unwrap(), Some(2 * overhead + 4));
    assert_eq!((f.tree.sealed_memtable_count(), f.tree.table_count(), f.tree.tombstone_count()), (0, 1, 1));
}

#[test]
fn a_flush_from_which_nothing_is_left_installs_a_version_without_a_table() {
    let f = fixture();
    f.tree.insert("a", "x", 0);
    f.tree.remove_weak("a", 1);
    let before = f.tree.current_version().id();
    f.tree.flush_active_memtable(2).unwrap();
    assert_eq!((f.tree.table_count(), f.tree.current_version().id(), f.tables_on_disk()), (0, before + 1, 0));
}

#[test]
fn installing_publishes_itself_but_not_the_unfinished_writes_of_others() {
    let f = fixture();
    f.insert("a", "1");
    f.flush();
    // Seqno 1 was the installation's.
    assert_eq!((f.seqno.get(), f.visible_seqno.get()), (2, 2));
    let unfinished = f.seqno.next();
    let other = f.seqno.next();
    f.tree.insert("b", "1", other);
    f.flush();
    assert_eq!((f.seqno.get(), f.visible_seqno.get()), (5, unfinished));
    f.tree.insert("a", "2", unfinished);
    f.visible_seqno.fetch_max(other + 1);
    assert_eq!(f.at(f.visible_seqno.get()), "a=2 b=1");
}

/// A write that took its seqno before an installation did, and reaches a memtable that was made after it: the first
/// snapshots that see it are older than the installation.
#[test]
fn a_write_that_is_overtaken_by_a_flush_and_a_rotation_is_not_missed() {
    let f = fixture();
    f.insert("a", "1");
    f.tree.rotate_memtable();
    let overtaken = f.seqno.next();
    f.tree.flush(&f.tree.get_flush_lock(), 0).unwrap();
    let later = f.seqno.next();
    f.tree.insert("b", "1", later);
    f.tree.rotate_memtable();
    f.tree.insert("a", "2", overtaken);
    f.visible_seqno.fetch_max(overtaken + 1);
    assert_eq!(f.at(overtaken + 1), "a=2");
    assert_eq!(f.tree.get("a", overtaken + 1).unwrap().unwrap(), "2".as_bytes());
    assert_eq!(f.at(overtaken), "a=1");
    assert_eq!(f.at(later + 1), "a=2 b=1");
}

#[test]
fn old_super_versions_go_when_the_watermark_has_passed_them() {
    let f = fixture();
    for round in 0..5 {
        f.insert("a", &round.to_string());
        f.flush();
    }
    let version_files = || {
        f.fs.read_dir(Path::new(FOLDER))
            .unwrap()
            .iter()
            .filter(|e| e.name.to_string_lossy().starts_with('v'))
            .count()
    };
    assert_eq!((f.tree.version_free_list_len(), version_files()), (5, 6));
    // Every memtable was held by several of them, and counts once.
    assert_eq!(f.tree.version_memtable_size_sum(), 5 * (size_of::<InternalValue>() as u64 + 2));
    f.tree.major_compact(u64::MAX, f.visible_seqno.get()).unwrap();
    assert_eq!((f.tree.version_free_list_len(), version_files(), f.tables_on_disk()), (1, 2, 6));
    f.tree.get_version_history_lock().maintenance(Path::new(FOLDER), SeqNo::MAX).unwrap();
    assert_eq!((f.tree.version_free_list_len(), version_files(), f.tables_on_disk()), (0, 1, 1));
    assert_eq!(f.at(SeqNo::MAX), "a=4");
}

#[test]
fn clearing_hides_everything_but_from_older_snapshots_and_frees_the_files_with_them() {
    let f = fixture();
    f.insert("a", "1");
    f.flush();
    f.insert("b", "1");
    let snapshot = f.visible_seqno.get();
    f.tree.clear().unwrap();
    assert_eq!((f.at(f.visible_seqno.get()).as_str(), f.at(snapshot).as_str()), ("", "a=1 b=1"));
    assert_eq!(f.tables_on_disk(), 1);
    f.tree.get_version_history_lock().maintenance(Path::new(FOLDER), f.visible_seqno.get()).unwrap();
    assert_eq!(f.tables_on_disk(), 0);
    assert_eq!(reopen(&f.fs).unwrap().table_count(), 0);
}

#[test]
fn clearing_memtables_needs_an_active_one_and_takes_the_sealed_ones_too() {
    let f = fixture();
    f.insert("a", "1");
    f.tree.rotate_memtable();
    f.tree.clear_active_memtable();
    assert_eq!(f.at(SeqNo::MAX), "a=1");
    f.insert("b", "1");
    f.tree.clear_active_memtable();
    assert_eq!((f.at(SeqNo::MAX).as_str(), f.tree.sealed_memtable_count()), ("", 0));
}

/// As with a rotation: the write is in flight while the memtables are voided, and its first snapshots are older than an
/// installation that nobody has published.
#[test]
fn a_write_that_is_overtaken_by_a_flush_and_a_clearing_of_memtables_is_not_missed() {
    let f = fixture();
    f.insert("a", "1");
    f.tree.rotate_memtable();
    let overtaken = f.seqno.next();
    f.tree.flush(&f.tree.get_flush_lock(), 0).unwrap();
    let voided = f.seqno.next();
    f.tree.insert("b", "1", voided);
    f.tree.clear_active_memtable();
    f.tree.insert("a", "2", overtaken);
    f.visible_seqno.fetch_max(overtaken + 1);
    assert_eq!((f.at(overtaken).as_str(), f.at(overtaken + 1).as_str()), ("a=1", "a=2"));
    assert_eq!(f.at(SeqNo::MAX), "a=2");
}

#[test]
fn a_bulk_load_counts_as_written_when_it_is_finished() {
    let f = fixture();
    f.insert("a", "old");
    f.insert("c", "old");
    let snapshot = f.visible_seqno.get();
    let mut load = f.tree.ingestion().unwrap();
    load.write("a", "new").unwrap();
    load.write_tombstone("c").unwrap();
    load.write("d", "new").unwrap();
    assert_eq!(f.at(SeqNo::MAX), "a=old c=old");
    load.finish().unwrap();
    let seqno = f.visible_seqno.get() - 1;
    assert_eq!(f.at(seqno + 1), "a=new d=new");
    assert_eq!((f.at(seqno).as_str(), f.at(snapshot).as_str()), ("a=old c=old", "a=old c=old"));
    assert_eq!(f.tree.get_highest_persisted_seqno(), Some(seqno));
    let tree = reopen(&f.fs).unwrap();
    assert_eq!(tree.get_highest_seqno(), Some(seqno));
    f.tree.major_compact(u64::MAX, 0).unwrap();
    assert!(f.tree.current_version().iter_tables().all(|table| table.global_seqno() == 0));
    assert_eq!(
        (f.at(seqno + 1).as_str(), f.tree.get_highest_persisted_seqno()),
        ("a=new d=new", Some(seqno))
    );
}

#[test]
fn a_bulk_load_that_is_dropped_or_empty_leaves_nothing() {
    let f = fixture();
    let mut load = f.tree.ingestion().unwrap();
    load.write("a", "1").unwrap();
    drop(load);
    f.tree.ingestion().unwrap().finish().unwrap();
    assert_eq!((f.tables_on_disk(), f.tree.current_version().id(), f.seqno.get()), (0, 0, 0));
    // Each of them took an id.
    assert_eq!(f.tree.next_table_id(), 2);
}

#[test]
fn keys_of_a_bulk_load_must_ascend() {
    let f = fixture();
    for second in ["a", "b"] {
        let mut load = f.tree.ingestion().unwrap();
        load.write("b", "1").unwrap();
        let error = catch_unwind(AssertUnwindSafe(|| load.write(second, "2"))).unwrap_err();
        let text = error.downcast_ref::<&str>().copied().unwrap_or_default();
        assert_eq!(text, "next key in ingestion must be greater than last key");
    }
}

#[test]
fn dropping_a_range_takes_only_tables_that_lie_inside() {
    let f = fixture();
    for keys in [["a", "c"], ["d", "f"], ["g", "i"]] {
        for key in keys {
            f.insert(key, "1");
        }
        f.flush();
    }
    f.insert("e", "memtable");
    let seqno = f.seqno.get();
    f.tree.drop_range::<&str, _>("z".."b").unwrap();
    assert_eq!(f.seqno.get(), seqno);
    f.tree.drop_range::<&str, _>("b".."g").unwrap();
    assert_eq!(f.at(SeqNo::MAX), "a=1 c=1 e=memtable g=1 i=1");
    f.tree.drop_range::<&str, _>("g".."i").unwrap();
    assert_eq!(f.tree.table_count(), 2);
    f.tree.drop_range::<&str, _>("g"..="i").unwrap();
    assert_eq!((f.tree.table_count(), f.at(SeqNo::MAX).as_str()), (1, "a=1 c=1 e=memtable"));
}

/// No key can be as long as these bounds: a range that has them ends, or begins, between keys that can be.
#[test]
fn bounds_that_are_too_long_for_a_key_are_bounds_nonetheless() {
    let longest = MAX_KEY_LEN;
    let keys = [vec![b'k'; longest - 1], vec![b'k'; longest], [vec![b'k'; longest - 1], vec![b'l']].concat()];
    let on_disk = fixture();
    let in_memory = fixture();
    let mut model = std::collections::BTreeSet::new();
    for key in keys.iter().map(Vec::as_slice).chain([&b"a"[..], b"k", b"z"]) {
        for fixture in [&on_disk, &in_memory] {
            fixture.tree.insert(key, "", fixture.seqno.next());
        }
        model.insert(key.to_vec());
    }
    on_disk.flush();

    let too_long =
        [vec![b'k'; longest + 1], vec![b'k'; 2 * longest], [&keys[2][..], b"x"].concat(), vec![0xFF; 70_000]];
    let bounds =
        |key: &Vec<u8>| [Bound::Unbounded, Bound::Included(key.clone()), Bound::Excluded(key.clone())];
    for (lower, upper) in too_long.iter().flat_map(|a| too_long.iter().map(move |b| (a, b))) {
        for range in
            bounds(lower).into_iter().flat_map(|a| bounds(upper).into_iter().map(move |b| (a.clone(), b)))
        {
            let is_range = lower < upper || matches!(range, (Bound::Unbounded, _) | (_, Bound::Unbounded));
            let expected: Vec<_> =
                if is_range { model.range(range.clone()).cloned().collect() } else { Vec::new() };
            for fixture in [&on_disk, &in_memory] {
                let scan =
                    || fixture.tree.range(range.clone(), SeqNo::MAX, None).map(|item| item.key().unwrap());
                assert!(scan().eq(expected.iter().map(Vec::as_slice)));
                assert!(scan().rev().eq(expected.iter().rev().map(Vec::as_slice)));
            }
        }
        assert_eq!(on_disk.tree.get(lower, SeqNo::MAX).unwrap(), None);
        assert_eq!(in_memory.tree.get(lower, SeqNo::MAX).unwrap(), None);
        assert_eq!(in_memory.tree.prefix(lower, SeqNo::MAX, None).count(), 0);
        in_memory.tree.print_trace(lower).unwrap();
    }
    on_disk.tree.drop_range(too_long[0].clone()..).unwrap();
    assert_eq!(on_disk.tree.len(SeqNo::MAX, None).unwrap(), model.len());
}

#[test]
fn an_extra_memtable_takes_part_in_scans_by_seqno() {
    let f = fixture();
    f.insert("a", "tree");
    f.insert("b", "tree");
    f.flush();
    let extra = Arc::new(Memtable::new(0));
    let base = 1 << 63;
    extra.insert(InternalValue::from_components("a", "mine", base, ValueType::Value));
    extra.insert(InternalValue::new_tombstone("b", base + 1));
    extra.insert(InternalValue::from_components("c", "later", base + 2, ValueType::Value));
    let index = Some((Arc::clone(&extra), base + 2));
    let snapshot = f.visible_seqno.get();
    let keys: Vec<_> = f.tree.iter(snapshot, index.clone()).map(|item| item.into_inner().unwrap()).collect();
    assert_eq!(keys, [("a".into(), "mine".into())]);
    assert_eq!(f.tree.len(snapshot, index.clone()).unwrap(), 1);
    assert!(!f.tree.is_empty(0, index).unwrap());
    assert!(f.tree.is_empty(0, None).unwrap());
}

#[test]
fn the_first_flush_of_a_tree_moves_to_the_bottom_and_overlapping_ones_merge_into_it() {
    let f = fixture();
    let leveled = || Arc::new(Leveled::default().with_l0_threshold(2));
    let compact = || f.tree.compact(leveled(), 0).unwrap();
    f.insert("a", "1");
    f.insert("c", "1");
    f.flush();
    compact();
    assert_eq!(f.levels(), [0, 0, 0, 0, 0, 0, 1]);
    f.insert("b", "2");
    f.flush();
    compact();
    assert_eq!(f.levels(), [1, 0, 0, 0, 0, 0, 1], "below the threshold nothing happens");
    f.insert("b", "3");
    f.flush();
    compact();
    assert_eq!((f.levels(), f.at(SeqNo::MAX).as_str()), (vec![0, 0, 0, 0, 0, 0, 1], "a=1 b=3 c=1"));
    f.insert("x", "4");
    f.flush();
    compact();
    assert_eq!(f.levels(), [0, 0, 0, 0, 0, 0, 2], "what overlaps nothing moves");
}

#[test]
fn moving_to_a_level_that_does_not_exist_does_nothing() {
    let f = fixture();
    f.insert("a", "1");
    f.flush();
    f.tree.compact(Arc::new(MoveDown(0, 7)), 0).unwrap();
    f.tree.compact(Arc::new(MoveDown(9, 1)), 0).unwrap();
    assert_eq!(f.levels(), [1, 0, 0, 0, 0, 0, 0]);
    f.tree.compact(Arc::new(MoveDown(0, 3)), 0).unwrap();
    f.tree.compact(Arc::new(PullDown(3, 4)), 0).unwrap();
    assert_eq!((f.levels(), f.at(SeqNo::MAX).as_str()), (vec![0, 0, 0, 0, 1, 0, 0], "a=1"));
}

#[test]
fn fifo_drops_the_oldest_tables_beyond_its_limit() {
    let f = fixture();
    for key in ["a", "b", "c", "d"] {
        f.insert(key, "1");
        f.flush();
    }
    let size = f.tree.disk_space() / 4;
    f.tree.compact(Arc::new(Fifo::new(size * 4, None)), 0).unwrap();
    assert_eq!(f.at(SeqNo::MAX), "a=1 b=1 c=1 d=1");
    f.tree.compact(Arc::new(Fifo::new(size * 2 + 1, Some(0))), 0).unwrap();
    assert_eq!(f.at(SeqNo::MAX), "c=1 d=1");
    f.tree.compact(Arc::new(Fifo::new(u64::MAX, Some(1_000))), 0).unwrap();
    assert_eq!(f.at(SeqNo::MAX), "c=1 d=1");
}

/// As nothing else is written, nothing else would show that the tables are gone.
#[test]
fn what_was_not_published_is_once_everything_before_it_is_visible() {
    let f = fixture();
    for key in ["a", "b"] {
        f.insert(key, "1");
        f.flush();
    }
    let unfinished = f.seqno.next();
    let compact = || f.tree.compact(Arc::new(Fifo::new(f.tree.disk_space() - 1, None)), 0).unwrap();
    compact();
    f.tree.insert("c", "1", unfinished);
    f.visible_seqno.fetch_max(unfinished + 1);
    assert_eq!(f.at(f.visible_seqno.get()), "a=1 b=1 c=1");
    // Finds nothing to do.
    f.tree.compact(Arc::new(Fifo::new(u64::MAX, None)), 0).unwrap();
    assert_eq!(f.visible_seqno.get(), f.seqno.get());
    assert_eq!(f.at(f.visible_seqno.get()), "b=1 c=1");
}

/// Nobody asked for the drop at this very moment, so it need not be seen before the writes that are on their way.
#[test]
fn dropping_old_tables_publishes_no_unfinished_write() {
    let f = fixture();
    for key in ["a", "b"] {
        f.insert(key, "1");
        f.flush();
    }
    let unfinished = f.seqno.next();
    f.tree.compact(Arc::new(Fifo::new(f.tree.disk_space() - 1, None)), 0).unwrap();
    assert_eq!((f.tree.table_count(), f.visible_seqno.get()), (1, unfinished));
    assert_eq!(f.at(SeqNo::MAX), "b=1");
    f.tree.drop_range("b"..="b").unwrap();
    assert_eq!((f.tree.table_count(), f.visible_seqno.get()), (0, f.seqno.get()));
}

#[test]
fn several_threads_may_drop_what_is_too_old() {
    let f = fixture();
    let is_done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let (tree, is_done) = (&f.tree, &is_done);
            scope.spawn(move || {
                while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                    tree.compact(Arc::new(Fifo::new(500, None)), 0).unwrap();
                }
            });
        }
        for i in 0..500 {
            f.insert(&format!("{i:05}"), "value");
            f.flush();
        }
        is_done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(f.at(SeqNo::MAX).ends_with("00499=value"));
}

#[test]
fn a_fifo_tree_with_overlapping_tables_panics_and_goes_on_working() {
    let f = fixture();
    for _ in 0..2 {
        f.insert("a", "1");
        f.flush();
    }
    let tree = f.tree.clone();
    let panic = catch_unwind(AssertUnwindSafe(|| tree.compact(Arc::new(Fifo::new(1, None)), 0))).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"L0 needs to be disjoint"));
    f.insert("b", "1");
    f.flush();
    f.tree.major_compact(u64::MAX, 0).unwrap();
    assert_eq!(f.at(SeqNo::MAX), "a=1 b=1");
}

/// Does what the value says.
struct Obey;

impl CompactionFilter for Obey {
    fn filter_item(&mut self, item: ItemAccessor<'_>, ctx: &Context) -> Result<Verdict> {
        assert!(!item.is_indirection() && ctx.is_last_level);
        Ok(match &*item.value()? {
            b"remove" => Verdict::Remove,
            b"weak" => Verdict::RemoveWeak,
            b"destroy" => Verdict::Destroy,
            b"replace" => Verdict::ReplaceValue("replaced".into()),
            b"fail" => return Err(Error::Unrecoverable),
            b"panic" => panic!("told to"),
            _ => Verdict::Keep,
        })
    }
}

impl Factory for Obey {
    fn name(&self) -> &str {
        "obey"
    }

    fn make_filter(&self, _: &Context) -> Box<dyn CompactionFilter> {
        Box::new(Self)
    }
}

#[test]
fn a_compaction_filter_decides_what_becomes_of_entries() {
    let f = fixture_with(|config| config.with_compaction_filter_factory(Some(Arc::new(Obey))));
    for (key, value) in
        [("a", "keep"), ("b", "remove"), ("c", "old"), ("d", "replace"), ("e", "old"), ("e", "weak")]
    {
        f.insert(key, value);
    }
    f.flush();
    f.insert("c", "destroy");
    f.flush();
    f.tree.major_compact(u64::MAX, 0).unwrap();
    // With watermark 0 older versions are kept, and come to light where the newer one was destroyed.
    assert_eq!(f.at(SeqNo::MAX), "a=keep c=old d=replaced");
}

#[test]
fn a_compaction_filter_that_fails_or_panics_changes_nothing() {
    for word in ["fail", "panic"] {
        let f = fixture_with(|config| config.with_compaction_filter_factory(Some(Arc::new(Obey))));
        f.insert("a", "1");
        f.insert("b", word);
        f.flush();
        let tree = f.tree.clone();
        let result = catch_unwind(AssertUnwindSafe(|| tree.major_compact(u64::MAX, 0)));
        assert!(!matches!(result, Ok(Ok(()))));
        assert_eq!((f.tables_on_disk(), f.tree.table_count()), (1, 1));
        f.insert("b", "2");
        f.flush();
        let AnyTree::Standard(standard) = &f.tree else { unreachable!("as it was opened") };
        assert!(!standard.is_compacting());
        f.tree.compact(Arc::new(MoveDown(0, 6)), 0).unwrap();
        assert_eq!(f.at(SeqNo::MAX), "a=1 b=2");
    }
}

type Deed = Box<dyn FnOnce() + Send>;

/// Does something once, in the middle of a compaction.
#[derive(Clone, Default)]
struct Meanwhile(Arc<std::sync::Mutex<Option<Deed>>>);

impl Meanwhile {
    fn open() -> (Self, Fixture) {
        let meanwhile = Self::default();
        let factory: Arc<dyn Factory> = Arc::new(meanwhile.clone());
        (meanwhile, fixture_with(|config| config.with_compaction_filter_factory(Some(Arc::clone(&factory)))))
    }

    fn set(&self, deed: impl FnOnce() + Send + 'static) {
        *self.0.lock().unwrap() = Some(Box::new(deed));
    }
}

impl CompactionFilter for Meanwhile {
    fn filter_item(&mut self, _: ItemAccessor<'_>, _: &Context) -> Result<Verdict> {
        let deed = self.0.lock().unwrap().take();
        deed.into_iter().for_each(|deed| deed());
        Ok(Verdict::Keep)
    }
}

impl Factory for Meanwhile {
    fn name(&self) -> &str {
        "meanwhile"
    }

    fn make_filter(&self, _: &Context) -> Box<dyn CompactionFilter> {
        Box::new(self.clone())
    }
}

#[test]
fn a_merge_whose_inputs_are_cleared_meanwhile_is_discarded_with_its_files() {
    let (meanwhile, f) = Meanwhile::open();
    for _ in 0..2 {
        f.insert("a", "1");
        f.flush();
    }
    let tree = f.tree.clone();
    meanwhile.set(move || tree.clear().unwrap());
    f.tree.major_compact(u64::MAX, 0).unwrap();
    assert_eq!((f.at(SeqNo::MAX).as_str(), f.tree.table_count()), ("", 0));
    f.tree.get_version_history_lock().maintenance(Path::new(FOLDER), f.visible_seqno.get()).unwrap();
    assert_eq!(f.tables_on_disk(), 0);
}

/// A strategy of a client: merges tables, where they are.
struct Gather(Vec<TableId>);

impl CompactionStrategy for Gather {
    fn get_name(&self) -> &'static str {
        "Gather"
    }

    fn choose(&self, _: &Version, _: &Config, _: &CompactionState) -> Choice {
        Choice::Merge(CompactionInput {
            table_ids: self.0.iter().copied().collect(),
            dest_level: 0,
            canonical_level: 0,
            target_size: u64::MAX,
        })
    }
}

/// The newer table overlaps one input only, and finds room in the run of the other one.
#[test]
fn what_is_flushed_into_the_run_of_an_input_stays_newer_than_the_merge() {
    let (meanwhile, f) = Meanwhile::open();
    let write = |tree: &AnyTree, seqno: &SequenceNumberCounter, keys: [&str; 2], value: &str| {
        for key in keys {
            tree.insert(key, value, seqno.next());
        }
        tree.flush_active_memtable(0).unwrap();
    };
    write(&f.tree, &f.seqno, ["a", "c"], "1");
    write(&f.tree, &f.seqno, ["x", "z"], "1");
    let (tree, seqno) = (f.tree.clone(), f.seqno.clone());
    meanwhile.set(move || {
        write(&tree, &seqno, ["c", "d"], "2");
        assert_eq!(tree.l0_run_count(), 2);
        // Has nothing in common with the inputs, but has to stay in front of the one before.
        write(&tree, &seqno, ["d", "e"], "3");
        assert_eq!(tree.l0_run_count(), 3);
    });
    let inputs = f.tree.current_version().iter_tables().map(|table| table.id()).collect();
    f.tree.compact(Arc::new(Gather(inputs)), 0).unwrap();
    let check = |tree: &AnyTree| {
        for (key, value) in [("a", "1"), ("c", "2"), ("d", "3"), ("e", "3"), ("x", "1"), ("z", "1")] {
            assert_eq!(tree.get(key, SeqNo::MAX).unwrap().unwrap(), value.as_bytes(), "{key}");
        }
        assert_eq!(tree.table_count(), 3);
    };
    check(&f.tree);
    check(&reopen(&f.fs).unwrap());
}

/// Each of both merges is fine by itself. After one of them, a table lies between the inputs of the other.
#[test]
fn a_merge_that_has_no_place_any_more_is_discarded() {
    let (meanwhile, f) = Meanwhile::open();
    for (number, keys) in [["x", "z"], ["c", "d"], ["w", "x"], ["a", "c"]].into_iter().enumerate() {
        for key in keys {
            f.insert(key, &number.to_string());
        }
        f.flush();
    }
    let ids = |range: [&str; 2]| {
        let version = f.tree.current_version();
        let of = |key: &str| {
            let found =
                version.iter_tables().find(|table| **table.metadata.key_range.min() == *key.as_bytes());
            found.unwrap().id()
        };
        range.map(of).to_vec()
    };
    let (outer, inner) = (ids(["c", "w"]), ids(["a", "x"]));
    let tree = f.tree.clone();
    meanwhile.set(move || tree.compact(Arc::new(Gather(inner)), 0).unwrap());
    f.tree.compact(Arc::new(Gather(outer)), 0).unwrap();
    for (key, value) in [("a", "3"), ("c", "3"), ("d", "1"), ("w", "2"), ("x", "2"), ("z", "0")] {
        assert_eq!(f.tree.get(key, SeqNo::MAX).unwrap().unwrap(), value.as_bytes(), "{key}");
    }
    assert_eq!(f.at(SeqNo::MAX), "a=3 c=3 d=1 w=2 x=2 z=0");
    assert_eq!(f.tree.table_count(), 3);
}

#[test]
fn tables_of_memtables_that_are_cleared_meanwhile_are_not_registered() {
    let f = fixture();
    f.insert("a", "1");
    let sealed = f.tree.rotate_memtable().unwrap();
    let entry = InternalValue::from_components("a", "1", 0, ValueType::Value);
    let (tables, blob_files) = f.tree.flush_to_tables(std::iter::once(Ok(entry))).unwrap().unwrap();
    f.tree.clear().unwrap();
    f.tree.register_tables(&tables, blob_files.as_deref(), None, &[sealed.id()], 0).unwrap();
    assert_eq!((f.tree.table_count(), f.tables_on_disk()), (0, 1));
    drop(tables);
    assert_eq!(f.tables_on_disk(), 0);
}

/// All of L0 is being merged, and more is flushed than a version can count.
#[test]
fn flushes_go_on_while_a_compaction_has_all_of_l0() {
    for runs in [4, 253] {
        let (meanwhile, f) = Meanwhile::open();
        let write = |tree: &AnyTree, seqno: &SequenceNumberCounter, n: u32| {
            for key in ["a", "z"] {
                tree.insert(key, n.to_be_bytes(), seqno.next());
            }
            tree.flush_active_memtable(0).unwrap();
        };
        for n in 0..runs {
            write(&f.tree, &f.seqno, n);
        }
        let (tree, seqno) = (f.tree.clone(), f.seqno.clone());
        meanwhile.set(move || {
            for n in runs..runs + 300 {
                write(&tree, &seqno, n);
                assert!(tree.l0_run_count() <= 255);
                assert_eq!(tree.get("a", SeqNo::MAX).unwrap().unwrap(), n.to_be_bytes());
            }
        });
        f.tree.compact(Arc::new(Leveled::default()), 0).unwrap();
        let check = |tree: AnyTree| {
            assert_eq!(tree.get("a", SeqNo::MAX).unwrap().unwrap(), (runs + 299).to_be_bytes());
            // Each round took three seqnos, and nothing was allowed to go.
            assert_eq!(tree.get("z", 3 * 2).unwrap().unwrap(), 1u32.to_be_bytes());
        };
        check(f.tree);
        check(reopen(&f.fs).unwrap());
    }
}

#[test]
fn a_compaction_that_is_told_to_stop_leaves_everything_as_it_was() {
    let (meanwhile, f) = Meanwhile::open();
    for _ in 0..2 {
        f.insert("a", "1");
        f.flush();
    }
    let AnyTree::Standard(tree) = f.tree.clone() else { unreachable!("as it was opened") };
    meanwhile.set(move || tree.stop_signal.send());
    let before = f.tree.current_version().id();
    f.tree.major_compact(u64::MAX, 0).unwrap();
    assert_eq!((f.tree.current_version().id(), f.tree.table_count(), f.tables_on_disk()), (before, 2, 2));
    assert_eq!(f.at(SeqNo::MAX), "a=1");
    // Nor is another one begun.
    f.tree.major_compact(u64::MAX, 0).unwrap();
    assert_eq!(f.tree.current_version().id(), before);
}

/// As in the reference: reads by key end at the first source that has one, so writes have to come in the order of seqnos.
#[test]
fn a_version_that_is_written_late_hides_newer_ones_of_tables_from_point_reads() {
    let f = fixture();
    f.tree.insert("k", "10", 10);
    f.flush();
    f.tree.insert("k", "5", 5);
    assert_eq!(f.tree.get("k", SeqNo::MAX).unwrap().unwrap(), "5".as_bytes());
    assert_eq!(f.at(SeqNo::MAX), "k=10");
}

#[test]
fn partitions_have_the_size_of_the_format_whatever_is_configured() {
    use crate::config::{BlockSizePolicy, PartitioningPolicy};
    let block_count = |size| {
        let f = fixture_with(|mut config| {
            config.index_block_partition_size_policy = BlockSizePolicy::all(size);
            config.filter_block_partition_size_policy = BlockSizePolicy::all(size);
            config
                .index_block_partitioning_policy(PartitioningPolicy::all(true))
                .filter_block_partitioning_policy(PartitioningPolicy::all(true))
                .data_block_size_policy(BlockSizePolicy::all(64))
        });
        for n in 0..4_000 {
            f.insert(&format!("{n:08}"), "value");
        }
        f.flush();
        let version = f.tree.current_version();
        let table = version.iter_tables().next().unwrap();
        (
            table.metadata.index_block_count,
            table.filter_size(),
            table.regions.filter.map(|handle| handle.size()),
        )
    };
    assert!(block_count(4_096).0 > 3);
    assert_eq!(block_count(64), block_count(4_096));
}

#[test]
fn without_current_a_folder_with_files_is_refused_and_left_alone() {
    let f = fixture();
    f.insert("a", "1");
    f.flush();
    let current = Path::new(FOLDER).join("current");
    f.fs.remove_file(&current).unwrap();
    let error = reopen(&f.fs).err().unwrap();
    assert!(matches!(&error, Error::Corrupt { path, .. } if *path == current), "{error:?}");
    assert!(matches!(error.cause(), Error::Unrecoverable));
    assert_eq!(f.tables_on_disk(), 1);
}

#[test]
fn an_interrupted_creation_is_no_obstacle() {
    let fs = MemFs::default();
    fs.create_dir_all(Path::new("/tree/tables")).unwrap();
    touch(&fs, "/tree/v0");
    touch(&fs, "/tree/.tmpcurrent");
    touch(&fs, "/tree/tables/.DS_Store");
    let tree = reopen(&fs).unwrap();
    tree.insert("a", "1", 0);
    tree.flush_active_memtable(0).unwrap();
    assert_eq!(reopen(&fs).unwrap().len(SeqNo::MAX, None).unwrap(), 1);
}

#[test]
fn left_overs_are_removed_and_foreign_files_are_not() {
    let f = fixture();
    f.insert("a", "1");
    f.flush();
    for name in ["v77", "vacation.jpg", "tables/99", "tables/._0", "notes"] {
        touch(&f.fs, &format!("/tree/{name}"));
    }
    assert_eq!(reopen(&f.fs).unwrap().len(SeqNo::MAX, None).unwrap(), 1);
    let exists = |name: &str| f.fs.exists(Path::new(&format!("/tree/{name}"))).unwrap();
    assert!(!exists("v77") && !exists("tables/99") && !exists("v0"));
    assert!(exists("vacation.jpg") && exists("tables/._0") && exists("notes") && exists("v1"));
}

#[test]
fn what_can_not_be_opened_is_named_and_nothing_is_deleted() {
    type Damage = fn(&MemFs);
    let damage: [(&str, Damage); 4] = [
        ("/tree/tables/0", |fs| fs.remove_file(Path::new("/tree/tables/0")).unwrap()),
        ("/tree/tables/seven", |fs| touch(fs, "/tree/tables/seven")),
        ("/tree/tables/7", |fs| fs.create_dir_all(Path::new("/tree/tables/7")).unwrap()),
        ("/tree/tables/007", |fs| touch(fs, "/tree/tables/007")),
    ];
    for (place, damage) in damage {
        let f = fixture();
        f.insert("a", "1");
        f.flush();
        touch(&f.fs, "/tree/tables/99");
        damage(&f.fs);
        let error = reopen(&f.fs).err().unwrap();
        assert!(matches!(&error, Error::Corrupt { path, .. } if path == Path::new(place)), "{error:?}");
        assert!(f.fs.exists(Path::new("/tree/tables/99")).unwrap());
    }
    let f = fixture();
    touch(&f.fs, "/tree/version");
    assert!(matches!(reopen(&f.fs), Err(Error::InvalidVersion(1))));
}

#[test]
fn a_tree_of_a_later_format_is_refused_and_nothing_of_it_is_deleted() {
    let f = fixture();
    f.insert("a", "1");
    f.flush();
    let later = 4;
    // The format comes first in the version's file, whose checksum is in the pointer.
    let mut version = crate::fs::read(&f.fs, Path::new("/tree/v1")).unwrap();
    assert_eq!(version[0], 3);
    version[0] = later;
    let mut pointer = crate::fs::read(&f.fs, Path::new("/tree/current")).unwrap();
    pointer[8..24].copy_from_slice(&Checksum::of(&version).into_u128().to_le_bytes());
    for (name, bytes) in [("v1", &version), ("current", &pointer)] {
        f.fs.create(&Path::new(FOLDER).join(name)).unwrap().write_all(bytes).unwrap();
    }
    for name in ["v77", "tables/99"] {
        touch(&f.fs, &format!("/tree/{name}"));
    }
    let files = || crate::fs::read(&f.fs, Path::new("/tree/tables/0")).unwrap();
    let before = files();
    let error = reopen(&f.fs).err().unwrap();
    let is_named = matches!(&error, Error::Corrupt { path, .. } if path == Path::new("/tree/v1"));
    assert!(is_named && format!("{error:?}").contains("InvalidVersion(4)"), "{error:?}");
    for name in ["v77", "tables/99", "v1", "current"] {
        assert!(f.fs.exists(&Path::new(FOLDER).join(name)).unwrap(), "{name}");
    }
    assert_eq!(files(), before);
}

#[test]
fn verifying_finds_any_flipped_bit_of_any_file() {
    let f = fixture();
    for (key, value) in [("a", "1"), ("b", "2")] {
        f.insert(key, value);
        f.flush();
    }
    f.tree.verify().unwrap();
    for name in ["tables/0", "tables/1", "v2", "current"] {
        let path = Path::new(FOLDER).join(name);
        let whole = crate::fs::read(&f.fs, &path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            f.fs.create(&path).unwrap().write_all(&bytes).unwrap();
            assert!(f.tree.verify().is_err(), "bit {bit} of {name}");
        }
        f.fs.create(&path).unwrap().write_all(&whole).unwrap();
    }
    f.tree.verify().unwrap();
}

/// Whoever skips errors must not take what lies behind one for the neighbour of what came before.
#[test]
fn an_error_ends_a_scan_whatever_it_reads_from() {
    for has_memtable in [false, true] {
        let f = fixture();
        for first in ["a", "b", "c"] {
            for i in 0..300 {
                f.insert(&format!("{first}{i:05}"), "value");
            }
            f.flush();
        }
        if has_memtable {
            f.insert("d", "value");
        }
        let path = Path::new("/tree/tables/1");
        let mut bytes = crate::fs::read(&f.fs, path).unwrap();
        bytes[100] ^= 1;
        f.fs.create(path).unwrap().write_all(&bytes).unwrap();
        for turns in [[false; 4], [true; 4], [true, true, false, false]] {
            // After these, always from the front if the last one was.
            let mut scan = f.tree.iter(SeqNo::MAX, None);
            let mut turns = turns.into_iter();
            let mut from_back = false;
            let mut next = || {
                from_back = turns.next().unwrap_or(from_back);
                if from_back { scan.next_back() } else { scan.next() }.map(IterGuard::key)
            };
            let before = std::iter::from_fn(&mut next).take_while(Result::is_ok).count();
            assert!((1..900).contains(&before), "the damage was not found");
            assert!(next().is_none(), "something came after the error");
        }
    }
}

#[test]
fn filters_of_very_many_bits_can_be_read() {
    for is_partitioned in [false, true] {
        let policy =
            FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(5_000.0)));
        let f = fixture_with(|config| {
            config
                .filter_policy(policy.clone())
                .filter_block_partitioning_policy(PinningPolicy::all(is_partitioned))
        });
        for key in ["a", "b", "c"] {
            f.insert(key, "value");
        }
        f.flush();
        drop(f.tree);
        let tree = reopen(&f.fs).unwrap();
        assert_eq!(tree.get("b", SeqNo::MAX).unwrap().as_deref(), Some(&b"value"[..]));
        assert_eq!(tree.get("bb", SeqNo::MAX).unwrap(), None);
    }
}

#[test]
fn opening_as_the_wrong_kind_deletes_nothing() {
    for separation in [None, Some(KvSeparationOptions::default())] {
        let f = fixture_with(|config| config.with_kv_separation(separation.clone()));
        f.insert("a", "1");
        f.flush();
        drop(f.tree);
        for name in ["v77", "tables/99"] {
            touch(&f.fs, &format!("/tree/{name}"));
        }
        let other = if separation.is_some() { None } else { Some(KvSeparationOptions::default()) };
        let config =
            Config::new(FOLDER, Default::default(), Default::default()).with_fs(Arc::new(f.fs.clone()));
        assert!(config.with_kv_separation(other).open().is_err());
        for name in ["v77", "tables/99", "tables/0"] {
            assert!(f.fs.exists(Path::new(&format!("/tree/{name}"))).unwrap(), "{name}");
        }
    }
}

#[test]
fn a_tree_is_opened_as_the_kind_it_was_made_as() {
    let fs: Arc<dyn Fs> = Arc::new(MemFs::default());
    let open = |separation: Option<KvSeparationOptions>| {
        Config::new("/tree", Default::default(), Default::default())
            .with_fs(Arc::clone(&fs))
            .with_kv_separation(separation)
            .open()
    };
    assert!(open(Some(KvSeparationOptions::default())).is_ok());
    assert!(matches!(open(None).err().unwrap().cause(), Error::Unrecoverable));
    assert!(open(Some(KvSeparationOptions::default())).is_ok());
}
