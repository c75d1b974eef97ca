//! [`Accessor`]: from an entry that points to a blob to the value.

use super::{BlobFileList, BlobIndirection};
use crate::error::{Error, Result};
use crate::value::{InternalValue, UserValue};
use crate::value_type::ValueType;

/// Resolves addresses in the blob files of a version.
#[derive(Copy, Clone)]
pub(crate) struct Accessor<'a>(&'a BlobFileList);

impl<'a> Accessor<'a> {
    pub(crate) fn new(blob_files: &'a BlobFileList) -> Self {
        Self(blob_files)
    }

    /// The value of an entry, wherever it is.
    ///
    /// # Errors
    /// [`Error::Unrecoverable`] if it is in a file that the version doesn't list; otherwise any error of reading it.
    pub(crate) fn resolve(self, item: &InternalValue) -> Result<UserValue> {
        if item.key.value_type != ValueType::Indirection {
            return Ok(item.value.clone());
        }
        self.get(&item.key.user_key, &BlobIndirection::parse(&item.value)?)
    }

    /// The value of the entry with this key and address.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve).
    pub(crate) fn get(self, key: &[u8], indirection: &BlobIndirection) -> Result<UserValue> {
        // The reference has blobs without bytes, and removes their file when all others in it are dead.
        if indirection.size == 0 {
            return Ok(UserValue::empty());
        }
        let id = indirection.vhandle.blob_file_id;
        let Some(blob_file) = self.0.get(id) else {
            log::error!("an entry points to blob file {id}, which the current version doesn't list");
            return Err(Error::Unrecoverable);
        };
        blob_file.get(key, indirection)
    }
}

/// Length of an entry's value in bytes; doesn't read it.
///
/// # Errors
/// [`Error::InvalidHeader`] if it is in a blob file and its address is malformed.
pub(crate) fn value_size(item: &InternalValue) -> Result<u32> {
    match item.key.value_type {
        ValueType::Indirection => Ok(BlobIndirection::parse(&item.value)?.size),
        // An entry's value has at most 2^32 - 1 bytes, which its construction asserts.
        _ => Ok(item.value.len() as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Encode;
    use crate::vlog::ValueHandle;

    #[test]
    fn an_address_in_a_file_that_is_not_listed_is_an_error_unless_nothing_is_there() {
        let files = BlobFileList::default();
        let resolve = |size| {
            let vhandle = ValueHandle { blob_file_id: 3, offset: 0, on_disk_size: size };
            let address = BlobIndirection { vhandle, size }.encode_into_vec();
            Accessor::new(&files).resolve(&InternalValue::from_components(
                "a",
                address,
                0,
                ValueType::Indirection,
            ))
        };
        assert!(matches!(resolve(1), Err(Error::Unrecoverable)));
        assert!(resolve(0).unwrap().is_empty());
    }
}
