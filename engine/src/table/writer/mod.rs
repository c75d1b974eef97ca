//! Writes one table file.

mod filter;
mod index;
mod output;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::linked_blob_files::LinkedFile;
pub(crate) use output::OutputFile;

use self::filter::FilterWriter;
use self::index::IndexWriter;
use super::block::{BlockHandle, BlockOffset, BlockType, encode_block};
use super::data_block::DataBlockWriter;
use super::filter::BloomConstructionPolicy;
use super::linked_blob_files::LinkCounter;
use super::meta::{Meta, Timestamp};
use crate::archive::len_u32;
use crate::checksum::Checksum;
use crate::compression::{CompressionType, Compressor};
use crate::error::Result;
use crate::format_version::FormatVersion;
use crate::fs::Fs;
use crate::hash::hash64;
use crate::ids::TableId;
use crate::key::UserKey;
use crate::seqno::SeqNo;
use crate::value::InternalValue;
use crate::value_type::ValueType;

/// Size at which partitions of indexes and filters are cut, in bytes. The format's author fixed it.
const PARTITION_SIZE: usize = 4_096;

/// How a table is written.
#[derive(Clone, Debug)]
pub(crate) struct WriterOptions {
    /// Bytes of keys and values after which a data block is complete.
    pub(crate) data_block_size: u32,
    pub(crate) data_block_restart_interval: u8,
    /// Buckets per item of the hash index; 0 for none.
    pub(crate) data_block_hash_ratio: f32,
    pub(crate) data_block_compression: CompressionType,
    pub(crate) index_block_compression: CompressionType,
    pub(crate) partition_index: bool,
    pub(crate) partition_filter: bool,
    /// No filter if `None` or inactive.
    pub(crate) filter_policy: Option<BloomConstructionPolicy>,
    /// Recorded for information only.
    pub(crate) initial_level: u8,
}

/// Writes one table. The file is removed again unless [`finish`](Self::finish) succeeds.
pub(crate) struct Writer {
    id: TableId,
    path: PathBuf,
    fs: Arc<dyn Fs>,
    options: WriterOptions,
    file: OutputFile,
    block: DataBlockWriter,
    /// Key and value bytes in `block`.
    block_bytes: usize,
    frame: Vec<u8>,
    compressor: Compressor,
    index: IndexWriter,
    filter: Option<FilterWriter>,
    first_key: Option<UserKey>,
    last: Option<Last>,
    stats: Stats,
    links: LinkCounter,
    is_finished: bool,
}

struct Last {
    key: UserKey,
    seqno: SeqNo,
    value_type: ValueType,
}

#[derive(Default)]
struct Stats {
    data_block_count: u64,
    user_data_size: u64,
    item_count: u64,
    key_count: u64,
    tombstone_count: u64,
    weak_tombstone_count: u64,
    weak_tombstone_reclaimable: u64,
    seqnos: Option<(SeqNo, SeqNo)>,
}

impl Writer {
    /// Creates the file.
    ///
    /// # Errors
    /// `Io`, of kind `AlreadyExists` if there is one.
    pub(crate) fn new(fs: Arc<dyn Fs>, folder: &Path, id: TableId, options: WriterOptions) -> Result<Self> {
        let path = folder.join(id.to_string());
        let mut file = OutputFile::create_new(&*fs, &path)?;
        file.start("data");
        Ok(Self {
            id,
            path,
            fs,
            file,
            block: DataBlockWriter::new(options.data_block_restart_interval, options.data_block_hash_ratio),
            block_bytes: 0,
            frame: Vec::new(),
            compressor: Compressor::default(),
            index: IndexWriter::new(options.partition_index),
            filter: options
                .filter_policy
                .filter(BloomConstructionPolicy::is_active)
                .map(|policy| FilterWriter::new(policy, options.partition_filter)),
            options,
            first_key: None,
            last: None,
            stats: Stats::default(),
            links: LinkCounter::default(),
            is_finished: false,
        })
    }

    /// Bytes of complete data blocks.
    pub(crate) fn data_len(&self) -> u64 {
        self.file.position()
    }

    /// `true` if the next entry with this key would be the first of its key.
    pub(crate) fn is_new_key(&self, key: &[u8]) -> bool {
        self.last.as_ref().is_none_or(|last| last.key.as_slice() != key)
    }

    /// Appends an entry; entries must come in internal key order.
    ///
    /// # Errors
    /// `Io`.
    pub(crate) fn write(&mut self, entry: InternalValue) -> Result<()> {
        let InternalValue { key, value } = entry;
        self.register(&key.user_key, key.value_type)?;
        if key.value_type == ValueType::Indirection {
            self.links.add(&value)?;
        }
        self.block.add(&key.user_key, key.seqno, key.value_type, &value)?;
        self.block_bytes += key.user_key.len() + value.len();

        let (low, high) = self.stats.seqnos.unwrap_or((key.seqno, key.seqno));
        self.stats.seqnos = Some((low.min(key.seqno), high.max(key.seqno)));
        if self.first_key.is_none() {
            self.first_key = Some(key.user_key.clone());
        }
        self.last = Some(Last { key: key.user_key, seqno: key.seqno, value_type: key.value_type });

        if self.block_bytes >= self.options.data_block_size as usize {
            self.write_data_block()?;
        }
        Ok(())
    }

