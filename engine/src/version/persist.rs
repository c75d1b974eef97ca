//! Writes a version to its file and makes it the current one.
//!
//! The pointer `current`:
//!
//! | offset | size | field                                              |
//! |   0    |  8   | version id, u64 LE: the file `v<id>`               |
//! |   8    | 16   | XXH3-128 of all bytes of that file, u128 LE        |
//! |  24    |  1   | checksum type, 0                                   |
//!
//! The version file is a container of eight sections; those about the format belong to [`crate::manifest`], and
//! `blob_gc_stats` to the statistics it holds.
//!
//! `tables`, from L0 on, newest run first, tables by key:
//!
//! | size | field                                                                               |
//! |  1   | number of levels                                                                    |
//! |  1   | per level: number of runs                                                           |
//! |  4   | per run: number of tables, u32 LE                                                   |
//! | 33   | per table: id u64, checksum type u8, checksum of the file u128, global seqno u64    |
//!
//! `blob_files`: a count, u32 LE, and per file 25 bytes: id u64, checksum type u8, checksum of the file u128.

use std::io::{self, Write};
use std::path::Path;

use super::version::Version;
use crate::archive::{ArchiveWriter, len_u32};
use crate::checksum::{Checksum, ChecksumType};
use crate::coding::Encode;
use crate::error::{Error, Result};
use crate::file::CURRENT_VERSION_FILE;
use crate::fs::Fs;
use crate::ids::VersionId;
use crate::manifest::Manifest;

/// Length of the pointer in bytes.
pub(super) const CURRENT_LEN: usize = 25;

/// Where the new pointer is written before it takes the place of the old one.
const TEMPORARY_CURRENT: &str = ".tmpcurrent";

pub(super) const SECTION_TABLES: &str = "tables";
pub(super) const SECTION_BLOB_FILES: &str = "blob_files";
pub(super) const SECTION_BLOB_GC_STATS: &str = "blob_gc_stats";

/// A level's runs are counted by a byte. The reference lets the count wrap, after which the tree can't be opened any
/// more.
pub(crate) const RUNS_PER_LEVEL_MAX: usize = u8::MAX as usize;

/// Name of a version's file.
pub(super) fn version_file_name(id: VersionId) -> String {
    format!("v{id}")
}

/// Why a version was not persisted.
pub(crate) struct PersistFailure {
    pub(crate) error: Error,
    /// Whether the version may be found after a crash nonetheless, because it failed when the pointer was replaced
    /// already. Its files must then be kept until another version is current, and its id must not be used again.
    pub(crate) may_be_live: bool,
}

/// Writes a version durably and points `current` to it.
///
/// Everything it lists must be durable before. Until the pointer is replaced, the version before it stays the current
/// one, whatever happens.
///
/// # Errors
/// Any I/O error; [`Error::Io`] if a level has too many runs.
pub(crate) fn persist_version(
    fs: &dyn Fs,
    folder: &Path,
    version: &Version,
) -> std::result::Result<(), PersistFailure> {
    write_version(fs, folder, version).map_err(|error| PersistFailure { error, may_be_live: false }).and_then(
        |checksum| {
            replace_current(fs, folder, version.id(), checksum)
                .map_err(|(error, may_be_live)| PersistFailure { error: error.into(), may_be_live })
        },
    )
}

fn write_version(fs: &dyn Fs, folder: &Path, version: &Version) -> Result<Checksum> {
    let bytes = encode_version(version)?;
    let mut file = fs.create(&folder.join(version_file_name(version.id())))?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs.sync_dir(folder)?;
    Ok(Checksum::of(&bytes))
}

