//! Merging of sorted sources by internal key.

mod loser_tree;
mod merger;

pub(crate) use merger::Merger;
