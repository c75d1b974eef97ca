//! An embeddable LSM-tree engine with the public API and the on-disk format of lsm-tree 3.1.10.
//!
//! ```
//! use esker::{AbstractTree, Config, SequenceNumberCounter};
//!
//! # fn main() -> esker::Result<()> {
//! # let folder = tempfile::tempdir()?;
//! // Seqnos order writes; the visible seqno is where snapshots are taken from.
//! let (seqno, visible_seqno) = (SequenceNumberCounter::default(), SequenceNumberCounter::default());
//! let tree = Config::new(&folder, seqno.clone(), visible_seqno.clone()).open()?;
//!
//! let written = seqno.next();
//! tree.insert("planet", "earth", written);
//! visible_seqno.fetch_max(written + 1);
//!
//! let snapshot = visible_seqno.get();
//! assert_eq!(tree.get("planet", snapshot)?.as_deref(), Some(&b"earth"[..]));
//!
//! // Nothing is durable before it is flushed: there is no write-ahead log.
//! tree.flush_active_memtable(0)?;
//! # Ok(())
//! # }
//! ```

mod abstract_tree;
mod any_tree;
mod archive;
mod blob_setup;
#[doc(hidden)]
pub mod blob_tree;
mod cache;
#[doc(hidden)]
pub mod checksum;
#[doc(hidden)]
pub mod coding;
pub mod compaction;
mod compression;
pub mod config;
#[doc(hidden)]
pub mod descriptor_table;
mod error;
#[doc(hidden)]
pub mod file;
mod file_accessor;
mod folder_owner;
mod format_version;
mod fs;
mod hash;
mod ids;
mod ingestion;
mod iter_guard;
mod key;
mod key_range;
mod manifest;
mod memtable;
#[doc(hidden)]
pub mod merge;
#[cfg(feature = "metrics")]
mod metrics;
mod mvcc_stream;
#[doc(hidden)]
pub mod range;
mod run_reader;
mod run_scanner;
mod seqno;
mod slice;
#[doc(hidden)]
pub mod stop_signal;
mod sync;
#[doc(hidden)]
pub mod table;
mod table_setup;
mod temporary;
mod tree;
pub mod util;
mod value;
mod value_type;
mod version;
mod vlog;

pub use abstract_tree::AbstractTree;
pub use any_tree::AnyTree;
pub use blob_tree::BlobTree;
#[doc(hidden)]
pub use blob_tree::{BlobGuard, BlobIndirection};
pub use cache::Cache;
#[doc(hidden)]
pub use checksum::Checksum;
pub use compression::CompressionType;
pub use config::{Config, KvSeparationOptions, TreeType};
pub use descriptor_table::DescriptorTable;
pub use error::{Error, Result};
pub use format_version::FormatVersion;
pub use fs::{DirEntry, FileLock, Fs, MemFs, RandomAccessFile, StdFile, StdFs, WritableFile};
#[doc(hidden)]
pub use hash::HashMap;
pub use ids::MemtableId;
#[doc(hidden)]
pub use ids::{GlobalTableId, TableId, TreeId};
pub use ingestion::AnyIngestion;
pub use iter_guard::IterGuard as Guard;
#[doc(hidden)]
pub use iter_guard::{IterGuardImpl, StandardGuard};
pub use key::UserKey;
#[doc(hidden)]
pub use key_range::KeyRange;
pub use memtable::Memtable;
#[doc(hidden)]
pub use merge::BoxedIterator;
#[cfg(feature = "metrics")]
pub use metrics::Metrics;
pub use seqno::{SeqNo, SequenceNumberCounter};
#[doc(hidden)]
pub use slice::Builder;
pub use slice::Slice;
#[doc(hidden)]
pub use table::Table;
#[doc(hidden)]
pub use temporary::get_tmp_folder;
pub use tree::Tree;
#[doc(hidden)]
pub use value::InternalValue;
pub use value::{KvPair, UserValue};
pub use value_type::ValueType;
pub use vlog::BlobFile;
