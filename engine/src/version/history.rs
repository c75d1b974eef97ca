//! [`VersionHistory`]: the super versions of a tree, and the one way to add to them.
//!
//! Readers and writers take the history's lock for the copy of one pointer. Making a new version durable takes several
//! syncs, during which that lock is free: installing has a lock of its own, and the history's is taken only to put the
//! finished super version in place.

use std::ops::Range;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use parking_lot::{MutexGuard, RwLockReadGuard, RwLockWriteGuard};

use super::persist::{PersistFailure, persist_version};
use super::super_version::{SuperVersion, SuperVersions, remove_version_file};
use super::version::Version;
use crate::config::Config;
use crate::hash::HashSet;
use crate::ids::{BlobFileId, MemtableId, TableId, VersionId};
use crate::memtable::Memtable;
use crate::seqno::SeqNo;
use crate::sync::{Mutex, RwLock};
use crate::table::Table;
use crate::vlog::BlobFile;

/// The super versions of a tree.
pub(crate) struct VersionHistory {
    entries: RwLock<SuperVersions>,
    installer: Mutex<Installer>,
}

/// What whoever installs a version has to know about those that failed.
struct Installer {
    /// Highest version id that was ever written: it may have become the current one even if writing it failed.
    last_written: VersionId,
    /// Versions that failed so late that a crash may still find one of them current. Their files are kept until another
    /// version has become current for certain.
    in_doubt: Vec<Version>,
    /// Numbers, one after the other, that installations have taken and that nobody has raised the visible seqno past.
    unpublished: Range<SeqNo>,
}

impl Installer {
    /// Takes in the number of an installation, and publishes what can be.
    fn publish(&mut self, config: &Config, seqno: SeqNo) {
        if self.unpublished.is_empty() || self.unpublished.end != seqno {
            self.unpublished.start = seqno;
        }
        self.unpublished.end = seqno + 1;
        self.publish_overdue(config);
    }

    /// Raises the visible seqno past installations once everything before them is visible. If the last write before one
    /// ended after it, that is later, and there may be no write for a long time that would do it.
    fn publish_overdue(&mut self, config: &Config) {
        if !self.unpublished.is_empty() && config.visible_seqno.get() >= self.unpublished.start {
            config.visible_seqno.fetch_max(self.unpublished.end);
            self.unpublished.start = self.unpublished.end;
        }
    }
}

// A panic leaves nothing half-done behind: the history is changed by single pointer operations on finished values.
impl UnwindSafe for VersionHistory {}
impl RefUnwindSafe for VersionHistory {}

/// What happens to the memtables when a version is installed.
pub(crate) enum MemtableChange {
    Keep,
    /// These sealed ones are in the version now.
    Release(Vec<MemtableId>),
    /// All of them are void; writes go to this one.
    Discard(Arc<Memtable>),
}

/// How far an installation raises the visible seqno.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(crate) enum Publish {
    /// Past the installation, come what may: the change must be seen by the next snapshot that its caller takes.
    Always,
    /// Only if everything before the installation is visible already. The change can't be seen by anybody, so there is
    /// no hurry; and raising it would publish writes of other threads that have their seqno but are not in the memtable
    /// yet. The next installation or compaction does it, if no write has done it before.
    IfQuiet,
}

