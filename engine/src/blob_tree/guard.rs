//! [`Guard`]: an item of a scan whose value is fetched when somebody asks for it.

use crate::error::Result;
use crate::iter_guard::IterGuard;
use crate::key::UserKey;
use crate::value::{InternalValue, KvPair, UserValue};
use crate::value_type::ValueType;
use crate::version::Version;
use crate::vlog::{Accessor, value_size};

/// Item guard of a tree with separated values. It keeps the version in which its blob file is listed, and so the file.
pub struct Guard(Result<Item>);

enum Item {
    Inline(InternalValue),
    Separated(InternalValue, Version),
}

impl Guard {
    pub(super) fn new(item: Result<InternalValue>, version: &Version) -> Self {
        Self(item.map(|item| match item.key.value_type {
            ValueType::Indirection => Item::Separated(item, version.clone()),
            _ => Item::Inline(item),
        }))
    }
}

impl Item {
    fn into_pair(self) -> Result<KvPair> {
        match self {
            Self::Inline(item) => Ok((item.key.user_key, item.value)),
            Self::Separated(item, version) => {
                let value = Accessor::new(&version.blob_files).resolve(&item)?;
                Ok((item.key.user_key, value))
            }
        }
    }

    fn entry(&self) -> &InternalValue {
        match self {
            Self::Inline(item) | Self::Separated(item, _) => item,
        }
    }
}

impl IterGuard for Guard {
    fn into_inner_if(self, pred: impl Fn(&UserKey) -> bool) -> Result<(UserKey, Option<UserValue>)> {
        let item = self.0?;
        if pred(&item.entry().key.user_key) {
            item.into_pair().map(|(key, value)| (key, Some(value)))
        } else {
            Ok((item.entry().key.user_key.clone(), None))
        }
    }

    fn into_inner(self) -> Result<KvPair> {
        self.0?.into_pair()
    }

    fn key(self) -> Result<UserKey> {
        Ok(self.0?.entry().key.user_key.clone())
    }

    fn size(self) -> Result<u32> {
        value_size(self.0?.entry())
    }
}
