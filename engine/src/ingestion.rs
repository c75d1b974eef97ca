//! [`AnyIngestion`]: a bulk load into either kind of tree.

use crate::any_tree::AnyTree;
use crate::blob_tree::ingest::BlobIngestion;
use crate::error::Result;
use crate::key::UserKey;
use crate::tree::ingest::Ingestion;
use crate::value::UserValue;

/// A bulk load: keys come in ascending order, and go straight into tables. Nothing is visible before
/// [`finish`](Self::finish), and dropping it undoes everything.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one per bulk load, and the mirrored API has no box here"
)]
pub enum AnyIngestion<'a> {
    /// Into a standard tree.
    Standard(Ingestion<'a>),
    /// Into a tree with separated values.
    Blob(BlobIngestion<'a>),
}

impl AnyIngestion<'_> {
    /// Adds a pair.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// "next key in ingestion must be greater than last key"; also for keys and values that no write takes.
    pub fn write<K: Into<UserKey>, V: Into<UserValue>>(&mut self, key: K, value: V) -> Result<()> {
        match self {
            Self::Standard(ingestion) => ingestion.write(key.into(), value.into()),
            Self::Blob(ingestion) => ingestion.write(key.into(), value.into()),
        }
    }

    /// Adds a tombstone.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// As [`write`](Self::write).
    pub fn write_tombstone<K: Into<UserKey>>(&mut self, key: K) -> Result<()> {
        match self {
            Self::Standard(ingestion) => ingestion.write_tombstone(key.into()),
            Self::Blob(ingestion) => ingestion.write_tombstone(key.into()),
        }
    }

    /// Adds a weak tombstone.
    ///
    /// # Errors
    /// Any I/O error.
    ///
    /// # Panics
    /// As [`write`](Self::write).
    pub fn write_weak_tombstone<K: Into<UserKey>>(&mut self, key: K) -> Result<()> {
        match self {
            Self::Standard(ingestion) => ingestion.write_weak_tombstone(key.into()),
            Self::Blob(ingestion) => ingestion.write_weak_tombstone(key.into()),
        }
    }

    /// Makes everything that was added part of the tree, with one seqno for all of it.
    ///
    /// # Errors
    /// Any I/O error; the memtables may be flushed then.
    pub fn finish(self) -> Result<()> {
        match self {
            Self::Standard(ingestion) => ingestion.finish(),
            Self::Blob(ingestion) => ingestion.finish(),
        }
    }
}

impl AnyTree {
    /// Starts a bulk load.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn ingestion(&self) -> Result<AnyIngestion<'_>> {
        match self {
            Self::Standard(tree) => Ingestion::new(tree).map(AnyIngestion::Standard),
            Self::Blob(tree) => BlobIngestion::new(tree).map(AnyIngestion::Blob),
        }
    }
}
