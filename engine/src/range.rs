//! `TreeIter`: a scan over everything a super version holds.

use std::borrow::Cow;
use std::ops::Bound;
use std::sync::Arc;

use self_cell::self_cell;

use crate::error::Result;
use crate::key::{InternalKey, MAX_KEY_LEN, UserKey};
use crate::memtable::{Memtable, MemtableRange};
use crate::merge::Merger;
use crate::mvcc_stream::MvccStream;
use crate::run_reader::RunReader;
use crate::seqno::SeqNo;
use crate::table;
use crate::value::InternalValue;
use crate::value_type::ValueType;
use crate::version::SuperVersion;

// The fjall database calls it at this path rather than at `util`.
pub use crate::util::prefix_to_range;

/// Bounds of a scan over user keys.
pub(crate) type UserBounds = (Bound<UserKey>, Bound<UserKey>);

/// `true` if a read at snapshot `seqno` sees an entry.
#[must_use]
#[inline]
pub(crate) fn seqno_filter(item_seqno: SeqNo, seqno: SeqNo) -> bool {
    item_seqno < seqno
}

/// What a scan reads from, and keeps alive.
pub(crate) struct IterState {
    pub(crate) version: Arc<SuperVersion>,
    /// A memtable outside the tree that takes part, and the snapshot at which it is read.
    pub(crate) ephemeral: Option<(Arc<Memtable>, SeqNo)>,
}

/// What a scan consists of.
#[expect(clippy::large_enum_variant, reason = "there is one per scan, and it is on the heap already")]
enum Entries<'a> {
    /// Nothing but a table, which itself leaves out what can't be seen.
    Table(table::Iter, SeqNo),
    /// Nothing but a run.
    Run(RunReader, SeqNo),
    Merged(MvccStream<Source<'a>>),
}

self_cell!(
    /// The visible entries within bounds, from both ends: of each key the newest version, unless that is a tombstone.
    ///
    /// It owns what it reads from: it doesn't borrow the tree, and outlives any change of it.
    pub(crate) struct TreeIter {
        owner: IterState,

        #[not_covariant]
        dependent: Entries,
    }
);

/// One sorted source of a scan, restricted to what its snapshot sees.
///
/// An enum rather than a trait object: the compiler sees through the whole pipeline, down to the block iterators.
struct Source<'a> {
    entries: SourceEntries<'a>,
    seqno: SeqNo,
}

#[expect(
    clippy::large_enum_variant,
    reason = "sources live in one vector, which is the only allocation for them"
)]
enum SourceEntries<'a> {
    Memtable(MemtableRange<'a>),
    Table(table::Iter),
    Run(RunReader),
}

impl Iterator for Source<'_> {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = match &mut self.entries {
                SourceEntries::Memtable(entries) => Ok(entries.next()?),
                SourceEntries::Table(entries) => entries.next()?,
                SourceEntries::Run(entries) => entries.next()?,
            };
            match item {
                Ok(item) if !seqno_filter(item.key.seqno, self.seqno) => {}
                item => return Some(item),
            }
        }
    }
}

impl DoubleEndedIterator for Source<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            let item = match &mut self.entries {
                SourceEntries::Memtable(entries) => Ok(entries.next_back()?),
                SourceEntries::Table(entries) => entries.next_back()?,
                SourceEntries::Run(entries) => entries.next_back()?,
            };
            match item {
                Ok(item) if !seqno_filter(item.key.seqno, self.seqno) => {}
                item => return Some(item),
            }
        }
    }
}

/// The same range within the keys that can be.
///
/// No key is longer than a bound that is too long for a key: those below it are the ones up to its longest part that can
/// be a key, whether the bound itself is excluded or not.
fn within_key_len(bounds: &UserBounds) -> Cow<'_, UserBounds> {
    fn too_long(bound: &Bound<UserKey>) -> Option<&UserKey> {
        match bound {
            Bound::Included(key) | Bound::Excluded(key) if key.len() > MAX_KEY_LEN => Some(key),
            _ => None,
        }
    }
    let (lower, upper) = (too_long(&bounds.0), too_long(&bounds.1));
    if lower.is_none() && upper.is_none() {
        return Cow::Borrowed(bounds);
    }
    let longest = |key: &UserKey| key.slice(..MAX_KEY_LEN);
    Cow::Owned((
        lower.map_or_else(|| bounds.0.clone(), |key| Bound::Excluded(longest(key))),
        upper.map_or_else(|| bounds.1.clone(), |key| Bound::Included(longest(key))),
    ))
}

