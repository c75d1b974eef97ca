//! Reading one block: from the cache, or from the file.

use std::path::Path;

use super::block::{Block, BlockHandle, BlockType, HEADER_LEN};
use crate::compression::CompressionType;
use crate::error::{Error, Result};
use crate::fs::RandomAccessFile;
use crate::slice::Slice;

/// Reads and checks a block, past any cache.
///
/// # Errors
/// Whatever is wrong with the block, with path and offset; `Io` if it can't be read.
pub(super) fn read_block(
    file: &dyn RandomAccessFile,
    path: &Path,
    handle: BlockHandle,
    block_type: BlockType,
    compression: CompressionType,
) -> Result<Block> {
    let offset_bytes = *handle.offset();
    let size = handle.size() as usize;
    if size < HEADER_LEN {
        return Err(Error::InvalidHeader("Block").at(path, offset_bytes));
    }
    let mut frame = Slice::builder(size);
    file.read_exact_at(&mut frame, offset_bytes).map_err(|error| match error.kind() {
        // The address came from a checked index, so it is the file that is too short.
        std::io::ErrorKind::UnexpectedEof => Error::InvalidHeader("Block").at(path, offset_bytes),
        _ => error.into(),
    })?;
    let frame: Slice = frame.freeze().into();
    Block::decode(&frame, block_type, compression).map_err(|error| error.at(path, offset_bytes))
}
