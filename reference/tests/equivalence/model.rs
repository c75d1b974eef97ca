//! Esker against the plainest thing with the same meaning: a sorted map of versions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;

use esker_reference::{EskerTree, Maintain, ReferenceTree, SeqNo, TreeOptions};

use crate::configuration::{options, separated_options};
use crate::driver::{Driver, in_order};
use crate::keyspace::{Bytes, Key, Value};
use crate::observation::{Entry, Observation};
use crate::operation::{At, Ending, Load, Operation, Span, Walk, Write, history};
use crate::random;

const CASES: u64 = 300;

#[test]
fn esker_behaves_as_a_sorted_map_of_versions() {
    random::check(CASES, &(options(), history(80)), |(options, operations)| {
        run::<EskerTree>(options, operations)
    });
}

#[test]
fn esker_with_blob_files_behaves_as_a_sorted_map_of_versions() {
    random::check(CASES / 2, &(separated_options(0), history(80)), |(options, operations)| {
        run::<EskerTree>(options, operations)
    });
}

/// A model that the reference violates would say nothing about Esker.
#[test]
fn the_reference_behaves_as_a_sorted_map_of_versions() {
    random::check(CASES / 4, &(options(), history(80)), |(options, operations)| {
        run::<ReferenceTree>(options, operations)
    });
}

fn run<E: Maintain>(options: &TreeOptions, operations: &[Operation]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut driver = Driver::<E>::open(folder.path(), options).map_err(|error| format!("open: {error}"))?;
    let mut model = Model::default();
    let mut snapshots = 0;

    for (step, operation) in operations.iter().enumerate() {
        // The model knows no files, and so nothing that depends on them.
        if operation.drops_whole_files() || operation.is_empty_load() {
            continue;
        }
        let operation = &operation.strengthened();
        // Snapshots older than the last installed version keep seeing what was cleared after it.
        match operation {
            Operation::ClearMemtables | Operation::Clear if snapshots > 0 => continue,
            Operation::OpenSnapshot => snapshots += 1,
            Operation::CloseSnapshot(_) => snapshots = usize::saturating_sub(snapshots, 1),
            Operation::Reopen => snapshots = 0,
            _ => {}
        }

        let expected = model.predict(operation, |at| driver.seqno(at));
        let got = driver.apply(operation).map_err(|error| format!("step {step}, {operation:?}: {error}"))?;
        if let Some(expected) = expected
            && got != expected
        {
            return Err(format!("step {step}, {operation:?}:\n   got: {got:?}\n model: {expected:?}"));
        }
        model.apply(operation, &got);
    }
    Ok(())
}

/// A version of a key; the order puts the newest first.
type Version = (Vec<u8>, Reverse<SeqNo>);

/// Every version ever written; `None` is a tombstone.
#[derive(Default)]
struct Model {
    versions: BTreeMap<Version, Option<Vec<u8>>>,
    /// The active memtable holds the versions from here on.
    sealed_below: SeqNo,
    /// The memtables hold the versions from here on: what closing loses.
    flushed_below: SeqNo,
    next_seqno: SeqNo,
    scans: Vec<VecDeque<Entry>>,
}

