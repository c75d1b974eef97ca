//! [`SuperVersion`]: memtables and tables that belong together, and the history of them.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::persist::version_file_name;
use super::version::Version;
use crate::error::Result;
use crate::fs::{Fs, StdFs};
use crate::ids::VersionId;
use crate::memtable::{Memtable, SealedMemtables};
use crate::seqno::SeqNo;

/// Everything a read needs: the memtables and the version, from a seqno on.
#[derive(Clone)]
pub struct SuperVersion {
    /// Where writes go.
    #[doc(hidden)]
    pub active_memtable: Arc<Memtable>,

    /// Full memtables that are not in the version yet.
    pub(crate) sealed_memtables: Arc<SealedMemtables>,

    /// The tables.
    pub(crate) version: Version,

    /// Snapshots above this seqno use this super version, unless there is a later one for them.
    pub(crate) seqno: SeqNo,
}

impl SuperVersion {
    /// All memtables, newest first.
    pub(crate) fn memtables(&self) -> impl Iterator<Item = &Arc<Memtable>> {
        std::iter::once(&self.active_memtable).chain(self.sealed_memtables.iter().rev())
    }
}

/// The super versions that some snapshot may still use, oldest first. The last one is the latest.
///
/// A snapshot uses the super version that was the latest when it was taken. That, not the watermark of flushes and
/// compactions, is what keeps the versions of keys that a snapshot sees.
pub struct SuperVersions {
    entries: VecDeque<Arc<SuperVersion>>,
    fs: Arc<dyn Fs>,
}

impl SuperVersions {
    /// A history of one entry, which holds for all snapshots.
    pub fn new(version: Version) -> Self {
        Self::with_fs(version, Arc::new(StdFs))
    }

    pub(crate) fn with_fs(version: Version, fs: Arc<dyn Fs>) -> Self {
        let first = SuperVersion {
            active_memtable: Arc::new(Memtable::new(0)),
            sealed_memtables: Arc::default(),
            version,
            seqno: 0,
        };
        Self { entries: VecDeque::from([Arc::new(first)]), fs }
    }