    fn register(&mut self, key: &[u8], value_type: ValueType) -> Result<()> {
        let stats = &mut self.stats;
        stats.item_count += 1;
        stats.tombstone_count += u64::from(value_type.is_tombstone());
        stats.weak_tombstone_count += u64::from(value_type == ValueType::WeakTombstone);
        match &self.last {
            Some(last) if last.key.as_slice() == key => {
                let is_reclaimable =
                    last.value_type == ValueType::WeakTombstone && value_type == ValueType::Value;
                stats.weak_tombstone_reclaimable += u64::from(is_reclaimable);
            }
            _ => {
                stats.key_count += 1;
                if let Some(filter) = &mut self.filter {
                    filter.register(key, hash64(key))?;
                }
            }
        }
        Ok(())
    }

    fn write_data_block(&mut self) -> Result<()> {
        let Some(last) = &self.last else { return Ok(()) };
        if self.block.is_empty() {
            return Ok(());
        }
        let payload = self.block.finish()?;
        self.frame.clear();
        let compression = self.options.data_block_compression;
        encode_block(&mut self.frame, payload, BlockType::Data, compression, &mut self.compressor)?;
        self.stats.user_data_size += payload.len() as u64;
        self.stats.data_block_count += 1;
        self.block.clear();
        self.block_bytes = 0;

        let handle = BlockHandle::new(BlockOffset(self.file.position()), len_u32(self.frame.len())?);
        self.index.register(&last.key, last.seqno, handle, self.options.index_block_compression)?;
        Ok(self.file.write_all(&self.frame)?)
    }

    /// Completes the table and makes it durable, except for its name: that needs the folder to be synced. A table
    /// without entries is removed, and `None` returned.
    ///
    /// # Errors
    /// `Io`; then the file is removed.
    pub(crate) fn finish(mut self) -> Result<Option<(TableId, Checksum)>> {
        self.write_data_block()?;
        let (Some(last), Some(first_key), Some(seqnos)) = (&self.last, &self.first_key, self.stats.seqnos)
        else {
            return Ok(None);
        };
        let data_section_len = self.file.position();
        let index_block_count = self.index.finish(&mut self.file, self.options.index_block_compression)?;
        let filter_block_count = match &mut self.filter {
            Some(filter) => filter.finish(&mut self.file, self.options.index_block_compression)?,
            // The format's author counts one block for a full filter even if there is none.
            None => u64::from(!self.options.partition_filter),
        };
        if let Some(links) = self.links.encode()? {
            self.file.start("linked_blob_files");
            self.file.write_all(&links)?;
        }
        self.file.start("table_version");
        self.file.write_all(&[FormatVersion::V3.into()])?;

        let meta = Meta {
            id: self.id,
            created_at: Timestamp::now(),
            data_block_count: self.stats.data_block_count,
            index_block_count,
            filter_block_count,
            key_min: first_key,
            key_max: &last.key,
            key_count: self.stats.key_count,
            seqno_min: seqnos.0,
            seqno_max: seqnos.1,
            data_section_len,
            user_data_size: self.stats.user_data_size,
            item_count: self.stats.item_count,
            tombstone_count: self.stats.tombstone_count,
            weak_tombstone_count: self.stats.weak_tombstone_count,
            weak_tombstone_reclaimable: self.stats.weak_tombstone_reclaimable,
            data_block_compression: self.options.data_block_compression,
            index_block_compression: self.options.index_block_compression,
            data_block_hash_ratio: self.options.data_block_hash_ratio,
            data_block_restart_interval: self.options.data_block_restart_interval,
            initial_level: self.options.initial_level,
        };
        self.frame.clear();
        let payload = meta.encode()?;
        encode_block(
            &mut self.frame,
            &payload,
            BlockType::Meta,
            CompressionType::None,
            &mut self.compressor,
        )?;
        self.file.start("meta");
        self.file.write_all(&self.frame)?;

        let checksum = self.file.finish()?;
        self.is_finished = true;
        Ok(Some((self.id, checksum)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.is_finished {
            remove_unfinished(&*self.fs, &self.path);
        }
    }
}

/// Removes a file that no version refers to. Failing is no loss: the next open of the tree removes it.
pub(super) fn remove_unfinished(fs: &dyn Fs, path: &Path) {
    if let Err(error) = fs.remove_file(path) {
        log::warn!("an unfinished table stays until the tree is opened again: {error}");
    }
}
