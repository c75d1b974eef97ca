//! Merging of sorted sources by internal key.

mod loser_tree;
mod merger;

pub(crate) use merger::Merger;

use crate::error::Result;
use crate::value::InternalValue;

/// A boxed stream of entries that can be sent to another thread.
pub type BoxedIterator<'a> = Box<dyn DoubleEndedIterator<Item = Result<InternalValue>> + Send + 'a>;
