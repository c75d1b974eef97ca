//! The blob files of a version.

use super::BlobFile;
use crate::hash::HashMap;
use crate::ids::BlobFileId;

/// The blob files of a version, by id.
#[derive(Clone, Debug, Default)]
pub struct BlobFileList(HashMap<BlobFileId, BlobFile>);

impl BlobFileList {
    /// A list of these files.
    #[must_use]
    pub fn new(blob_files: HashMap<BlobFileId, BlobFile>) -> Self {
        Self(blob_files)
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// `true` if there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds files.
    pub fn extend<I: IntoIterator<Item = (BlobFileId, BlobFile)>>(&mut self, iter: I) {
        self.0.extend(iter);
    }

    /// `true` if there is a file with this id.
    #[must_use]
    pub fn contains_key(&self, key: BlobFileId) -> bool {
        self.0.contains_key(&key)
    }

    /// Adds a file.
    pub fn insert(&mut self, key: BlobFileId, value: BlobFile) {
        self.0.insert(key, value);
    }

    /// Removes a file.
    pub fn remove(&mut self, key: BlobFileId) -> Option<BlobFile> {
        self.0.remove(&key)
    }

    /// All files, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &BlobFile> {
        self.0.values()
    }

    /// All ids, in no particular order.
    pub fn list_ids(&self) -> impl Iterator<Item = &BlobFileId> {
        self.0.keys()
    }

    /// The file with this id.
    #[must_use]
    pub fn get(&self, key: BlobFileId) -> Option<&BlobFile> {
        self.0.get(&key)
    }
}
