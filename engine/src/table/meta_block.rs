//! Named values in a block, sorted by name: how tables and blob files store what they say about themselves.

use super::block::Block;
use super::data_block::{DataBlock, DataBlockWriter};
use crate::error::{Error, Result};
use crate::seqno::SeqNo;
use crate::slice::Slice;
use crate::value_type::ValueType;

/// Named values that were read.
pub(crate) struct MetaBlock {
    values: DataBlock,
    /// Whose values they are, for errors.
    owner: &'static str,
}

impl MetaBlock {
    /// # Errors
    /// `InvalidHeader` if the block is malformed.
    pub(crate) fn new(block: Block, owner: &'static str) -> Result<Self> {
        Ok(Self { values: DataBlock::new(block)?, owner })
    }

    /// A value by name.
    ///
    /// # Errors
    /// `InvalidHeader` with the owner's name if there is none.
    pub(crate) fn bytes(&self, name: &str) -> Result<Slice> {
        match self.values.point_read(name.as_bytes(), SeqNo::MAX, None)? {
            Some((ValueType::Value, _, value)) => Ok(value),
            _ => Err(Error::InvalidHeader(self.owner)),
        }
    }

    /// A value of `N` bytes.
    ///
    /// # Errors
    /// `InvalidHeader` with the owner's name if there is none, or it has another length.
    pub(crate) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N]> {
        self.bytes(name)?.as_ref().try_into().map_err(|_| Error::InvalidHeader(self.owner))
    }

    /// A number.
    ///
    /// # Errors
    /// As [`array`](Self::array).
    pub(crate) fn u64(&self, name: &str) -> Result<u64> {
        self.array(name).map(u64::from_le_bytes)
    }

    /// A single byte.
    ///
    /// # Errors
    /// As [`array`](Self::array).
    pub(crate) fn byte(&self, name: &str) -> Result<u8> {
        self.array(name).map(|[byte]: [u8; 1]| byte)
    }
}

/// The payload of a block of named values, which must come in byte order of their names, by which readers search.
///
/// # Errors
/// `FileTooLarge` if they don't fit a block.
pub(crate) fn encode_meta_block(values: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    debug_assert!(values.is_sorted_by_key(|(name, _)| *name));
    let mut writer = DataBlockWriter::new(1, 0.0);
    for (name, value) in values {
        writer.add(name.as_bytes(), 0, ValueType::Value, value)?;
    }
    Ok(writer.finish()?.to_vec())
}
