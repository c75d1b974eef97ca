//! What garbage collection goes by: how much of each blob file is dead.

pub use crate::vlog::{FragmentationEntry, FragmentationMap};