impl Model {
    /// The result of an operation that only reads.
    fn predict(&mut self, operation: &Operation, seqno: impl Fn(At) -> SeqNo) -> Option<Observation> {
        let value = |key: &Key, at: &At| self.get(&key.bytes(), seqno(*at));
        Some(match operation {
            Operation::Get(key, at) => Observation::Value(value(key, at).map(Bytes)),
            Operation::ContainsKey(key, at) => Observation::Flag(value(key, at).is_some()),
            Operation::SizeOf(key, at) => {
                Observation::Size(value(key, at).map(|value| u32::try_from(value.len()).expect("short")))
            }
            Operation::Iter(walk, at) => {
                Observation::Entries(take(&mut self.visible(seqno(*at)).into(), *walk, usize::MAX))
            }
            Operation::Range(span, walk, at) => {
                Observation::Entries(take(&mut self.within(span, seqno(*at)), *walk, usize::MAX))
            }
            Operation::Prefix(prefix, walk, at) => {
                let prefix = prefix.bytes();
                let mut entries: VecDeque<_> = self.visible(seqno(*at)).into();
                entries.retain(|entry| entry.key.0.starts_with(&prefix));
                Observation::Entries(take(&mut entries, *walk, usize::MAX))
            }
            Operation::Keys(at) => {
                Observation::Keys(self.visible(seqno(*at)).into_iter().map(|entry| entry.key).collect())
            }
            Operation::Sizes(at) => {
                let size = |entry: Entry| u32::try_from(entry.value.0.len()).expect("short");
                Observation::Sizes(self.visible(seqno(*at)).into_iter().map(size).collect())
            }
            Operation::First(at) => {
                Observation::Entries(self.visible(seqno(*at)).into_iter().take(1).collect())
            }
            Operation::Last(at) => {
                Observation::Entries(self.visible(seqno(*at)).into_iter().last().into_iter().collect())
            }
            Operation::Len(at) => Observation::Count(self.visible(seqno(*at)).len() as u64),
            Operation::IsEmpty(at) => Observation::Flag(self.visible(seqno(*at)).is_empty()),
            Operation::OpenScan(span) => {
                let scan = self.within(span, seqno(At::Latest));
                self.scans.push(scan);
                Observation::Nothing
            }
            Operation::ReadScan(index, walk, items) => {
                let index = index % self.scans.len().max(1);
                match self.scans.get_mut(index) {
                    Some(scan) => Observation::Entries(take(scan, *walk, *items)),
                    None => Observation::Nothing,
                }
            }
            Operation::RangeOver(writes, span, walk, at) => {
                let mixed = self.with(writes, seqno(*at));
                Observation::Entries(take(&mut mixed.within(span, SeqNo::MAX), *walk, usize::MAX))
            }
            Operation::PrefixOver(writes, prefix, walk, at) => {
                let mut entries = self.with(writes, seqno(*at)).visible(SeqNo::MAX);
                entries.retain(|entry| entry.key.0.starts_with(&prefix.bytes()));
                Observation::Entries(take(&mut entries.into(), *walk, usize::MAX))
            }
            Operation::LenOver(writes, at) => {
                Observation::Count(self.with(writes, seqno(*at)).visible(SeqNo::MAX).len() as u64)
            }
            Operation::Rotate => Observation::Flag(self.has_versions_from(self.sealed_below)),
            _ => return None,
        })
    }

    /// Follows an operation that changes the tree, given what it returned.
    fn apply(&mut self, operation: &Operation, observation: &Observation) {
        if let Observation::Written(seqno, ..) = observation {
            self.next_seqno = seqno + 1;
            match operation {
                Operation::Insert(key, value) => self.write(key, Some(value.bytes()), *seqno),
                Operation::Remove(key) => self.write(key, None, *seqno),
                Operation::Batch(items) => {
                    for (key, value) in items {
                        self.write(key, value.as_ref().map(Value::bytes), *seqno);
                    }
                }
                _ => {}
            }
        }
        if let (Operation::Ingest(items, Ending::Finish), Observation::Installed(next)) =
            (operation, observation)
            && !items.is_empty()
        {
            // A load flushes first and then takes one number for all its items.
            for (key, load, value) in in_order(items) {
                let value = if let Load::Value(_) = load { Some(value) } else { None };
                self.versions.insert((key, Reverse(next - 1)), value);
            }
            self.next_seqno = *next;
            self.sealed_below = *next;
            self.flushed_below = *next;
        }
        match operation {
            Operation::Rotate => self.sealed_below = self.next_seqno,
            Operation::Flush(_) => self.flushed_below = self.sealed_below,
            Operation::FlushActive(_) => {
                self.sealed_below = self.next_seqno;
                self.flushed_below = self.next_seqno;
            }
            Operation::ClearMemtables if self.has_versions_from(self.sealed_below) => {
                self.forget_from(self.flushed_below);
                self.sealed_below = self.flushed_below;
            }
            Operation::Clear => {
                self.versions.clear();
                self.sealed_below = self.next_seqno;
                self.flushed_below = self.next_seqno;
            }
            Operation::Reopen => {
                self.forget_from(self.flushed_below);
                // No snapshot is left. Numbers may start again below those of versions that compactions have dropped.
                let visible: Vec<_> = self.visible(SeqNo::MAX).into_iter().map(|entry| entry.key.0).collect();
                let newest = visible.into_iter().map(|key| self.newest(key));
                self.versions = newest.collect();
                if let Observation::Installed(next) = observation {
                    self.next_seqno = *next;
                }
                self.sealed_below = self.next_seqno;
                self.flushed_below = self.next_seqno;
                self.scans.clear();
            }
            _ => {}
        }
    }

