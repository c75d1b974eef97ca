//! The keys and values all workloads share.

use fastrand::Rng;

/// Length of every key.
pub const KEY_LEN: usize = 16;

/// Length of every value.
pub const VALUE_LEN: usize = 100;

/// Length of a key with its value.
pub(crate) const ITEM_LEN: usize = KEY_LEN + VALUE_LEN;

/// Length of the part of a key that the 50 keys of its group share.
pub const PREFIX_LEN: usize = 8;

/// Keys of a group.
const GROUP_ITEMS: usize = 50;

/// One seed for everything, so that a run can be repeated and both engines see the same bytes.
const SEED: u64 = 0x0065_736b_6572;

/// Bytes from which values are cut. Longer than any cache line distance a compressor or a prefetcher could exploit,
/// short enough to stay out of the way of what is measured.
const POOL_LEN: usize = 1 << 20;

/// Sorted keys, the order in which random workloads visit them, and values.
///
/// A key is eight bytes of its group (scattered over the whole key space) and eight of its rank within the group.
/// Ranks are even, so that for each key there is an absent one directly behind it.
#[derive(Debug)]
pub struct Dataset {
    keys: Vec<[u8; KEY_LEN]>,
    absent: Vec<[u8; KEY_LEN]>,
    shuffled: Vec<usize>,
    pool: Vec<u8>,
}

impl Dataset {
    /// The data set with this many items.
    #[must_use]
    pub fn new(items: usize) -> Self {
        let mut rng = Rng::with_seed(SEED);

        let mut groups: Vec<u64> = (0..items.div_ceil(GROUP_ITEMS)).map(|_| rng.u64(..)).collect();
        groups.sort_unstable();
        groups.dedup();
        let ranked = |odd: u64| {
            let ranks = 0..GROUP_ITEMS as u64;
            let keys = groups
                .iter()
                .flat_map(move |group| ranks.clone().map(move |rank| key(*group, rank * 2 + odd)));
            keys.take(items).collect::<Vec<_>>()
        };
        let (keys, absent) = (ranked(0), ranked(1));

        let mut shuffled: Vec<usize> = (0..keys.len()).collect();
        rng.shuffle(&mut shuffled);

        // Every other eight bytes repeat, which makes values compressible to about half.
        let mut pool = Vec::with_capacity(POOL_LEN + VALUE_LEN);
        while pool.len() < POOL_LEN + VALUE_LEN {
            pool.extend_from_slice(&rng.u64(..).to_le_bytes());
            pool.extend_from_slice(b"esker   ");
        }

        Self { keys, absent, shuffled, pool }
    }

    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// All items in ascending order.
    pub fn ascending(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.keys.iter().enumerate().map(|(index, key)| (key.as_slice(), self.value(index)))
    }

    /// The keys in ascending order, again and again; never ends unless the data set is empty.
    pub fn ascending_keys(&self) -> impl Iterator<Item = &[u8]> {
        self.keys.iter().cycle().map(<[u8; KEY_LEN]>::as_slice)
    }

    /// The item at a rank of popularity, which has nothing to do with the order of keys.
    #[must_use]
    pub fn popular(&self, rank: usize) -> (&[u8], &[u8]) {
        let index = self.shuffled[rank];
        (&self.keys[index], self.value(index))
    }

    /// A key that is not among the items, with a value for it. There are as many as items.
    #[must_use]
    pub fn absent(&self, rank: usize) -> (&[u8], &[u8]) {
        let index = self.shuffled[rank];
        (&self.absent[index], self.value(index))
    }

    /// A value of any length up to some hundred thousand bytes, for the item at a rank of popularity.
    #[must_use]
    pub fn large_value(&self, rank: usize, len: usize) -> &[u8] {
        let start = rank.wrapping_mul(7919) % (POOL_LEN - len);
        &self.pool[start..start + len]
    }

    /// Key of the item at a place in ascending order.
    #[must_use]
    pub fn key_at(&self, index: usize) -> &[u8] {
        &self.keys[index]
    }

    /// All items in random order.
    pub fn random(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.shuffled.iter().map(|&index| (self.keys[index].as_slice(), self.value(index)))
    }

    /// The keys in random order, again and again; never ends unless the data set is empty.
    pub fn present_keys(&self) -> impl Iterator<Item = &[u8]> {
        self.shuffled.iter().cycle().map(|&index| self.keys[index].as_slice())
    }

    /// As [`Dataset::present_keys`], with keys that lie between those.
    pub fn absent_keys(&self) -> impl Iterator<Item = &[u8]> {
        self.shuffled.iter().cycle().map(|&index| self.absent[index].as_slice())
    }

    fn value(&self, index: usize) -> &[u8] {
        // A step that is coprime to the pool's length visits every start before one repeats.
        let start = index.wrapping_mul(7919) % POOL_LEN;
        &self.pool[start..start + VALUE_LEN]
    }
}

fn key(group: u64, rank: u64) -> [u8; KEY_LEN] {
    let mut key = [0; KEY_LEN];
    key[..PREFIX_LEN].copy_from_slice(&group.to_be_bytes());
    key[PREFIX_LEN..].copy_from_slice(&rank.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ascend_and_absent_ones_lie_between_them() {
        let data = Dataset::new(1_234);
        assert_eq!(data.len(), 1_234);
        assert!(data.keys.is_sorted_by(|a, b| a < b));
        for (key, absent) in data.keys.iter().zip(&data.absent) {
            assert!(key < absent);
            assert!(data.keys.binary_search(absent).is_err());
        }
    }

    #[test]
    fn random_order_visits_every_item_once() {
        let data = Dataset::new(300);
        let mut random: Vec<_> = data.random().collect();
        assert!(!random.is_sorted());
        random.sort_unstable();
        assert!(random.into_iter().eq(data.ascending()));
    }
}
