//! Applies operations to one engine and reports what a client sees.

use std::ops::Bound;
use std::path::{Path, PathBuf};

use esker_reference::{ItemGuard, Loaded, Maintain, Outcome, Scan, SeqNo, Strategy, TreeOptions};

use crate::keyspace::{Bytes, Key, Value};
use crate::observation::{Entry, Observation, entry};
use crate::operation::{At, Ending, Load, Operation, Span, Walk, Watermark, Write};

/// A client of one tree: remembers snapshots and scans that are open.
pub(crate) struct Driver<E: Maintain> {
    tree: Option<E>,
    folder: PathBuf,
    options: TreeOptions,
    snapshots: Vec<SeqNo>,
    scans: Vec<Scan<E::Guard>>,
}

impl<E: Maintain> Driver<E> {
    pub(crate) fn open(folder: &Path, options: &TreeOptions) -> Outcome<Self> {
        Ok(Self {
            tree: Some(E::open(folder, options)?),
            folder: folder.into(),
            options: options.clone(),
            snapshots: Vec::new(),
            scans: Vec::new(),
        })
    }

    /// The tree; it is absent only after a reopening that failed, which ends a history.
    pub(crate) fn tree(&self) -> &E {
        self.tree.as_ref().expect("the tree is open")
    }

    pub(crate) fn seqno(&self, at: At) -> SeqNo {
        let latest = self.tree().visible_seqno();
        match at {
            At::Latest => latest,
            At::Snapshot(index) => {
                let index = index % self.snapshots.len().max(1);
                self.snapshots.get(index).copied().unwrap_or(latest)
            }
            At::Max => SeqNo::MAX,
            At::Zero => 0,
        }
    }

    fn gc_watermark(&self, watermark: Watermark) -> SeqNo {
        match watermark {
            Watermark::Zero => 0,
            Watermark::Safe => {
                self.snapshots.iter().copied().min().unwrap_or_else(|| self.tree().visible_seqno())
            }
        }
    }

