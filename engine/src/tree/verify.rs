//! Comparing files with the checksums that were recorded when they were written.

use std::io::{self, Write};
use std::path::Path;

use super::Tree;
use crate::checksum::{Checksum, ChecksummedWriter};
use crate::error::Result;
use crate::fs::Fs;
use crate::version::recover_version;

/// How much of a file is read at a time, in bytes.
const CHUNK_BYTES: usize = 256 * 1_024;

impl Tree {
    /// Reads all files of the tree and compares them with their checksums.
    ///
    /// Opening a tree and reading from it verifies what it reads, block by block; this verifies everything, for instance
    /// before a backup is trusted. Reads and writes go on meanwhile; flushes and compactions wait while the manifest is
    /// looked at, which takes no longer than opening it.
    ///
    /// # Errors
    /// [`Error::Corrupt`](crate::Error::Corrupt) with the first file that isn't what was written, or any I/O error.
    pub fn verify(&self) -> Result<()> {
        // Installations wait, so that the manifest isn't replaced while it is read.
        let fs = &*self.config.fs;
        let version = {
            let installation = self.version_history.begin_install();
            recover_version(fs, &self.config.path)?;
            installation.base().version.clone()
        };
        version.iter_tables().try_for_each(|table| verify_file(fs, &table.path, table.checksum()))?;
        version.blob_files.iter().try_for_each(|file| verify_file(fs, file.path(), file.checksum()))
    }
}

/// Reads a file and compares it with its checksum.
///
/// # Errors
/// [`Error::Corrupt`](crate::Error::Corrupt) if it isn't what was written, or any I/O error.
pub(super) fn verify_file(fs: &dyn Fs, path: &Path, expected: Checksum) -> Result<()> {
    let file = fs.open(path)?;
    let len = file.len()?;
    let mut hasher = ChecksummedWriter::new(io::sink());
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut position = 0;
    while position < len {
        let wanted = usize::try_from(len - position).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
        let part = chunk.get_mut(..wanted).unwrap_or_default();
        file.read_exact_at(part, position)?;
        hasher.write_all(part)?;
        position += wanted as u64;
    }
    hasher.checksum().check(expected).map_err(|error| error.at(path, 0))
}
