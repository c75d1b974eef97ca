//! Keys and values, described rather than spelt out, so that a failing case can be read and shrunk.

use std::fmt;

use proptest::prelude::*;

/// Bytes whose `Debug` form stays short.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 24;
        let shown = &self.0[..self.0.len().min(SHOWN)];
        write!(f, "\"{}\"", shown.escape_ascii())?;
        if self.0.len() > SHOWN {
            let sum =
                self.0.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
            write!(f, "… {} bytes, sum {sum:08x}", self.0.len())?;
        }
        Ok(())
    }
}

/// A key. The kinds overlap in key space, so that they meet each other in blocks and ranges.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    /// One of a few short keys: these are overwritten and deleted again and again.
    Short(u8),
    /// `s/n/aaa…`: many keys with a long common prefix.
    Nested { stem: u8, number: u8, depth: u8 },
    /// Of any length.
    Long { stem: u8, len: u16 },
    /// Only 0xFF, which has no next prefix.
    Top { len: u8 },
    /// Any bytes.
    Raw(Vec<u8>),
}

impl Key {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Short(number) => vec![b'a' + number],
            Self::Nested { stem, number, depth } => {
                let mut key = vec![b'a' + stem, b'/', *number, b'/'];
                key.resize(key.len() + usize::from(*depth), b'a');
                key
            }
            Self::Long { stem, len } => {
                let mut key = vec![b'a' + stem; usize::from(*len)];
                // A different end per length: prefixes of each other would never meet in a comparison.
                if let Some(end) = key.last_mut() {
                    *end = len.to_le_bytes()[0];
                }
                key
            }
            Self::Top { len } => vec![0xFF; usize::from(*len)],
            Self::Raw(bytes) => bytes.clone(),
        }
    }
}

/// The keys of one history.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Universe {
    /// A handful of short ones: tables of one or two keys, whose ranges touch, nest and repeat.
    Tiny,
    /// All kinds.
    Wide,
}

/// Keys that can be written.
pub(crate) fn key(universe: Universe) -> BoxedStrategy<Key> {
    match universe {
        Universe::Tiny => (0_u8..5).prop_map(Key::Short).boxed(),
        Universe::Wide => wide_key().boxed(),
    }
}

fn wide_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        8 => (0_u8..12).prop_map(Key::Short),
        6 => (0_u8..4, 0_u8..20, 0_u8..6).prop_map(|(stem, number, depth)| Key::Nested { stem, number, depth }),
        2 => (0_u8..3, 1_u16..=300).prop_map(|(stem, len)| Key::Long { stem, len }),
        1 => (0_u8..3, prop_oneof![Just(u16::MAX), 1_000_u16..]).prop_map(|(stem, len)| Key::Long { stem, len }),
        1 => (1_u8..4).prop_map(|len| Key::Top { len }),
        2 => proptest::collection::vec(any::<u8>(), 1..6).prop_map(Key::Raw),
    ]
}

/// Bytes to look for, including the empty string.
pub(crate) fn needle(universe: Universe) -> impl Strategy<Value = Key> {
    prop_oneof![
        12 => key(universe),
        1 => Just(Key::Raw(Vec::new())),
    ]
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Empty,
    /// Two bytes.
    Tag(u16),
    /// Compressible.
    Text {
        tag: u8,
        len: u32,
    },
    /// Not compressible.
    Noise {
        tag: u8,
        len: u32,
    },
}

impl Value {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match *self {
            Self::Empty => Vec::new(),
            Self::Tag(tag) => tag.to_be_bytes().into(),
            Self::Text { tag, len } => {
                (0..len).map(|at| tag.wrapping_add((at / 16).to_le_bytes()[0])).collect()
            }
            Self::Noise { tag, len } => {
                let mut rng = fastrand::Rng::with_seed(u64::from(tag));
                (0..len).map(|_| rng.u8(..)).collect()
            }
        }
    }
}

pub(crate) fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Empty),
        8 => any::<u16>().prop_map(Value::Tag),
        4 => (any::<u8>(), 0_u32..400).prop_map(|(tag, len)| Value::Text { tag, len }),
        4 => (any::<u8>(), 0_u32..400).prop_map(|(tag, len)| Value::Noise { tag, len }),
        1 => (any::<u8>(), 0_u32..20_000).prop_map(|(tag, len)| Value::Text { tag, len }),
        1 => (any::<u8>(), 0_u32..20_000).prop_map(|(tag, len)| Value::Noise { tag, len }),
    ]
}
