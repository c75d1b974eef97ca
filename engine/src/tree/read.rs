//! Point reads: memtables first, then tables from the newest run to the oldest.

use super::Tree;
use crate::error::Result;
use crate::hash::hash64;
use crate::seqno::SeqNo;
use crate::value::{InternalValue, UserValue};
use crate::version::{SuperVersion, Version};
use crate::vlog::Accessor;

impl Tree {
    /// The newest visible version of a key, unless it is a tombstone.
    pub(crate) fn find(&self, key: &[u8], seqno: SeqNo) -> Result<Option<InternalValue>> {
        let super_version = self.version_history.for_snapshot(seqno);
        Ok(find_in(&super_version, key, seqno)?.filter(|item| !item.is_tombstone()))
    }

    /// The value of a key, wherever it is. The version that was searched is kept until it has been read, and with it the
    /// blob file.
    pub(crate) fn find_value(&self, key: &[u8], seqno: SeqNo) -> Result<Option<UserValue>> {
        let super_version = self.version_history.for_snapshot(seqno);
        let found = find_in(&super_version, key, seqno)?.filter(|item| !item.is_tombstone());
        found.map(|item| Accessor::new(&super_version.version.blob_files).resolve(&item)).transpose()
    }
}

/// The first source that has a visible version decides: newer sources hold newer versions.
fn find_in(super_version: &SuperVersion, key: &[u8], seqno: SeqNo) -> Result<Option<InternalValue>> {
    match super_version.memtables().find_map(|memtable| memtable.get(key, seqno)) {
        Some(item) => Ok(Some(item)),
        None => find_in_tables(&super_version.version, key, seqno),
    }
}

fn find_in_tables(version: &Version, key: &[u8], seqno: SeqNo) -> Result<Option<InternalValue>> {
    let hash = hash64(key);
    for level in version.iter_levels() {
        for table in level.iter().filter_map(|run| run.get_for_key(key)) {
            if let Some(item) = table.get(key, seqno, hash)? {
                return Ok(Some(item));
            }
        }
    }
    Ok(None)
}
