//! The six mixes of YCSB (Cooper et al., SoCC 2010) on keys of unequal popularity.
//!
//! What each thread does is drawn before the clock starts. The tree is freshly loaded: nine tenths of the items in a
//! table, the rest in the memtable.

use std::hint::black_box;
use std::ops::Bound;
use std::thread;

use esker_reference::{Engine, ItemGuard, Outcome};
use fastrand::Rng;

use crate::dataset::Dataset;
use crate::digest::Digest;
use crate::fixture::{Fixture, State};
use crate::meter::{Latencies, Meter};
use crate::scale::Scale;
use crate::zipf::Zipf;

/// Longest scan, in items.
const SCAN_ITEMS_MAX: usize = 100;

/// How many times fewer operations there are if most of them are scans.
const SCAN_DIVISOR: usize = 100;

/// Batches into which the operations are cut.
const BATCHES: usize = 5;

/// Share of the operations that come on top of the batches and are timed one by one.
const TIMED_SINGLY: usize = 10;

/// Seed of the first thread.
const SEED: u64 = 0x7963_7362;

/// A mix of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Half reads, half updates.
    A,
    /// 95 % reads, 5 % updates.
    B,
    /// Reads only.
    C,
    /// 95 % reads, most of them of what was inserted last; 5 % inserts.
    D,
    /// 95 % scans of 1 to 100 items, 5 % inserts.
    E,
    /// Half reads, half reads with an update of what was read.
    F,
}

impl Mix {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::E => "e",
            Self::F => "f",
        }
    }

    /// Share of operations that only read.
    fn reads(self) -> f64 {
        match self {
            Self::A | Self::F => 0.5,
            Self::B | Self::D | Self::E => 0.95,
            Self::C => 1.0,
        }
    }
}

/// One operation; items by their rank of popularity, new ones by the order of insertion, scans by their place.
#[derive(Clone, Copy, Debug)]
enum Action {
    Read(usize),
    ReadNew(usize),
    Update(usize),
    Insert(usize),
    Scan { from: usize, items: usize },
    ReadAndUpdate(usize),
}

pub(super) fn run<E: Engine + Sync>(
    mix: Mix,
    threads: usize,
    scale: &Scale,
    data: &Dataset,
    meter: &mut Meter,
) -> Outcome<()> {
    let fixture = loaded::<E>(scale, data)?;
    let operations = if mix == Mix::E { data.len() / SCAN_DIVISOR } else { data.len() };
    let batch = (operations / BATCHES / threads).max(1);
    let zipf = Zipf::new(data.len());
    // What comes after the batches is timed one by one.
    let (planned, timed) = (batch * BATCHES, (batch * BATCHES / TIMED_SINGLY).max(1));
    let plans: Vec<Vec<Action>> =
        (0..threads).map(|thread| plan(mix, data, &zipf, planned + timed, thread, threads)).collect();

    for number in 0..BATCHES {
        let parts: Vec<&[Action]> = plans.iter().map(|plan| &plan[number * batch..][..batch]).collect();
        let digests = meter.batch(batch * threads, || in_threads(&fixture.tree, data, &parts))?;
        for digest in digests {
            // With several threads, who reads what of whom is left to chance; how much is not.
            meter.digest.include(if threads > 1 { digest.unordered() } else { digest });
        }
    }
    let parts: Vec<&[Action]> = plans.iter().map(|plan| &plan[planned..]).collect();
    let mut latencies = KindLatencies::default();
    for found in each_in_thread(&parts, |part| singly(&fixture.tree, data, part))? {
        latencies.add(&found);
    }
    latencies.note(meter);
    Ok(())
}

/// Latencies of single operations, by their kind.
#[derive(Default)]
struct KindLatencies {
    read: Latencies,
    write: Latencies,
    scan: Latencies,
}

impl KindLatencies {
    fn add(&mut self, other: &Self) {
        self.read.add(&other.read);
        self.write.add(&other.write);
        self.scan.add(&other.scan);
    }

    fn note(&self, meter: &mut Meter) {
        for (name, latencies) in [("read", &self.read), ("write", &self.write), ("scan", &self.scan)] {
            if !latencies.is_empty() {
                meter.latencies(name, latencies);
            }
        }
    }
}

