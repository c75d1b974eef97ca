//! Writes the block index of a table: one block, or partitions with a block over them.

use std::io::Write;

use super::PARTITION_SIZE;
use super::output::OutputFile;
use crate::archive::len_u32;
use crate::compression::{CompressionType, Compressor};
use crate::error::Result;
use crate::seqno::SeqNo;
use crate::table::block::{BlockHandle, BlockOffset, BlockType, encode_block};
use crate::table::index_block::IndexBlockWriter;

/// What an address counts for, beside its key, when partitions are cut: its size in the memory of the format's author.
const ADDRESS_SIZE: usize = 48;

/// Collects the addresses of the data blocks while these are written.
pub(super) struct IndexWriter {
    is_partitioned: bool,
    block: IndexBlockWriter,
    /// What the addresses in `block` count for.
    block_bytes: usize,
    /// The last address in `block`.
    last: Option<(Vec<u8>, SeqNo)>,
    partitions: Partitions,
}

/// Complete blocks, waiting for the section before theirs to end.
#[derive(Default)]
pub(super) struct Partitions {
    frames: Vec<u8>,
    /// End key, seqno, and size of each.
    entries: Vec<(Vec<u8>, SeqNo, u32)>,
}

impl Partitions {
    pub(super) fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    pub(super) fn push(
        &mut self,
        payload: &[u8],
        block_type: BlockType,
        compression: CompressionType,
        (end_key, seqno): (Vec<u8>, SeqNo),
    ) -> Result<()> {
        let start = self.frames.len();
        encode_block(&mut self.frames, payload, block_type, compression, &mut Compressor::default())?;
        self.entries.push((end_key, seqno, len_u32(self.frames.len() - start)?));
        Ok(())
    }

    /// Writes the partitions to one section and the block over them to the next.
    pub(super) fn write(
        &self,
        file: &mut OutputFile,
        [section, top_section]: [&str; 2],
        compression: CompressionType,
    ) -> Result<()> {
        file.start(section);
        let mut offset = file.position();
        file.write_all(&self.frames)?;
        let mut top = IndexBlockWriter::default();
        for (end_key, seqno, size) in &self.entries {
            top.add(end_key, *seqno, BlockHandle::new(BlockOffset(offset), *size))?;
            offset += u64::from(*size);
        }
        file.start(top_section);
        write_index_block(file, &mut top, compression)
    }
}

fn write_index_block(
    file: &mut OutputFile,
    block: &mut IndexBlockWriter,
    compression: CompressionType,
) -> Result<()> {
    let mut frame = Vec::new();
    encode_block(&mut frame, block.finish()?, BlockType::Index, compression, &mut Compressor::default())?;
    Ok(file.write_all(&frame)?)
}

impl IndexWriter {
    pub(super) fn new(is_partitioned: bool) -> Self {
        Self {
            is_partitioned,
            block: IndexBlockWriter::default(),
            block_bytes: 0,
            last: None,
            partitions: Partitions::default(),
        }
    }

    pub(super) fn register(
        &mut self,
        end_key: &[u8],
        seqno: SeqNo,
        handle: BlockHandle,
        compression: CompressionType,
    ) -> Result<()> {
        self.block.add(end_key, seqno, handle)?;
        if !self.is_partitioned {
            return Ok(());
        }
        self.last = Some((end_key.to_vec(), seqno));
        self.block_bytes += end_key.len() + ADDRESS_SIZE;
        if self.block_bytes >= PARTITION_SIZE {
            self.cut(compression)?;
        }
        Ok(())
    }

    fn cut(&mut self, compression: CompressionType) -> Result<()> {
        let Some(last) = self.last.take() else { return Ok(()) };
        self.partitions.push(self.block.finish()?, BlockType::Index, compression, last)?;
        self.block.clear();
        self.block_bytes = 0;
        Ok(())
    }

    /// Writes the index; returns the number of blocks, without the top level.
    pub(super) fn finish(&mut self, file: &mut OutputFile, compression: CompressionType) -> Result<u64> {
        if !self.is_partitioned {
            file.start("tli");
            write_index_block(file, &mut self.block, compression)?;
            return Ok(1);
        }
        self.cut(compression)?;
        self.partitions.write(file, ["index", "tli"], compression)?;
        Ok(self.partitions.len())
    }
}
