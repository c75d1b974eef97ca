//! Writes the payload of a data or meta block, item by item.

use crate::coding::push_varint;
use crate::error::Result;
use crate::key::common_prefix_len;
use crate::seqno::SeqNo;
use crate::table::block::LayoutWriter;
use crate::value_type::ValueType;

/// Collects items; reused from block to block, so that its buffers are allocated once.
#[derive(Debug)]
pub(crate) struct DataBlockWriter {
    payload: Vec<u8>,
    layout: LayoutWriter,
    head_key: Vec<u8>,
}

impl DataBlockWriter {
    pub(crate) fn new(restart_interval: u8, hash_ratio: f32) -> Self {
        Self {
            payload: Vec::new(),
            layout: LayoutWriter::new(restart_interval, hash_ratio),
            head_key: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.layout.item_count() == 0
    }

    /// Appends an item; items must come in internal key order.
    ///
    /// # Errors
    /// `FileTooLarge` if the block outgrows 32-bit offsets.
    pub(crate) fn add(
        &mut self,
        key: &[u8],
        seqno: SeqNo,
        value_type: ValueType,
        value: &[u8],
    ) -> Result<()> {
        let is_head = self.layout.add_item(self.payload.len(), key)?;
        self.payload.push(value_type.into());
        push_varint(&mut self.payload, seqno);
        let rest = if is_head {
            self.head_key.clear();
            self.head_key.extend_from_slice(key);
            key
        } else {
            let shared = common_prefix_len(&self.head_key, key);
            push_varint(&mut self.payload, shared as u64);
            key.get(shared..).unwrap_or_default()
        };
        push_varint(&mut self.payload, rest.len() as u64);
        self.payload.extend_from_slice(rest);
        if !value_type.is_tombstone() {
            push_varint(&mut self.payload, value.len() as u64);
            self.payload.extend_from_slice(value);
        }
        Ok(())
    }

    /// Completes the payload; [`clear`](Self::clear) starts the next one.
    pub(crate) fn finish(&mut self) -> Result<&[u8]> {
        self.layout.finish(&mut self.payload)?;
        Ok(&self.payload)
    }

    pub(crate) fn clear(&mut self) {
        self.payload.clear();
    }
}
