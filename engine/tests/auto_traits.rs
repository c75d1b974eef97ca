//! Which types may be shared, sent and survive a panic. Clients rely on it, and one field of another type changes it.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use esker::compaction::{Choice, Fifo, Input, Leveled, MoveDown, PullDown};
use esker::config::{
    BlockSizePolicy, CompressionPolicy, FilterPolicy, HashRatioPolicy, PinningPolicy, RestartIntervalPolicy,
};
use esker::stop_signal::StopSignal;
use esker::{
    AbstractTree, AnyTree, BlobFile, BlobTree, Cache, Checksum, CompressionType, Config, DescriptorTable,
    FormatVersion, GlobalTableId, InternalValue, IterGuardImpl, KeyRange, KvSeparationOptions, MemFs,
    Memtable, SequenceNumberCounter, Slice, StdFs, Table, Tree, TreeType, ValueType,
};

fn all<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
fn shared<T: Send + Sync>() {}
fn sent<T: Send>(_: &T) {}

#[test]
fn values_can_be_shared_and_survive_panics() {
    all::<AnyTree>();
    all::<BlobTree>();
    all::<Tree>();
    all::<Config>();
    all::<KvSeparationOptions>();
    all::<TreeType>();
    all::<BlockSizePolicy>();
    all::<CompressionPolicy>();
    all::<FilterPolicy>();
    all::<HashRatioPolicy>();
    all::<PinningPolicy>();
    all::<RestartIntervalPolicy>();
    all::<Cache>();
    all::<DescriptorTable>();
    all::<Table>();
    all::<BlobFile>();
    all::<GlobalTableId>();
    all::<KeyRange>();
    all::<Checksum>();
    all::<CompressionType>();
    all::<FormatVersion>();
    all::<SequenceNumberCounter>();
    all::<Slice>();
    all::<ValueType>();
    all::<InternalValue>();
    all::<StopSignal>();
    all::<Leveled>();
    all::<Fifo>();
    all::<MoveDown>();
    all::<PullDown>();
    all::<Input>();
    all::<Choice>();
    all::<StdFs>();
    all::<MemFs>();
    #[cfg(feature = "metrics")]
    all::<esker::Metrics>();
    shared::<Memtable>();
    shared::<Arc<Memtable>>();
}

#[test]
fn scans_and_their_items_can_be_sent_to_another_thread() {
    let config = Config::new("/tree", SequenceNumberCounter::default(), SequenceNumberCounter::default());
    let tree = config.with_fs(Arc::new(MemFs::default())).open().unwrap();
    tree.insert("a", "1", 0);
    let mut scan: Box<dyn DoubleEndedIterator<Item = IterGuardImpl> + Send + 'static> = tree.iter(1, None);
    sent(&scan);
    drop(tree);
    let item = std::thread::spawn(move || scan.next()).join().unwrap();
    sent(&item);
    assert!(item.is_some());
}
