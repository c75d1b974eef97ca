//! The instances of the one adapter.

#[macro_use]
mod body;
#[macro_use]
mod filter;
#[macro_use]
mod maintain;

mod esker;
mod reference;

pub use esker::EskerTree;
pub use reference::ReferenceTree;
