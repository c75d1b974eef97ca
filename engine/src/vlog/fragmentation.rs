//! How much of each blob file is dead: stored, but referenced by no entry any more.
//!
//! | size | field                                                          |
//! |  4   | entry count, u32 LE                                            |
//! |      | per entry: blob file id u64, dead blobs u32,                   |
//! |      | dead uncompressed bytes u64, dead on-disk bytes u64            |

use std::io::{Read, Write};
use std::ops::{Deref, DerefMut};

use super::BlobFileList;
use crate::archive::len_u32;
use crate::coding::{Decode, Encode};
use crate::error::Result;
use crate::hash::HashMap;
use crate::ids::BlobFileId;

/// Dead blobs of one blob file.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct FragmentationEntry {
    pub(crate) len: usize,
    pub(crate) bytes: u64,
    pub(crate) on_disk_bytes: u64,
}

impl FragmentationEntry {
    /// From the number of dead blobs, and their size before and after compression in bytes.
    #[must_use]
    pub fn new(len: usize, bytes: u64, on_disk_bytes: u64) -> Self {
        Self { len, bytes, on_disk_bytes }
    }
}

/// Dead blobs per blob file; files without any have no entry.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FragmentationMap(HashMap<BlobFileId, FragmentationEntry>);

impl FragmentationMap {
    /// Dead bytes on disk, in all files.
    #[must_use]
    pub fn stale_bytes(&self) -> u64 {
        self.values().map(|entry| entry.on_disk_bytes).fold(0, u64::saturating_add)
    }

    /// Forgets files that are not listed.
    pub fn prune(&mut self, value_log: &BlobFileList) {
        self.retain(|&id, _| value_log.contains_key(id));
    }

    /// Adds every count to those of `other`.
    pub fn merge_into(self, other: &mut Self) {
        for (id, diff) in self.0 {
            other.add(id, diff);
        }
    }

    /// Counts more blobs of a file as dead.
    pub(crate) fn add(&mut self, id: BlobFileId, dead: FragmentationEntry) {
        let sum = self.entry(id).or_insert_with(|| FragmentationEntry::new(0, 0, 0));
        // Saturating: counts that make no sense, which only a forged file has, must not make the engine panic.
        sum.len = sum.len.saturating_add(dead.len);
        sum.bytes = sum.bytes.saturating_add(dead.bytes);
        sum.on_disk_bytes = sum.on_disk_bytes.saturating_add(dead.on_disk_bytes);
    }
}

impl Deref for FragmentationMap {
    type Target = HashMap<BlobFileId, FragmentationEntry>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for FragmentationMap {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Encode for FragmentationMap {
    fn encode_into<W: Write>(&self, writer: &mut W) -> Result<()> {
        writer.write_all(&len_u32(self.len())?.to_le_bytes())?;
        // Sorted, so that the same statistics always have the same bytes.
        let mut entries: Vec<_> = self.iter().collect();
        entries.sort_by_key(|&(&id, _)| id);
        for (id, entry) in entries {
            writer.write_all(&id.to_le_bytes())?;
            writer.write_all(&len_u32(entry.len)?.to_le_bytes())?;
            writer.write_all(&entry.bytes.to_le_bytes())?;
            writer.write_all(&entry.on_disk_bytes.to_le_bytes())?;
        }
        Ok(())
    }
}

impl Decode for FragmentationMap {
    fn decode_from<R: Read>(reader: &mut R) -> Result<Self> {
        let mut map = Self::default();
        // The map grows by what is really there: a damaged count can't make it allocate.
        for _ in 0..u32::from_le_bytes(array(reader)?) {
            let id = u64::from_le_bytes(array(reader)?);
            let len = u32::from_le_bytes(array(reader)?) as usize;
            let bytes = u64::from_le_bytes(array(reader)?);
            let on_disk_bytes = u64::from_le_bytes(array(reader)?);
            map.insert(id, FragmentationEntry { len, bytes, on_disk_bytes });
        }
        Ok(map)
    }
}

fn array<const N: usize, R: Read>(reader: &mut R) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_add_up_and_survive_encoding() {
        let mut total = FragmentationMap::default();
        for (id, len) in [(3, 1), (1, 2), (3, 10)] {
            let mut diff = FragmentationMap::default();
            diff.insert(id, FragmentationEntry::new(len, 100, 50));
            diff.merge_into(&mut total);
        }
        assert_eq!(total.get(&3), Some(&FragmentationEntry::new(11, 200, 100)));
        assert_eq!(total.stale_bytes(), 150);
        let bytes = total.encode_into_vec();
        assert_eq!(bytes.len(), 4 + 2 * 28);
        assert_eq!(FragmentationMap::decode_from(&mut bytes.as_slice()).unwrap(), total);
        assert!(FragmentationMap::decode_from(&mut &bytes[..59]).is_err());
        total.prune(&BlobFileList::default());
        assert!(total.is_empty());
    }
}
