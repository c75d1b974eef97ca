//! Addresses of blocks.

use std::io::{Read, Write};
use std::ops::{AddAssign, Deref};

use crate::coding::{Decode, Encode, read_varint, write_varint};
use crate::error::Result;
use crate::key::UserKey;
use crate::seqno::SeqNo;

/// Offset of a block, in bytes from the start of its file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockOffset(pub u64);

impl Deref for BlockOffset {
    type Target = u64;

    fn deref(&self) -> &u64 {
        &self.0
    }
}

impl AddAssign for BlockOffset {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl AddAssign<u64> for BlockOffset {
    fn add_assign(&mut self, bytes: u64) {
        self.0 += bytes;
    }
}

/// Where a block lies. The size includes the block's header.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockHandle {
    offset: BlockOffset,
    size: u32,
}

impl BlockHandle {
    /// A block of `size` bytes, header included, at `offset`.
    #[must_use]
    pub fn new(offset: BlockOffset, size: u32) -> Self {
        Self { offset, size }
    }

    /// Offset of the block's first byte.
    #[must_use]
    pub fn offset(&self) -> BlockOffset {
        self.offset
    }

    /// Size in bytes, header included.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }
}

impl Encode for BlockHandle {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()> {
        write_varint(writer, *self.offset)?;
        Ok(write_varint(writer, self.size.into())?)
    }
}

impl Decode for BlockHandle {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self> {
        let offset = BlockOffset(read_varint(reader, 64)?);
        let size = read_varint(reader, 32)? as u32;
        Ok(Self { offset, size })
    }
}

/// Address of a block, with the last entry that can be found below it.
#[derive(Clone, Debug)]
pub struct KeyedBlockHandle {
    end_key: UserKey,
    seqno: SeqNo,
    handle: BlockHandle,
}

impl KeyedBlockHandle {
    /// A block whose last entry is `(end_key, seqno)`.
    #[must_use]
    pub fn new(end_key: UserKey, seqno: SeqNo, handle: BlockHandle) -> Self {
        Self { end_key, seqno, handle }
    }

    /// User key of the last entry.
    #[must_use]
    pub fn end_key(&self) -> &UserKey {
        &self.end_key
    }

    /// Stored seqno of the last entry.
    #[must_use]
    pub fn seqno(&self) -> SeqNo {
        self.seqno
    }

    /// The address.
    #[must_use]
    pub fn handle(&self) -> BlockHandle {
        self.handle
    }
}
