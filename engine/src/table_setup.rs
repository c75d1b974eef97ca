//! How tables are written and opened under a configuration: the one place where policies per level become options of a
//! file.

use std::path::PathBuf;
use std::sync::Arc;

use crate::checksum::Checksum;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::file::TABLES_FOLDER;
use crate::folder_owner::FolderOwner;
use crate::ids::{TableId, TreeId};
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::seqno::{SeqNo, SequenceNumberCounter};
use crate::table::{MultiWriter, Pipelining, Table, TableOptions, WriterOptions};

/// Bulk-loaded tables say that they were made for the last level.
const INGESTION_INITIAL_LEVEL: u8 = 6;

/// Bulk loads use the policies of L1: what they write is expected to sink there soon.
const INGESTION_POLICY_LEVEL: usize = 1;

/// What all tables of a tree have in common.
#[derive(Clone)]
pub(crate) struct TableSetup {
    pub(crate) config: Arc<Config>,
    pub(crate) tree_id: TreeId,
    pub(crate) folder_owner: Arc<FolderOwner>,
    pub(crate) ids: SequenceNumberCounter,
    #[cfg(feature = "metrics")]
    pub(crate) metrics: Arc<Metrics>,
}

/// What a table is written for.
#[derive(Copy, Clone, Debug)]
pub(crate) enum Purpose {
    Flush,
    Ingestion,
    Compaction { canonical_level: usize, dest_level: u8, is_last_level: bool },
}

impl Purpose {
    /// The level by whose policies the table is laid out.
    fn policy_level(self) -> usize {
        match self {
            Self::Flush => 0,
            Self::Ingestion => INGESTION_POLICY_LEVEL,
            Self::Compaction { canonical_level, .. } => canonical_level,
        }
    }

    fn filter_level(self) -> usize {
        match self {
            Self::Compaction { dest_level, .. } => dest_level.into(),
            other => other.policy_level(),
        }
    }

    fn initial_level(self) -> u8 {
        match self {
            Self::Flush => 0,
            Self::Ingestion => INGESTION_INITIAL_LEVEL,
            Self::Compaction { dest_level, .. } => dest_level,
        }
    }

    /// Whether a filter would be useless where most reads find their key.
    fn holds_most_keys(self) -> bool {
        match self {
            Self::Flush => false,
            Self::Ingestion => true,
            Self::Compaction { is_last_level, .. } => is_last_level,
        }
    }
}

/// What of a table stays in memory.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Pinning {
    filter: bool,
    index: bool,
}

impl TableSetup {
    fn folder(&self) -> PathBuf {
        self.config.path.join(TABLES_FOLDER)
    }

    /// Where a table's file is.
    pub(crate) fn path(&self, id: TableId) -> PathBuf {
        self.folder().join(id.to_string())
    }

    /// A writer that begins a new table every `target_size` bytes. Takes the first id at once.
    ///
    /// # Errors
    /// Any I/O error.
    pub(crate) fn writer(&self, purpose: Purpose, target_size: u64) -> Result<MultiWriter> {
        let config = &*self.config;
        let level = purpose.policy_level();
        let has_filter = !(config.expect_point_read_hits && purpose.holds_most_keys());
        let options = WriterOptions {
            data_block_size: config.data_block_size_policy.get(level),
            data_block_restart_interval: config.data_block_restart_interval_policy.get(level),
            data_block_hash_ratio: config.data_block_hash_ratio_policy.get(level),
            data_block_compression: config.data_block_compression_policy.get(level),
            index_block_compression: config.index_block_compression_policy.get(level),
            partition_index: config.index_block_partitioning_policy.get(level),
            partition_filter: config.filter_block_partitioning_policy.get(level),
            filter_policy: config.filter_policy.get(purpose.filter_level()).active().filter(|_| has_filter),
            initial_level: purpose.initial_level(),
            pipelining: Pipelining::usual().filter(|_| config.use_writer_threads),
        };
        MultiWriter::new(Arc::clone(&config.fs), self.folder(), self.ids.clone(), target_size, options)
    }

    /// What the policies of a level keep in memory.
    pub(crate) fn pinning(&self, level: usize) -> Pinning {
        Pinning {
            filter: self.config.filter_block_pinning_policy.get(level),
            index: self.config.index_block_pinning_policy.get(level),
        }
    }

    /// What is kept in memory of new tables.
    fn pinning_for(&self, purpose: Purpose) -> Pinning {
        match purpose {
            Purpose::Ingestion => Pinning { filter: false, index: false },
            other => self.pinning(other.policy_level()),
        }
    }

    /// Opens a table.
    ///
    /// # Errors
    /// Any error of reading it; [`Error::Unrecoverable`] if the file holds another table than its name says.
    pub(crate) fn open(
        &self,
        id: TableId,
        checksum: Checksum,
        global_seqno: SeqNo,
        pinning: Pinning,
    ) -> Result<Table> {
        let path = self.path(id);
        let table = Table::open(TableOptions {
            path: path.clone(),
            checksum,
            global_seqno,
            tree_id: self.tree_id,
            folder_owner: Some(Arc::clone(&self.folder_owner)),
            cache: Arc::clone(&self.config.cache),
            descriptor_table: self.config.descriptor_table.clone(),
            fs: Arc::clone(&self.config.fs),
            pin_filter: pinning.filter,
            pin_index: pinning.index,
            #[cfg(feature = "metrics")]
            metrics: Arc::clone(&self.metrics),
        })?;
        if table.id() == id { Ok(table) } else { Err(Error::Unrecoverable.at(&path, 0)) }
    }

    /// Opens tables that were just written. If one can't be opened, the files of all are removed.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) fn open_new(
        &self,
        written: &[(TableId, Checksum)],
        global_seqno: SeqNo,
        purpose: Purpose,
    ) -> Result<NewTables> {
        let pinning = self.pinning_for(purpose);
        let mut tables = NewTables(Vec::with_capacity(written.len()));
        for &(id, checksum) in written {
            match self.open(id, checksum, global_seqno, pinning) {
                Ok(table) => tables.0.push(table),
                Err(error) => {
                    for (id, _) in written.iter().skip(tables.0.len()) {
                        self.remove(*id);
                    }
                    return Err(error);
                }
            }
        }
        Ok(tables)
    }

    fn remove(&self, id: TableId) {
        if let Err(error) = self.config.fs.remove_file(&self.path(id)) {
            log::warn!("failed to remove table {id}, which was not installed: {error}");
        }
    }
}

/// Tables that no version lists yet: their files are removed when this is dropped.
#[derive(Default)]
pub(crate) struct NewTables(Vec<Table>);

impl NewTables {
    pub(crate) fn as_slice(&self) -> &[Table] {
        &self.0
    }

    /// The tables, which are somebody else's to remove from now on.
    pub(crate) fn keep(mut self) -> Vec<Table> {
        std::mem::take(&mut self.0)
    }
}

impl Drop for NewTables {
    fn drop(&mut self) {
        self.0.iter().for_each(Table::mark_as_deleted);
    }
}
