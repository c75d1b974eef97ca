//! From memtables to tables: rotating, writing, registering, clearing.

use std::sync::Arc;

use super::Tree;
use crate::abstract_tree::AbstractTree;
use crate::compaction::{Consolidate, Leveled};
use crate::error::Result;
use crate::ids::MemtableId;
use crate::memtable::Memtable;
use crate::seqno::SeqNo;
use crate::table::Table;
use crate::table_setup::{NewTables, Purpose};
use crate::value::InternalValue;
use crate::version::history::{MemtableChange, Publish};
use crate::version::{PersistFailure, RUNS_PER_LEVEL_MAX, Version};
use crate::vlog::{BlobFile, FragmentationMap};

/// Size in bytes from which on a flush, or a bulk load, begins a new table.
pub(super) const FLUSH_TARGET_SIZE: u64 = 64 * 1_024 * 1_024;

/// From so many runs on a flush makes room in L0 first. Two fewer than there can be: if all of them are in the hands of
/// one compaction, two more have to fit before there is anything to merge.
const L0_RUNS_MAX: usize = RUNS_PER_LEVEL_MAX - 2;

/// Files that were written from memtables and are not part of the tree yet.
pub(super) struct Flushed<'a> {
    pub(super) tables: &'a [Table],
    pub(super) blob_files: &'a [BlobFile],
    pub(super) garbage: Option<FragmentationMap>,
}

impl Flushed<'_> {
    fn mark_as_deleted(&self) {
        self.tables.iter().for_each(Table::mark_as_deleted);
        self.blob_files.iter().for_each(BlobFile::mark_as_deleted);
    }
}

impl Tree {
    pub(super) fn rotate(&self) -> Option<Arc<Memtable>> {
        let mut history = self.version_history.write();
        if history.latest().active_memtable.is_empty() {
            return None;
        }
        let fresh = Arc::new(Memtable::new(self.next_memtable_id()));
        history.rotate(&fresh, self.config.visible_seqno.get())
    }

    /// Compacts L0 if its runs are nearly as many as a version file can count, so that a client that never compacts ends
    /// up with slow flushes rather than with a tree that takes none any more. If L0 can't move down, because another
    /// compaction is at it or the level below, those of its runs that are free are merged where they are.
    pub(super) fn make_room_in_l0(&self) -> Result<()> {
        if self.l0_run_count() < L0_RUNS_MAX {
            return Ok(());
        }
        log::warn!("L0 has {L0_RUNS_MAX} runs: compacting it, as nobody else does");
        // Watermark 0: it isn't known here which snapshots are open.
        self.compact(Arc::new(Leveled::default().with_l0_threshold(1)), 0)?;
        if self.l0_run_count() < L0_RUNS_MAX {
            return Ok(());
        }
        self.compact(Arc::new(Consolidate(FLUSH_TARGET_SIZE)), 0)
    }

    pub(crate) fn write_tables(
        &self,
        stream: impl Iterator<Item = Result<InternalValue>>,
    ) -> Result<NewTables> {
        self.make_room_in_l0()?;
        let mut writer = self.table_setup.writer(Purpose::Flush, FLUSH_TARGET_SIZE)?;
        for item in stream {
            writer.write(item?)?;
        }
        self.table_setup.open_new(&writer.finish()?, 0, Purpose::Flush)
    }

    pub(super) fn register(
        &self,
        new: Flushed<'_>,
        flushed: &[MemtableId],
        gc_watermark: SeqNo,
    ) -> Result<()> {
        let installation = self.version_history.begin_install();
        if !installation.base().sealed_memtables.contains_all(flushed) {
            log::debug!("flush discarded: its memtables are gone");
            new.mark_as_deleted();
            return Ok(());
        }
        let Flushed { tables, blob_files, garbage } = &new;
        let base = &installation.base().version;
        let next = base.with_new_l0_run(tables, Some(blob_files), garbage.clone());
        let release = MemtableChange::Release(flushed.to_vec());
        let seqno = self.config.seqno.next();
        let installed = installation.commit(&self.config, next, release, seqno, Publish::IfQuiet);
        if let Err(PersistFailure { error, may_be_live }) = installed {
            if !may_be_live {
                new.mark_as_deleted();
            }
            return Err(error);
        }
        self.version_history.maintain(&self.config, gc_watermark);
        Ok(())
    }

    pub(super) fn discard_memtables(&self) {
        // No flush may register what is discarded here.
        let installation = self.version_history.begin_install();
        let discarded = {
            let mut history = self.version_history.write();
            if history.latest().active_memtable.is_empty() {
                return;
            }
            let fresh = Arc::new(Memtable::new(self.next_memtable_id()));
            history.discard_memtables(&fresh, self.config.visible_seqno.get())
        };
        drop(installation);
        drop(discarded);
    }

    pub(super) fn install_empty(&self) -> Result<()> {
        let installation = self.version_history.begin_install();
        let old = installation.base().version.clone();
        let next = Version::new(old.id() + 1, old.tree_type());
        let fresh = MemtableChange::Discard(Arc::new(Memtable::new(self.next_memtable_id())));
        let seqno = self.config.seqno.next();
        installation
            .commit(&self.config, next, fresh, seqno, Publish::Always)
            .map_err(|PersistFailure { error, .. }| error)?;
        // Snapshots that are older keep the files for as long as they need them.
        old.iter_tables().for_each(Table::mark_as_deleted);
        old.blob_files.iter().for_each(BlobFile::mark_as_deleted);
        Ok(())
    }
}
