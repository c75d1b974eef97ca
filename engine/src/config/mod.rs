//! How a tree is configured: plain data, checked when a tree is opened.
//!
//! Nothing of this is stored, except that a directory remembers its kind of tree: reopening with other options is fine
//! and affects new files only.

mod block_size;
mod compression;
mod filter;
mod hash_ratio;
mod kv_separation;
mod per_level;
mod pinning;
mod restart_interval;
mod tree_config;
mod tree_type;

pub use block_size::BlockSizePolicy;
pub use compression::CompressionPolicy;
pub use filter::{BloomConstructionPolicy, FilterPolicy, FilterPolicyEntry};
pub use hash_ratio::HashRatioPolicy;
pub use kv_separation::KvSeparationOptions;
pub use pinning::PinningPolicy;
pub use restart_interval::RestartIntervalPolicy;
pub use tree_config::Config;
pub use tree_type::TreeType;

/// Whether the block index, or the filter, of a level's tables is cut into partitions.
pub type PartitioningPolicy = PinningPolicy;

/// Number of levels of a tree, L0 to L6; part of the format.
pub(crate) const LEVEL_COUNT: u8 = 7;

/// Size of data blocks where nothing else is configured.
const DEFAULT_BLOCK_SIZE_BYTES: u32 = 4_096;

/// Restart interval of data blocks where nothing else is configured.
const DEFAULT_RESTART_INTERVAL: u8 = 16;

/// Where nothing else is configured, the folder of a tree.
const DEFAULT_FILE_FOLDER: &str = ".lsm.data";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_entry_holds_for_all_deeper_levels() {
        let policy = BlockSizePolicy::new([1, 2, 3]);
        assert_eq!((0..5).map(|level| policy.get(level)).collect::<Vec<_>>(), [1, 2, 3, 3, 3]);
        assert_eq!(policy.len(), 3);
        assert!(!PinningPolicy::disabled().get(6));
    }

    #[test]
    #[should_panic(expected = "compression policy may not be empty")]
    fn an_empty_policy_is_a_bug_of_the_caller() {
        let _ = HashRatioPolicy::new([]);
    }

    #[test]
    #[should_panic(expected = "compression policy is too large")]
    fn a_policy_has_at_most_one_entry_per_possible_level() {
        let _ = RestartIntervalPolicy::new(vec![1; 256]);
    }
}
