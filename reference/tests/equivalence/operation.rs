//! What can be done with a tree, as data.

use std::ops::Bound;

use esker_reference::Strategy as Compaction;
use proptest::prelude::*;

use crate::keyspace::{Key, Universe, Value, key, needle, value};

/// One step of a history.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Insert(Key, Value),
    Remove(Key),
    RemoveWeak(Key),
    /// Several writes that share one sequence number; no value is a tombstone.
    Batch(Vec<Write>),

    Get(Key, At),
    ContainsKey(Key, At),
    SizeOf(Key, At),
    Iter(Walk, At),
    Range(Span, Walk, At),
    Prefix(Key, Walk, At),
    Keys(At),
    Sizes(At),
    First(At),
    Last(At),
    Len(At),
    IsEmpty(At),
    Figures,

    OpenSnapshot,
    CloseSnapshot(usize),
    /// Starts a scan that is read later, while the tree moves on.
    OpenScan(Span),
    /// Reads some items of an open scan.
    ReadScan(usize, Walk, usize),

    Rotate,
    Flush(Watermark),
    FlushActive(Watermark),
    ClearMemtables,
    Reopen,

    Compact(Compaction, Watermark),
    MajorCompact(u64, Watermark),
    ForgetVersions(Watermark),
    Ingest(Vec<(Key, Load)>, Ending),
    DropRange(Span),
    Clear,

    /// Reads with a client's own writes mixed in; no value is a deletion.
    RangeOver(Vec<Write>, Span, Walk, At),
    PrefixOver(Vec<Write>, Key, Walk, At),
    LenOver(Vec<Write>, At),
}

/// A key and its new value; no value deletes it.
pub(crate) type Write = (Key, Option<Value>);

/// What a bulk load does with a key.
#[derive(Clone, Debug)]
pub(crate) enum Load {
    Value(Value),
    Tombstone,
    WeakTombstone,
}

/// What becomes of a bulk load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Finish,
    Abandon,
}

impl Operation {
    /// The same without weak tombstones: what one of those uncovers depends on when files are merged.
    pub(crate) fn strengthened(&self) -> Self {
        match self {
            Self::RemoveWeak(key) => Self::Remove(key.clone()),
            Self::Ingest(items, ending) => {
                let strengthen = |(key, load): &(Key, Load)| match load {
                    Load::WeakTombstone => (key.clone(), Load::Tombstone),
                    other => (key.clone(), other.clone()),
                };
                Self::Ingest(items.iter().map(strengthen).collect(), *ending)
            }
            other => other.clone(),
        }
    }

    /// A bulk load of nothing: it flushes memtables in a tree with blob files, and does nothing in others.
    pub(crate) fn is_empty_load(&self) -> bool {
        matches!(self, Self::Ingest(items, Ending::Finish) if items.is_empty())
    }

    /// Whether files may be left behind that nothing refers to any more.
    pub(crate) fn obsoletes_files(&self) -> bool {
        matches!(
            self,
            Self::Compact(..) | Self::MajorCompact(..) | Self::Ingest(..) | Self::DropRange(_) | Self::Clear
        )
    }

    /// The operations of a history that the reference gets right in a tree with blob files:
    ///
    /// - where blob files are rewritten, it panics over loaded blobs;
    /// - what a bulk load finds in memtables it leaves in tables, however large, so nothing may be there;
    /// - statistics of blob files that went together with tables are left behind, and count for the next file of that
    ///   number, which there can be after reopening.
    pub(crate) fn sound_in_blob_trees(relocates: bool, history: &[Self]) -> Vec<Self> {
        let drops = history.iter().any(Self::drops_whole_files);
        let sound = |operation: &Self| match operation {
            Self::Ingest(..) if relocates => vec![],
            Self::Ingest(..) => vec![Self::FlushActive(Watermark::Zero), operation.clone()],
            Self::Reopen if drops => vec![],
            other => vec![other.clone()],
        };
        history.iter().flat_map(sound).collect()
    }

