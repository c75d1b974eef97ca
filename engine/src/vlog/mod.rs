//! Blob files: where large values live outside the tables. So far only what versions record about them.

mod blob_file;
mod blob_file_list;
mod fragmentation;

pub use blob_file::BlobFile;
pub(crate) use blob_file_list::BlobFileList;
pub use fragmentation::{FragmentationEntry, FragmentationMap};
