//! What all handles of a tree share.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::blob_setup::BlobSetup;
use crate::compaction::state::CompactionState;
use crate::config::Config;
use crate::folder_owner::Tenancy;
use crate::ids::{MemtableId, TableId, TreeId};
#[cfg(feature = "metrics")]
use crate::metrics::Metrics;
use crate::seqno::SequenceNumberCounter;
use crate::stop_signal::StopSignal;
use crate::sync::{Mutex, RwLock};
use crate::table_setup::TableSetup;
use crate::version::history::VersionHistory;
use crate::version::{SuperVersions, Version};

/// Shared state of a tree. Its locks are taken in the order in which they stand here, and none is waited for while one
/// further down is held.
pub struct TreeInner {
    /// Number of the tree, unique within the process.
    pub id: TreeId,

    #[doc(hidden)]
    pub memtable_id_counter: SequenceNumberCounter,

    #[doc(hidden)]
    pub table_id_counter: SequenceNumberCounter,

    /// Configuration of the tree.
    pub config: Arc<Config>,

    #[cfg(feature = "metrics")]
    #[doc(hidden)]
    pub metrics: Arc<Metrics>,

    pub(crate) table_setup: TableSetup,
    /// `None` if values are not separated.
    pub(crate) blob_setup: Option<Arc<BlobSetup>>,
    pub(crate) stop_signal: StopSignal,

    /// One flush, or end of a bulk load, at a time.
    pub(crate) flush_lock: Mutex<()>,

    /// Shared by compactions, exclusive for those that take all there is.
    pub(crate) major_compaction_lock: RwLock<()>,

    pub(crate) compaction_state: Mutex<CompactionState>,

    /// Has two locks of its own: first the one for installing, then the one for the list.
    pub(crate) version_history: VersionHistory,

    /// The last to be dropped: nothing happens in the folder once it has gone.
    _tenancy: Tenancy,
}

// A panic leaves nothing half-done behind: each lock protects operations that either happen or don't.
impl UnwindSafe for TreeInner {}
impl RefUnwindSafe for TreeInner {}

/// The id of the next tree of this process.
static NEXT_TREE_ID: AtomicU64 = AtomicU64::new(0);

/// A number for a tree that no other tree of this process has.
pub(crate) fn next_tree_id() -> TreeId {
    NEXT_TREE_ID.fetch_add(1, Relaxed)
}

impl TreeInner {
    /// A tree that begins with `version`.
    pub(super) fn new(
        table_setup: TableSetup,
        blob_setup: Option<Arc<BlobSetup>>,
        version: Version,
        tenancy: Tenancy,
    ) -> Self {
        let config = Arc::clone(&table_setup.config);
        let history = SuperVersions::with_fs(version, Arc::clone(&config.fs));
        Self {
            id: table_setup.tree_id,
            // The first memtable of every tree has number 0.
            memtable_id_counter: SequenceNumberCounter::new(1),
            table_id_counter: table_setup.ids.clone(),
            #[cfg(feature = "metrics")]
            metrics: Arc::clone(&table_setup.metrics),
            config,
            table_setup,
            blob_setup,
            stop_signal: StopSignal::default(),
            major_compaction_lock: RwLock::default(),
            flush_lock: Mutex::default(),
            compaction_state: Mutex::default(),
            version_history: VersionHistory::new(history),
            _tenancy: tenancy,
        }
    }

    /// Takes a table id.
    pub fn get_next_table_id(&self) -> TableId {
        self.table_id_counter.next()
    }

    pub(super) fn next_memtable_id(&self) -> MemtableId {
        self.memtable_id_counter.next()
    }
}

impl Drop for TreeInner {
    fn drop(&mut self) {
        log::debug!("closing tree {}", self.id);
        self.stop_signal.send();
    }
}