    /// Whether the result depends on how entries are spread over files.
    pub(crate) fn drops_whole_files(&self) -> bool {
        matches!(self, Self::DropRange(_) | Self::Compact(Compaction::Fifo { .. }, _))
    }
}

/// The snapshot of a read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    /// Everything published.
    Latest,
    /// One of the open snapshots; the latest if there is none.
    Snapshot(usize),
    /// Everything, published or not.
    Max,
    /// Before everything.
    Zero,
}

/// The sequence number below which a flush may drop versions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Watermark {
    /// Keeps all versions.
    Zero,
    /// The highest that no open snapshot minds.
    Safe,
}

/// The order in which the items of a scan are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Walk {
    Forward,
    Reverse,
    /// From the back where a bit is set, from the front where not, the bits again and again.
    Mixed(u8),
}

/// Both ends of a range; may be the wrong way around.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) lower: Bound<Key>,
    pub(crate) upper: Bound<Key>,
}

fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        6 => Just(At::Latest),
        4 => (0_usize..4).prop_map(At::Snapshot),
        1 => Just(At::Max),
        1 => Just(At::Zero),
    ]
}

fn watermark() -> impl Strategy<Value = Watermark> {
    prop_oneof![Just(Watermark::Zero), Just(Watermark::Safe)]
}

fn walk() -> impl Strategy<Value = Walk> {
    prop_oneof![Just(Walk::Forward), Just(Walk::Reverse), any::<u8>().prop_map(Walk::Mixed)]
}

fn bound(universe: Universe) -> impl Strategy<Value = Bound<Key>> {
    prop_oneof![
        1 => Just(Bound::Unbounded),
        2 => needle(universe).prop_map(Bound::Included),
        2 => needle(universe).prop_map(Bound::Excluded),
    ]
}

fn span(universe: Universe) -> impl Strategy<Value = Span> {
    (bound(universe), bound(universe)).prop_map(|(lower, upper)| Span { lower, upper })
}

fn writes(universe: Universe) -> impl Strategy<Value = Vec<Write>> {
    proptest::collection::vec((key(universe), proptest::option::of(value())), 0..12)
}

fn write(universe: Universe) -> impl Strategy<Value = Operation> {
    prop_oneof![
        12 => (key(universe), value()).prop_map(|(key, value)| Operation::Insert(key, value)),
        4 => key(universe).prop_map(Operation::Remove),
        2 => key(universe).prop_map(Operation::RemoveWeak),
        3 => writes(universe).prop_map(Operation::Batch),
    ]
}

fn read(universe: Universe) -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => (needle(universe), at()).prop_map(|(key, at)| Operation::Get(key, at)),
        1 => (needle(universe), at()).prop_map(|(key, at)| Operation::ContainsKey(key, at)),
        1 => (needle(universe), at()).prop_map(|(key, at)| Operation::SizeOf(key, at)),
        1 => (walk(), at()).prop_map(|(walk, at)| Operation::Iter(walk, at)),
        3 => (span(universe), walk(), at()).prop_map(|(span, walk, at)| Operation::Range(span, walk, at)),
        2 => (needle(universe), walk(), at()).prop_map(|(prefix, walk, at)| Operation::Prefix(prefix, walk, at)),
        1 => at().prop_map(Operation::Keys),
        1 => at().prop_map(Operation::Sizes),
        1 => at().prop_map(Operation::First),
        1 => at().prop_map(Operation::Last),
        1 => at().prop_map(Operation::Len),
        1 => at().prop_map(Operation::IsEmpty),
        2 => Just(Operation::Figures),
        1 => (writes(universe), span(universe), walk(), at()).prop_map(|(writes, span, walk, at)| {
            Operation::RangeOver(writes, span, walk, at)
        }),
        1 => (writes(universe), needle(universe), walk(), at()).prop_map(|(writes, prefix, walk, at)| {
            Operation::PrefixOver(writes, prefix, walk, at)
        }),
        1 => (writes(universe), at()).prop_map(|(writes, at)| Operation::LenOver(writes, at)),
    ]
}