/// On failure also says whether the pointer may have been replaced.
fn replace_current(
    fs: &dyn Fs,
    folder: &Path,
    id: VersionId,
    checksum: Checksum,
) -> std::result::Result<(), (io::Error, bool)> {
    let mut pointer = Vec::with_capacity(CURRENT_LEN);
    pointer.extend_from_slice(&id.to_le_bytes());
    pointer.extend_from_slice(&checksum.into_u128().to_le_bytes());
    pointer.push(ChecksumType::Xxh3.into());

    // A left-over of a crash is overwritten, so that there is never more than one.
    let temporary = folder.join(TEMPORARY_CURRENT);
    let write = || {
        let mut file = fs.create(&temporary)?;
        file.write_all(&pointer)?;
        file.sync_all()
    };
    write().map_err(|error| (error, false))?;
    let replace = || {
        fs.rename(&temporary, &folder.join(CURRENT_VERSION_FILE))?;
        fs.sync_dir(folder)
    };
    replace().map_err(|error| (error, true))
}

/// The bytes of a version's file.
pub(super) fn encode_version(version: &Version) -> Result<Vec<u8>> {
    let mut archive = ArchiveWriter::new(Vec::new());
    Manifest::write(&mut archive, version.tree_type())?;

    archive.start(SECTION_TABLES);
    archive.write_all(&[count_u8(version.level_count())?])?;
    for level in version.iter_levels() {
        archive.write_all(&[count_u8(level.run_count())?])?;
        for run in level.iter() {
            debug_assert!(run.is_sorted_and_disjoint(), "a run must be sorted and disjoint");
            archive.write_all(&len_u32(run.len())?.to_le_bytes())?;
            for table in run.iter() {
                archive.write_all(&table.id().to_le_bytes())?;
                write_checksum(&mut archive, table.checksum())?;
                archive.write_all(&table.global_seqno().to_le_bytes())?;
            }
        }
    }

    archive.start(SECTION_BLOB_FILES);
    archive.write_all(&len_u32(version.blob_file_count())?.to_le_bytes())?;
    let mut blob_files: Vec<_> = version.blob_files.iter().collect();
    blob_files.sort_by_key(|file| file.id());
    for file in blob_files {
        archive.write_all(&file.id().to_le_bytes())?;
        write_checksum(&mut archive, file.checksum())?;
    }

    archive.start(SECTION_BLOB_GC_STATS);
    version.gc_stats().encode_into(&mut archive)?;
    archive.finish()
}

fn write_checksum<W: Write>(writer: &mut W, checksum: Checksum) -> io::Result<()> {
    writer.write_all(&[ChecksumType::Xxh3.into()])?;
    writer.write_all(&checksum.into_u128().to_le_bytes())
}

fn count_u8(count: usize) -> Result<u8> {
    u8::try_from(count).map_err(|_| {
        let message =
            format!("a level can't have more than {RUNS_PER_LEVEL_MAX} runs: compact the tree first");
        io::Error::new(io::ErrorKind::QuotaExceeded, message).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TreeType;
    use crate::fs::MemFs;

    /// The published example: the first version of a standard tree, 308 bytes, and the pointer to it.
    #[test]
    fn an_empty_tree_has_the_documented_bytes() {
        let fs = MemFs::default();
        let folder = Path::new("/");
        assert!(persist_version(&fs, folder, &Version::new(0, TreeType::Standard)).is_ok());
        let bytes = crate::fs::read(&fs, Path::new("/v0")).unwrap();
        assert_eq!(bytes.len(), 308);
        assert_eq!(&bytes[..0x1A], b"\x033.1.10\0\x07\0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        let pointer = crate::fs::read(&fs, Path::new("/current")).unwrap();
        let checksum =
            [0xF2, 0x34, 0x9A, 0x7F, 0x84, 0x36, 0x59, 0x8F, 0xA0, 0x51, 0x19, 0x88, 0x6C, 0x97, 0x19, 0x12];
        assert_eq!(pointer, [&[0; 8], &checksum[..], &[0]].concat());
        assert!(!fs.exists(Path::new("/.tmpcurrent")).unwrap());
    }
}
