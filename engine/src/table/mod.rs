//! Tables: immutable sorted files.
//!
//! A table is a container of these sections, in this order:
//!
//! | section             | when                | content                                                  |
//! | `data`              | always, at offset 0 | data blocks                                              |
//! | `index`             | partitioned index   | index blocks over the data blocks                        |
//! | `tli`               | always              | one index block: over the data blocks, or over `index`   |
//! | `filter`            | filter built        | one filter block, or several                             |
//! | `filter_tli`        | partitioned filter  | one index block over `filter`                            |
//! | `linked_blob_files` | indirections        | what the table points to in blob files                   |
//! | `table_version`     | always              | 1 byte, 3                                                |
//! | `meta`              | always              | one meta block                                           |
//!
//! `block`, `data_block`, `index_block` and `filter` own the formats and never open a file; the rest reads and
//! writes files and never interprets bytes.

pub mod block;
pub(crate) mod data_block;
pub mod filter;
pub(crate) mod index_block;

mod block_index;
pub(crate) mod cached_block;
mod inner;
mod iter;
mod key_heads;
mod linked_blob_files;
mod load;
mod meta;
pub(crate) mod meta_block;
pub(crate) mod multi_writer;
mod reader;
mod regions;
mod scanner;
mod shortcuts;
pub mod writer;

pub use block::{Block, BlockHandle, BlockOffset, KeyedBlockHandle};
pub use inner::{Inner, Inner as TableInner};
pub use iter::Iter;
pub use linked_blob_files::LinkedFile;
pub use meta::{ParsedMeta, Timestamp};
pub(crate) use multi_writer::MultiWriter;
pub use reader::Table;
pub(crate) use reader::TableOptions;
pub use regions::ParsedRegions;
pub use scanner::Scanner;
pub(crate) use writer::{Pipelining, WriterOptions};

pub use crate::ids::{GlobalTableId, TableId};

#[cfg(test)]
mod tests;