    /// Bytes in memtables, each counted once.
    pub fn memtable_size_sum(&self) -> u64 {
        let mut memtables: Vec<&Arc<Memtable>> =
            self.entries.iter().flat_map(|entry| entry.memtables()).collect();
        memtables.sort_by_key(|memtable| Arc::as_ptr(memtable));
        memtables.dedup_by_key(|memtable| Arc::as_ptr(memtable));
        memtables.iter().map(|memtable| memtable.size()).sum()
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Number of entries but the latest.
    pub fn free_list_len(&self) -> usize {
        self.len().saturating_sub(1)
    }

    /// Forgets the entries that no snapshot at or above the watermark can need, and deletes their version files. 0
    /// forgets nothing.
    ///
    /// # Errors
    /// Any I/O error of deleting a file; that entry and later ones are kept.
    pub fn maintenance(&mut self, folder: &Path, gc_watermark: SeqNo) -> Result<()> {
        for _ in 0..self.expired_count(gc_watermark) {
            let Some(expired) = self.entries.front() else { break };
            remove_version_file(&*self.fs, folder, expired.version.id())?;
            self.entries.pop_front();
        }
        Ok(())
    }

    /// Removes the entries that no snapshot at or above the watermark can need. The caller drops them, and deletes their
    /// files, after it has let go of the lock.
    pub(crate) fn take_expired(&mut self, gc_watermark: SeqNo) -> Vec<Arc<SuperVersion>> {
        let count = self.expired_count(gc_watermark);
        self.entries.drain(..count).collect()
    }

    /// How many entries are older than the newest one that lies below the watermark.
    fn expired_count(&self, gc_watermark: SeqNo) -> usize {
        self.newest_below(gc_watermark).unwrap_or(0)
    }

    /// Adds an entry, without writing it anywhere.
    pub fn append_version(&mut self, version: SuperVersion) {
        self.entries.push_back(Arc::new(version));
    }

    /// Replaces the latest entry, without writing it anywhere.
    pub fn replace_latest_version(&mut self, version: SuperVersion) {
        drop(self.swap_latest(version));
    }

    /// Replaces the latest entry and returns the old one, which the caller drops after it has let go of the lock.
    pub(crate) fn swap_latest(&mut self, version: SuperVersion) -> Option<Arc<SuperVersion>> {
        let old = self.entries.pop_back();
        self.entries.push_back(Arc::new(version));
        old
    }

    /// Seals the active memtable of the latest entry and puts `fresh` in its place. Returns the sealed one, or `None` if
    /// it is empty and nothing was done.
    ///
    /// Older entries get `fresh` as well, where a snapshot that is yet to be taken may use them. A write may have taken
    /// its seqno before the latest entry did, and reach its memtable only now: then the snapshots that see it first use
    /// the entry before. `visible_seqno` tells which entries that can be: everything below it is in a memtable already,
    /// so no write that is yet to come is below it.
    pub(crate) fn rotate(&mut self, fresh: &Arc<Memtable>, visible_seqno: SeqNo) -> Option<Arc<Memtable>> {
        let sealed = Arc::clone(&self.latest().active_memtable);
        if sealed.is_empty() {
            return None;
        }
        let first = self.newest_below(visible_seqno).unwrap_or(0);
        for entry in self.entries.range_mut(first..) {
            *entry = Arc::new(SuperVersion {
                active_memtable: Arc::clone(fresh),
                sealed_memtables: Arc::new(entry.sealed_memtables.with(Arc::clone(&entry.active_memtable))),
                version: entry.version.clone(),
                seqno: entry.seqno,
            });
        }
        Some(sealed)
    }

    /// Voids the memtables of the latest entry and puts `fresh` in their place. Older entries keep what they had and get
    /// `fresh` as [`rotate`](Self::rotate) gives it to them. Returns the entry that was the latest, which the caller drops
    /// after it has let go of the lock, or `None` if the active memtable is empty and nothing was done.
    pub(crate) fn discard_memtables(
        &mut self,
        fresh: &Arc<Memtable>,
        visible_seqno: SeqNo,
    ) -> Option<Arc<SuperVersion>> {
        let discarded = Arc::clone(self.latest());
        self.rotate(fresh, visible_seqno)?;
        drop(self.swap_latest(SuperVersion {
            active_memtable: Arc::clone(fresh),
            sealed_memtables: Arc::default(),
            version: discarded.version.clone(),
            seqno: discarded.seqno,
        }));
        Some(discarded)
    }

    /// A copy of the latest entry.
    pub fn latest_version(&self) -> SuperVersion {
        SuperVersion::clone(self.latest())
    }

    /// A copy of the entry that a snapshot has to use.
    ///
    /// # Panics
    /// "should always find a SuperVersion" if it was forgotten, that is, [`maintenance`](Self::maintenance) was called
    /// with a watermark above an open snapshot.
    pub fn get_version_for_snapshot(&self, seqno: SeqNo) -> SuperVersion {
        SuperVersion::clone(self.for_snapshot(seqno))
    }

    #[expect(clippy::expect_used, reason = "constructed with an entry, and no method removes the latest")]
    #[inline]
    pub(crate) fn latest(&self) -> &Arc<SuperVersion> {
        self.entries.back().expect("a history has a latest entry")
    }

    /// As [`get_version_for_snapshot`](Self::get_version_for_snapshot), shared.
    #[inline]
    pub(crate) fn for_snapshot(&self, seqno: SeqNo) -> &Arc<SuperVersion> {
        let latest = self.latest();
        if latest.seqno < seqno { latest } else { self.for_old_snapshot(seqno) }
    }

    #[expect(
        clippy::expect_used,
        reason = "documented panic of the mirrored API: the caller broke its contract"
    )]
    fn for_old_snapshot(&self, seqno: SeqNo) -> &Arc<SuperVersion> {
        // Snapshot 0 sees nothing, whatever it uses.
        let place = if seqno == 0 { Some(0) } else { self.newest_below(seqno) };
        place.and_then(|place| self.entries.get(place)).expect("should always find a SuperVersion")
    }

    /// Searched from the newest on: snapshots are mostly young, and a client may have set its counter back, so the
    /// entries need not be sorted.
    fn newest_below(&self, seqno: SeqNo) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.seqno < seqno)
    }
}

/// Deletes the file of a version; fine if there is none.
pub(crate) fn remove_version_file(fs: &dyn Fs, folder: &Path, id: VersionId) -> io::Result<()> {
    match fs.remove_file(&folder.join(version_file_name(id))) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TreeType;
    use crate::fs::MemFs;

    /// A history with these seqnos; version ids count from 0.
    fn history(seqnos: &[SeqNo]) -> SuperVersions {
        let fs = MemFs::default();
        let mut history = SuperVersions::with_fs(Version::new(0, TreeType::Standard), Arc::new(fs));
        for (id, &seqno) in seqnos.iter().enumerate() {
            let version = Version::new(id as u64, TreeType::Standard);
            let next = SuperVersion { version, seqno, ..history.latest_version() };
            if id == 0 { history.replace_latest_version(next) } else { history.append_version(next) }
        }
        history
    }

    #[test]
    fn a_snapshot_uses_the_newest_entry_below_it() {
        let history = history(&[0, 5, 9]);
        let used = |seqno| history.get_version_for_snapshot(seqno).version.id();
        assert_eq!([0, 1, 5, 6, 9, 10, SeqNo::MAX].map(used), [0, 0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn maintenance_keeps_the_newest_entry_below_the_watermark() {
        for (watermark, expected) in
            [(0, 4), (1, 4), (5, 4), (6, 3), (9, 3), (10, 2), (13, 1), (SeqNo::MAX, 1)]
        {
            let mut history = history(&[0, 5, 9, 12]);
            history.maintenance(Path::new("/"), watermark).unwrap();
            assert_eq!(history.len(), expected, "{watermark}");
        }
    }

    #[test]
    #[should_panic(expected = "should always find a SuperVersion")]
    fn reading_below_the_retained_history_is_a_bug_of_the_caller() {
        let mut history = history(&[0, 5, 9]);
        history.maintenance(Path::new("/"), SeqNo::MAX).unwrap();
        let _ = history.get_version_for_snapshot(9);
    }
}
