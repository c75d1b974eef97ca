//! What a strategy is, and what it can choose.

use super::state::CompactionState;
use crate::config::Config;
use crate::hash::HashSet;
use crate::ids::TableId;
use crate::value::KvPair;
use crate::version::Version;

/// An order for the compactor.
#[derive(Debug, Eq, PartialEq)]
pub struct Input {
    /// The tables to take.
    pub table_ids: HashSet<TableId>,

    /// Level that receives the result, 0 to 6.
    pub dest_level: u8,

    /// Level as which the destination counts: decides by which policies tables are written. Small trees have their
    /// first levels at the bottom.
    pub canonical_level: u8,

    /// Size in bytes from which on a new table is begun.
    pub target_size: u64,
}

/// What is to be done.
#[derive(Debug, Eq, PartialEq)]
pub enum Choice {
    /// Nothing.
    DoNothing,

    /// Link the tables into another level as they are.
    Move(Input),

    /// Merge the tables and write the result into a level.
    Merge(Input),

    /// Remove the tables with everything in them.
    Drop(HashSet<TableId>),
}

/// Decides what to compact next.
///
/// A strategy only looks at what it is given: it takes no lock and reads no file.
pub trait CompactionStrategy {
    /// A name that never changes, so that clients can store it.
    fn get_name(&self) -> &'static str;

    /// The options, so that clients can store them.
    #[doc(hidden)]
    fn get_config(&self) -> Vec<KvPair> {
        Vec::new()
    }

    /// Picks the next job. Tables that are hidden in `state` must not be part of it.
    fn choose(&self, version: &Version, config: &Config, state: &CompactionState) -> Choice;
}
