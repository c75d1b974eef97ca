//! Without feature `lz4`.

use crate::engine::coding::Decode;
use crate::engine::config::CompressionPolicy;
use crate::engine::{CompressionType, Config, KvSeparationOptions};

#[test]
fn nothing_is_compressed() {
    // There is no other kind.
    let CompressionType::None = KvSeparationOptions::default().compression;
    assert_eq!(Config::default().data_block_compression_policy, CompressionPolicy::disabled());
    assert!(CompressionType::decode_from(&mut &[1][..]).is_err());
}
