//! The sorted buffer in memory that writes go to, and the list of those that are full and wait to be flushed.

mod leaf_map;
#[expect(clippy::module_inception, reason = "the type lives in the file named after it")]
mod memtable;
mod node;
mod range;
mod sealed;
mod search_key;

pub use memtable::Memtable;
pub(crate) use range::MemtableRange;
pub(crate) use sealed::SealedMemtables;
