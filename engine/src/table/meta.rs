//! What a table says about itself: a block of named values, sorted by name.

use std::ops::Deref;
use std::time::{SystemTime, UNIX_EPOCH};

use super::block::Block;
use super::meta_block::{MetaBlock, encode_meta_block};
use crate::compression::CompressionType;
use crate::error::{Error, Result};
use crate::format_version::{FormatVersion, WRITER_VERSION};
use crate::ids::TableId;
use crate::key_range::KeyRange;
use crate::seqno::SeqNo;

/// What damaged or missing metadata is reported as.
const CORRUPT_NAME: &str = "TableMeta";

const CORRUPT: Error = Error::InvalidHeader(CORRUPT_NAME);

/// Index blocks have no other restart interval.
const INDEX_RESTART_INTERVAL: u8 = 1;

/// Nanoseconds since the Unix epoch.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u128);

impl Timestamp {
    /// The current time; the epoch if the clock stands before it.
    pub(crate) fn now() -> Self {
        Self(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos())
    }
}

impl Deref for Timestamp {
    type Target = u128;

    fn deref(&self) -> &u128 {
        &self.0
    }
}

impl From<u128> for Timestamp {
    fn from(nanoseconds: u128) -> Self {
        Self(nanoseconds)
    }
}

impl From<Timestamp> for u128 {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

/// The part of a table's metadata that reading needs.
#[derive(Debug)]
pub struct ParsedMeta {
    /// The table's id, which is its file name.
    pub id: TableId,
    /// When the table was written.
    pub created_at: Timestamp,
    /// Number of data blocks.
    pub data_block_count: u64,
    /// Number of index blocks, without the top level of a partitioned index.
    pub index_block_count: u64,
    /// Smallest and largest user key.
    pub key_range: KeyRange,
    /// Lowest and highest stored seqno.
    pub seqnos: (SeqNo, SeqNo),
    /// Length of the section with the data blocks, in bytes.
    pub file_size: u64,
    /// Number of entries, counting every version.
    pub item_count: u64,
    /// Number of tombstones of both kinds.
    pub tombstone_count: u64,
    /// Number of weak tombstones.
    pub weak_tombstone_count: u64,
    /// Number of values directly below a weak tombstone.
    pub weak_tombstone_reclaimable: u64,
    /// Compression of the data blocks.
    pub data_block_compression: CompressionType,
    /// Compression of the index blocks.
    pub index_block_compression: CompressionType,
}

impl ParsedMeta {
    /// # Errors
    /// `InvalidVersion` for a table of another format version, `InvalidHeader` if something is missing or not what it
    /// must be, `InvalidTag` for an unknown compression.
    pub(super) fn parse(block: Block) -> Result<Self> {
        let fields = MetaBlock::new(block, CORRUPT_NAME)?;
        let version = fields.byte("table_version")?;
        if version != u8::from(FormatVersion::V3) {
            return Err(Error::InvalidVersion(version));
        }
        let constants = [
            ("checksum_type", 0),
            ("filter_hash_type", 0),
            ("restart_interval#index", INDEX_RESTART_INTERVAL),
        ];
        for (name, expected) in constants {
            if fields.byte(name)? != expected {
                return Err(CORRUPT);
            }
        }
        let key_range = KeyRange::new((fields.bytes("key#min")?, fields.bytes("key#max")?));
        if key_range.min() > key_range.max() {
            return Err(CORRUPT);
        }
        Ok(Self {
            id: fields.u64("table_id")?,
            created_at: u128::from_le_bytes(fields.array("created_at")?).into(),
            data_block_count: fields.u64("block_count#data")?,
            index_block_count: fields.u64("block_count#index")?,
            key_range,
            seqnos: (fields.u64("seqno#min")?, fields.u64("seqno#max")?),
            file_size: fields.u64("file_size")?,
            item_count: fields.u64("item_count")?,
            tombstone_count: fields.u64("tombstone_count")?,
            weak_tombstone_count: fields.u64("weak_tombstone_count")?,
            weak_tombstone_reclaimable: fields.u64("weak_tombstone_reclaimable")?,
            data_block_compression: CompressionType::from_tag(fields.byte("compression#data")?)?,
            index_block_compression: CompressionType::from_tag(fields.byte("compression#index")?)?,
        })
    }
}

/// Everything a table records about itself.
pub(super) struct Meta<'a> {
    pub(super) id: TableId,
    pub(super) created_at: Timestamp,
    pub(super) data_block_count: u64,
    pub(super) index_block_count: u64,
    pub(super) filter_block_count: u64,
    pub(super) key_min: &'a [u8],
    pub(super) key_max: &'a [u8],
    pub(super) key_count: u64,
    pub(super) seqno_min: SeqNo,
    pub(super) seqno_max: SeqNo,
    pub(super) data_section_len: u64,
    pub(super) user_data_size: u64,
    pub(super) item_count: u64,
    pub(super) tombstone_count: u64,
    pub(super) weak_tombstone_count: u64,
    pub(super) weak_tombstone_reclaimable: u64,
    pub(super) data_block_compression: CompressionType,
    pub(super) index_block_compression: CompressionType,
    pub(super) data_block_hash_ratio: f32,
    pub(super) data_block_restart_interval: u8,
    pub(super) initial_level: u8,
}

