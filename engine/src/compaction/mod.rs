//! Compaction: strategies choose what is to be done, the worker does it.

mod consolidate;
mod drop_range;
mod fifo;
pub mod filter;
mod flavour;
mod leveled;
mod major;
mod movedown;
mod pulldown;
pub(crate) mod state;
mod strategy;
pub(crate) mod stream;
pub(crate) mod worker;

#[doc(hidden)]
pub use fifo::NAME as FIFO_COMPACTION_NAME;
#[doc(hidden)]
pub use leveled::NAME as LEVELED_COMPACTION_NAME;

pub(crate) use consolidate::Strategy as Consolidate;
pub(crate) use drop_range::Strategy as DropRange;
pub use fifo::Strategy as Fifo;
pub use filter::{CompactionFilter, Factory, ItemAccessor, Verdict};
pub use leveled::Strategy as Leveled;
pub(crate) use major::Strategy as Major;
#[doc(hidden)]
pub use movedown::Strategy as MoveDown;
#[doc(hidden)]
pub use pulldown::Strategy as PullDown;
pub use strategy::{Choice, CompactionStrategy, Input};

/// The other spelling.
pub type Levelled = Leveled;
