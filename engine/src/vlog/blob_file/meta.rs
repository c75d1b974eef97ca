//! What a blob file says about itself. The section `meta` is the magic `META`, right behind the last frame, and a block of
//! named values:
//!
//! | name                | value                                                    |
//! | `blob_file_version` | 3                                                        |
//! | `checksum_type`     | 0                                                        |
//! | `compression`       | of every value in the file, u8                           |
//! | `crate_version`     | who wrote it                                             |
//! | `created_at`        | nanoseconds since the Unix epoch, u128 LE                |
//! | `file_size`         | sum of the lengths of the values as stored, u64 LE       |
//! | `id`                | name of the file, u64 LE                                 |
//! | `item_count`        | number of frames, u64 LE                                 |
//! | `key#max` `key#min` | keys of the last and of the first frame                  |
//! | `uncompressed_size` | sum of the lengths of the values, u64 LE                 |

use crate::compression::{CompressionType, Compressor};
use crate::error::{Error, Result};
use crate::format_version::{FormatVersion, WRITER_VERSION};
use crate::ids::BlobFileId;
use crate::key_range::KeyRange;
use crate::slice::Slice;
use crate::table::Timestamp;
use crate::table::block::{Block, BlockType, encode_block};
use crate::table::meta_block::{MetaBlock, encode_meta_block};

const MAGIC: [u8; 4] = *b"META";

/// What damaged or missing metadata is reported as.
const CORRUPT_NAME: &str = "BlobFileMeta";

const CORRUPT: Error = Error::InvalidHeader(CORRUPT_NAME);

/// What a blob file says about itself.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    pub(crate) id: BlobFileId,
    pub(crate) created_at: Timestamp,
    /// Number of blobs.
    pub(crate) item_count: u64,
    /// Length of all values as stored, in bytes.
    pub(crate) total_compressed_bytes: u64,
    /// Length of all values, in bytes.
    pub(crate) total_uncompressed_bytes: u64,
    pub(crate) key_range: KeyRange,
    pub(crate) compression: CompressionType,
}

impl Metadata {
    /// The bytes of the section.
    pub(super) fn encode(&self) -> Result<Vec<u8>> {
        encode_section(&self.values())
    }

    /// In byte order of the names, by which readers search.
    fn values(&self) -> [(&'static str, Vec<u8>); 11] {
        let number = |n: u64| n.to_le_bytes().to_vec();
        [
            ("blob_file_version", vec![FormatVersion::V3.into()]),
            ("checksum_type", vec![0]),
            ("compression", vec![self.compression.tag()]),
            ("crate_version", WRITER_VERSION.into()),
            ("created_at", self.created_at.to_le_bytes().to_vec()),
            ("file_size", number(self.total_compressed_bytes)),
            ("id", number(self.id)),
            ("item_count", number(self.item_count)),
            ("key#max", self.key_range.max().to_vec()),
            ("key#min", self.key_range.min().to_vec()),
            ("uncompressed_size", number(self.total_uncompressed_bytes)),
        ]
    }

    /// Reads the section.
    ///
    /// # Errors
    /// `InvalidVersion` for a blob file of another format version, `InvalidTag` for an unknown compression, otherwise
    /// what is wrong with the block or missing in it.
    pub(super) fn parse(section: &[u8]) -> Result<Self> {
        let frame = section.strip_prefix(&MAGIC).ok_or(CORRUPT)?;
        let block = Block::decode(&Slice::new(frame), BlockType::Meta, CompressionType::None)?;
        let values = MetaBlock::new(block, CORRUPT_NAME)?;
        let version = values.byte("blob_file_version")?;
        if version != u8::from(FormatVersion::V3) {
            return Err(Error::InvalidVersion(version));
        }
        if values.byte("checksum_type")? != 0 {
            return Err(CORRUPT);
        }
        Ok(Self {
            id: values.u64("id")?,
            created_at: u128::from_le_bytes(values.array("created_at")?).into(),
            item_count: values.u64("item_count")?,
            total_compressed_bytes: values.u64("file_size")?,
            total_uncompressed_bytes: values.u64("uncompressed_size")?,
            key_range: KeyRange::new((values.bytes("key#min")?, values.bytes("key#max")?)),
            compression: CompressionType::from_tag(values.byte("compression")?)?,
        })
    }
}

fn encode_section(values: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let payload = encode_meta_block(values)?;
    let mut section = MAGIC.to_vec();
    encode_block(&mut section, &payload, BlockType::Meta, CompressionType::None, &mut Compressor::default())?;
    Ok(section)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Fields = Vec<(&'static str, Vec<u8>)>;

    /// Checksums hold in all of these: only what is said is wrong.
    #[test]
    fn metadata_that_lacks_something_or_says_something_else_is_refused() {
        let metadata = Metadata {
            id: 9,
            created_at: 77.into(),
            item_count: 2,
            total_compressed_bytes: 28,
            total_uncompressed_bytes: 30,
            key_range: KeyRange::new(("a".into(), "b".into())),
            compression: CompressionType::None,
        };
        let values = metadata.values();
        for (idx, (name, value)) in values.iter().enumerate() {
            let parse = |change: &dyn Fn(&mut Fields)| {
                let mut values = values.to_vec();
                change(&mut values);
                Metadata::parse(&encode_section(&values).unwrap())
            };
            let is_free = *name == "crate_version";
            assert_eq!(parse(&|values| drop(values.remove(idx))).is_ok(), is_free, "without {name}");
            let longer = parse(&|values| values[idx].1.push(0));
            assert_eq!(longer.is_ok(), is_free || name.starts_with("key#"), "{name}, longer");
            if ["blob_file_version", "checksum_type", "compression"].contains(name) {
                assert!(parse(&|values| values[idx].1 = vec![value[0] ^ 0x40]).is_err(), "{name}, another");
            }
        }
    }

    #[test]
    fn metadata_has_the_documented_layout_and_survives() {
        let metadata = Metadata {
            id: 9,
            created_at: 77.into(),
            item_count: 2,
            total_compressed_bytes: 28,
            total_uncompressed_bytes: 30,
            key_range: KeyRange::new(("apricot".into(), "cherry".into())),
            compression: CompressionType::None,
        };
        let section = metadata.encode().unwrap();
        // As long as the published example, which has the same keys.
        assert_eq!(section.len(), 321);
        let parsed = Metadata::parse(&section).unwrap();
        assert_eq!(format!("{parsed:?}"), format!("{metadata:?}"));
        for bit in 0..section.len() * 8 {
            let mut damaged = section.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(Metadata::parse(&damaged).is_err(), "bit {bit}");
        }
        for len in 0..section.len() {
            assert!(Metadata::parse(&section[..len]).is_err(), "{len}");
        }
    }
}
