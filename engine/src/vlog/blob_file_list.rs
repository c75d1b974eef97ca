//! The blob files of a version.

use super::{BlobFile, FragmentationMap};
use crate::hash::HashMap;
use crate::ids::BlobFileId;

/// The blob files of a version, by id.
#[derive(Clone, Debug, Default)]
pub struct BlobFileList(HashMap<BlobFileId, BlobFile>);

impl BlobFileList {
    /// A list of these files.
    pub fn new(blob_files: HashMap<BlobFileId, BlobFile>) -> Self {
        Self(blob_files)
    }

    /// Bytes of all values in them, as stored.
    pub fn on_disk_size(&self) -> u64 {
        self.iter().map(|file| file.metadata().total_compressed_bytes).sum()
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// `true` if there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds files.
    pub fn extend<I: IntoIterator<Item = (BlobFileId, BlobFile)>>(&mut self, iter: I) {
        self.0.extend(iter);
    }

    /// `true` if there is a file with this id.
    pub fn contains_key(&self, key: BlobFileId) -> bool {
        self.0.contains_key(&key)
    }

    /// The files that no entry points into any more.
    pub(crate) fn dead<'a>(&'a self, gc_stats: &'a FragmentationMap) -> impl Iterator<Item = &'a BlobFile> {
        self.iter().filter(|file| file.is_dead(gc_stats))
    }

    /// Removes the files that no entry points into any more, and returns them.
    pub fn prune_dead(&mut self, gc_stats: &FragmentationMap) -> Vec<BlobFile> {
        let dead: Vec<BlobFile> = self.dead(gc_stats).cloned().collect();
        for file in &dead {
            self.remove(file.id());
        }
        dead
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
    pub fn get(&self, key: BlobFileId) -> Option<&BlobFile> {
        self.0.get(&key)
    }
}
