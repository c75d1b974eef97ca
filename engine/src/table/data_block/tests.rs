use std::ops::Bound;

use proptest::prelude::*;

use super::*;
use crate::key::InternalKey;
use crate::table::block::{BlockType, Header};
use crate::value::InternalValue;

fn block_of(payload: &[u8]) -> Block {
    let header = Header {
        block_type: BlockType::Data,
        checksum: crate::Checksum::of(payload),
        data_length: 0,
        uncompressed_length: 0,
    };
    Block { header, data: payload.into() }
}

fn encode(entries: &[InternalValue], restart_interval: u8, hash_ratio: f32) -> DataBlock {
    let mut writer = DataBlockWriter::new(restart_interval, hash_ratio);
    for InternalValue { key, value } in entries {
        writer.add(&key.user_key, key.seqno, key.value_type, value).unwrap();
    }
    DataBlock::new(block_of(writer.finish().unwrap())).unwrap()
}

/// Everything that distinguishes two entries, including what their equality leaves out.
fn facts(entry: &InternalValue) -> (Vec<u8>, u64, ValueType, Vec<u8>) {
    (entry.key.user_key.to_vec(), entry.key.seqno, entry.key.value_type, entry.value.to_vec())
}

fn entries() -> impl Strategy<Value = Vec<InternalValue>> {
    let key = proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'b'), any::<u8>()], 1..30);
    let kind = prop_oneof![
        4 => Just(ValueType::Value),
        1 => Just(ValueType::Tombstone),
        1 => Just(ValueType::WeakTombstone),
        1 => Just(ValueType::Indirection),
    ];
    let entry = (key, 0..6u64, kind, proptest::collection::vec(any::<u8>(), 0..30));
    proptest::collection::vec(entry, 1..80).prop_map(|raw| {
        let mut entries: Vec<_> = raw
            .into_iter()
            .map(|(key, seqno, kind, value)| {
                let value = if kind.is_tombstone() { Vec::new() } else { value };
                InternalValue::from_components(key, value, seqno, kind)
            })
            .collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.dedup_by(|a, b| a.key == b.key);
        entries
    })
}

fn settings() -> impl Strategy<Value = (u8, f32)> {
    (
        prop_oneof![Just(1), Just(2), Just(7), Just(16), Just(255)],
        prop_oneof![Just(0.0), Just(0.5), Just(8.0)],
    )
}

