//! Keys, values and digests, all from seeds.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::Hasher;
use std::ops::Bound;

use fastrand::Rng;

const RIVERS: [&str; 5] = ["elbe", "oder", "rhine", "weser", "donau/inn/salzach"];

/// How many different keys a keyspace may have: few enough that most of them get overwritten and removed.
const KEYS: usize = 600;

pub fn key(rng: &mut Rng) -> Vec<u8> {
    let number = rng.usize(..KEYS);
    match number % 40 {
        // Where the end of a prefix isn't just its last byte plus one.
        0 => vec![0xFF; 1 + number / 40],
        1 => [b"elbe\xFF".as_slice(), &number.to_be_bytes()].concat(),
        // Longer than what a block can hold in full at every restart.
        2 => format!("{}/{number:0300}", RIVERS[number % RIVERS.len()]).into_bytes(),
        _ => format!("{}/{number:04}", RIVERS[number % RIVERS.len()]).into_bytes(),
    }
}

pub fn prefix(rng: &mut Rng) -> Vec<u8> {
    let mut key = key(rng);
    key.truncate(rng.usize(..8));
    key
}

/// Half of it compresses, half does not; now and then it is empty.
pub fn value(rng: &mut Rng, longest: usize) -> Vec<u8> {
    let length = if rng.u8(..16) == 0 { 0 } else { rng.usize(..=longest) };
    let mut value = vec![rng.u8(b'a'..=b'z'); length];
    rng.fill(&mut value[..length / 2]);
    value
}

pub type Bounds = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// Bounds of all kinds, the lower one never above the upper: a range like that is the caller's mistake.
pub fn bounds(rng: &mut Rng) -> Bounds {
    let (mut from, mut to) = (key(rng), key(rng));
    if from > to {
        std::mem::swap(&mut from, &mut to);
    }
    match rng.u8(..6) {
        0 => (Bound::Included(from), Bound::Unbounded),
        1 => (Bound::Unbounded, Bound::Excluded(to)),
        2 => (Bound::Included(from), Bound::Excluded(to)),
        // Both excluded and equal is a range the standard library refuses.
        3 if from < to => (Bound::Excluded(from), Bound::Excluded(to)),
        _ => (Bound::Included(from), Bound::Included(to)),
    }
}

/// What stands for a long output: how many entries there were, and a hash of all of them in their order.
#[derive(Default)]
pub struct Digest {
    entries: usize,
    hasher: DefaultHasher,
}

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        let mut digest = Self::default();
        digest.add(bytes);
        digest
    }

    pub fn add(&mut self, bytes: &[u8]) {
        self.entries += 1;
        // The length separates the parts: "ab", "c" isn't "a", "bc".
        self.hasher.write_usize(bytes.len());
        self.hasher.write(bytes);
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{:016x}", self.entries, self.hasher.finish())
    }
}

/// A key or a value in a line of output: in full while it is short.
pub struct Shown<'a>(pub &'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() > 24 {
            return write!(f, "{} bytes {}", self.0.len(), Digest::of(self.0));
        }
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}
