//! Blob files: values that are too large for tables, one after the other.
//!
//! A blob file is a container of two sections: `data`, which is frames back to back, and `meta`.

pub(crate) mod frame;
mod inner;
mod meta;
pub(crate) mod multi_writer;
mod reader;
pub(crate) mod scanner;
mod writer;

pub use inner::BlobFile;
pub(crate) use inner::BlobFileOptions;
