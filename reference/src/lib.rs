//! The yardstick: pins lsm-tree, the reference of Esker, and lets one test, model or benchmark drive either engine.
//!
//! Both engines have the same public API, so there is one adapter body, instantiated once per crate. Code that wants
//! to compare them is generic over [`Engine`] and speaks in the neutral types of this crate only: byte slices,
//! [`SeqNo`], [`TreeOptions`], [`Failure`].

mod adapter;
mod engine;
mod failure;
mod maintain;
mod options;

pub use adapter::ReferenceTree;
pub use engine::{Bounds, Engine, ItemGuard, Scan, SeqNo};
pub use failure::{Failure, FailureKind, Outcome};
pub use maintain::{Loaded, Maintain, Strategy};
pub use options::{Compression, Descriptors, Filter, TreeOptions};

pub use esker;
pub use lsm_tree;
