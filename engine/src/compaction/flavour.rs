//! Relocation: a merge that also rewrites blob files of which much is dead.
//!
//! The blobs that are alive are those the merge comes across: whatever is in the old file besides is left behind with it.

use crate::blob_setup::{BlobSetup, NewBlobFiles};
use crate::config::KvSeparationOptions;
use crate::error::{Error, Result};
use crate::hash::{HashMap, HashSet};
use crate::ids::{BlobFileId, TableId};
use crate::table::Table;
use crate::value::InternalValue;
use crate::value_type::ValueType;
use crate::version::Version;
use crate::vlog::blob_file::frame::{Expected, decompress};
use crate::vlog::{BlobFile, BlobFileScanner, BlobFileWriter, BlobIndirection};

/// Chooses the blob files that a merge of these tables rewrites: stale ones, oldest first, to which no other table
/// points.
pub(super) fn pick_blob_files_to_rewrite(
    inputs: &HashSet<TableId>,
    version: &Version,
    options: &KvSeparationOptions,
) -> Vec<BlobFile> {
    let (inside, outside): (Vec<&Table>, Vec<&Table>) =
        version.iter_tables().partition(|table| inputs.contains(&table.id()));
    let garbage = version.gc_stats();
    // Dead ones go without being rewritten, as soon as the merge is installed.
    let is_candidate =
        |file: &&BlobFile| file.is_stale(garbage, options.staleness_threshold) && !file.is_dead(garbage);
    let mut candidates: Vec<&BlobFile> = linked(&inside)
        .into_iter()
        .filter_map(|id| version.blob_files.get(id))
        .filter(is_candidate)
        .collect();
    candidates.sort_unstable_by_key(|file| file.id());
    candidates.truncate((candidates.len() as f32 * options.age_cutoff) as usize);
    // The others' addresses would lead nowhere.
    let needed_elsewhere = linked(&outside);
    candidates.into_iter().filter(|file| !needed_elsewhere.contains(&file.id())).cloned().collect()
}

/// The blob files that tables point to.
fn linked(tables: &[&Table]) -> HashSet<BlobFileId> {
    tables.iter().flat_map(|table| table.linked_blob_files()).map(|link| link.blob_file_id).collect()
}

/// Moves blobs out of the files that are being rewritten, as the entries that point to them pass by.
///
/// A blob is found by its address and never by its order: the seqno in the frame of a bulk loaded blob says nothing about
/// its place among the versions of its key.
pub(super) struct Relocation {
    sources: HashMap<BlobFileId, BlobFileScanner>,
    writer: BlobFileWriter,
}

impl Relocation {
    pub(super) fn new(setup: &BlobSetup, files: &[BlobFile]) -> Self {
        let sources = files.iter().map(|file| (file.id(), BlobFileScanner::new(file)));
        Self { writer: setup.writer(), sources: sources.collect() }
    }

    /// The entry with its new address, if its blob had to move.
    ///
    /// # Errors
    /// Any error of reading the blob, which is verified, or of writing it.
    pub(super) fn relocate(&mut self, mut item: InternalValue) -> Result<InternalValue> {
        if item.key.value_type != ValueType::Indirection {
            return Ok(item);
        }
        let BlobIndirection { vhandle, size } = BlobIndirection::parse(&item.value)?;
        let Some(source) = self.sources.get_mut(&vhandle.blob_file_id) else { return Ok(item) };
        let compression = source.compression();
        let key = &item.key.user_key;
        let stored =
            source.get(vhandle.offset, Expected { key, on_disk_size: vhandle.on_disk_size, size })?;
        // The new file has one compression for all its values: the configured one, which may have been another one when
        // this value was written.
        let vhandle = if compression == self.writer.compression() {
            self.writer.write_raw(key, item.key.seqno, stored, size)?
        } else {
            self.writer.write(key, item.key.seqno, &decompress(stored, size, compression)?)?
        };
        item.value = BlobIndirection { vhandle, size }.to_bytes().into();
        Ok(item)
    }

    /// Completes and opens the new files.
    ///
    /// # Errors
    /// `Io`; then none of them is left.
    pub(super) fn finish(self, setup: &BlobSetup) -> Result<NewBlobFiles> {
        setup.open_new(&self.writer.finish()?)
    }
}

/// The blob files that go when a merge is installed: those it has rewritten, and all that were dead before.
///
/// # Errors
/// [`Error::Unrecoverable`] if a rewritten file is gone, so that what was relocated may not be all there was.
pub(super) fn blob_files_to_drop(version: &Version, rewritten: &[BlobFile]) -> Result<Vec<BlobFile>> {
    if rewritten.iter().any(|file| !version.blob_files.contains_key(file.id())) {
        return Err(Error::Unrecoverable);
    }
    Ok(rewritten.iter().chain(version.blob_files.dead(version.gc_stats())).cloned().collect())
}