fn hold(universe: Universe) -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => Just(Operation::OpenSnapshot),
        1 => (0_usize..4).prop_map(Operation::CloseSnapshot),
        1 => span(universe).prop_map(Operation::OpenScan),
        2 => (0_usize..4, walk(), 0_usize..8).prop_map(|(scan, walk, items)| Operation::ReadScan(scan, walk, items)),
    ]
}

fn maintain() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => Just(Operation::Rotate),
        4 => watermark().prop_map(Operation::Flush),
        6 => watermark().prop_map(Operation::FlushActive),
        1 => Just(Operation::ClearMemtables),
        2 => Just(Operation::Reopen),
    ]
}

fn table_target_size() -> impl Strategy<Value = u64> {
    // From one block per table to everything in one.
    prop_oneof![Just(1), Just(600), Just(5_000), Just(64 << 20)]
}

fn compaction() -> impl Strategy<Value = Compaction> {
    let ratios = prop_oneof![Just(vec![]), Just(vec![2.0]), Just(vec![1.5, 10.0])];
    let levels = (0_u8..6).prop_flat_map(|from| (Just(from), from + 1..7));
    prop_oneof![
        6 => (1_u8..=4, table_target_size(), ratios).prop_map(|(l0_threshold, table_target_size, level_ratios)| {
            Compaction::Leveled { l0_threshold, table_target_size, level_ratios }
        }),
        1 => (prop_oneof![Just(0), 1_u64..5_000, Just(u64::MAX)], prop_oneof![Just(None), Just(Some(0))])
            .prop_map(|(limit, ttl_seconds)| Compaction::Fifo { limit, ttl_seconds }),
        1 => levels.clone().prop_map(|(from, to)| Compaction::PullDown(from, to)),
        1 => levels.prop_map(|(from, to)| Compaction::MoveDown(from, to)),
    ]
}

fn rearrange(universe: Universe) -> impl Strategy<Value = Operation> {
    let load = prop_oneof![
        6 => value().prop_map(Load::Value),
        1 => Just(Load::Tombstone),
        1 => Just(Load::WeakTombstone),
    ];
    let ending = prop_oneof![4 => Just(Ending::Finish), 1 => Just(Ending::Abandon)];
    prop_oneof![
        6 => (compaction(), watermark()).prop_map(|(strategy, watermark)| Operation::Compact(strategy, watermark)),
        2 => (table_target_size(), watermark()).prop_map(|(size, watermark)| Operation::MajorCompact(size, watermark)),
        1 => watermark().prop_map(Operation::ForgetVersions),
        2 => (proptest::collection::vec((key(universe), load), 0..12), ending)
            .prop_map(|(items, ending)| Operation::Ingest(items, ending)),
        1 => span(universe).prop_map(Operation::DropRange),
        1 => Just(Operation::Clear),
    ]
}

/// Any operation.
pub(crate) fn operation(universe: Universe) -> impl Strategy<Value = Operation> {
    prop_oneof![
        10 => write(universe),
        6 => read(universe),
        2 => hold(universe),
        3 => maintain(),
        2 => rearrange(universe),
    ]
}

/// A history of up to `len_max` operations.
pub(crate) fn history(len_max: usize) -> impl Strategy<Value = Vec<Operation>> {
    let within = move |universe| proptest::collection::vec(operation(universe), 1..len_max);
    prop_oneof![within(Universe::Tiny), within(Universe::Wide)]
}

/// A history that only changes the tree.
pub(crate) fn changes(len_max: usize) -> impl Strategy<Value = Vec<Operation>> {
    let change = |universe| prop_oneof![12 => write(universe), 4 => maintain(), 3 => rearrange(universe)];
    let within = move |universe| proptest::collection::vec(change(universe), 1..len_max);
    prop_oneof![within(Universe::Tiny), within(Universe::Wide)]
}
