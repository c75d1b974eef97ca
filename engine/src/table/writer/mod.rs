//! Writes one table file.

mod data_section;
mod filter;
mod index;
mod output;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::linked_blob_files::LinkedFile;
pub(crate) use data_section::Pipelining;
pub(crate) use output::OutputFile;

use self::data_section::{DataSection, Sink};
use self::filter::FilterWriter;
use self::index::IndexWriter;
use super::block::{BlockType, encode_block};
use super::data_block::DataBlockWriter;
use super::filter::BloomConstructionPolicy;
use super::linked_blob_files::LinkCounter;
use super::meta::{Meta, Timestamp};
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
    /// Whether a thread may help; `None` for no.
    pub(crate) pipelining: Option<Pipelining>,
}

/// Writes one table. The file is removed again unless [`finish`](Self::finish) succeeds.
pub(crate) struct Writer {
    id: TableId,
    path: PathBuf,
    fs: Arc<dyn Fs>,
    options: WriterOptions,
    data: DataSection,
    is_full: bool,
    block: DataBlockWriter,
    /// Key and value bytes in `block`.
    block_bytes: usize,
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
    /// Creates the file. `target_size` is in bytes of data blocks.
    ///
    /// # Errors
    /// `Io`, of kind `AlreadyExists` if there is one.
    pub(crate) fn new(
        fs: Arc<dyn Fs>,
        folder: &Path,
        id: TableId,
        options: WriterOptions,
        target_size: u64,
    ) -> Result<Self> {
        let path = folder.join(id.to_string());
        let mut file = OutputFile::create_new(&*fs, &path)?;
        file.start("data");
        let sink = Sink::new(
            file,
            IndexWriter::new(options.partition_index),
            options.data_block_compression,
            options.index_block_compression,
        );
        Ok(Self {
            id,
            path,
            fs,
            data: DataSection::new(sink, options.pipelining, target_size),
            is_full: target_size == 0,
            block: DataBlockWriter::new(options.data_block_restart_interval, options.data_block_hash_ratio),
            block_bytes: 0,
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

    /// Whether its complete data blocks have reached the target size.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Waits until all complete data blocks are written.
    ///
    /// # Errors
    /// `Io`, if one of them could not be.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.data.sink().map(drop)
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
        self.data.append(payload, &last.key, last.seqno)?;
        self.stats.user_data_size += payload.len() as u64;
        self.stats.data_block_count += 1;
        self.block.clear();
        self.block_bytes = 0;
        self.is_full = self.data.is_full()?;
        Ok(())
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
        let Sink { file, index, .. } = self.data.sink()?;
        let data_section_len = file.position();
        let index_block_count = index.finish(file, self.options.index_block_compression)?;
        let filter_block_count = match &mut self.filter {
            Some(filter) => filter.finish(file, self.options.index_block_compression)?,
            // The format's author counts one block for a full filter even if there is none.
            None => u64::from(!self.options.partition_filter),
        };
        if let Some(links) = self.links.encode()? {
            file.start("linked_blob_files");
            file.write_all(&links)?;
        }
        file.start("table_version");
        file.write_all(&[FormatVersion::V3.into()])?;

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
        let mut frame = Vec::new();
        let payload = meta.encode()?;
        let (compression, compressor) = (CompressionType::None, &mut Compressor::default());
        encode_block(&mut frame, &payload, BlockType::Meta, compression, compressor)?;
        file.start("meta");
        file.write_all(&frame)?;

        let checksum = file.finish()?;
        self.is_finished = true;
        Ok(Some((self.id, checksum)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.is_finished {
            self.data.give_up();
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
