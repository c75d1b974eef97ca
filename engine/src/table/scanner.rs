//! Reads a whole table from front to back in large pieces, past the cache: for compaction.

use std::path::PathBuf;
use std::sync::Arc;

use super::block::{Block, BlockType, HEADER_LEN, Header};
use super::data_block::{self, DataBlock};
use super::reader::Table;
use crate::compression::CompressionType;
use crate::error::{Error, Result};
use crate::fs::RandomAccessFile;
use crate::seqno::SeqNo;
use crate::value::InternalValue;

/// How much is read at a time, in bytes.
const READ_AHEAD: usize = 256 * 1_024;

/// All entries of a table in internal key order.
pub struct Scanner {
    blocks: Blocks,
    entries: Option<data_block::Iter>,
    blocks_left: u64,
}

impl Scanner {
    pub(super) fn new(table: &Table) -> Result<Self> {
        let file = table.fs.open(&table.path)?;
        let blocks = Blocks {
            file,
            path: Arc::clone(&table.path),
            compression: table.metadata.data_block_compression,
            global_seqno: table.global_seqno,
            position: 0,
            end: table.metadata.file_size,
            buffer: Vec::new(),
            consumed: 0,
        };
        Ok(Self { blocks, entries: None, blocks_left: table.metadata.data_block_count })
    }
}

impl Iterator for Scanner {
    type Item = Result<InternalValue>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.entries.as_mut().and_then(Iterator::next) {
                Some(Ok(entry)) => return Some(Ok(entry)),
                Some(Err(error)) => {
                    self.blocks_left = 0;
                    self.entries = None;
                    return Some(Err(error.at(&self.blocks.path, self.blocks.position)));
                }
                None => {}
            }
            if self.blocks_left == 0 {
                return None;
            }
            self.blocks_left -= 1;
            match self.blocks.next() {
                Ok(entries) => self.entries = Some(entries),
                Err(error) => {
                    self.blocks_left = 0;
                    return Some(Err(error));
                }
            }
        }
    }
}

struct Blocks {
    file: Arc<dyn RandomAccessFile>,
    path: Arc<PathBuf>,
    compression: CompressionType,
    /// Added to every stored seqno.
    global_seqno: SeqNo,
    /// Where the next block begins.
    position: u64,
    /// Where the data blocks end.
    end: u64,
    /// Bytes that were read ahead; those before `consumed` lie before `position`.
    buffer: Vec<u8>,
    consumed: usize,
}

impl Blocks {
    fn next(&mut self) -> Result<data_block::Iter> {
        let start = self.position;
        let entries = self.decode().map_err(|error| error.at(&self.path, start))?;
        Ok(entries)
    }

    fn decode(&mut self) -> Result<data_block::Iter> {
        self.fill(HEADER_LEN)?;
        let header = Header::decode(self.unread())?;
        let size = HEADER_LEN.saturating_add(header.data_length as usize);
        self.fill(size)?;
        let stored = self.unread().get(HEADER_LEN..size).unwrap_or_default();
        let block = Block::decode_copy(header, stored, BlockType::Data, self.compression)?;
        let entries = data_block::Iter::new(DataBlock::new(block)?, self.global_seqno);
        self.consumed += size;
        self.position += size as u64;
        Ok(entries)
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.consumed..).unwrap_or_default()
    }

    /// Makes sure that `len` bytes from `position` on are in the buffer.
    fn fill(&mut self, len: usize) -> Result<()> {
        let unread = self.unread().len();
        if unread >= len {
            return Ok(());
        }
        let left = self.end.saturating_sub(self.position);
        if len as u64 > left {
            // The metadata promises more blocks than the section has room for.
            return Err(Error::InvalidHeader("Block"));
        }
        self.buffer.drain(..self.consumed);
        self.consumed = 0;
        let wanted = len.max(READ_AHEAD).min(usize::try_from(left).unwrap_or(usize::MAX));
        self.buffer.resize(wanted, 0);
        let fresh = self.buffer.get_mut(unread..).unwrap_or_default();
        if let Err(error) = self.file.read_exact_at(fresh, self.position + unread as u64) {
            self.buffer.truncate(unread);
            return Err(error.into());
        }
        Ok(())
    }
}
