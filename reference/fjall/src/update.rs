//! Writes of every kind, at random, to whatever takes writes.

use fastrand::Rng;
use fjall::{Keyspace, OptimisticWriteTx, OwnedWriteBatch, SingleWriterTxKeyspace, SingleWriterWriteTx};

use crate::data::{self, Digest, Shown};
use crate::keyspaces::ALL;
use crate::{Result, say};

/// The database itself, a batch or a transaction. Keyspaces are indices into [`ALL`].
pub trait Target {
    fn insert(&mut self, keyspace: usize, key: &[u8], value: &[u8]) -> Result<()>;
    fn remove(&mut self, keyspace: usize, key: &[u8]) -> Result<()>;
}

/// Writes that are on their own.
pub struct Direct<'a>(pub &'a [Keyspace]);

impl Target for Direct<'_> {
    fn insert(&mut self, keyspace: usize, key: &[u8], value: &[u8]) -> Result<()> {
        Ok(self.0[keyspace].insert(key, value)?)
    }

    fn remove(&mut self, keyspace: usize, key: &[u8]) -> Result<()> {
        Ok(self.0[keyspace].remove(key)?)
    }
}

pub struct Batch<'a>(pub &'a mut OwnedWriteBatch, pub &'a [Keyspace]);

impl Target for Batch<'_> {
    fn insert(&mut self, keyspace: usize, key: &[u8], value: &[u8]) -> Result<()> {
        self.0.insert(&self.1[keyspace], key, value);
        Ok(())
    }

    fn remove(&mut self, keyspace: usize, key: &[u8]) -> Result<()> {
        self.0.remove(&self.1[keyspace], key);
        Ok(())
    }
}

pub struct Single<'a, 'lock>(pub &'a mut SingleWriterWriteTx<'lock>, pub &'a [SingleWriterTxKeyspace]);

impl Target for Single<'_, '_> {
    fn insert(&mut self, keyspace: usize, key: &[u8], value: &[u8]) -> Result<()> {
        self.0.insert(&self.1[keyspace], key, value);
        Ok(())
    }

    fn remove(&mut self, keyspace: usize, key: &[u8]) -> Result<()> {
        self.0.remove(&self.1[keyspace], key);
        Ok(())
    }
}

pub struct Optimistic<'a>(pub &'a mut OptimisticWriteTx, pub &'a [Keyspace]);

impl Target for Optimistic<'_> {
    fn insert(&mut self, keyspace: usize, key: &[u8], value: &[u8]) -> Result<()> {
        self.0.insert(&self.1[keyspace], key, value);
        Ok(())
    }

    fn remove(&mut self, keyspace: usize, key: &[u8]) -> Result<()> {
        self.0.remove(&self.1[keyspace], key);
        Ok(())
    }
}

/// Up to `most` writes, at least one, to all keyspaces.
pub fn random(rng: &mut Rng, target: &mut impl Target, most: usize, title: &str) -> Result<()> {
    let mut digest = Digest::default();
    for _ in 0..rng.usize(1..=most) {
        let keyspace = rng.usize(..ALL.len());
        let key = data::key(rng);
        digest.add(&key);
        if rng.u8(..4) == 0 {
            target.remove(keyspace, &key)?;
        } else {
            let value = data::value(rng, ALL[keyspace].1.longest_value());
            digest.add(&value);
            target.insert(keyspace, &key, &value)?;
        }
    }
    say(format_args!("{title} write {digest}"))
}

/// Keys that are written once and removed weakly at most once, as weak removals demand.
pub struct Once {
    keyspace: Keyspace,
    seed: u64,
    written: u64,
    alive: Vec<u64>,
}

impl Once {
    /// Keys of different seeds are different.
    pub fn new(keyspace: Keyspace, seed: u64) -> Self {
        Self { keyspace, seed, written: 0, alive: Vec::new() }
    }

    pub fn random(&mut self, rng: &mut Rng, batch: Option<&mut OwnedWriteBatch>) -> Result<()> {
        if self.alive.is_empty() || rng.bool() {
            let number = self.written;
            self.written += 1;
            self.alive.push(number);
            let (key, value) = (self.key(number), data::value(rng, 100));
            match batch {
                Some(batch) => batch.insert(&self.keyspace, key, value),
                None => self.keyspace.insert(key, value)?,
            }
            return Ok(());
        }
        let number = self.alive.swap_remove(rng.usize(..self.alive.len()));
        let key = self.key(number);
        match batch {
            Some(batch) => batch.remove_weak(&self.keyspace, key),
            None => self.keyspace.remove_weak(key)?,
        }
        Ok(())
    }

    pub fn print(&self) -> Result<()> {
        let left: Vec<u64> = (0..self.written)
            .filter(|&number| self.keyspace.contains_key(self.key(number)).is_ok_and(|found| found))
            .collect();
        say(format_args!("once {} left of {}: {left:?}", left.len(), self.written))
    }

    fn key(&self, number: u64) -> Vec<u8> {
        format!("once/{:04}/{number:06}", self.seed).into_bytes()
    }
}

/// Reads a value and writes what follows from it, in one step, if `take` and the others of a transaction can do so.
macro_rules! read_modify_write {
    ($rng:expr, $transaction:expr, $keyspace:expr) => {{
        let key = data::key($rng);
        let appended = |old: Option<&fjall::UserValue>| {
            let old = old.map(|value| &**value).unwrap_or_default();
            // Bounded, or values that are often updated would only grow.
            (old.len() < 500).then(|| [old, b"+"].concat().into())
        };
        let (what, value) = match $rng.u8(..3) {
            0 => ("take", $transaction.take($keyspace, key.clone())?),
            1 => ("fetch_update", $transaction.fetch_update($keyspace, key.clone(), appended)?),
            _ => ("update_fetch", $transaction.update_fetch($keyspace, key.clone(), appended)?),
        };
        let value = value.as_deref().map_or_else(|| "nothing".to_owned(), |value| Shown(value).to_string());
        say(format_args!("{what} {} -> {value}", Shown(&key)))
    }};
}

pub fn modify_single(
    rng: &mut Rng,
    transaction: &mut SingleWriterWriteTx<'_>,
    keyspaces: &[SingleWriterTxKeyspace],
) -> Result<()> {
    let keyspace = &keyspaces[rng.usize(..keyspaces.len())];
    read_modify_write!(rng, transaction, keyspace)
}

pub fn modify_optimistic(
    rng: &mut Rng,
    transaction: &mut OptimisticWriteTx,
    keyspaces: &[Keyspace],
) -> Result<()> {
    let keyspace = &keyspaces[rng.usize(..keyspaces.len())];
    read_modify_write!(rng, transaction, keyspace)
}
