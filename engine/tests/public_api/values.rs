//! Entries, memtables, counters and the small enums.

use std::fmt::{Debug, Display};
use std::hash::Hash;

use super::{auto, is, shared};
use crate::engine::coding::{Decode, Encode};
use crate::engine::{
    CompressionType, Error, FormatVersion, GlobalTableId, InternalValue, KeyRange, Memtable, MemtableId,
    SeqNo, SequenceNumberCounter, Slice, TableId, TreeId, TreeType, UserKey, ValueType,
};

#[test]
fn numbers() {
    signatures! {
        0u64 => TableId;
        0u64 => TreeId;
        0u64 => MemtableId;
        0u64 => SeqNo;
    }
}

#[test]
fn value_type() {
    fn all<T: Copy + Clone + Debug + Eq + TryFrom<u8, Error = ()> + Into<u8>>() {}
    all::<ValueType>();
    auto::<ValueType>();
    signatures! { ValueType::is_tombstone => fn(ValueType) -> bool; }

    for tag in 0..=u8::MAX {
        let Ok(kind) = ValueType::try_from(tag) else { continue };
        // No other variant may ever be added: clients match without a wildcard.
        let expected = match kind {
            ValueType::Value => 0,
            ValueType::Tombstone => 1,
            ValueType::WeakTombstone => 2,
            ValueType::Indirection => 4,
        };
        assert_eq!((tag, u8::from(kind), kind as u8), (expected, expected, expected));
    }
}

#[test]
fn tree_type_and_format_version() {
    fn all<T: Copy + Clone + Debug + Eq + TryFrom<u8, Error = ()> + Into<u8>>() {}
    fn shown<T: Display>() {}
    all::<TreeType>();
    all::<FormatVersion>();
    shown::<FormatVersion>();
    auto::<TreeType>();
    auto::<FormatVersion>();

    let tree_type = |kind| match kind {
        TreeType::Standard => 0,
        TreeType::Blob => 1,
    };
    let version = |version| match version {
        FormatVersion::V1 => 1,
        FormatVersion::V2 => 2,
        FormatVersion::V3 => 3,
    };
    for tag in 0..=u8::MAX {
        assert!(
            TreeType::try_from(tag).is_ok_and(|kind| tree_type(kind) == tag && u8::from(kind) == tag)
                == (tag < 2)
        );
        let found = FormatVersion::try_from(tag);
        assert_eq!(found.is_ok_and(|v| version(v) == tag && u8::from(v) == tag), (1..4).contains(&tag));
    }
    assert_eq!(FormatVersion::V3 as u8, 3);
    assert_eq!(FormatVersion::V3.to_string(), "3");
}

#[test]
fn compression() {
    fn all<T: Copy + Clone + Debug + Eq + Display + Encode + Decode>() {}
    all::<CompressionType>();
    auto::<CompressionType>();
    assert_eq!(CompressionType::None.to_string(), "none");
    assert_eq!(CompressionType::None.encode_into_vec(), [0]);
    assert!(matches!(
        CompressionType::decode_from(&mut &[9][..]),
        Err(Error::InvalidTag(("CompressionType", 9)))
    ));
}

