//! Blob files: where large values live outside the tables.
//!
//! `handle`, `blob_file/frame` and `blob_file/meta` own the formats and never open a file.

mod accessor;
pub(crate) mod blob_file;
mod blob_file_list;
mod fragmentation;
pub(crate) mod handle;

pub(crate) use accessor::{Accessor, value_size};
pub use blob_file::BlobFile;
pub(crate) use blob_file::BlobFileOptions;
pub(crate) use blob_file::multi_writer::MultiWriter as BlobFileWriter;
pub(crate) use blob_file::scanner::Scanner as BlobFileScanner;
pub(crate) use blob_file_list::BlobFileList;
pub use fragmentation::{FragmentationEntry, FragmentationMap};
pub use handle::BlobIndirection;
pub(crate) use handle::ValueHandle;
