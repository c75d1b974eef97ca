//! The instances of the one adapter.

#[macro_use]
mod body;
#[macro_use]
mod maintain;

mod reference;

pub use reference::ReferenceTree;
