//! The instances of the one adapter.

#[macro_use]
mod body;

mod reference;

pub use reference::ReferenceTree;
