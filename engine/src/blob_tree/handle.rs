//! What the index has in place of a large value.

pub use crate::vlog::BlobIndirection;