    pub(crate) fn apply(&mut self, operation: &Operation) -> Outcome<Observation> {
        match operation {
            Operation::Insert(key, value) => {
                Ok(self.write(|tree, seqno| tree.insert_at(&key.bytes(), &value.bytes(), seqno)))
            }
            Operation::Remove(key) => Ok(self.write(|tree, seqno| tree.remove_at(&key.bytes(), seqno))),
            Operation::RemoveWeak(key) => {
                Ok(self.write(|tree, seqno| tree.remove_weak_at(&key.bytes(), seqno)))
            }
            Operation::Batch(items) => Ok(self.write(|tree, seqno| {
                let write = |(key, value): &Write| match value {
                    Some(value) => tree.insert_at(&key.bytes(), &value.bytes(), seqno),
                    None => tree.remove_at(&key.bytes(), seqno),
                };
                items.iter().map(write).last().unwrap_or_default()
            })),

            Operation::Get(key, at) => {
                let value = self.tree().get(&key.bytes(), self.seqno(*at))?;
                Ok(Observation::Value(value.map(|value| Bytes(value.as_ref().into()))))
            }
            Operation::ContainsKey(key, at) => {
                self.tree().contains_key(&key.bytes(), self.seqno(*at)).map(Observation::Flag)
            }
            Operation::SizeOf(key, at) => {
                self.tree().size_of(&key.bytes(), self.seqno(*at)).map(Observation::Size)
            }
            Operation::Iter(walk, at) => {
                take(&mut self.tree().iter(self.seqno(*at)), *walk, usize::MAX).map(Observation::Entries)
            }
            Operation::Range(span, walk, at) => {
                let mut scan = self.range(span, self.seqno(*at));
                take(&mut scan, *walk, usize::MAX).map(Observation::Entries)
            }
            Operation::Prefix(prefix, walk, at) => {
                let mut scan = self.tree().prefix(&prefix.bytes(), self.seqno(*at));
                take(&mut scan, *walk, usize::MAX).map(Observation::Entries)
            }
            Operation::Keys(at) => {
                let keys =
                    self.tree().iter(self.seqno(*at)).map(|item| Ok(Bytes(item.key_only()?.as_ref().into())));
                keys.collect::<Outcome<_>>().map(Observation::Keys)
            }
            Operation::Sizes(at) => {
                let sizes = self.tree().iter(self.seqno(*at)).map(ItemGuard::value_size);
                sizes.collect::<Outcome<_>>().map(Observation::Sizes)
            }
            Operation::First(at) => {
                let first = self.tree().first(self.seqno(*at)).map(entry).transpose()?;
                Ok(Observation::Entries(first.into_iter().collect()))
            }
            Operation::Last(at) => {
                let last = self.tree().last(self.seqno(*at)).map(entry).transpose()?;
                Ok(Observation::Entries(last.into_iter().collect()))
            }
            Operation::Len(at) => Ok(Observation::Count(self.tree().len(self.seqno(*at))? as u64)),
            Operation::IsEmpty(at) => self.tree().is_empty(self.seqno(*at)).map(Observation::Flag),
            Operation::Figures => Ok(Observation::Figures(self.tree().figures())),

            Operation::OpenSnapshot => {
                let snapshot = self.tree().visible_seqno();
                self.snapshots.push(snapshot);
                Ok(Observation::Snapshot(snapshot))
            }
            Operation::CloseSnapshot(index) => {
                if !self.snapshots.is_empty() {
                    self.snapshots.swap_remove(index % self.snapshots.len());
                }
                Ok(Observation::Nothing)
            }
            Operation::OpenScan(span) => {
                let scan = self.range(span, self.seqno(At::Latest));
                self.scans.push(scan);
                Ok(Observation::Nothing)
            }
            Operation::ReadScan(index, walk, items) => {
                let index = index % self.scans.len().max(1);
                let Some(scan) = self.scans.get_mut(index) else { return Ok(Observation::Nothing) };
                take(scan, *walk, *items).map(Observation::Entries)
            }

            Operation::Rotate => Ok(Observation::Flag(self.tree().rotate())),
            Operation::Flush(watermark) => {
                self.tree().flush(self.gc_watermark(*watermark)).map(Observation::Flushed)
            }
            Operation::FlushActive(watermark) => {
                self.tree().flush_active(self.gc_watermark(*watermark))?;
                Ok(Observation::Nothing)
            }
            Operation::ClearMemtables => {
                self.tree().clear_memtables();
                Ok(Observation::Nothing)
            }
            Operation::Reopen => {
                self.close();
                self.tree = Some(E::open(&self.folder, &self.options)?);
                Ok(self.installed())
            }

            Operation::Compact(strategy, watermark) => {
                if self.is_sound(strategy) {
                    self.tree().compact(strategy, self.gc_watermark(*watermark))?;
                }
                Ok(self.installed())
            }
            Operation::MajorCompact(table_target_size, watermark) => {
                self.tree().major_compact(*table_target_size, self.gc_watermark(*watermark))?;
                Ok(self.installed())
            }
            Operation::ForgetVersions(watermark) => {
                self.tree().forget_versions(self.gc_watermark(*watermark))?;
                Ok(self.installed())
            }
            Operation::Ingest(items, ending) => {
                ingest(self.tree(), items, *ending)?;
                Ok(self.installed())
            }
            Operation::DropRange(span) => {
                let (lower, upper) = span.bytes();
                self.tree().drop_range(bounds(&lower, &upper))?;
                Ok(self.installed())
            }
            Operation::Clear => {
                self.tree().clear()?;
                Ok(self.installed())
            }

            Operation::RangeOver(writes, span, walk, at) => {
                let (lower, upper) = span.bytes();
                let overlay = overlay::<E>(writes);
                let mut scan = self.tree().range_over(&overlay, bounds(&lower, &upper), self.seqno(*at));
                take(&mut scan, *walk, usize::MAX).map(Observation::Entries)
            }
            Operation::PrefixOver(writes, prefix, walk, at) => {
                let mut scan =
                    self.tree().prefix_over(&overlay::<E>(writes), &prefix.bytes(), self.seqno(*at));
                take(&mut scan, *walk, usize::MAX).map(Observation::Entries)
            }
            Operation::LenOver(writes, at) => {
                Ok(Observation::Count(self.tree().len_over(&overlay::<E>(writes), self.seqno(*at))? as u64))
            }
        }
    }

    /// Closes the tree and forgets what was open on it.
    pub(crate) fn close(&mut self) {
        self.snapshots.clear();
        self.scans.clear();
        self.tree = None;
    }

