//! The tree with separated values: an index, which is a standard tree, and blob files. Where a value is large, the index
//! has its address.

#[expect(clippy::module_inception, reason = "the type lives in the file named after it")]
mod blob_tree;
mod gc;
mod guard;
pub mod handle;
pub mod ingest;

pub use blob_tree::BlobTree;
pub use gc::{FragmentationEntry, FragmentationMap};
pub use guard::{Guard, Guard as BlobGuard};
pub use handle::BlobIndirection;
