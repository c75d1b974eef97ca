//! Esker under the name and version of lsm-tree.
//!
//! A program whose dependencies use lsm-tree 3.1, the fjall database above all, runs on Esker once this crate stands in
//! `[patch.crates-io]` of its manifest. Nothing else changes: the items, features and files are the same.

pub use esker::*;
