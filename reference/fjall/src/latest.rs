//! [`Latest`]: reads outside any snapshot or transaction, behind the trait those have in common.

use std::ops::RangeBounds;

use fjall::{Guard, Iter, Keyspace, Readable, Result, UserValue};

pub struct Latest;

impl Readable for Latest {
    fn get<K: AsRef<[u8]>>(&self, keyspace: impl AsRef<Keyspace>, key: K) -> Result<Option<UserValue>> {
        keyspace.as_ref().get(key)
    }

    fn contains_key<K: AsRef<[u8]>>(&self, keyspace: impl AsRef<Keyspace>, key: K) -> Result<bool> {
        keyspace.as_ref().contains_key(key)
    }

    fn first_key_value(&self, keyspace: impl AsRef<Keyspace>) -> Option<Guard> {
        keyspace.as_ref().first_key_value()
    }

    fn last_key_value(&self, keyspace: impl AsRef<Keyspace>) -> Option<Guard> {
        keyspace.as_ref().last_key_value()
    }

    fn size_of<K: AsRef<[u8]>>(&self, keyspace: impl AsRef<Keyspace>, key: K) -> Result<Option<u32>> {
        keyspace.as_ref().size_of(key)
    }

    fn is_empty(&self, keyspace: impl AsRef<Keyspace>) -> Result<bool> {
        keyspace.as_ref().is_empty()
    }

    fn iter(&self, keyspace: impl AsRef<Keyspace>) -> Iter {
        keyspace.as_ref().iter()
    }

    fn len(&self, keyspace: impl AsRef<Keyspace>) -> Result<usize> {
        keyspace.as_ref().len()
    }

    fn range<K: AsRef<[u8]>, R: RangeBounds<K>>(&self, keyspace: impl AsRef<Keyspace>, range: R) -> Iter {
        keyspace.as_ref().range(range)
    }

    fn prefix<K: AsRef<[u8]>>(&self, keyspace: impl AsRef<Keyspace>, prefix: K) -> Iter {
        keyspace.as_ref().prefix(prefix)
    }
}