/// Does each action by itself, timed. One that reads and updates counts as a write.
fn singly<E: Engine>(tree: &E, data: &Dataset, actions: &[Action]) -> Outcome<KindLatencies> {
    let mut found = KindLatencies::default();
    for action in actions {
        let latencies = match action {
            Action::Read(_) | Action::ReadNew(_) => &mut found.read,
            Action::Update(_) | Action::Insert(_) | Action::ReadAndUpdate(_) => &mut found.write,
            Action::Scan { .. } => &mut found.scan,
        };
        latencies.time(|| perform(tree, data, std::slice::from_ref(action)).map(black_box))?;
    }
    Ok(found)
}

fn loaded<E: Engine>(scale: &Scale, data: &Dataset) -> Outcome<Fixture<E>> {
    let fixture = Fixture::<E>::empty(scale, State::Disk)?;
    let flush_at = data.len() / 10 * 9;
    for (index, (key, value)) in data.random().enumerate() {
        if index == flush_at {
            fixture.tree.flush_active(0)?;
        }
        fixture.tree.put(key, value);
    }
    Ok(fixture)
}

/// Draws what a thread does. Threads insert different keys.
fn plan(mix: Mix, data: &Dataset, zipf: &Zipf, count: usize, thread: usize, threads: usize) -> Vec<Action> {
    let mut rng = Rng::with_seed(SEED + thread as u64);
    let mut inserted = 0;
    let mut draw = || {
        let rank = zipf.draw(&mut rng);
        let reads = rng.f64() < mix.reads();
        match mix {
            Mix::A | Mix::B | Mix::C if reads => Action::Read(rank),
            Mix::A | Mix::B | Mix::C => Action::Update(rank),
            Mix::F if reads => Action::Read(rank),
            Mix::F => Action::ReadAndUpdate(rank),
            Mix::D if reads && rank < inserted => Action::ReadNew((inserted - 1 - rank) * threads + thread),
            Mix::D if reads => Action::Read(rank - inserted),
            Mix::E if reads => {
                let last = data.len().saturating_sub(SCAN_ITEMS_MAX);
                Action::Scan {
                    from: rank.wrapping_mul(7919) % last.max(1),
                    items: rng.usize(1..=SCAN_ITEMS_MAX),
                }
            }
            Mix::D | Mix::E => {
                inserted += 1;
                Action::Insert((inserted - 1) * threads + thread)
            }
        }
    };
    (0..count).map(|_| draw()).collect()
}

fn in_threads<E: Engine + Sync>(tree: &E, data: &Dataset, parts: &[&[Action]]) -> Outcome<Vec<Digest>> {
    each_in_thread(parts, |part| perform(tree, data, part))
}

/// Runs each part in a thread of its own; a single one needs none.
fn each_in_thread<T: Send>(
    parts: &[&[Action]],
    run: impl Fn(&[Action]) -> Outcome<T> + Sync,
) -> Outcome<Vec<T>> {
    let [part] = parts else {
        return thread::scope(|scope| {
            let run = &run;
            let handles: Vec<_> = parts.iter().map(|part| scope.spawn(move || run(part))).collect();
            handles
                .into_iter()
                .map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
    };
    Ok(vec![run(part)?])
}

fn perform<E: Engine>(tree: &E, data: &Dataset, actions: &[Action]) -> Outcome<Digest> {
    let mut digest = Digest::default();
    for action in actions {
        match *action {
            Action::Read(rank) => get(tree, data.popular(rank).0, &mut digest)?,
            Action::ReadNew(rank) => get(tree, data.absent(rank).0, &mut digest)?,
            Action::Update(rank) => put(tree, data.popular(rank)),
            Action::Insert(rank) => put(tree, data.absent(rank)),
            Action::ReadAndUpdate(rank) => {
                get(tree, data.popular(rank).0, &mut digest)?;
                put(tree, data.popular(rank));
            }
            Action::Scan { from, items } => {
                let bounds = (Bound::Included(data.key_at(from)), Bound::Unbounded);
                for item in tree.range(bounds, tree.visible_seqno()).take(items) {
                    let (key, value) = item.pair()?;
                    digest.add(key.as_ref(), value.as_ref());
                }
            }
        }
    }
    Ok(digest)
}

fn get<E: Engine>(tree: &E, key: &[u8], digest: &mut Digest) -> Outcome<()> {
    if let Some(value) = tree.get(key, tree.visible_seqno())? {
        digest.add(key, value.as_ref());
    }
    Ok(())
}

fn put<E: Engine>(tree: &E, (key, value): (&[u8], &[u8])) {
    black_box(tree.put(key, value));
}
