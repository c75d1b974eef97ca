//! What an entry means: a value, one of two tombstones, or a pointer to a value stored elsewhere.

/// Kind of an entry. The number is its tag on disk; 3 is unassigned and 255 ends a block, so neither can be used.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum ValueType {
    /// A value, stored inline.
    Value,
    /// Hides every older version of its key.
    Tombstone,
    /// Hides the key like a tombstone, and disappears together with the one value directly below it.
    WeakTombstone,
    /// A value kept in a blob file; the entry holds its address.
    Indirection = 4,
}

impl ValueType {
    /// `true` for both kinds of tombstone.
    #[must_use]
    pub fn is_tombstone(self) -> bool {
        matches!(self, Self::Tombstone | Self::WeakTombstone)
    }
}

impl TryFrom<u8> for ValueType {
    type Error = ();

    fn try_from(tag: u8) -> Result<Self, ()> {
        Ok(match tag {
            0 => Self::Value,
            1 => Self::Tombstone,
            2 => Self::WeakTombstone,
            4 => Self::Indirection,
            _ => return Err(()),
        })
    }
}

impl From<ValueType> for u8 {
    fn from(kind: ValueType) -> Self {
        kind as Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_four_assigned_tags_decode_and_round_trip() {
        let decoded: Vec<u8> = (0..=u8::MAX).filter(|&tag| ValueType::try_from(tag).is_ok()).collect();
        assert_eq!(decoded, [0, 1, 2, 4]);
        for tag in decoded {
            assert_eq!(u8::from(ValueType::try_from(tag).unwrap()), tag);
        }
    }
}
