//! Scans that outlive their tree: what they keep, and must not take away, when the folder is opened again meanwhile.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::{Db, FOLDER, files};
use esker::{AbstractTree, Config, Guard, KvSeparationOptions, MemFs, SeqNo};

fn separating(config: Config) -> Config {
    config.with_kv_separation(Some(KvSeparationOptions::default().separation_threshold(1)))
}

#[test]
fn a_late_scan_removes_no_file_of_the_reopened_tree() {
    check_late_scan(|config| config);
    check_late_scan(separating);
}

fn check_late_scan(configure: fn(Config) -> Config) {
    let fs = Arc::new(MemFs::default());
    let old = Db::open(fs.clone(), configure).unwrap();
    for key in *b"abc" {
        old.insert(&[key], b"old");
        old.tree.flush_active_memtable(0).unwrap();
    }
    let scan = old.tree.iter(SeqNo::MAX, None);
    old.tree.clear().unwrap();
    drop(old);

    let new = Db::open(fs.clone(), configure).unwrap();
    for key in *b"wxyz" {
        new.insert(&[key], b"new");
        new.tree.flush_active_memtable(0).unwrap();
    }
    let before = files(&*fs, Path::new(FOLDER));
    // It was the last user of the files that `clear` has marked as deleted.
    drop(scan);
    assert!(files(&*fs, Path::new(FOLDER)) == before, "files of the new tree went with the old one's");
    let contents = new.scan().unwrap();
    drop(new);
    assert_eq!(Db::open(fs, configure).unwrap().scan().unwrap(), contents);
    assert_eq!(contents.len(), 4);
}

/// A scan opens its tables by name, and later than it began: by then the name must not be another table's.
#[test]
fn a_late_scan_reads_nothing_of_the_reopened_tree() {
    for configure in [(|config| config) as fn(Config) -> Config, separating] {
        let fs = Arc::new(MemFs::default());
        let old = Db::open(fs.clone(), configure).unwrap();
        for first in *b"abc" {
            for i in 0..300_u32 {
                old.insert(&[&[first][..], &i.to_be_bytes()].concat(), b"old");
            }
            old.tree.flush_active_memtable(0).unwrap();
        }
        let mut scan = old.tree.iter(SeqNo::MAX, None);
        let guards: Vec<_> = old.tree.iter(SeqNo::MAX, None).take(3).collect();
        scan.next();
        old.tree.clear().unwrap();
        drop(old);

        let new = Db::open(fs, configure).unwrap();
        for first in *b"abc" {
            for i in 0..300_u32 {
                new.insert(&[&[first][..], &i.to_be_bytes()].concat(), b"new");
            }
            new.tree.flush_active_memtable(0).unwrap();
        }
        // Opening the folder has removed what the new tree doesn't list: what was not open by then can't be read any more.
        for guard in scan.chain(guards) {
            match guard.value() {
                Ok(value) => assert_eq!(*value, *b"old"),
                Err(esker::Error::Io(error)) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
                Err(error) => panic!("{error:?}"),
            }
        }
    }
}
