//! Whatever moment the power fails at: the tree opens, and nothing that was acknowledged is lost.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::crash_fs::{CrashFs, Survival, for_each_crash};
use common::{Contents, Db, FOLDER};
use esker::compaction::Leveled;
use esker::config::BlockSizePolicy;
use esker::{AbstractTree, Config, SeqNo};

fn small_blocks(config: Config) -> Config {
    config.data_block_size_policy(BlockSizePolicy::all(64))
}

/// What the tree must hold after a crash at or behind an operation.
struct Milestone {
    op_count: usize,
    contents: Contents,
}

/// Runs a workload with flushes, compactions, a bulk load and a reopening, and notes what was acknowledged when.
fn run(fs: &CrashFs) -> Vec<Milestone> {
    let mut model = Contents::new();
    let mut milestones = vec![];
    let milestone = |model: &Contents| Milestone { op_count: fs.op_count(), contents: model.clone() };

    let open = || Db::open(Arc::new(fs.clone()), small_blocks).unwrap();
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
fn failures(fs: &CrashFs) -> Vec<String> {
    let milestones = run(fs);
    let mut failures = Vec::new();
    let mut images = 0;
    for_each_crash(&fs.log(), Path::new(FOLDER), |done, survival, image| {
        images += 1;
        // The last thing acknowledged before the crash, and the one that was under way.
        let next = milestones.partition_point(|milestone| milestone.op_count <= done);
        let acknowledged = next.checked_sub(1).map(|index| &milestones[index].contents);
        let under_way = milestones.get(next).map(|milestone| &milestone.contents);
        match Db::open(image, small_blocks).and_then(|db| db.scan()) {
            Ok(found) => {
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
    let failures = failures(&CrashFs::default());
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn a_forgotten_directory_sync_is_found() {
    for folder in [FOLDER.into(), format!("{FOLDER}/tables")] {
        let fs = CrashFs::forgetful_about(folder.clone().into());
        let failures = failures(&fs);
        let synced_only = format!("{:?}", Survival::SyncedOnly);
        assert!(failures.iter().any(|failure| failure.starts_with(&synced_only)), "{folder}: {failures:?}");
    }
}
