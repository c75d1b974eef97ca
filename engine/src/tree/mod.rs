//! The standard tree: values live in the tables.

mod flush;
pub(crate) mod ingest;
pub(crate) mod inner;
mod open;
mod operations;
mod read;
#[expect(clippy::module_inception, reason = "the type lives in the file named after it")]
mod tree;
mod verify;

pub use tree::Tree;
pub(crate) use tree::owned_bounds;

#[cfg(test)]
mod behaviour_tests;
#[cfg(test)]
mod concurrency_tests;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;
