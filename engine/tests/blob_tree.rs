//! Trees with separated values: what is read, what is moved, what is dropped, and what is counted as garbage.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::sync::Arc;

use common::blobs::{check_garbage, separated};
use common::{Contents, Db};
use esker::{AbstractTree, Guard, KvSeparationOptions, MemFs, SeqNo};

/// Values from 10 bytes on are separated; every stale file may be rewritten.
fn options() -> KvSeparationOptions {
    KvSeparationOptions::default().separation_threshold(10).age_cutoff(1.0).file_target_size(400)
}

fn value(n: u8) -> Vec<u8> {
    // Between 1 and 40 bytes: both kinds.
    vec![n; usize::from(n % 40) + 1]
}

#[test]
fn values_are_found_wherever_they_are() {
    let fs = Arc::new(MemFs::default());
    let mut model = Contents::new();
    let mut db = Db::open(fs.clone(), separated(options())).unwrap();
    for round in 0u8..6 {
        for i in 0..30u8 {
            let key = [b'k', i.wrapping_mul(7 + round) % 40];
            if i % 6 == 5 {
                db.remove(&key);
                model.remove(&key[..]);
            } else {
                let value = value(i.wrapping_add(round * 31));
                db.insert(&key, &value);
                model.insert(key.to_vec(), value);
            }
        }
        assert_eq!(db.scan().unwrap(), model);
        db.tree.flush_active_memtable(0).unwrap();
        assert_eq!(db.scan().unwrap(), model);
        check_garbage(&*fs, &db.tree);
        if round % 2 == 1 {
            db.tree.major_compact(300, SeqNo::MAX).unwrap();
            check_garbage(&*fs, &db.tree);
        }
        if round == 3 {
            drop(db);
            db = Db::open(fs.clone(), separated(options())).unwrap();
        }
        assert_eq!(db.scan().unwrap(), model);
        assert_eq!(db.scan_back().unwrap(), model);
        for key in 0..=40u8 {
            let (key, expected) = ([b'k', key], model.get(&[b'k', key][..]));
            assert_eq!(db.tree.get(key, SeqNo::MAX).unwrap().as_deref(), expected.map(Vec::as_slice));
            let size = db.tree.size_of(key, SeqNo::MAX).unwrap();
            assert_eq!(size, expected.map(|value| value.len() as u32));
            assert_eq!(db.tree.contains_key(key, SeqNo::MAX).unwrap(), expected.is_some());
        }
    }
    assert!(db.tree.blob_file_count() > 1);
    let sizes: Vec<_> = db.tree.iter(SeqNo::MAX, None).map(|item| item.size().unwrap()).collect();
    assert_eq!(sizes, model.values().map(|value| value.len() as u32).collect::<Vec<_>>());
}
