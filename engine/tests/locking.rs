//! A folder belongs to one tree at a time, whoever asks for it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]
#![expect(clippy::print_stdout, reason = "the process that holds a tree says so")]

mod common;

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use common::{Db, FOLDER, files};
use esker::{AbstractTree, AnyTree, Config, Error, KvSeparationOptions, MemFs, Result, SeqNo, StdFs};

/// Tells this program, when it is started again by its own test, in which folder to hold a tree.
const HOLD_IN: &str = "ESKER_TEST_HOLD_IN";

fn open(folder: &Path) -> Result<AnyTree> {
    Config::new(folder, Default::default(), Default::default()).open()
}

#[track_caller]
fn assert_locked(folder: &Path) {
    let before = files(&StdFs, folder);
    match open(folder) {
        Err(Error::Locked(path)) => assert_eq!(path, folder),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("opened twice"),
    }
    assert!(files(&StdFs, folder) == before, "an attempt to open changed files");
}

/// What the other process does: it opens the tree, and keeps it until it is killed.
fn hold(folder: &Path) {
    let tree = open(folder).unwrap();
    tree.insert("key", "of the other process", 0);
    tree.flush_active_memtable(0).unwrap();
    println!("\nholding");
    stdin().lines().next();
    drop(tree);
}

/// Starts this test once more, as a process that holds a tree.
fn start_holder(test: &str, folder: &Path) -> Child {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(HOLD_IN, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.as_mut().unwrap());
    assert!(output.lines().map_while(std::io::Result::ok).any(|line| line == "holding"), "it ended early");
    child
}

#[test]
fn another_process_is_kept_out_until_the_first_is_killed() {
    if let Some(folder) = env::var_os(HOLD_IN) {
        return hold(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = start_holder("another_process_is_kept_out_until_the_first_is_killed", folder.path());
    assert_locked(folder.path());
    child.kill().unwrap();
    child.wait().unwrap();
    let value = open(folder.path()).unwrap().get("key", SeqNo::MAX).unwrap();
    assert_eq!(value.as_deref(), Some(&b"of the other process"[..]));
}

#[test]
fn a_second_tree_of_the_process_is_refused_while_any_handle_lives() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("tree");
    let tree = open(&folder).unwrap();
    assert_locked(&folder);
    // However the folder is spelt.
    match open(&root.path().join("tree/../tree")) {
        Err(Error::Locked(_)) => {}
        other => panic!("{:?}", other.err()),
    }
    let clone = tree.clone();
    drop(tree);
    assert_locked(&folder);
    drop(clone);
    drop(open(&folder).unwrap());
}

#[test]
fn the_folder_is_free_after_an_attempt_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let separating = Config::new(folder.path(), Default::default(), Default::default())
        .with_kv_separation(Some(KvSeparationOptions::default()));
    assert!(matches!(separating.open().err().unwrap().cause(), Error::Unrecoverable));
    drop(open(folder.path()).unwrap());
}

#[test]
fn a_scan_that_outlives_its_tree_lets_this_process_in_but_no_other() {
    let folder = tempfile::tempdir().unwrap();
    // As a second open file, this is to the operating system what another process is.
    let is_free = || File::open(folder.path().join("lock")).unwrap().try_lock().is_ok();

    let tree = open(folder.path()).unwrap();
    tree.insert("a", "1", 0);
    tree.flush_active_memtable(0).unwrap();
    assert!(!is_free());
    let scan = tree.iter(SeqNo::MAX, None);
    drop(tree);
    assert!(!is_free(), "the scan's files may still have to be deleted");
    let again = open(folder.path()).unwrap();
    drop(scan);
    assert!(!is_free());
    drop(again);
    // A process that another test is just starting has the open file, too, until it becomes another program.
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_free() {
        assert!(Instant::now() < deadline, "the lock stays after the last handle");
        thread::yield_now();
    }
}

#[test]
fn the_lock_of_others_does_not_depend_on_the_file_system() {
    let fs = Arc::new(MemFs::default());
    let db = Db::open(fs.clone(), |config| config).unwrap();
    assert!(
        matches!(Db::open(fs.clone(), |config| config), Err(Error::Locked(path)) if path == Path::new(FOLDER))
    );
    // Another file system has other folders.
    drop(Db::open(Arc::new(MemFs::default()), |config| config).unwrap());
    drop(db);
    drop(Db::open(fs, |config| config).unwrap());
}

#[test]
fn opening_at_once_succeeds_for_exactly_one() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..50 {
        let opened: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| open(folder.path()))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(opened.iter().filter(|tree| tree.is_ok()).count(), 1);
        assert!(opened.iter().all(|tree| matches!(tree, Ok(_) | Err(Error::Locked(_)))));
    }
}

#[test]
fn closing_and_opening_in_turns_from_two_threads_never_meets_a_stale_lock() {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut opened = 0;
                while opened < 200 {
                    match open(folder.path()) {
                        Ok(_) => opened += 1,
                        Err(Error::Locked(_)) => thread::yield_now(),
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
}
