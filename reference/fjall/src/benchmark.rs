//! One workload on one database, a round at a time: whoever compares two builds lets them take turns.
//!
//! Reads the word `round` from standard input, once per line; answers with the time a round took in nanoseconds and a digest
//! of what it read.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use fastrand::Rng;
use fjall::{Database, Keyspace, KeyspaceCreateOptions};

use crate::data::Digest;
use crate::{Result, say};

/// Operations of a round, at most: enough to fill a memtable, so that flushes run while it is timed.
const ROUND_MAX: usize = 50_000;
const BATCH: usize = 100;
const VALUE_BYTES: usize = 100;

#[derive(Clone, Copy)]
pub enum Workload {
    /// Random keys, one by one.
    Put,
    /// Random keys, a hundred at a time.
    Batch,
    /// Random existing keys.
    Get,
    /// Everything, in order.
    Scan,
}

impl FromStr for Workload {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        Ok(match name {
            "put" => Self::Put,
            "batch" => Self::Batch,
            "get" => Self::Get,
            "scan" => Self::Scan,
            _ => return Err(format!("there is no workload {name}")),
        })
    }
}

pub fn run(folder: &Path, workload: Workload, items: usize) -> Result<()> {
    let database = Database::builder(folder).open()?;
    let options = || KeyspaceCreateOptions::default().max_memtable_size(4 * 1_024 * 1_024);
    let keyspace = database.keyspace("items", options)?;
    let rng = &mut Rng::with_seed(1);
    if matches!(workload, Workload::Get | Workload::Scan) {
        for number in 0..items as u64 {
            keyspace.insert(key(number), value(rng))?;
        }
        keyspace.rotate_memtable_and_wait()?;
        keyspace.major_compact()?;
    }

    say(format_args!("ready"))?;
    for line in std::io::stdin().lines() {
        if line? != "round" {
            return Err("rounds are all there is".into());
        }
        let (took, digest) = round(rng, &database, &keyspace, workload, items)?;
        // The other build is next, and must not share the processor with what this one has left to do.
        while database.outstanding_flushes()
            + database.active_compactions()
            + keyspace.sealed_memtable_count()
            > 0
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        say(format_args!("{} {digest}", took.as_nanos()))?;
    }
    Ok(())
}

fn round(
    rng: &mut Rng,
    database: &Database,
    keyspace: &Keyspace,
    workload: Workload,
    items: usize,
) -> Result<(Duration, Digest)> {
    let mut digest = Digest::default();
    // What is to be written is made before the clock starts.
    let entries: Vec<_> =
        (0..items.min(ROUND_MAX)).map(|_| (key(rng.u64(..items as u64)), value(rng))).collect();
    let start = Instant::now();
    match workload {
        Workload::Put => {
            for (key, value) in entries {
                keyspace.insert(key, value)?;
            }
        }
        Workload::Batch => {
            for chunk in entries.chunks(BATCH) {
                let mut batch = database.batch();
                for (key, value) in chunk {
                    batch.insert(keyspace, key.as_slice(), value.as_slice());
                }
                batch.commit()?;
            }
        }
        Workload::Get => {
            for (key, _) in entries {
                if let Some(value) = keyspace.get(key)? {
                    digest.add(&value);
                }
            }
        }
        Workload::Scan => {
            for entry in keyspace.iter() {
                let (key, value) = entry.into_inner()?;
                digest.add(&[key[key.len() - 1], value[0]]);
            }
        }
    }
    Ok((start.elapsed(), digest))
}

/// Scattered over the whole range: neighbours in order of writing aren't neighbours in the tree.
fn key(number: u64) -> Vec<u8> {
    format!("{:016x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).into_bytes()
}

fn value(rng: &mut Rng) -> Vec<u8> {
    let mut value = vec![b'v'; VALUE_BYTES];
    rng.fill(&mut value[..VALUE_BYTES / 2]);
    value
}
