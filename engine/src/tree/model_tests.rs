//! Model tests: writes, reads, rotations, flushes and compactions of one tree, in orders that a scheduler chooses.
//!
//! The threads of `concurrency_tests` meet where the machine lets them. Here every lock that is taken, every operation of
//! the file system and every look at a counter is a point at which any other task may go on, which is how the handing over
//! of super versions and the forgetting of old ones get interrupted where it hurts. The same seed gives the same order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use shuttle::scheduler::{PctScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config as Exploration, MaxSteps, Runner, thread};

use crate::abstract_tree::AbstractTree;
use crate::any_tree::AnyTree;
use crate::compaction::Leveled;
use crate::config::Config;
use crate::fs::{Fs, MemFs};
use crate::iter_guard::IterGuard;
use crate::seqno::{SeqNo, SequenceNumberCounter};
use crate::sync::{Mutex, model};

const FOLDER: &str = "/tree";
const KEYS: [&str; 3] = ["a", "b", "c"];
const WRITES: usize = 8;

/// What the tasks share.
struct Model {
    fs: MemFs,
    tree: AnyTree,
    seqno: SequenceNumberCounter,
    visible_seqno: SequenceNumberCounter,
    /// Snapshots that readers hold.
    open: Mutex<Vec<SeqNo>>,
    /// Every write, in its order.
    log: Mutex<Vec<(&'static str, SeqNo, Option<SeqNo>)>>,
}

fn open(fs: &MemFs, seqno: SequenceNumberCounter, visible_seqno: SequenceNumberCounter) -> AnyTree {
    Config::new(FOLDER, seqno, visible_seqno).with_fs(Arc::new(fs.clone())).open().unwrap()
}

impl Model {
    fn new() -> Self {
        let fs = MemFs::default();
        let (seqno, visible_seqno) = <(SequenceNumberCounter, SequenceNumberCounter)>::default();
        let tree = open(&fs, seqno.clone(), visible_seqno.clone());
        Self { fs, tree, seqno, visible_seqno, open: Mutex::default(), log: Mutex::default() }
    }

    /// Writes to all keys in turn, the value being the seqno; every fifth write removes.
    fn write(&self) {
        for (n, key) in (0..WRITES).zip(KEYS.into_iter().cycle()) {
            let seqno = self.seqno.next();
            let value = (n % 5 != 4).then_some(seqno);
            match value {
                Some(value) => drop(self.tree.insert(key, value.to_be_bytes(), seqno)),
                None => drop(self.tree.remove(key, seqno)),
            }
            self.log.lock().push((key, seqno, value));
            self.visible_seqno.fetch_max(seqno + 1);
        }
    }

    /// What a snapshot must see.
    fn expected(&self, snapshot: SeqNo) -> BTreeMap<&'static str, SeqNo> {
        let mut expected = BTreeMap::new();
        for &(key, seqno, value) in self.log.lock().iter().filter(|(_, seqno, _)| *seqno < snapshot) {
            match value {
                Some(value) => expected.insert(key, value),
                None => expected.remove(key),
            };
            assert!(seqno < snapshot);
        }
        expected
    }

    /// Twice at one snapshot: it must not change while versions come and go.
    fn read(&self) {
        let snapshot = {
            let mut open = self.open.lock();
            open.push(self.visible_seqno.get());
            *open.last().unwrap()
        };
        let expected = self.expected(snapshot);
        for _ in 0..2 {
            for key in KEYS {
                let value = self.tree.get(key, snapshot).unwrap();
                let expected = expected.get(key).map(|seqno| seqno.to_be_bytes());
                assert_eq!(
                    value.as_deref(),
                    expected.as_ref().map(<[u8; 8]>::as_slice),
                    "{key} at {snapshot}"
                );
            }
            assert_eq!(contents(&self.tree, snapshot), expected, "at {snapshot}");
        }
        let mut open = self.open.lock();
        let place = open.iter().position(|&open| open == snapshot).unwrap();
        open.swap_remove(place);
    }

    /// The lowest seqno that a reader has, or may get.
    fn watermark(&self) -> SeqNo {
        let open = self.open.lock();
        open.iter().copied().min().unwrap_or_else(|| self.visible_seqno.get())
    }

    fn flush(&self, watermark: Watermark) {
        for _ in 0..3 {
            self.tree.rotate_memtable();
            let lock = self.tree.get_flush_lock();
            self.tree.flush(&lock, watermark(self)).unwrap();
        }
    }

    fn compact(&self) {
        let strategy = Leveled::default().with_l0_threshold(1);
        self.tree.compact(Arc::new(strategy), self.watermark()).unwrap();
        self.tree.major_compact(1, self.watermark()).unwrap();
        let folder = Path::new(FOLDER);
        let watermark = self.watermark();
        self.tree.get_version_history_lock().maintenance(folder, watermark).unwrap();
    }

