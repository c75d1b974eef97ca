//! Compaction filters: user code that sees every entry a compaction is about to rewrite, and decides what becomes of it.

use std::panic::RefUnwindSafe;

use crate::error::Result;
use crate::key::UserKey;
use crate::value::{InternalValue, UserValue};
use crate::value_type::ValueType;
use crate::vlog::Accessor;

/// What becomes of an entry.
#[derive(Debug, Default)]
#[non_exhaustive]
pub enum Verdict {
    /// It stays as it is.
    #[default]
    Keep,

    /// It becomes a tombstone.
    Remove,

    /// It becomes a weak tombstone.
    RemoveWeak,

    /// It gets another value.
    ReplaceValue(UserValue),

    /// This version disappears without a trace; the next older version of the key takes its place, if there is one.
    Destroy,
}

/// Facts about the compaction that a filter works for.
#[derive(Debug)]
#[non_exhaustive]
pub struct Context {
    /// `true` if the result goes into the last level, below which no older version of a key can exist.
    pub is_last_level: bool,
}

/// Looks at entries while a compaction rewrites them.
///
/// It sees each version of a key that isn't dropped anyway, newest first, but no tombstones. Tables that a compaction
/// merely moves or drops are not shown to it.
pub trait CompactionFilter: Send {
    /// Judges one entry.
    ///
    /// # Errors
    /// Any error aborts the compaction, which then changes nothing.
    fn filter_item(&mut self, item: ItemAccessor<'_>, ctx: &Context) -> Result<Verdict>;

    /// Called once, after the last entry of a compaction that didn't fail.
    fn finish(self: Box<Self>) {}
}

/// Makes a [`CompactionFilter`] for every compaction that rewrites tables.
pub trait Factory: Send + Sync + RefUnwindSafe {
    /// Name of the filter, for logs.
    fn name(&self) -> &str;

    /// Makes the filter for one compaction. Must not use the tree: the caller holds locks of it.
    fn make_filter(&self, ctx: &Context) -> Box<dyn CompactionFilter>;
}

/// The entry that is judged.
pub struct ItemAccessor<'a> {
    pub(crate) item: &'a InternalValue,
    /// Where its value is, if it isn't in the table.
    pub(crate) blobs: Accessor<'a>,
}

impl<'a> ItemAccessor<'a> {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> &'a UserKey {
        &self.item.key.user_key
    }

    /// Whether its value sits in a blob file.
    #[doc(hidden)]
    #[must_use]
    pub fn is_indirection(&self) -> bool {
        self.item.key.value_type == ValueType::Indirection
    }

    /// Its value; read if it sits in a blob file.
    ///
    /// # Errors
    /// [`Error::Unrecoverable`](crate::Error::Unrecoverable) if the value sits in a blob file that the tree doesn't have;
    /// otherwise any error of reading it.
    pub fn value(&self) -> Result<UserValue> {
        self.blobs.resolve(self.item)
    }
}
