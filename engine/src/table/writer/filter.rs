//! Writes the filter of a table: one block, or partitions with an index block over them.

use std::io::Write;

use super::PARTITION_SIZE;
use super::index::Partitions;
use super::output::OutputFile;
use crate::compression::{CompressionType, Compressor};
use crate::error::Result;
use crate::table::block::{BlockType, encode_block};
use crate::table::filter::{BloomConstructionPolicy, write_filter};

/// Collects the hashes of the keys while the data blocks are written.
pub(super) struct FilterWriter {
    policy: BloomConstructionPolicy,
    is_partitioned: bool,
    hashes: Vec<u64>,
    last_key: Vec<u8>,
    partitions: Partitions,
}

impl FilterWriter {
    pub(super) fn new(policy: BloomConstructionPolicy, is_partitioned: bool) -> Self {
        Self {
            policy,
            is_partitioned,
            hashes: Vec::new(),
            last_key: Vec::new(),
            partitions: Partitions::default(),
        }
    }

    /// Registers a user key; each once, in order.
    pub(super) fn register(&mut self, key: &[u8], hash: u64) -> Result<()> {
        self.hashes.push(hash);
        if !self.is_partitioned {
            return Ok(());
        }
        self.last_key.clear();
        self.last_key.extend_from_slice(key);
        if self.policy.estimated_filter_size(self.hashes.len()) >= PARTITION_SIZE {
            self.cut()?;
        }
        Ok(())
    }

    fn payload(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        write_filter(&self.hashes, self.policy, &mut payload);
        payload
    }

    fn cut(&mut self) -> Result<()> {
        // Filters have no seqno to record: keys are registered once, whatever the number of their versions.
        let last = (std::mem::take(&mut self.last_key), 0);
        self.partitions.push(&self.payload(), BlockType::Filter, CompressionType::None, last)?;
        self.hashes.clear();
        Ok(())
    }

    /// Writes the filter; returns the number of its blocks.
    pub(super) fn finish(
        &mut self,
        file: &mut OutputFile,
        index_compression: CompressionType,
    ) -> Result<u64> {
        if self.is_partitioned {
            if !self.hashes.is_empty() {
                self.cut()?;
            }
            self.partitions.write(file, ["filter", "filter_tli"], index_compression)?;
            return Ok(self.partitions.len());
        }
        let mut frame = Vec::new();
        encode_block(
            &mut frame,
            &self.payload(),
            BlockType::Filter,
            CompressionType::None,
            &mut Compressor::default(),
        )?;
        file.start("filter");
        file.write_all(&frame)?;
        Ok(1)
    }
}
