//! Whatever moment the power fails at: the tree opens, and nothing that was acknowledged is lost.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::blobs::check_garbage;
use common::crash_fs::{CrashFs, Survival, for_each_crash};
use common::{Contents, Db, FOLDER};
use esker::compaction::Leveled;
use esker::config::BlockSizePolicy;
use esker::{AbstractTree, Config, KvSeparationOptions, SeqNo};

fn small_blocks(config: Config) -> Config {
    config.data_block_size_policy(BlockSizePolicy::all(64))
}

/// The same with values in blob files, which are small, and rewritten as soon as anything in them is dead.
fn separated(config: Config) -> Config {
    let options = KvSeparationOptions::default().separation_threshold(4).file_target_size(200);
    small_blocks(config).with_kv_separation(Some(options.age_cutoff(1.0).staleness_threshold(0.01)))
}

type Configure = fn(Config) -> Config;

/// What the tree must hold after a crash at or behind an operation.
struct Milestone {
    op_count: usize,
    contents: Contents,
}

/// Runs a workload with flushes, compactions, a bulk load and a reopening, and notes what was acknowledged when.
fn run(fs: &CrashFs, configure: Configure) -> Vec<Milestone> {
    let mut model = Contents::new();
    let mut milestones = vec![];
    let milestone = |model: &Contents| Milestone { op_count: fs.op_count(), contents: model.clone() };

    let open = || Db::open(Arc::new(fs.clone()), configure).unwrap();
    let mut db = open();
    milestones.push(milestone(&model));
    for round in 0u8..8 {
        for i in 0..12u8 {
            let key = [b'k', i.wrapping_mul(round + 1) % 16];
            if i % 5 == 4 {
                db.remove(&key);
                model.remove(&key[..]);
            } else {
                let value = [round, i, b'v'].repeat(3);
                db.insert(&key, &value);
                model.insert(key.to_vec(), value);
            }
        }
        db.tree.flush_active_memtable(0).unwrap();
        milestones.push(milestone(&model));
        match round {
            2 => db.tree.major_compact(u64::MAX, SeqNo::MAX).unwrap(),
            3 => {
                let mut load = db.tree.ingestion().unwrap();
                for i in 0..6u8 {
                    load.write([b'x', i], [b'l', i]).unwrap();
                    model.insert(vec![b'x', i], vec![b'l', i]);
                }
                load.finish().unwrap();
            }
            4 => {
                drop(db);
                db = open();
            }
            5 | 6 => db.tree.compact(Arc::new(Leveled::default().with_l0_threshold(2)), SeqNo::MAX).unwrap(),
            _ => {}
        }
        milestones.push(milestone(&model));
    }
    milestones
}

/// The crashes that lose something or leave a tree that doesn't open.
fn failures(fs: &CrashFs, configure: Configure) -> Vec<String> {
    let milestones = run(fs, configure);
    let mut failures = Vec::new();
    let mut images = 0;
    for_each_crash(&fs.log(), Path::new(FOLDER), |done, survival, image| {
        images += 1;
        // The last thing acknowledged before the crash, and the one that was under way.
        let next = milestones.partition_point(|milestone| milestone.op_count <= done);
        let acknowledged = next.checked_sub(1).map(|index| &milestones[index].contents);
        let under_way = milestones.get(next).map(|milestone| &milestone.contents);
        let opened = Db::open(image.clone(), configure);
        match opened.and_then(|db| Ok((db.scan()?, db))) {
            Ok((found, db)) => {
                check_garbage(&*image, &db.tree);
                let nothing = Contents::new();
                let before = acknowledged.unwrap_or(&nothing);
                if found != *before && under_way != Some(&found) {
                    failures.push(format!("{survival:?} after {done} operations: lost or invented entries"));
                }
            }
            Err(error) => failures.push(format!("{survival:?} after {done} operations: {error}")),
        }
    });
    assert!(images > 500, "only {images} crashes tried");
    failures
}

#[test]
fn every_crash_leaves_a_tree_that_opens_with_everything_acknowledged() {
    for configure in [small_blocks, separated] {
        let failures = failures(&CrashFs::default(), configure);
        assert_eq!(failures, Vec::<String>::new());
    }
}

#[test]
fn a_forgotten_directory_sync_is_found() {
    let cases: [(&str, Configure); 5] = [
        ("", small_blocks),
        ("/tables", small_blocks),
        ("", separated),
        ("/tables", separated),
        ("/blobs", separated),
    ];
    for (subfolder, configure) in cases {
        let folder = format!("{FOLDER}{subfolder}");
        let fs = CrashFs::forgetful_about(folder.clone().into());
        let failures = failures(&fs, configure);
        let synced_only = format!("{:?}", Survival::SyncedOnly);
        assert!(failures.iter().any(|failure| failure.starts_with(&synced_only)), "{folder}: {failures:?}");
    }
}
