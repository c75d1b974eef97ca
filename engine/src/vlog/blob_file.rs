//! A handle to a blob file.

use std::path::Path;

use crate::checksum::Checksum;
use crate::ids::BlobFileId;

// TODO: becomes a handle when blob files can be written; until then there is no value of this type, and the code that
// handles blob files is checked but never runs.
/// Handle to a blob file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BlobFile {}

impl BlobFile {
    /// Number of the file within its tree; also its name.
    #[must_use]
    pub fn id(&self) -> BlobFileId {
        match *self {}
    }

    /// Checksum of the whole file, as recorded when it was written.
    #[must_use]
    pub fn checksum(&self) -> Checksum {
        match *self {}
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        match *self {}
    }

    /// Number of blobs in it.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a blob file without blobs is never kept")]
    pub fn len(&self) -> u64 {
        match *self {}
    }
}