proptest! {
    #[test]
    fn both_directions_yield_what_was_written(entries in entries(), (restart, ratio) in settings()) {
        let block = encode(&entries, restart, ratio);
        let expected: Vec<_> = entries.iter().map(facts).collect();
        let forward: Vec<_> = Iter::new(block.clone(), 0).map(|e| facts(&e.unwrap())).collect();
        prop_assert_eq!(&forward, &expected);
        let mut backward: Vec<_> = Iter::new(block, 0).rev().map(|e| facts(&e.unwrap())).collect();
        backward.reverse();
        prop_assert_eq!(&backward, &expected);
    }

    #[test]
    fn both_ends_meet_without_loss_or_repetition(
        entries in entries(), (restart, ratio) in settings(), from_back in proptest::collection::vec(any::<bool>(), 80),
    ) {
        let mut iter = Iter::new(encode(&entries, restart, ratio), 0);
        let (mut front, mut back) = (Vec::new(), Vec::new());
        for from_back in from_back.into_iter().chain(std::iter::repeat(false)) {
            let (next, side) = if from_back { (iter.next_back(), &mut back) } else { (iter.next(), &mut front) };
            let Some(next) = next else { break };
            side.push(facts(&next.unwrap()));
        }
        prop_assert!(iter.next().is_none() && iter.next_back().is_none());
        front.extend(back.into_iter().rev());
        prop_assert_eq!(front, entries.iter().map(facts).collect::<Vec<_>>());
    }

    #[test]
    fn bounds_leave_exactly_what_lies_between(
        entries in entries(), (restart, ratio) in settings(), low in any::<(prop::sample::Index, u8)>(),
        high in any::<(prop::sample::Index, u8)>(), cut in any::<bool>(),
    ) {
        let bound = |(index, kind): (prop::sample::Index, u8)| {
            let mut key = index.get(&entries).key.user_key.to_vec();
            if cut { key.pop(); }
            match kind % 3 { 0 => Bound::Unbounded, 1 => Bound::Included(key), _ => Bound::Excluded(key) }
        };
        let (low, high) = (bound(low), bound(high));
        let above = |key: &[u8]| match &low {
            Bound::Unbounded => true, Bound::Included(k) => key >= k.as_slice(), Bound::Excluded(k) => key > k.as_slice(),
        };
        let below = |key: &[u8]| match &high {
            Bound::Unbounded => true, Bound::Included(k) => key <= k.as_slice(), Bound::Excluded(k) => key < k.as_slice(),
        };
        let expected: Vec<_> = entries.iter()
            .filter(|e| above(&e.key.user_key) && below(&e.key.user_key)).map(facts).collect();

        let mut iter = Iter::new(encode(&entries, restart, ratio), 0);
        iter.seek(low.as_ref().map(Vec::as_slice), high.as_ref().map(Vec::as_slice)).unwrap();
        let mut backward: Vec<_> = iter.clone().rev().map(|e| facts(&e.unwrap())).collect();
        backward.reverse();
        prop_assert_eq!(&backward, &expected);
        prop_assert_eq!(iter.map(|e| facts(&e.unwrap())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_point_read_finds_the_newest_visible_version(
        entries in entries(), (restart, ratio) in settings(), other in proptest::collection::vec(any::<u8>(), 1..4),
    ) {
        let block = encode(&entries, restart, ratio);
        let index = PointIndex::of_any_size(&block);
        prop_assert!(index.is_some());
        let keys = entries.iter().map(|e| e.key.user_key.to_vec()).chain([other]);
        for key in keys {
            for seqno in 0..8 {
                let expected = entries.iter().find(|e| e.key.user_key == key && e.key.seqno < seqno);
                let expected = expected.map(facts);
                for index in [None, index.as_ref()] {
                    let found = block.point_read(&key, seqno, index).unwrap();
                    let found = found.map(|(kind, seqno, value)| (key.clone(), seqno, kind, value.to_vec()));
                    prop_assert_eq!(&found, &expected);
                }
            }
        }
    }

    #[test]
    fn damaged_payloads_are_errors_or_entries_but_never_panics(
        entries in entries(), (restart, ratio) in settings(), damage in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..6),
    ) {
        let mut payload = encode(&entries, restart, ratio).data.to_vec();
        for (index, byte) in damage {
            let at = index.index(payload.len());
            payload[at] = byte;
        }
        if let Ok(block) = DataBlock::new(block_of(&payload)) {
            let limit = 10_000;
            let _ = Iter::new(block.clone(), 0).take(limit).count();
            let _ = Iter::new(block.clone(), 0).rev().take(limit).count();
            let _ = block.point_read(&entries[0].key.user_key, 9, None);
            let index = PointIndex::of_any_size(&block);
            let _ = block.point_read(&entries[0].key.user_key, 9, index.as_ref());
            let _ = Iter::new(block, 0).seek(Bound::Included(b"ab"), Bound::Excluded(b"b"));
        }
    }
}

#[test]
fn items_have_the_documented_bytes() {
    let entry =
        |key: &str, value: &str, seqno, kind| InternalValue::new(InternalKey::new(key, seqno, kind), value);
    let block = encode(
        &[
            entry("apple", "red", 0, ValueType::Value),
            entry("apricot", "\0\0\x0C\x0C", 1, ValueType::Indirection),
            entry("banana", "", 3, ValueType::Tombstone),
            entry("banana", "yellow", 2, ValueType::Value),
        ],
        2,
        0.0,
    );
    let mut expected = vec![0, 0, 5];
    expected.extend_from_slice(b"apple\x03red");
    expected.extend_from_slice(&[4, 1, 2, 5]);
    expected.extend_from_slice(b"ricot\x04\0\0\x0C\x0C");
    expected.extend_from_slice(&[1, 3, 6]);
    expected.extend_from_slice(b"banana");
    expected.extend_from_slice(&[0, 2, 6, 0, 6]);
    expected.extend_from_slice(b"yellow\xFF");
    assert_eq!(&block.data[..expected.len()], expected);
}
