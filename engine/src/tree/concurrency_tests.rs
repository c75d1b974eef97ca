//! Readers, writers, flushes and compactions at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use crate::abstract_tree::AbstractTree;
use crate::any_tree::AnyTree;
use crate::compaction::Leveled;
use crate::config::{BlockSizePolicy, Config};
use crate::fs::MemFs;
use crate::iter_guard::IterGuard;
use crate::seqno::{SeqNo, SequenceNumberCounter};

const KEYS: u64 = 64;
const DURATION: Duration = Duration::from_millis(1_500);

fn key(n: u64) -> [u8; 8] {
    n.to_be_bytes()
}

/// What a snapshot must see: of every key the last write below it.
type Log = BTreeMap<u64, BTreeMap<SeqNo, Option<u64>>>;

fn visible(log: &Log, key: u64, snapshot: SeqNo) -> Option<u64> {
    let (_, value) = log.get(&key)?.range(..snapshot).next_back()?;
    *value
}

struct Shared {
    tree: AnyTree,
    seqno: SequenceNumberCounter,
    visible_seqno: SequenceNumberCounter,
    /// Snapshots that readers hold, so that the watermark stays below them.
    oldest_open: [AtomicU64; 2],
    is_over: AtomicBool,
}

impl Shared {
    fn watermark(&self) -> SeqNo {
        // Read first: a reader that opens a snapshot afterwards opens one at or above it.
        let visible = self.visible_seqno.get();
        let open = self.oldest_open.iter().map(|slot| slot.load(SeqCst)).min().unwrap_or(SeqNo::MAX);
        visible.min(open).saturating_sub(1)
    }

    /// One writer, so that publishing a seqno publishes everything below it.
    fn write(&self) -> Log {
        let mut log = Log::new();
        let mut random = fastrand::Rng::with_seed(7);
        while !self.is_over.load(SeqCst) {
            let (n, seqno) = (random.u64(0..KEYS), self.seqno.next());
            let value = (random.u8(..) > 50).then_some(seqno);
            match value {
                Some(value) => drop(self.tree.insert(key(n), value.to_be_bytes(), seqno)),
                None => drop(self.tree.remove(key(n), seqno)),
            }
            log.entry(n).or_default().insert(seqno, value);
            self.visible_seqno.fetch_max(seqno + 1);
        }
        log
    }

    fn maintain(&self, seed: u64) {
        let mut random = fastrand::Rng::with_seed(seed);
        while !self.is_over.load(SeqCst) {
            let strategy = Leveled::default().with_l0_threshold(2).with_table_target_size(2_000);
            match random.u8(0..10) {
                0..5 => self.tree.flush_active_memtable(self.watermark()).unwrap(),
                5..9 => self.tree.compact(Arc::new(strategy), self.watermark()).unwrap(),
                _ => self.tree.major_compact(4_000, self.watermark()).unwrap(),
            }
        }
    }

    /// Reads at snapshots and returns what it saw, to be judged when the log is known.
    fn read(&self, slot: usize) -> Vec<(SeqNo, Option<u64>, BTreeMap<u64, u64>)> {
        let mut seen = Vec::new();
        let mut random = fastrand::Rng::with_seed(slot as u64);
        while !self.is_over.load(SeqCst) {
            // Announced before it is taken, so that no watermark gets past it in between.
            self.oldest_open[slot].store(0, SeqCst);
            let snapshot = self.visible_seqno.get();
            self.oldest_open[slot].store(snapshot, SeqCst);
            let number = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().unwrap());
            if random.bool() {
                let n = random.u64(0..KEYS);
                let value = self.tree.get(key(n), snapshot).unwrap().map(|value| number(&value));
                seen.push((snapshot, Some(n), value.map(|value| (n, value)).into_iter().collect()));
            } else {
                let scan = self.tree.iter(snapshot, None);
                let pair =
                    |item: crate::IterGuardImpl| item.into_inner().map(|(k, v)| (number(&k), number(&v)));
                let items: BTreeMap<u64, u64> = if random.bool() {
                    scan.map(|item| pair(item).unwrap()).collect()
                } else {
                    scan.rev().map(|item| pair(item).unwrap()).collect()
                };
                seen.push((snapshot, None, items));
            }
            self.oldest_open[slot].store(SeqNo::MAX, SeqCst);
        }
        seen
    }
}

#[test]
fn every_snapshot_sees_exactly_what_was_published_before_it() {
    let (seqno, visible_seqno) = (SequenceNumberCounter::default(), SequenceNumberCounter::default());
    let config = Config::new("/tree", seqno.clone(), visible_seqno.clone())
        .with_fs(Arc::new(MemFs::default()))
        .data_block_size_policy(BlockSizePolicy::all(100));
    let oldest_open = [const { AtomicU64::new(SeqNo::MAX) }; 2];
    let shared = Shared {
        tree: config.open().unwrap(),
        seqno,
        visible_seqno,
        oldest_open,
        is_over: AtomicBool::new(false),
    };

    let (log, seen) = thread::scope(|scope| {
        let writer = scope.spawn(|| shared.write());
        let maintainers = [1, 2].map(|seed| {
            let shared = &shared;
            scope.spawn(move || shared.maintain(seed))
        });
        let readers = [0, 1].map(|slot| {
            let shared = &shared;
            scope.spawn(move || shared.read(slot))
        });
        let start = Instant::now();
        while start.elapsed() < DURATION && !maintainers.iter().any(|thread| thread.is_finished()) {
            thread::sleep(Duration::from_millis(10));
        }
        shared.is_over.store(true, SeqCst);
        maintainers.into_iter().for_each(|thread| thread.join().unwrap());
        let seen: Vec<_> = readers.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        (writer.join().unwrap(), seen)
    });

    assert!(seen.len() > 10, "only {} reads", seen.len());
    for (snapshot, key, found) in &seen {
        let keys = key.map_or(0..KEYS, |key| key..key + 1);
        let expected: BTreeMap<u64, u64> =
            keys.filter_map(|n| Some((n, visible(&log, n, *snapshot)?))).collect();
        assert_eq!(*found, expected, "{key:?} at {snapshot}");
    }
}
