//! What scans yield: a guard that gives out the parts of an item, so that parts that are costly to get are only fetched
//! when somebody asks for them.

use crate::blob_tree::BlobGuard;
use crate::error::Result;
use crate::key::UserKey;
use crate::value::{KvPair, UserValue};

/// An item of a scan.
///
/// Every accessor consumes the guard. An error of the scan arrives here: whichever accessor is called returns it.
pub trait IterGuard {
    /// The key, and the value if `pred` holds for the key.
    ///
    /// # Errors
    /// The error of the scan, or of fetching the value.
    fn into_inner_if(self, pred: impl Fn(&UserKey) -> bool) -> Result<(UserKey, Option<UserValue>)>;

    /// Key and value.
    ///
    /// # Errors
    /// The error of the scan, or of fetching the value.
    fn into_inner(self) -> Result<KvPair>;

    /// The key; never fetches the value.
    ///
    /// # Errors
    /// The error of the scan.
    fn key(self) -> Result<UserKey>;

    /// Length of the value in bytes; never fetches it.
    ///
    /// # Errors
    /// The error of the scan.
    fn size(self) -> Result<u32>;

    /// The value.
    ///
    /// # Errors
    /// The error of the scan, or of fetching the value.
    fn value(self) -> Result<UserValue>
    where
        Self: Sized,
    {
        self.into_inner().map(|(_, value)| value)
    }
}

/// Item guard of a standard tree: it has the item already.
#[doc(hidden)]
pub struct StandardGuard(pub(crate) Result<KvPair>);

impl IterGuard for StandardGuard {
    #[inline]
    fn into_inner_if(self, pred: impl Fn(&UserKey) -> bool) -> Result<(UserKey, Option<UserValue>)> {
        let (key, value) = self.0?;
        let wanted = pred(&key).then_some(value);
        Ok((key, wanted))
    }

    #[inline]
    fn into_inner(self) -> Result<KvPair> {
        self.0
    }

    #[inline]
    fn key(self) -> Result<UserKey> {
        self.0.map(|(key, _)| key)
    }

    #[inline]
    fn size(self) -> Result<u32> {
        // An entry's value has at most 2^32 - 1 bytes, which its construction asserts.
        self.0.map(|(_, value)| value.len() as u32)
    }
}

/// Item guard of either kind of tree.
#[doc(hidden)]
pub enum IterGuardImpl {
    /// Guard of a standard tree.
    Standard(StandardGuard),
    /// Guard of a tree with separated values.
    Blob(BlobGuard),
}

impl From<BlobGuard> for IterGuardImpl {
    fn from(guard: BlobGuard) -> Self {
        Self::Blob(guard)
    }
}

impl TryInto<BlobGuard> for IterGuardImpl {
    type Error = &'static str;

    fn try_into(self) -> std::result::Result<BlobGuard, &'static str> {
        match self {
            Self::Blob(guard) => Ok(guard),
            Self::Standard(_) => Err("Tried to convert variant Standard to Blob"),
        }
    }
}

impl From<StandardGuard> for IterGuardImpl {
    fn from(guard: StandardGuard) -> Self {
        Self::Standard(guard)
    }
}

impl TryInto<StandardGuard> for IterGuardImpl {
    type Error = &'static str;

    fn try_into(self) -> std::result::Result<StandardGuard, &'static str> {
        match self {
            Self::Standard(guard) => Ok(guard),
            Self::Blob(_) => Err("Tried to convert variant Blob to Standard"),
        }
    }
}

impl IterGuard for IterGuardImpl {
    #[inline]
    fn into_inner_if(self, pred: impl Fn(&UserKey) -> bool) -> Result<(UserKey, Option<UserValue>)> {
        match self {
            Self::Standard(guard) => guard.into_inner_if(pred),
            Self::Blob(guard) => guard.into_inner_if(pred),
        }
    }

    #[inline]
    fn into_inner(self) -> Result<KvPair> {
        match self {
            Self::Standard(guard) => guard.into_inner(),
            Self::Blob(guard) => guard.into_inner(),
        }
    }

    #[inline]
    fn key(self) -> Result<UserKey> {
        match self {
            Self::Standard(guard) => guard.key(),
            Self::Blob(guard) => guard.key(),
        }
    }

    #[inline]
    fn size(self) -> Result<u32> {
        match self {
            Self::Standard(guard) => guard.size(),
            Self::Blob(guard) => guard.size(),
        }
    }
}
