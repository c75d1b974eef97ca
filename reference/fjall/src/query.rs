//! Reads of every kind, at random, printed with what they gave.

use fastrand::Rng;
use fjall::{Guard, Iter, Keyspace, Readable};

use crate::data::{self, Digest, Shown};
use crate::{Result, say};

/// One read of `from`, which is a snapshot, a transaction or the present.
pub fn random(rng: &mut Rng, from: &impl Readable, keyspaces: &[Keyspace], title: &str) -> Result<()> {
    let keyspace = &keyspaces[rng.usize(..keyspaces.len())];
    let name = keyspace.name();
    match rng.u8(..12) {
        0..=3 => {
            let key = data::key(rng);
            let value = from.get(keyspace, &key)?;
            let value =
                value.as_deref().map_or_else(|| "nothing".to_owned(), |value| Shown(value).to_string());
            say(format_args!("{title} get {name} {} -> {value}", Shown(&key)))
        }
        4 => {
            let key = data::key(rng);
            let (found, size) = (from.contains_key(keyspace, &key)?, from.size_of(keyspace, &key)?);
            say(format_args!("{title} size {name} {} -> {found} {size:?}", Shown(&key)))
        }
        5..=7 => {
            let bounds = data::bounds(rng);
            let digest = walk(rng, from.range(keyspace, bounds))?;
            say(format_args!("{title} range {name} -> {digest}"))
        }
        8..=9 => {
            let prefix = data::prefix(rng);
            let digest = walk(rng, from.prefix(keyspace, &prefix))?;
            say(format_args!("{title} prefix {name} {} -> {digest}", Shown(&prefix)))
        }
        10 => {
            let (first, last) = (from.first_key_value(keyspace), from.last_key_value(keyspace));
            let mut digest = Digest::default();
            for end in [first, last].into_iter().flatten() {
                add(rng, &mut digest, end)?;
            }
            say(format_args!("{title} ends {name} -> {digest}"))
        }
        _ => {
            let (length, empty) = (from.len(keyspace)?, from.is_empty(keyspace)?);
            say(format_args!("{title} length {name} -> {length} {empty}"))
        }
    }
}

/// Takes entries from either end, until there are no more or enough were seen.
fn walk(rng: &mut Rng, mut entries: Iter) -> Result<Digest> {
    let mut digest = Digest::default();
    let backward = [0, 128, 255][rng.usize(..3)];
    let steps = if rng.u8(..8) == 0 { usize::MAX } else { rng.usize(..60) };
    for _ in 0..steps {
        let next = if rng.u8(..255) < backward { entries.next_back() } else { entries.next() };
        let Some(entry) = next else { break };
        add(rng, &mut digest, entry)?;
    }
    Ok(digest)
}

/// What is asked of an entry differs: of a separated value, not every question reads the blob file.
fn add(rng: &mut Rng, digest: &mut Digest, entry: Guard) -> Result<()> {
    match rng.u8(..5) {
        0 => digest.add(&entry.key()?),
        1 => digest.add(&entry.size()?.to_le_bytes()),
        2 => digest.add(&entry.value()?),
        3 => {
            let (key, value) = entry.into_inner_if(|key| key.last().is_some_and(|byte| byte % 2 == 0))?;
            digest.add(&key);
            if let Some(value) = value {
                digest.add(&value);
            }
        }
        _ => {
            let (key, value) = entry.into_inner()?;
            digest.add(&key);
            digest.add(&value);
        }
    }
    Ok(())
}