/// The same bounds in internal keys: an included key includes all its versions, an excluded one none.
fn internal_bounds((lower, upper): &UserBounds) -> (Bound<InternalKey>, Bound<InternalKey>) {
    let newest = |key: &UserKey| InternalKey::new(key.clone(), SeqNo::MAX, ValueType::Tombstone);
    let oldest = |key: &UserKey| InternalKey::new(key.clone(), 0, ValueType::Tombstone);
    let lower = match lower {
        Bound::Included(key) => Bound::Included(newest(key)),
        Bound::Excluded(key) => Bound::Excluded(oldest(key)),
        Bound::Unbounded => Bound::Unbounded,
    };
    let upper = match upper {
        Bound::Included(key) => Bound::Included(oldest(key)),
        Bound::Excluded(key) => Bound::Excluded(newest(key)),
        Bound::Unbounded => Bound::Unbounded,
    };
    (lower, upper)
}

/// Whether no key can lie between the bounds.
fn is_empty_range((lower, upper): &UserBounds) -> bool {
    match (lower, upper) {
        (Bound::Included(lower), Bound::Included(upper)) => lower > upper,
        (
            Bound::Included(lower) | Bound::Excluded(lower),
            Bound::Excluded(upper) | Bound::Included(upper),
        ) => lower >= upper,
        _ => false,
    }
}

/// All sources, newest first. Tables and runs that have no key inside the bounds are left out.
fn sources<'a>(state: &'a IterState, bounds: &UserBounds, seqno: SeqNo) -> Vec<Source<'a>> {
    let memtable_bounds = internal_bounds(bounds);
    if is_empty_range(bounds) {
        return Vec::new();
    }
    let version = &state.version;
    let extra = state.ephemeral.iter().map(|(memtable, seqno)| (memtable, *seqno));
    let memtables = extra.chain(version.memtables().map(|memtable| (memtable, seqno)));
    // A source more makes every entry of the others pay for a comparison. What is written to an empty memtable from now
    // on may be missed, as it may be anyway.
    let memtables = memtables.filter(|(memtable, _)| !memtable.is_empty());
    let memtables = memtables.map(|(memtable, seqno)| Source {
        entries: SourceEntries::Memtable(memtable.range(memtable_bounds.clone())),
        seqno,
    });
    let runs = version.version.iter_levels().flat_map(|level| level.iter()).filter_map(|run| {
        let entries = if let [table] = &***run {
            run.range_overlap_indexes::<UserKey, _>(&(bounds.0.as_ref(), bounds.1.as_ref()))?;
            SourceEntries::Table(table.range((bounds.0.as_ref(), bounds.1.as_ref())))
        } else {
            SourceEntries::Run(RunReader::new(Arc::clone(run), bounds.clone())?)
        };
        Some(Source { entries, seqno })
    });
    memtables.chain(runs).collect()
}

impl TreeIter {
    /// A scan over `bounds` at snapshot `seqno`. Nothing is read from a table before the first item is asked for.
    pub(crate) fn create_range(state: IterState, bounds: &UserBounds, seqno: SeqNo) -> Self {
        let bounds = &*within_key_len(bounds);
        Self::new(state, |state| {
            let mut sources = sources(state, bounds, seqno);
            if sources.len() == 1
                && let Some(Source { entries, seqno }) = sources.pop()
            {
                match entries {
                    SourceEntries::Table(table) => return Entries::Table(table, seqno),
                    SourceEntries::Run(run) => return Entries::Run(run, seqno),
                    SourceEntries::Memtable(_) => sources.push(Source { entries, seqno }),
                }
            }
            Entries::Merged(MvccStream::new(Merger::new(sources)))
        })
    }
}

impl Iterator for TreeIter {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.with_dependent_mut(|_, entries| match entries {
            Entries::Table(table, seqno) => table.next_newest(*seqno),
            Entries::Run(run, seqno) => run.next_newest(*seqno),
            Entries::Merged(entries) => entries.find(is_alive),
        })
    }
}

impl DoubleEndedIterator for TreeIter {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.with_dependent_mut(|_, entries| match entries {
            Entries::Table(table, seqno) => table.next_back_newest(*seqno),
            Entries::Run(run, seqno) => run.next_back_newest(*seqno),
            Entries::Merged(entries) => entries.rfind(is_alive),
        })
    }
}

/// Errors pass.
fn is_alive(item: &Result<InternalValue>) -> bool {
    !matches!(item, Ok(item) if item.is_tombstone())
}
