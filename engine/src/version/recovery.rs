//! Reads the current version back: which tables it lists, before any of them is opened.

use std::path::Path;

use super::persist::{
    CURRENT_LEN, SECTION_BLOB_FILES, SECTION_BLOB_GC_STATS, SECTION_TABLES, version_file_name,
};
use crate::archive::{ArchiveReader, Section};
use crate::checksum::{Checksum, ChecksumType};
use crate::coding::{Cursor, Decode, Malformed};
use crate::config::{LEVEL_COUNT, TreeType};
use crate::error::{Error, Result};
use crate::file::CURRENT_VERSION_FILE;
use crate::fs::{self, Fs};
use crate::ids::{BlobFileId, TableId, VersionId};
use crate::manifest::Manifest;
use crate::seqno::SeqNo;
use crate::vlog::FragmentationMap;

/// What the version file says.
#[derive(Debug)]
pub(crate) struct Recovery {
    pub(crate) tree_type: TreeType,
    pub(crate) version_id: VersionId,
    /// Per level, per run, the tables by key.
    pub(crate) levels: Vec<Vec<Vec<RecoveredTable>>>,
    pub(crate) blob_files: Vec<(BlobFileId, Checksum)>,
    pub(crate) gc_stats: FragmentationMap,
}

/// What a version file says about a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecoveredTable {
    pub(crate) id: TableId,
    pub(crate) checksum: Checksum,
    pub(crate) global_seqno: SeqNo,
}

/// The version that `current` points to, and the checksum of its file.
///
/// # Errors
/// [`Error::Io`] of kind `NotFound` if there is no `current`; [`Error::Corrupt`] if it is malformed.
fn read_current_version_id(fs: &dyn Fs, folder: &Path) -> Result<(VersionId, Checksum)> {
    let path = folder.join(CURRENT_VERSION_FILE);
    let bytes = fs::read(fs, &path)?;
    let mut cursor = Cursor::new(&bytes, 0);
    let mut parse = || Ok((cursor.u64()?, checksum(&mut cursor, ChecksumPlace::BeforeType)?));
    match parse() {
        Ok(pointer) if bytes.len() == CURRENT_LEN => Ok(pointer),
        Ok(_) | Err(Wrong::Malformed) => Err(Error::InvalidHeader("CurrentVersion").at(&path, 0)),
        Err(Wrong::ChecksumType(tag)) => Err(Error::InvalidTag(("ChecksumType", tag)).at(&path, 24)),
    }
}

/// Reads the current version, all of it verified by the checksum in `current`.
///
/// # Errors
/// [`Error::Io`] if a file can't be read; [`Error::Corrupt`] with the place of what is wrong in it.
pub(crate) fn recover_version(fs: &dyn Fs, folder: &Path) -> Result<Recovery> {
    let pointer = read_current_version_id(fs, folder)?;
    read_version(fs, folder, pointer).map_err(|error| {
        if is_of_another_version(fs, folder, pointer) {
            // Built here, as an I/O error gets no place otherwise: what is missing isn't that file.
            let path = folder.join(CURRENT_VERSION_FILE);
            return Error::Corrupt { path, offset_bytes: 0, cause: Box::new(error.into_cause()) };
        }
        error
    })
}

/// Whether a pointer whose file isn't there, or isn't what it should be, has the checksum of another version: then the
/// version is whole, and the pointer's id is what is wrong.
///
/// Anything that can't be read here is no evidence, and the error that led here is reported as it is.
fn is_of_another_version(fs: &dyn Fs, folder: &Path, (id, expected): (VersionId, Checksum)) -> bool {
    let has_checksum = |path: &Path| fs::read(fs, path).is_ok_and(|bytes| Checksum::of(&bytes) == expected);
    let is_version = |name: &str| {
        let id = name.strip_prefix('v').and_then(|id| id.parse().ok());
        id.is_some_and(|id| version_file_name(id) == name)
    };
    !has_checksum(&folder.join(version_file_name(id)))
        && fs.read_dir(folder).is_ok_and(|entries| {
            entries.iter().any(|entry| {
                entry.name.to_str().is_some_and(is_version) && has_checksum(&folder.join(&entry.name))
            })
        })
}

