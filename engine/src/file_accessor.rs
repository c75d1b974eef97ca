//! Getting at the open file behind a table: kept open, or through the descriptor table.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::descriptor_table::{DescriptorTable, FileKind};
use crate::fs::{Fs, RandomAccessFile};
use crate::ids::GlobalTableId;

/// How the file is kept.
#[derive(Clone, Debug)]
pub(crate) enum FileAccessor {
    /// Open for as long as its owner lives.
    Pinned(Arc<dyn RandomAccessFile>),
    /// In the shared descriptor table, opened again when it was pushed out.
    Shared(Arc<DescriptorTable>),
}

impl FileAccessor {
    /// The open file, and whether it was open already.
    pub(crate) fn access(
        &self,
        fs: &dyn Fs,
        kind: FileKind,
        id: GlobalTableId,
        path: &Path,
    ) -> io::Result<(Arc<dyn RandomAccessFile>, bool)> {
        match self {
            Self::Pinned(file) => Ok((Arc::clone(file), true)),
            Self::Shared(descriptors) => match descriptors.get(kind, id) {
                Some(file) => Ok((file, true)),
                None => {
                    let file = fs.open(path)?;
                    descriptors.insert(kind, id, Arc::clone(&file));
                    Ok((file, false))
                }
            },
        }
    }

    /// Closes the file as far as the accessor keeps it open for others.
    pub(crate) fn forget(&self, kind: FileKind, id: GlobalTableId) {
        if let Self::Shared(descriptors) = self {
            descriptors.remove(kind, id);
        }
    }
}
