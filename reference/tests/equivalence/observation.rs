//! What a client can see of a tree, in a form that can be compared and printed.

use esker_reference::{Engine, ItemGuard, Outcome, SeqNo};

use crate::keyspace::Bytes;

/// An item as a client sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Bytes,
    pub(crate) value: Bytes,
}

/// The result of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Observation {
    Nothing,
    /// Sequence number, size of the entry, size of the memtable.
    Written(SeqNo, u64, u64),
    Value(Option<Bytes>),
    Flag(bool),
    Size(Option<u32>),
    Count(u64),
    Entries(Vec<Entry>),
    Keys(Vec<Bytes>),
    Sizes(Vec<u32>),
    Snapshot(SeqNo),
    Flushed(Option<u64>),
    /// The number that would be taken next.
    Installed(SeqNo),
    Figures(Vec<(&'static str, Option<u64>)>),
}

pub(crate) fn entry<G: ItemGuard>(guard: G) -> Outcome<Entry> {
    let (key, value) = guard.pair()?;
    Ok(Entry { key: Bytes(key.as_ref().into()), value: Bytes(value.as_ref().into()) })
}

/// Everything one snapshot shows, by every way of reading.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct View {
    seqno: SeqNo,
    forward: Vec<Entry>,
    reverse: Vec<Entry>,
    by_key: Vec<Option<Bytes>>,
    sizes: Vec<Option<u32>>,
    first: Option<Entry>,
    last: Option<Entry>,
    len: usize,
    is_empty: bool,
}

impl View {
    /// Reads a snapshot by scans in both directions, by point reads of `keys`, and by the trees' shortcuts.
    pub(crate) fn of<E: Engine>(tree: &E, seqno: SeqNo, keys: &[Vec<u8>]) -> Outcome<Self> {
        let mut by_key = Vec::new();
        let mut sizes = Vec::new();
        for key in keys {
            let value = tree.get(key, seqno)?.map(|value| Bytes(value.as_ref().into()));
            assert_eq!(
                tree.contains_key(key, seqno)?,
                value.is_some(),
                "contains_key against get of {key:?}"
            );
            by_key.push(value);
            sizes.push(tree.size_of(key, seqno)?);
        }
        Ok(Self {
            seqno,
            forward: tree.iter(seqno).map(entry).collect::<Outcome<_>>()?,
            reverse: tree.iter(seqno).rev().map(entry).collect::<Outcome<_>>()?,
            by_key,
            sizes,
            first: tree.first(seqno).map(entry).transpose()?,
            last: tree.last(seqno).map(entry).transpose()?,
            len: tree.len(seqno)?,
            is_empty: tree.is_empty(seqno)?,
        })
    }

    /// What a snapshot with these entries, in ascending order, has to look like.
    pub(crate) fn expected(seqno: SeqNo, entries: Vec<Entry>, keys: &[Vec<u8>]) -> Self {
        let find = |key: &Vec<u8>| {
            let at = entries.binary_search_by(|entry| entry.key.0.cmp(key)).ok()?;
            Some(entries[at].value.clone())
        };
        let by_key: Vec<_> = keys.iter().map(find).collect();
        let size =
            |value: &Option<Bytes>| value.as_ref().map(|value| u32::try_from(value.0.len()).expect("short"));
        Self {
            seqno,
            reverse: entries.iter().rev().cloned().collect(),
            sizes: by_key.iter().map(size).collect(),
            by_key,
            first: entries.first().cloned(),
            last: entries.last().cloned(),
            len: entries.len(),
            is_empty: entries.is_empty(),
            forward: entries,
        }
    }

    /// Names the first difference to `other`: a whole view is too long to print.
    pub(crate) fn compare(&self, other: &Self, what: &str) -> Result<(), String> {
        let at = |ours: &[Entry], theirs: &[Entry]| {
            let index =
                ours.iter().zip(theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
            (index, ours.get(index).cloned(), theirs.get(index).cloned())
        };
        let context = |part: &str| format!("{what}, snapshot {}: {part}", self.seqno);
        if self.forward != other.forward {
            let (index, ours, theirs) = at(&self.forward, &other.forward);
            return Err(context(&format!("forward scan, item {index}: {ours:?} instead of {theirs:?}")));
        }
        if self.reverse != other.reverse {
            let (index, ours, theirs) = at(&self.reverse, &other.reverse);
            return Err(context(&format!("reverse scan, item {index}: {ours:?} instead of {theirs:?}")));
        }
        if let Some(index) = (0..self.by_key.len()).find(|index| self.by_key[*index] != other.by_key[*index])
        {
            let (ours, theirs) = (&self.by_key[index], &other.by_key[index]);
            return Err(context(&format!("point read {index}: {ours:?} instead of {theirs:?}")));
        }
        if self != other {
            return Err(context(&format!("{self:?} instead of {other:?}")));
        }
        Ok(())
    }
}
