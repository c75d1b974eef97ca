//! The facts about a tree that a version file repeats: format, kind of tree, level count.
//!
//! | section            | content                                        |
//! | `format_version`   | u8, 3                                          |
//! | `crate_version`    | version of the writer, text; nobody reads it   |
//! | `tree_type`        | u8, 0 standard, 1 blob                         |
//! | `level_count`      | u8, 7                                          |
//! | `filter_hash_type` | u8, 0: XXH3-64                                 |

use std::io::Write;

use crate::archive::{ArchiveReader, ArchiveWriter};
use crate::config::{LEVEL_COUNT, TreeType};
use crate::error::{Error, Result};
use crate::format_version::{FormatVersion, WRITER_VERSION};

const FORMAT_VERSION: &str = "format_version";
const CRATE_VERSION: &str = "crate_version";
const TREE_TYPE: &str = "tree_type";
const LEVEL_COUNT_SECTION: &str = "level_count";
const FILTER_HASH_TYPE: &str = "filter_hash_type";

/// Filters are built over XXH3-64 hashes.
const HASH_XXH3: u8 = 0;

/// What was read from those sections; everything else in them has one allowed value.
pub(crate) struct Manifest {
    pub(crate) tree_type: TreeType,
}

impl Manifest {
    /// Writes the sections, which come first in a version file.
    ///
    /// # Errors
    /// Any I/O error.
    pub(crate) fn write<W: Write>(archive: &mut ArchiveWriter<W>, tree_type: TreeType) -> Result<()> {
        let sections: [(&str, &[u8]); 5] = [
            (FORMAT_VERSION, &[FormatVersion::V3.into()]),
            (CRATE_VERSION, WRITER_VERSION.as_bytes()),
            (TREE_TYPE, &[tree_type.into()]),
            (LEVEL_COUNT_SECTION, &[LEVEL_COUNT]),
            (FILTER_HASH_TYPE, &[HASH_XXH3]),
        ];
        for (name, content) in sections {
            archive.start(name);
            archive.write_all(content)?;
        }
        Ok(())
    }

    /// Reads and checks the sections.
    ///
    /// # Errors
    /// [`Error::InvalidVersion`] for another format; [`Error::Unrecoverable`] if a section is missing;
    /// [`Error::InvalidHeader`] or [`Error::InvalidTag`] if it has none of the allowed values.
    pub(crate) fn read(archive: &ArchiveReader<'_>) -> Result<Self> {
        let format = byte(archive, FORMAT_VERSION)?;
        if FormatVersion::try_from(format) != Ok(FormatVersion::V3) {
            return Err(Error::InvalidVersion(format));
        }
        if byte(archive, LEVEL_COUNT_SECTION)? != LEVEL_COUNT {
            return Err(Error::InvalidHeader("LevelCount"));
        }
        match byte(archive, FILTER_HASH_TYPE)? {
            HASH_XXH3 => {}
            other => return Err(Error::InvalidTag(("FilterHashType", other))),
        }
        let tree_type = byte(archive, TREE_TYPE)?;
        let tree_type = TreeType::try_from(tree_type).map_err(|()| Error::InvalidHeader("TreeType"))?;
        Ok(Self { tree_type })
    }
}

/// The content of a section that has exactly one byte.
fn byte(archive: &ArchiveReader<'_>, name: &str) -> Result<u8> {
    match archive.read_section(archive.required(name)?)?.as_slice() {
        [byte] => Ok(*byte),
        _ => Err(Error::InvalidHeader("Manifest")),
    }
}
