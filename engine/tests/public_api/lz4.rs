//! Feature `lz4`.

use crate::engine::coding::{Decode, Encode};
use crate::engine::config::CompressionPolicy;
use crate::engine::{CompressionType, Config, KvSeparationOptions};

fn number(kind: CompressionType) -> u8 {
    match kind {
        CompressionType::None => 0,
        CompressionType::Lz4 => 1,
    }
}

#[test]
fn lz4_is_a_kind_of_compression() {
    assert_eq!(CompressionType::Lz4.to_string(), "lz4");
    assert_eq!(CompressionType::Lz4.encode_into_vec(), [number(CompressionType::Lz4)]);
    assert_eq!(CompressionType::decode_from(&mut &[1][..]).unwrap(), CompressionType::Lz4);
}

#[test]
fn lz4_is_the_default() {
    let expected = CompressionPolicy::new([CompressionType::None, CompressionType::Lz4]);
    assert_eq!(Config::default().data_block_compression_policy, expected);
    assert_eq!(KvSeparationOptions::default().compression, CompressionType::Lz4);
}
