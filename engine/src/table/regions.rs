//! Where the parts of a table file are.

use super::block::{BlockHandle, BlockOffset};
use crate::archive::{ArchiveReader, Section};
use crate::error::{Error, Result};

/// Positions of the sections that are read through handles.
#[derive(Copy, Clone, Debug, Default)]
pub struct ParsedRegions {
    /// The index block over the data blocks, or over the index partitions.
    pub tli: BlockHandle,
    /// The index partitions, if the index is partitioned.
    pub index: Option<BlockHandle>,
    /// The index block over the filter partitions, if the filter is partitioned.
    pub filter_tli: Option<BlockHandle>,
    /// The filter, or its partitions.
    pub filter: Option<BlockHandle>,
    /// What the table points to in blob files.
    pub linked_blob_files: Option<BlockHandle>,
    /// The metadata.
    pub metadata: BlockHandle,
}

impl ParsedRegions {
    /// # Errors
    /// `Unrecoverable` if a section that every table has is missing, or one is too long to be addressed.
    pub(super) fn parse(archive: &ArchiveReader<'_>) -> Result<Self> {
        let optional = |name| archive.section(name).map(to_handle).transpose();
        let required = |name| archive.required(name).and_then(to_handle);
        Ok(Self {
            tli: required("tli")?,
            index: optional("index")?,
            filter_tli: optional("filter_tli")?,
            filter: optional("filter")?,
            linked_blob_files: optional("linked_blob_files")?,
            metadata: required("meta")?,
        })
    }
}

fn to_handle(section: Section) -> Result<BlockHandle> {
    let size = u32::try_from(section.len_bytes).map_err(|_| Error::Unrecoverable)?;
    Ok(BlockHandle::new(BlockOffset(section.offset_bytes), size))
}