#[test]
fn internal_value() {
    fn all<T: Clone + Debug>() {}
    all::<InternalValue>();
    auto::<InternalValue>();
    signatures! {
        InternalValue::from_components::<Slice, Vec<u8>> => fn(Slice, Vec<u8>, SeqNo, ValueType) -> InternalValue;
        InternalValue::new_tombstone::<&str> => fn(&'static str, u64) -> InternalValue;
        InternalValue::new_weak_tombstone::<&str> => fn(&'static str, u64) -> InternalValue;
        InternalValue::is_tombstone => fn(&InternalValue) -> bool;
    }
    let InternalValue { key, value } = InternalValue::from_components("k", "v", 7, ValueType::Value);
    let rebuilt = InternalValue { key: key.clone(), value: value.clone() };
    is::<InternalValue>(InternalValue::new::<Slice>(rebuilt.key, rebuilt.value));

    fn key_type<K: Clone + Debug + Eq + Ord + Send + Sync>(_: &K) {}
    key_type(&key);
    is::<&UserKey>(&key.user_key);
    is::<SeqNo>(key.seqno);
    is::<ValueType>(key.value_type);
    is::<bool>(key.is_tombstone());
    assert_eq!(format!("{key:?}"), format!("{:?}:7:V", UserKey::from("k")));
    let (newer, other_kind) =
        (InternalValue::new_tombstone("k", 8).key, InternalValue::new_tombstone("k", 7).key);
    assert!(newer < key && key == other_kind, "newer versions come first, and the kind is not compared");
}

fn memtable(memtable: &Memtable) -> impl DoubleEndedIterator<Item = InternalValue> + '_ {
    is::<MemtableId>(memtable.id);
    memtable.iter()
}

#[test]
fn memtables() {
    shared::<Memtable>();
    signatures! {
        Memtable::new => fn(MemtableId) -> Memtable;
        Memtable::id => fn(&Memtable) -> MemtableId;
        Memtable::is_flagged_for_rotation => fn(&Memtable) -> bool;
        Memtable::flag_rotated => fn(&Memtable);
        Memtable::get => fn(&Memtable, &[u8], SeqNo) -> Option<InternalValue>;
        Memtable::size => fn(&Memtable) -> u64;
        Memtable::len => fn(&Memtable) -> usize;
        Memtable::is_empty => fn(&Memtable) -> bool;
        Memtable::insert => fn(&Memtable, InternalValue) -> (u64, u64);
        Memtable::get_highest_seqno => fn(&Memtable) -> Option<SeqNo>;
    }
}

#[test]
fn counter() {
    fn all<T: Clone + Default + Debug>() {}
    all::<SequenceNumberCounter>();
    auto::<SequenceNumberCounter>();
    signatures! {
        SequenceNumberCounter::new => fn(SeqNo) -> SequenceNumberCounter;
        SequenceNumberCounter::get => fn(&SequenceNumberCounter) -> SeqNo;
        SequenceNumberCounter::next => fn(&SequenceNumberCounter) -> SeqNo;
        SequenceNumberCounter::set => fn(&SequenceNumberCounter, SeqNo);
        SequenceNumberCounter::fetch_max => fn(&SequenceNumberCounter, SeqNo);
    }
    assert_eq!(SequenceNumberCounter::default().get(), 0);
}

#[test]
fn global_table_id() {
    fn all<T: Copy + Clone + Debug + Eq + Ord + Hash + From<(u64, u64)>>() {}
    all::<GlobalTableId>();
    auto::<GlobalTableId>();
    signatures! {
        GlobalTableId::tree_id => fn(&GlobalTableId) -> TreeId;
        GlobalTableId::table_id => fn(&GlobalTableId) -> TableId;
    }
}

#[test]
fn key_range() {
    use std::ops::Bound;

    fn all<T: Clone + Debug + Eq>() {}
    all::<KeyRange>();
    auto::<KeyRange>();
    signatures! {
        KeyRange::new => fn((UserKey, UserKey)) -> KeyRange;
        KeyRange::empty => fn() -> KeyRange;
        KeyRange::min => fn(&KeyRange) -> &UserKey;
        KeyRange::max => fn(&KeyRange) -> &UserKey;
        KeyRange::is_disjoint => fn(&[&KeyRange]) -> bool;
        KeyRange::contains_key => fn(&KeyRange, &[u8]) -> bool;
        KeyRange::contains_range => fn(&KeyRange, &KeyRange) -> bool;
        KeyRange::overlaps_with_key_range => fn(&KeyRange, &KeyRange) -> bool;
        KeyRange::overlaps_with_bounds => fn(&KeyRange, &(Bound<&[u8]>, Bound<&[u8]>)) -> bool;
        KeyRange::aggregate => fn(std::slice::Iter<'static, KeyRange>) -> KeyRange;
    }
}