fn read_version(
    fs: &dyn Fs,
    folder: &Path,
    (version_id, expected): (VersionId, Checksum),
) -> Result<Recovery> {
    let path = folder.join(version_file_name(version_id));
    let file = fs.open(&path)?;
    let archive = ArchiveReader::open(&*file, &path)?;
    let parse = || -> Result<Recovery> {
        // A format that isn't ours is to be called that, not damage.
        let Manifest { tree_type } = Manifest::read(&archive)?;
        Checksum::of(&fs::read(fs, &path)?).check(expected)?;
        let (levels, blob_files) = (
            section(&archive, SECTION_TABLES, &path, parse_levels)?,
            section(&archive, SECTION_BLOB_FILES, &path, parse_blob_files)?,
        );
        let gc_stats = archive.required(SECTION_BLOB_GC_STATS)?;
        let gc_stats = FragmentationMap::decode_from(&mut archive.read_section(gc_stats)?.as_slice())
            .map_err(|_| Error::InvalidHeader("BlobGcStats").at(&path, gc_stats.offset_bytes))?;
        Ok(Recovery { tree_type, version_id, levels, blob_files, gc_stats })
    };
    parse().map_err(|error| error.at(&path, 0))
}

enum Wrong {
    Malformed,
    ChecksumType(u8),
}

