//! Writes until killed, and checks what is left then.
//!
//! Write number *n* is the same in every process. It ends with its own number, under a key of its own; that is how the next
//! process knows where the last one came to. A number is printed when the database has accepted the write: it must be there
//! whatever happens to the process then.

mod attempt;

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use fjall::{Database, Keyspace, OptimisticTxDatabase, PersistMode, SingleWriterTxDatabase};

use crate::keyspaces::ALL;
use crate::update::{Batch, Direct, Optimistic, Single};
use crate::{Result, data, keyspaces, say};
use attempt::Attempt;

const PROGRESS: &str = "progress";

/// How a write is made, and what is waited for.
#[derive(Clone, Copy)]
pub enum Mode {
    /// Key by key, then [`PersistMode::Buffer`], which a killed process needs and no more.
    Single,
    Batch(PersistMode),
    SingleWriter,
    Optimistic,
    /// Handed to the database and never persisted: acknowledged writes *do* get lost. It shows that losses are seen.
    Unpersisted,
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        Ok(match name {
            "single" => Self::Single,
            "batch-buffer" => Self::Batch(PersistMode::Buffer),
            "batch-data" => Self::Batch(PersistMode::SyncData),
            "batch-all" => Self::Batch(PersistMode::SyncAll),
            "single-writer" => Self::SingleWriter,
            "optimistic" => Self::Optimistic,
            "unpersisted" => Self::Unpersisted,
            _ => return Err(format!("there is no mode {name}")),
        })
    }
}

pub fn write(folder: &Path, seed: u64, mode: Mode) -> Result<()> {
    match mode {
        Mode::Single => {
            let database = Database::builder(folder).open()?;
            let keyspaces = open_all(&database)?;
            endless(seed, &keyspaces, |attempt| {
                attempt.apply(&mut Direct(&keyspaces))?;
                Ok(database.persist(PersistMode::Buffer)?)
            })
        }
        Mode::Batch(durability) => {
            let database = Database::builder(folder).open()?;
            batches(&database, seed, Some(durability))
        }
        Mode::Unpersisted => {
            let database = Database::builder(folder).manual_journal_persist(true).open()?;
            batches(&database, seed, None)
        }
        Mode::SingleWriter => {
            let database = SingleWriterTxDatabase::builder(folder).open()?;
            let plain = open_all(database.inner())?;
            let mut keyspaces = Vec::new();
            for keyspace in &plain {
                keyspaces.push(database.keyspace(keyspace.name(), Default::default)?);
            }
            endless(seed, &plain, |attempt| {
                let mut transaction = database.write_tx();
                attempt.apply(&mut Single(&mut transaction, &keyspaces))?;
                Ok(transaction.commit()?)
            })
        }
        Mode::Optimistic => {
            let database = OptimisticTxDatabase::builder(folder).open()?;
            let keyspaces = open_all(database.inner())?;
            endless(seed, &keyspaces, |attempt| {
                let mut transaction = database.write_tx()?;
                attempt.apply(&mut Optimistic(&mut transaction, &keyspaces))?;
                Ok(transaction.commit()??)
            })
        }
    }
}

fn batches(database: &Database, seed: u64, durability: Option<PersistMode>) -> Result<()> {
    let keyspaces = open_all(database)?;
    endless(seed, &keyspaces, |attempt| {
        let mut batch = database.batch().durability(durability);
        attempt.apply(&mut Batch(&mut batch, &keyspaces))?;
        Ok(batch.commit()?)
    })
}

/// Goes on where the process before came to.
fn endless(seed: u64, keyspaces: &[Keyspace], mut commit: impl FnMut(&Attempt) -> Result<()>) -> Result<()> {
    let mut number = progress(keyspaces)?;
    loop {
        number += 1;
        commit(&Attempt::new(seed, number))?;
        say(format_args!("{number}"))?;
    }
}

/// Compares what is there with what was written: all of it up to some number that isn't below the acknowledged one, and
/// nothing of what follows, unless that may be there in part, as it is when writes are made key by key.
pub fn check(folder: &Path, seed: u64, partial: bool, acknowledged: u64) -> Result<()> {
    let database = Database::builder(folder).open()?;
    let keyspaces = open_all(&database)?;
    let reached = progress(&keyspaces)?;
    if reached < acknowledged {
        return Err(format!("lost: {acknowledged} writes were acknowledged, {reached} are there").into());
    }

    let found = contents(&keyspaces)?;
    let mut expected = Contents::default();
    for number in 1..=reached {
        Attempt::new(seed, number).apply(&mut expected)?;
    }
    let next = Attempt::new(seed, reached + 1);
    let steps = if partial { next.len() } else { 0 };
    for steps in 0..=steps {
        let mut expected = expected.clone();
        next.apply_part(&mut expected, steps)?;
        if expected.0 == found.0 {
            return say(format_args!("{reached}"));
        }
    }
    Err(format!("after {reached} writes: {}", expected.first_difference(&found)).into())
}

/// All keyspaces of the workload, and the one for the number of the last write.
fn open_all(database: &Database) -> Result<Vec<Keyspace>> {
    let mut keyspaces = keyspaces::open_all(database)?;
    keyspaces.push(database.keyspace(PROGRESS, Default::default)?);
    Ok(keyspaces)
}

fn progress(keyspaces: &[Keyspace]) -> Result<u64> {
    match keyspaces[ALL.len()].get(PROGRESS)? {
        Some(number) => Ok(u64::from_be_bytes(number[..].try_into()?)),
        None => Ok(0),
    }
}

/// All entries, by keyspace and key.
#[derive(Clone, Default)]
struct Contents(BTreeMap<(usize, Vec<u8>), Vec<u8>>);

fn contents(keyspaces: &[Keyspace]) -> Result<Contents> {
    let mut contents = Contents::default();
    for (index, keyspace) in keyspaces.iter().enumerate() {
        for entry in keyspace.iter() {
            let (key, value) = entry.into_inner()?;
            contents.0.insert((index, key.to_vec()), value.to_vec());
        }
    }
    Ok(contents)
}

impl crate::update::Target for Contents {
    fn insert(&mut self, keyspace: usize, key: &[u8], value: &[u8]) -> Result<()> {
        self.0.insert((keyspace, key.to_vec()), value.to_vec());
        Ok(())
    }

    fn remove(&mut self, keyspace: usize, key: &[u8]) -> Result<()> {
        self.0.remove(&(keyspace, key.to_vec()));
        Ok(())
    }
}

impl Contents {
    fn first_difference(&self, found: &Self) -> String {
        for place in self.0.keys().chain(found.0.keys()) {
            let (expected, found) = (self.0.get(place), found.0.get(place));
            if expected != found {
                let shown = |value: Option<&Vec<u8>>| {
                    value.map_or("nothing".to_owned(), |value| data::Shown(value).to_string())
                };
                return format!(
                    "keyspace {} has {} at {} instead of {}",
                    place.0,
                    shown(found),
                    data::Shown(&place.1),
                    shown(expected)
                );
            }
        }
        "no difference".to_owned()
    }
}
