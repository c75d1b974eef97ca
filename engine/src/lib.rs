//! An embeddable LSM-tree engine.

mod abstract_tree;
mod any_tree;
mod archive;
#[doc(hidden)]
pub mod blob_tree;
mod cache;
mod checksum;
mod coding;
pub mod compaction;
mod compression;
pub mod config;
mod descriptor_table;
mod error;
#[doc(hidden)]
pub mod file;
mod file_accessor;
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
mod merge;
#[cfg(feature = "metrics")]
mod metrics;
mod mvcc_stream;
mod range;
mod run_reader;
mod run_scanner;
mod seqno;
mod slice;
#[doc(hidden)]
pub mod stop_signal;
mod table;
mod table_setup;
mod tree;
pub mod util;
mod value;
mod value_type;
mod version;
mod vlog;

pub use abstract_tree::AbstractTree;
pub use any_tree::AnyTree;
pub use cache::Cache;
pub use checksum::*;
pub use coding::*;
pub use compression::*;
pub use config::{Config, KvSeparationOptions, TreeType};
pub use descriptor_table::DescriptorTable;
pub use error::*;
pub use format_version::*;
pub use fs::*;
pub use hash::*;
pub use ids::*;
pub use ingestion::AnyIngestion;
pub use iter_guard::{IterGuard as Guard, IterGuardImpl, StandardGuard};
pub use key::*;
pub use key_range::*;
pub use memtable::Memtable;
#[cfg(feature = "metrics")]
pub use metrics::Metrics;
pub use seqno::*;
pub use slice::*;
pub use tree::Tree;
pub use value::*;
pub use value_type::*;
pub use vlog::BlobFile;