    /// When all is over: nothing is lost, also on disk, and nothing is left that nobody needs.
    fn end(self) {
        let expected = self.expected(SeqNo::MAX);
        assert_eq!(contents(&self.tree, SeqNo::MAX), expected);

        let folder = Path::new(FOLDER);
        self.tree.flush_active_memtable(0).unwrap();
        self.tree.get_version_history_lock().maintenance(folder, SeqNo::MAX).unwrap();
        assert_eq!(self.files(&folder.join("tables"), ""), self.tree.table_count());
        assert_eq!(self.files(folder, "v"), 1);

        let Self { fs, tree, .. } = self;
        drop(tree);
        let tree = open(&fs, SequenceNumberCounter::default(), SequenceNumberCounter::default());
        assert_eq!(contents(&tree, SeqNo::MAX), expected);
    }

    fn files(&self, folder: &Path, prefix: &str) -> usize {
        let entries = self.fs.read_dir(folder).unwrap();
        entries.iter().filter(|entry| entry.name.to_str().unwrap().starts_with(prefix)).count()
    }
}

fn contents(tree: &AnyTree, snapshot: SeqNo) -> BTreeMap<&'static str, SeqNo> {
    let pair = |item: crate::IterGuardImpl| {
        let (key, value) = item.into_inner().unwrap();
        let key = KEYS.into_iter().find(|name| name.as_bytes() == &*key).unwrap();
        (key, SeqNo::from_be_bytes(value[..].try_into().unwrap()))
    };
    tree.iter(snapshot, None).map(pair).collect()
}

/// Lets tasks run for a while before it chooses another at random.
///
/// A task that is to be overtaken by a whole flush has to wait for hundreds of points: choosing anew at every one of them,
/// as shuttle's random scheduler does, never takes a task that far.
struct Bursts {
    rng: fastrand::Rng,
    executions: usize,
    /// A task goes on with this many chances, against one for another to be chosen.
    length: usize,
}

impl Bursts {
    fn new(executions: usize) -> Self {
        Self { rng: fastrand::Rng::with_seed(1), executions, length: 1 }
    }
}

impl Scheduler for Bursts {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.executions = self.executions.checked_sub(1)?;
        self.length = 1 << self.rng.u32(..10);
        Some(Schedule::new(self.rng.u64(..)))
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        let goes_on = current.filter(|id| !yields && runnable.iter().any(|task| task.id() == *id));
        match goes_on {
            Some(id) if self.rng.usize(..=self.length) > 0 => Some(id),
            _ => self.rng.choice(runnable).map(|task| task.id()),
        }
    }

    fn next_u64(&mut self) -> u64 {
        self.rng.u64(..)
    }
}

/// How a flush finds its watermark.
type Watermark = fn(&Model) -> SeqNo;

fn explore(scheduler: impl Scheduler + 'static, watermark: Watermark) {
    let mut exploration = Exploration::new();
    // The tasks run the whole engine, on stacks of their own.
    exploration.stack_size = 1 << 20;
    // A deadlock shows as a model that never ends.
    exploration.max_steps = MaxSteps::FailAfter(1_000_000);
    model(|| {
        Runner::new(scheduler, exploration).run(move || {
            let model = Arc::new(Model::new());
            let tasks: [fn(&Model, Watermark); 5] = [
                |model, _| model.write(),
                |model, _| (0..2).for_each(|_| model.read()),
                |model, _| model.read(),
                |model, watermark| model.flush(watermark),
                |model, _| model.compact(),
            ];
            let tasks = tasks.map(|task| {
                let model = Arc::clone(&model);
                thread::spawn(move || task(&model, watermark))
            });
            tasks.into_iter().for_each(|task| task.join().unwrap());
            if let Ok(model) = Arc::try_unwrap(model) {
                model.end();
            }
        });
    });
}

#[test]
fn snapshots_hold_in_any_order_of_installing_and_forgetting_versions() {
    explore(Bursts::new(2_000), Model::watermark);
    explore(PctScheduler::new_from_seed(1, 4, 1_000), Model::watermark);
}

/// The counterpart: a client whose flushes forget what a reader still needs is caught, as an order in which that matters is
/// among those tried.
#[test]
fn a_watermark_above_an_open_snapshot_is_found_out() {
    let explored = catch_unwind(AssertUnwindSafe(|| {
        explore(Bursts::new(2_000), |model| model.visible_seqno.get());
    }));
    assert!(explored.is_err(), "no order showed the mistake");
}