impl From<Malformed> for Wrong {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Parses a section, and expects it to end where the parser ends.
fn section<T>(
    archive: &ArchiveReader<'_>,
    name: &'static str,
    path: &Path,
    parse: impl Fn(&mut Cursor<'_>) -> std::result::Result<T, Wrong>,
) -> Result<T> {
    let section: Section = archive.required(name)?;
    let bytes = archive.read_section(section)?;
    let mut cursor = Cursor::new(&bytes, 0);
    let parsed = parse(&mut cursor);
    let place = section.offset_bytes + cursor.position() as u64;
    match parsed {
        Ok(parsed) if cursor.remaining() == 0 => Ok(parsed),
        Ok(_) | Err(Wrong::Malformed) => Err(Error::InvalidHeader("Version").at(path, place)),
        Err(Wrong::ChecksumType(tag)) => Err(Error::InvalidTag(("ChecksumType", tag)).at(path, place)),
    }
}

// The lists grow by what is really there: a count that was damaged can't make them allocate.

fn parse_levels(cursor: &mut Cursor<'_>) -> std::result::Result<Vec<Vec<Vec<RecoveredTable>>>, Wrong> {
    if cursor.u8()? != LEVEL_COUNT {
        return Err(Wrong::Malformed);
    }
    let mut levels = Vec::new();
    for _ in 0..LEVEL_COUNT {
        let mut runs = Vec::new();
        for _ in 0..cursor.u8()? {
            let mut tables = Vec::new();
            for _ in 0..cursor.u32()? {
                let id = cursor.u64()?;
                let checksum = checksum(cursor, ChecksumPlace::BehindType)?;
                tables.push(RecoveredTable { id, checksum, global_seqno: cursor.u64()? });
            }
            if tables.is_empty() {
                return Err(Wrong::Malformed);
            }
            runs.push(tables);
        }
        levels.push(runs);
    }
    Ok(levels)
}

fn parse_blob_files(cursor: &mut Cursor<'_>) -> std::result::Result<Vec<(BlobFileId, Checksum)>, Wrong> {
    let mut files = Vec::new();
    for _ in 0..cursor.u32()? {
        files.push((cursor.u64()?, checksum(cursor, ChecksumPlace::BehindType)?));
    }
    Ok(files)
}

/// The pointer stores the type behind the checksum, the lists store it in front.
enum ChecksumPlace {
    BeforeType,
    BehindType,
}

fn checksum(cursor: &mut Cursor<'_>, place: ChecksumPlace) -> std::result::Result<Checksum, Wrong> {
    let (tag, raw) = match place {
        ChecksumPlace::BehindType => (cursor.u8()?, cursor.u128()?),
        ChecksumPlace::BeforeType => {
            let raw = cursor.u128()?;
            (cursor.u8()?, raw)
        }
    };
    if tag == ChecksumType::Xxh3.into() { Ok(Checksum::from_raw(raw)) } else { Err(Wrong::ChecksumType(tag)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::MemFs;
    use crate::version::{Version, persist_version};

    fn write(fs: &MemFs, path: &Path, bytes: &[u8]) {
        fs.create(path).unwrap().write_all(bytes).unwrap();
    }

    fn persisted() -> MemFs {
        let fs = MemFs::default();
        assert!(persist_version(&fs, Path::new("/"), &Version::new(3, TreeType::Blob)).is_ok());
        fs
    }

    #[test]
    fn what_was_persisted_is_recovered() {
        let recovery = recover_version(&persisted(), Path::new("/")).unwrap();
        assert_eq!((recovery.version_id, recovery.tree_type), (3, TreeType::Blob));
        assert_eq!(recovery.levels, vec![Vec::<Vec<RecoveredTable>>::new(); 7]);
        assert!(recovery.blob_files.is_empty() && recovery.gc_stats.is_empty());
    }

    /// Every bit of both files: nothing may be believed, and the error names the file.
    #[test]
    fn every_flipped_bit_and_every_truncation_is_an_error() {
        let fs = persisted();
        for name in ["/current", "/v3"] {
            let path = Path::new(name);
            let whole = fs::read(&fs, path).unwrap();
            let damaged = (0..whole.len() * 8).map(|bit| {
                let mut bytes = whole.clone();
                bytes[bit / 8] ^= 1 << (bit % 8);
                bytes
            });
            for bytes in damaged.chain((0..whole.len()).map(|len| whole[..len].to_vec())) {
                write(&fs, path, &bytes);
                let error = recover_version(&fs, Path::new("/")).unwrap_err();
                assert!(matches!(error, Error::Corrupt { .. } | Error::Io(_)), "{error:?}");
                assert!(error.to_string().contains("/v") || error.to_string().contains("current"), "{error}");
            }
            write(&fs, path, &whole);
        }
        assert!(recover_version(&fs, Path::new("/")).is_ok());
    }

    /// Where the pointer leads nowhere, or to another version that is still there.
    #[test]
    fn a_wrong_id_in_the_pointer_is_the_fault_of_the_pointer() {
        let (fs, folder) = (persisted(), Path::new("/"));
        assert!(persist_version(&fs, folder, &Version::new(2, TreeType::Standard)).is_ok());
        let (older, whole) = (vec![3, 0, 0, 0, 0, 0, 0, 0], fs::read(&fs, Path::new("/current")).unwrap());
        for id in [older, vec![9; 8]] {
            write(&fs, Path::new("/current"), &[&id[..], &whole[8..]].concat());
            let error = recover_version(&fs, folder).unwrap_err();
            assert!(
                matches!(&error, Error::Corrupt { path, offset_bytes: 0, .. } if path == Path::new("/current")),
                "{error:?}"
            );
        }
        // The file itself is missing, and no other version is the one that is meant.
        write(&fs, Path::new("/current"), &whole);
        fs.remove_file(Path::new("/v2")).unwrap();
        assert!(matches!(recover_version(&fs, folder), Err(Error::Io(_))));
    }

    #[test]
    fn lists_are_parsed_as_documented() {
        let table =
            |id: u8| [&[id, 0, 0, 0, 0, 0, 0, 0, 0][..], &[7; 16], &[9, 0, 0, 0, 0, 0, 0, 0]].concat();
        let run = |tables: &[u8]| {
            [vec![tables.len() as u8, 0, 0, 0], tables.iter().flat_map(|&id| table(id)).collect()].concat()
        };
        let bytes = [vec![7, 2], run(&[1, 2]), run(&[3]), vec![0, 0, 0, 0, 0, 1], run(&[4])].concat();
        let levels = parse_levels(&mut Cursor::new(&bytes, 0)).ok().unwrap();
        let ids: Vec<Vec<Vec<u64>>> = levels
            .iter()
            .map(|level| level.iter().map(|run| run.iter().map(|table| table.id).collect()).collect())
            .collect();
        assert_eq!(ids, [vec![vec![1, 2], vec![3]], vec![], vec![], vec![], vec![], vec![], vec![vec![4]]]);
        assert_eq!(levels[6][0][0].global_seqno, 9);
        // An empty run, too few bytes, another checksum type.
        assert!(parse_levels(&mut Cursor::new(&[7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0)).is_err());
        assert!(parse_levels(&mut Cursor::new(&[7, 1, 0xFF, 0xFF, 0xFF, 0xFF], 0)).is_err());
    }
}