    fn write(&self, write: impl FnOnce(&E, SeqNo) -> (u64, u64)) -> Observation {
        let tree = self.tree();
        let seqno = tree.take_seqno();
        let (entry_size, memtable_size) = write(tree, seqno);
        tree.publish(seqno);
        Observation::Written(seqno, entry_size, memtable_size)
    }

    fn range(&self, span: &Span, seqno: SeqNo) -> Scan<E::Guard> {
        let (lower, upper) = span.bytes();
        self.tree().range(bounds(&lower, &upper), seqno)
    }

    /// Installing a version takes a number; which one is part of the result.
    fn installed(&self) -> Observation {
        Observation::Installed(self.tree().next_seqno())
    }

    /// Whether a strategy may be used on the tree as it is. The test strategies trust their caller not to move newer
    /// entries below older ones, and can leave a level in a state the leveled strategy never produces.
    fn is_sound(&self, strategy: &Strategy) -> bool {
        let runs = self.tree().run_counts();
        match *strategy {
            // The reference asserts this in debug builds, though dropping a range can break it.
            Strategy::Leveled { .. } => {
                runs[1..].iter().skip_while(|runs| **runs == 0).all(|runs| *runs == 1)
            }
            Strategy::Fifo { .. } => runs[0] <= 1,
            Strategy::PullDown(from, to) => {
                runs[usize::from(from) + 1..usize::from(to)].iter().all(|runs| *runs == 0)
            }
            Strategy::MoveDown(from, to) => {
                runs[usize::from(from)] <= 1
                    && runs[usize::from(from) + 1..usize::from(to)].iter().all(|runs| *runs == 0)
            }
        }
    }
}

impl Span {
    fn bytes(&self) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
        (self.lower.as_ref().map(Key::bytes), self.upper.as_ref().map(Key::bytes))
    }
}

fn bounds<'a>(lower: &'a Bound<Vec<u8>>, upper: &'a Bound<Vec<u8>>) -> (Bound<&'a [u8]>, Bound<&'a [u8]>) {
    (lower.as_ref().map(Vec::as_slice), upper.as_ref().map(Vec::as_slice))
}

fn overlay<E: Maintain>(writes: &[Write]) -> E::Overlay {
    let writes: Vec<_> =
        writes.iter().map(|(key, value)| (key.bytes(), value.as_ref().map(Value::bytes))).collect();
    let borrowed: Vec<_> = writes.iter().map(|(key, value)| (key.as_slice(), value.as_deref())).collect();
    E::overlay(&borrowed)
}

fn ingest<E: Maintain>(tree: &E, items: &[(Key, Load)], ending: Ending) -> Outcome<()> {
    let items = in_order(items);
    let loads = items.iter().map(|(key, load, value)| match load {
        Load::Value(_) => Loaded::Value(key, value),
        Load::Tombstone => Loaded::Tombstone(key),
        Load::WeakTombstone => Loaded::WeakTombstone(key),
    });
    tree.ingest(&loads.collect::<Vec<_>>(), ending == Ending::Finish)
}

/// The items of a bulk load in order of their keys, with their values; of those with the same key the first one.
pub(crate) fn in_order(items: &[(Key, Load)]) -> Vec<(Vec<u8>, &Load, Vec<u8>)> {
    let value = |load: &Load| if let Load::Value(value) = load { value.bytes() } else { Vec::new() };
    let mut items: Vec<_> = items.iter().map(|(key, load)| (key.bytes(), load, value(load))).collect();
    items.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    items.dedup_by(|(a, ..), (b, ..)| a == b);
    items
}

/// Takes up to `items` items. A scan that has ended has to stay so at both ends.
fn take<G: ItemGuard>(scan: &mut Scan<G>, walk: Walk, items: usize) -> Outcome<Vec<Entry>> {
    let mut taken = Vec::new();
    while taken.len() < items {
        let from_back = match walk {
            Walk::Forward => false,
            Walk::Reverse => true,
            Walk::Mixed(bits) => bits >> (taken.len() % 8) & 1 == 1,
        };
        let Some(item) = (if from_back { scan.next_back() } else { scan.next() }) else {
            assert!(scan.next().is_none() && scan.next_back().is_none(), "a scan went on after its end");
            break;
        };
        taken.push(entry(item)?);
    }
    Ok(taken)
}