    /// What is visible at a snapshot, with a client's own writes on top.
    fn with(&self, writes: &[Write], seqno: SeqNo) -> Self {
        let mut mixed = Self::default();
        for Entry { key, value } in self.visible(seqno) {
            mixed.versions.insert((key.0, Reverse(0)), Some(value.0));
        }
        for (number, (key, value)) in (1..).zip(writes) {
            mixed.write(key, value.as_ref().map(Value::bytes), number);
        }
        mixed
    }

    fn write(&mut self, key: &Key, value: Option<Vec<u8>>, seqno: SeqNo) {
        self.versions.insert((key.bytes(), Reverse(seqno)), value);
    }

    fn has_versions_from(&self, first: SeqNo) -> bool {
        self.versions.keys().any(|(_, Reverse(seqno))| *seqno >= first)
    }

    fn forget_from(&mut self, first: SeqNo) {
        self.versions.retain(|(_, Reverse(seqno)), _| *seqno < first);
    }

    fn get(&self, key: &[u8], seqno: SeqNo) -> Option<Vec<u8>> {
        let newest = Reverse(seqno.checked_sub(1)?);
        let ((found, _), value) = self.versions.range((key.to_vec(), newest)..).next()?;
        if found == key { value.clone() } else { None }
    }

    /// The newest version of a key that has one.
    fn newest(&self, key: Vec<u8>) -> (Version, Option<Vec<u8>>) {
        let newest = self.versions.range((key, Reverse(SeqNo::MAX))..).next();
        newest.map(|(version, value)| (version.clone(), value.clone())).expect("the key has a version")
    }

    fn visible(&self, seqno: SeqNo) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut decided: Option<&[u8]> = None;
        for ((key, Reverse(version)), value) in &self.versions {
            if *version >= seqno || decided == Some(key) {
                continue;
            }
            decided = Some(key);
            if let Some(value) = value {
                entries.push(Entry { key: Bytes(key.clone()), value: Bytes(value.clone()) });
            }
        }
        entries
    }

    fn within(&self, span: &Span, seqno: SeqNo) -> VecDeque<Entry> {
        let mut entries: VecDeque<_> = self.visible(seqno).into();
        entries.retain(|entry| {
            let key = &entry.key.0;
            let above = match &span.lower {
                Bound::Included(lower) => *key >= lower.bytes(),
                Bound::Excluded(lower) => *key > lower.bytes(),
                Bound::Unbounded => true,
            };
            let below = match &span.upper {
                Bound::Included(upper) => *key <= upper.bytes(),
                Bound::Excluded(upper) => *key < upper.bytes(),
                Bound::Unbounded => true,
            };
            above && below
        });
        entries
    }
}

fn take(entries: &mut VecDeque<Entry>, walk: Walk, items: usize) -> Vec<Entry> {
    let mut taken = Vec::new();
    while taken.len() < items {
        let from_back = match walk {
            Walk::Forward => false,
            Walk::Reverse => true,
            Walk::Mixed(bits) => bits >> (taken.len() % 8) & 1 == 1,
        };
        let Some(entry) = (if from_back { entries.pop_back() } else { entries.pop_front() }) else { break };
        taken.push(entry);
    }
    taken
}