impl Meta<'_> {
    /// The payload of the meta block.
    pub(super) fn encode(&self) -> Result<Vec<u8>> {
        encode_meta_block(&self.fields())
    }

    /// In byte order of the names, by which readers search.
    fn fields(&self) -> [(&'static str, Vec<u8>); 29] {
        let number = |n: u64| n.to_le_bytes().to_vec();
        [
            ("block_count#data", number(self.data_block_count)),
            ("block_count#filter", number(self.filter_block_count)),
            ("block_count#index", number(self.index_block_count)),
            ("checksum_type", vec![0]),
            ("compression#data", vec![self.data_block_compression.tag()]),
            ("compression#index", vec![self.index_block_compression.tag()]),
            ("crate_version", WRITER_VERSION.into()),
            ("created_at", self.created_at.to_le_bytes().to_vec()),
            ("data_block_hash_ratio", self.data_block_hash_ratio.to_le_bytes().to_vec()),
            ("file_size", number(self.data_section_len)),
            ("filter_hash_type", vec![0]),
            ("index_keys_have_seqno", vec![1]),
            ("initial_level", vec![self.initial_level]),
            ("item_count", number(self.item_count)),
            ("key#max", self.key_max.to_vec()),
            ("key#min", self.key_min.to_vec()),
            ("key_count", number(self.key_count)),
            ("prefix_truncation#data", vec![1]),
            ("prefix_truncation#index", vec![1]),
            ("restart_interval#data", vec![self.data_block_restart_interval]),
            ("restart_interval#index", vec![INDEX_RESTART_INTERVAL]),
            ("seqno#max", number(self.seqno_max)),
            ("seqno#min", number(self.seqno_min)),
            ("table_id", number(self.id)),
            ("table_version", vec![FormatVersion::V3.into()]),
            ("tombstone_count", number(self.tombstone_count)),
            ("user_data_size", number(self.user_data_size)),
            ("weak_tombstone_count", number(self.weak_tombstone_count)),
            ("weak_tombstone_reclaimable", number(self.weak_tombstone_reclaimable)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Fields = Vec<(&'static str, Vec<u8>)>;
    use crate::compression::Compressor;
    use crate::table::block::{BlockType, encode_block};

    /// What readers don't ask for.
    const UNREAD: &[&str] = &[
        "block_count#filter",
        "crate_version",
        "data_block_hash_ratio",
        "index_keys_have_seqno",
        "initial_level",
        "key_count",
        "prefix_truncation#data",
        "prefix_truncation#index",
        "restart_interval#data",
        "user_data_size",
    ];

    fn parse(fields: &[(&str, Vec<u8>)]) -> Result<ParsedMeta> {
        let mut frame = Vec::new();
        let (payload, mut compressor) = (encode_meta_block(fields).unwrap(), Compressor::default());
        encode_block(&mut frame, &payload, BlockType::Meta, CompressionType::None, &mut compressor).unwrap();
        ParsedMeta::parse(Block::decode(&frame.as_slice().into(), BlockType::Meta, CompressionType::None)?)
    }

    /// Checksums hold in all of these: only what is said is wrong.
    #[test]
    fn metadata_that_lacks_something_or_says_something_else_is_refused() {
        let meta = Meta {
            id: 7,
            created_at: 1.into(),
            data_block_count: 1,
            index_block_count: 1,
            filter_block_count: 1,
            key_min: b"a",
            key_max: b"b",
            key_count: 2,
            seqno_min: 0,
            seqno_max: 1,
            data_section_len: 100,
            user_data_size: 4,
            item_count: 2,
            tombstone_count: 0,
            weak_tombstone_count: 0,
            weak_tombstone_reclaimable: 0,
            data_block_compression: CompressionType::None,
            index_block_compression: CompressionType::None,
            data_block_hash_ratio: 0.0,
            data_block_restart_interval: 16,
            initial_level: 0,
        };
        let fields = meta.fields();
        assert_eq!(parse(&fields).unwrap().id, 7);
        for (idx, (name, value)) in fields.iter().enumerate() {
            let with = |change: &dyn Fn(&mut Fields)| {
                let mut fields = fields.to_vec();
                change(&mut fields);
                parse(&fields)
            };
            let is_free = UNREAD.contains(name);
            assert_eq!(with(&|fields| drop(fields.remove(idx))).is_ok(), is_free, "without {name}");
            let longer = with(&|fields| fields[idx].1.push(0));
            assert_eq!(longer.is_ok(), is_free || name.starts_with("key#"), "{name}, longer");
            let is_constant =
                ["checksum_type", "filter_hash_type", "restart_interval#index", "table_version"];
            if is_constant.contains(name) || name.starts_with("compression#") {
                let other = with(&|fields| fields[idx].1 = vec![value[0] ^ 0x40]);
                assert!(other.is_err(), "{name}, another");
            }
        }
        let swapped = parse(&Meta { key_min: b"c", ..meta }.fields());
        assert!(matches!(swapped, Err(Error::InvalidHeader("TableMeta"))));
    }
}
