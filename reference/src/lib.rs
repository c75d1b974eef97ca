//! The yardstick: pins lsm-tree, the reference of Esker, and lets one test, model or benchmark drive either engine.
//!
//! Both engines have the same public API, so there is one adapter body, instantiated once per crate:
//! [`EskerTree`] and [`ReferenceTree`]. Code that wants to compare them is generic over [`Engine`] and speaks in the
//! neutral types of this crate only: byte slices, [`SeqNo`], [`TreeOptions`], [`Failure`].
//!
//! ```
//! use esker_reference::{Engine, EskerTree, Outcome, ReferenceTree, TreeOptions};
//!
//! fn greet<E: Engine>(folder: &std::path::Path) -> Outcome<bool> {
//!     let tree = E::open(folder, &TreeOptions::default())?;
//!     tree.put(b"hello", b"world");
//!     tree.flush_active(0)?;
//!     tree.contains_key(b"hello", tree.visible_seqno())
//! }
//!
//! # let folder = tempfile::tempdir().expect("temporary folder");
//! let sides = [greet::<EskerTree>(&folder.path().join("a")), greet::<ReferenceTree>(&folder.path().join("b"))];
//! assert_eq!(sides, [Ok(true), Ok(true)]);
//! ```

mod adapter;
mod compaction_filter;
mod engine;
mod failure;
pub mod fjall;
mod maintain;
mod options;

pub use adapter::{EskerTree, ReferenceTree};
pub use compaction_filter::{Asked, Rule, Verdict};
pub use engine::{Bounds, Engine, ItemGuard, Scan, SeqNo};
pub use failure::{Failure, FailureKind, Outcome};
pub use maintain::{Loaded, Maintain, Strategy};
pub use options::{Compression, Descriptors, Filter, Separation, TreeOptions};

pub use esker;
pub use lsm_tree;

/// The README's examples are tests of this crate, since it is the one that has every library at hand.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
