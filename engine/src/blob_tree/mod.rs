//! The tree that keeps large values in blob files. So far only the statistics it will share with versions.

pub use crate::vlog::{FragmentationEntry, FragmentationMap};