impl VersionHistory {
    pub(crate) fn new(entries: SuperVersions) -> Self {
        let last_written = entries.latest().version.id();
        Self {
            entries: RwLock::new(entries),
            installer: Mutex::new(Installer { last_written, in_doubt: Vec::new(), unpublished: 0..0 }),
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, SuperVersions> {
        self.entries.read()
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, SuperVersions> {
        self.entries.write()
    }

    /// The latest super version.
    pub(crate) fn latest(&self) -> Arc<SuperVersion> {
        Arc::clone(self.entries.read().latest())
    }

    /// The super version that a snapshot has to use.
    ///
    /// # Panics
    /// "should always find a SuperVersion" if it was forgotten.
    #[inline]
    pub(crate) fn for_snapshot(&self, seqno: SeqNo) -> Arc<SuperVersion> {
        Arc::clone(self.entries.read().for_snapshot(seqno))
    }

    /// Starts an installation; there is one at a time, so that the latest version stays what it is meanwhile. Only a
    /// rotation can intervene: it adds to the sealed memtables of the latest super version.
    pub(crate) fn begin_install(&self) -> Installation<'_> {
        let installer = self.installer.lock();
        Installation { history: self, installer, base: self.latest() }
    }

    /// Raises the visible seqno past installations that were not to be seen before what precedes them, if that is visible
    /// now.
    pub(crate) fn publish_overdue(&self, config: &Config) {
        self.installer.lock().publish_overdue(config);
    }

    /// Forgets the super versions that no snapshot at or above the watermark can need. Files that can't be deleted are
    /// left for the next opening of the tree: what was to be installed is installed, and that isn't undone by it.
    pub(crate) fn maintain(&self, config: &Config, gc_watermark: SeqNo) {
        // The history is locked for the list operation alone; dropping the expired entries may delete table files.
        let expired = self.entries.write().take_expired(gc_watermark);
        for entry in expired {
            discard_version_file(config, entry.version.id());
        }
    }
}

/// A file that can't be deleted is left for the next opening of the tree.
fn discard_version_file(config: &Config, id: VersionId) {
    if let Err(error) = remove_version_file(&*config.fs, &config.path, id) {
        log::warn!("failed to clean up version {id}: {error}");
    }
}

/// Discards a version that was given up, and the files that it alone has.
fn give_up(config: &Config, given_up: &Version, current: &Version) {
    discard_version_file(config, given_up.id());
    let tables: HashSet<TableId> = current.iter_tables().map(Table::id).collect();
    given_up.iter_tables().filter(|table| !tables.contains(&table.id())).for_each(Table::mark_as_deleted);
    let blob_files: HashSet<BlobFileId> = current.blob_files.iter().map(BlobFile::id).collect();
    let lost = given_up.blob_files.iter().filter(|file| !blob_files.contains(&file.id()));
    lost.for_each(BlobFile::mark_as_deleted);
}

/// An installation in progress.
pub(crate) struct Installation<'a> {
    history: &'a VersionHistory,
    installer: MutexGuard<'a, Installer>,
    base: Arc<SuperVersion>,
}

impl Installation<'_> {
    /// The latest super version, from which the new one has to be derived.
    pub(crate) fn base(&self) -> &SuperVersion {
        &self.base
    }

    /// Makes `version` durable and puts it in place, from `seqno` on. With that, what failed late before is settled, and
    /// its files go.
    ///
    /// # Errors
    /// Any error of persisting it; nothing is changed then.
    pub(crate) fn commit(
        mut self,
        config: &Config,
        version: Version,
        memtables: MemtableChange,
        seqno: SeqNo,
        publish: Publish,
    ) -> Result<(), PersistFailure> {
        // After a failure the file of the next id may be the current one: it must not be overwritten.
        let id = version.id().max(self.installer.last_written + 1);
        let version = if id == version.id() { version } else { version.with_id(id) };
        self.installer.last_written = id;
        if let Err(failure) = persist_version(&*config.fs, &config.path, &version) {
            // No write has this seqno. Without it nothing after it would ever count as visible by itself.
            self.installer.publish(config, seqno);
            if failure.may_be_live {
                self.installer.in_doubt.push(version);
            } else {
                discard_version_file(config, id);
            }
            return Err(failure);
        }
        self.installer.in_doubt.drain(..).for_each(|given_up| give_up(config, &given_up, &version));

        // An entry that is to be dropped must outlive the lock: it may be the last to hold a memtable.
        let discarded;
        {
            let mut entries = self.history.entries.write();
            let latest = entries.latest_version();
            let (active_memtable, sealed_memtables) = match memtables {
                MemtableChange::Keep => {
                    (Arc::clone(&latest.active_memtable), Arc::clone(&latest.sealed_memtables))
                }
                MemtableChange::Release(ids) => {
                    (Arc::clone(&latest.active_memtable), Arc::new(latest.sealed_memtables.without(&ids)))
                }
                MemtableChange::Discard(fresh) => (fresh, Arc::default()),
            };
            entries.append_version(SuperVersion { active_memtable, sealed_memtables, version, seqno });
            // IMPORTANT: under the lock, that is, before any write gets into a memtable that older entries don't have.
            if publish == Publish::Always {
                config.visible_seqno.fetch_max(seqno + 1);
            }
            self.installer.publish(config, seqno);
            discarded = latest;
        }
        drop(discarded);
        Ok(())
    }
}
