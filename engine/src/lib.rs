//! An embeddable LSM-tree engine.

mod archive;
mod cache;
mod checksum;
mod coding;
mod compression;
mod descriptor_table;
mod error;
mod file_accessor;
mod format_version;
mod fs;
mod hash;
mod ids;
mod iter_guard;
mod key;
mod key_range;
mod memtable;
#[cfg(feature = "metrics")]
mod metrics;
mod seqno;
mod slice;
#[doc(hidden)]
pub mod stop_signal;
mod table;
pub mod util;
mod value;
mod value_type;

pub use checksum::*;
pub use coding::*;
pub use compression::*;
pub use error::*;
pub use format_version::*;
pub use fs::*;
pub use hash::*;
pub use ids::*;
pub use iter_guard::{IterGuard as Guard, IterGuardImpl, StandardGuard};
pub use key::*;
pub use key_range::*;
pub use memtable::Memtable;
#[cfg(feature = "metrics")]
pub use metrics::Metrics;
pub use seqno::*;
pub use slice::*;
pub use value::*;
pub use value_type::*;
